"""Journals: what one officer prepares and another approves, put into the books once, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import Once, once
from rooftree.foundations.refusals import Refused
from rooftree.ledger import posting
from rooftree.ledger.posting import Posting
from rooftree.people.models import Person
from rooftree.rents import journal_rules as rules
from rooftree.rents import permissions
from rooftree.rents.actions import journal_checks as checks
from rooftree.rents.actions import journal_entries as entries
from rooftree.rents.actions.journal_entries import Entry
from rooftree.rents.models import AccountPart, Journal, JournalLine, JournalPosting, RentAccount, SetOffAgreement
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Permission, require

REVERSAL_REASONS = rulebook.code_list("rents.reversal_reasons")
TRANSFER_REASONS = rulebook.code_list("rents.transfer_reasons")
ADJUSTMENT_REASONS = rulebook.code_list("rents.adjustment_reasons")
WAIVER_REASONS = rulebook.code_list("rents.waiver_reasons")
OPENING_REASONS = rulebook.code_list("rents.opening_reasons")
JOURNAL_LIMIT = rulebook.limit("rents.journal_limit")

ALONE_WITHIN = timedelta(weeks=4)
"""What one officer posts alone on one account within this time counts together against the limit."""


@dataclass(frozen=True)
class Agreement:
    """A tenant agreed that a credit of one account pays what another owes: who, when and how we know."""

    person: Person
    agreed_on: date
    how: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a journal is to be: its kind, its reason by code and in words, and its movements."""

    kind: str
    reason: str
    why: str
    entries: Sequence[Entry]
    agreement: Agreement | None = None
    decision: str = ""

    @property
    def total(self) -> Decimal:
        """Pounds: what is taken back counts once, also where it is posted elsewhere in the same journal."""
        whole = sum((entry.amount for entry in self.entries), Decimal())
        backwards = sum((entry.amount for entry in self.entries if entry.reverses), Decimal())
        return backwards or whole

    @property
    def account_ids(self) -> set[int]:
        """The rent accounts that it changes."""
        pairs = ((entry.account, entry.other) for entry in self.entries)
        return {each.pk for pair in pairs for each in pair if each is not None}


# --- Preparing --------------------------------------------------------------------------------------


@transaction.atomic
def prepare_reversal(
    movement_ids: Sequence[int],
    *,
    reason: str,
    why: str,
    instead: AccountPart | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare to take postings back, and, with `instead`, to post the same to the account that they were for.

    Where one officer may post so much, it is posted at once. Raises Refused for what was taken back before,
    a charge of a debit run, or a reason that the list has not. practice.md 4.4.
    """
    require(permissions.may_prepare_journals(by, instead))
    if not movement_ids:
        raise Refused("Choose at least one posting to take back.")
    done = once(key, "rents.prepare_reversal", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    choose(REVERSAL_REASONS, reason, on=london_day(at), council=by.council_id)
    movables = entries.moved(movement_ids, council_id=by.council_id)
    checks.check_reversible(movables, instead)
    wanted = [entries.back(each) for each in movables]
    if instead:
        wanted += [entries.instead(each, instead) for each in movables]
    return _prepare(Draft(kind="reversal", reason=reason, why=why, entries=wanted), done, by=by, at=at)


@transaction.atomic
def prepare_transfer(
    source: AccountPart,
    target: AccountPart,
    pounds: Decimal,
    *,
    reason: str,
    why: str,
    agreement: Agreement | None = None,
    effective_on: date,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare to move money from one account, or part of one, to another. Pounds, above nought.

    A credit pays the debt of another account only if the tenant agreed (rules.md 4.11). Raises Refused
    without such an agreement, for more than the credit, and for a sum of nought or below.
    """
    require(permissions.may_prepare_journals(by, source))
    require(permissions.may_prepare_journals(by, target))
    done = once(key, "rents.prepare_transfer", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(pounds)
    listed = choose(TRANSFER_REASONS, reason, on=london_day(at), council=by.council_id)
    checks.check_transfer(source, target, pounds, reason=reason)
    if bool(listed.flag(reason, "agreement")):
        checks.check_agreement(source, agreement.person if agreement else None, agreement.how if agreement else "")
    entry = entries.transfer(source, target, pounds, effective_on=effective_on)
    draft = Draft(kind="transfer", reason=reason, why=why, entries=[entry], agreement=agreement)
    return _prepare(draft, done, by=by, at=at)


@transaction.atomic
def prepare_adjustment(
    part: AccountPart,
    pounds: Decimal,
    code: str,
    *,
    reason: str,
    why: str,
    effective_on: date,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare to debit an account by so many pounds under a code, or to credit it where they are below nought.

    Raises Refused for a code that comes only from files, refunds or journals of their own, that takes
    from what is owed where it is to be added to, or that belongs to another part of the account.
    """
    require(permissions.may_prepare_journals(by, part))
    done = once(key, "rents.prepare_adjustment", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(abs(pounds))
    choose(ADJUSTMENT_REASONS, reason, on=london_day(at), council=by.council_id)
    entry = entries.adjusting(part, pounds, code, effective_on=effective_on, on=london_day(at))
    return _prepare(Draft(kind="adjustment", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


@transaction.atomic
def prepare_waiver(
    part: AccountPart,
    pounds: Decimal,
    *,
    reason: str,
    why: str,
    effective_on: date,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare not to ask for so many pounds that were charged: less income, not a debt written off."""
    require(permissions.may_prepare_journals(by, part))
    done = once(key, "rents.prepare_waiver", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(pounds)
    choose(WAIVER_REASONS, reason, on=london_day(at), council=by.council_id)
    control = f"income.{part.rent_account.group}"
    entry = entries.against(part, -pounds, entries.WAIVER, control=control, effective_on=effective_on)
    return _prepare(Draft(kind="waiver", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


@transaction.atomic
def prepare_opening(
    part: AccountPart,
    pounds: Decimal,
    *,
    reason: str,
    why: str,
    effective_on: date,
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Prepare to bring in what was owed in an old system, or, below nought, what was paid too much. Pounds."""
    require(permissions.may_prepare_journals(by, part))
    done = once(key, "rents.prepare_opening", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(abs(pounds))
    choose(OPENING_REASONS, reason, on=london_day(at), council=by.council_id)
    entry = entries.against(part, pounds, entries.OPENING, control="opening", effective_on=effective_on)
    return _prepare(Draft(kind="opening", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


def prepare(draft: Draft, done: Once, *, by: Officer, at: datetime) -> Journal:
    """Write a journal down, and post it at once where one officer may. For the other modules of these actions."""
    return _prepare(draft, done, by=by, at=at)


def _prepare(draft: Draft, done: Once, *, by: Officer, at: datetime) -> Journal:
    if not draft.why.strip():
        raise Refused("Say why, so that whoever approves it, or reads it in years, understands it.")
    second = rules.second_officer(
        draft.kind,
        draft.total,
        alone_before=_alone_before(draft.account_ids, by=by, at=at),
        limit=JOURNAL_LIMIT.version(on=london_day(at), council=by.council_id).value,
    )
    journal = Journal.objects.create(
        council_id=by.council_id,
        kind=draft.kind,
        reason=draft.reason,
        why=draft.why.strip(),
        total=draft.total,
        needs_second=second.needed,
        because=second.because,
        decision=draft.decision.strip(),
        prepared_by=by,
        prepared_at=at,
    )
    JournalLine.objects.bulk_create(_line(journal, number, each) for number, each in enumerate(draft.entries, 1))
    if draft.agreement:
        _keep_agreement(journal, draft.agreement)
    done.makes(journal=journal.pk)
    return journal if second.needed else _post(journal, by=by, at=at)


def _line(journal: Journal, number: int, entry: Entry) -> JournalLine:
    return JournalLine(
        council_id=journal.council_id,
        journal=journal,
        number=number,
        rent_account=entry.account,
        other_account=entry.other,
        debit_id=entry.debit,
        credit_id=entry.credit,
        amount=entry.amount,
        code=entry.code,
        effective_on=entry.effective_on,
        narrative=entry.narrative,
        reverses=entry.reverses,
    )


def _keep_agreement(journal: Journal, agreement: Agreement) -> None:
    SetOffAgreement.objects.create(
        council_id=journal.council_id,
        journal=journal,
        person=agreement.person,
        restricted_to=agreement.person.restricted_to,
        agreed_on=agreement.agreed_on,
        agreed_how=agreement.how.strip(),
    )


def _alone_before(account_ids: set[int], *, by: Officer, at: datetime) -> Decimal:
    """Return the pounds that an officer posted alone on any of these accounts within the last weeks."""
    alone = Journal.objects.filter(
        council_id=by.council_id,
        prepared_by=by,
        needs_second=False,
        status=rules.POSTED,
        prepared_at__gt=at - ALONE_WITHIN,
        pk__in=JournalLine.objects.filter(rent_account__in=account_ids).values("journal"),
    )
    total: Decimal | None = alone.aggregate(together=Sum("total"))["together"]
    return total or Decimal()


# --- Settling ---------------------------------------------------------------------------------------


@transaction.atomic
def approve(journal: Journal, *, decision: str = "", by: Officer, at: datetime, key: str) -> Journal:
    """Approve a journal that a colleague prepared, and post it.

    `decision` names the decision of members on which a large write-off rests. Raises Refused for one's
    own journal, one that is settled, and where what it rests on no longer holds: the credit is gone, the
    posting was taken back since, the write-off is above what the officer's role may approve.
    """
    require(_may_settle(journal)(by, journal))
    journal = _lock(journal)
    if once(key, "rents.approve_journal", council_id=by.council_id, at=at).before:
        return journal
    rules.check_open(journal.status)
    rules.check_other_officer(journal.prepared_by_id, by.pk)
    journal.decision = decision.strip() or journal.decision
    checks.check_still_holds(journal, by=by, on=london_day(at))
    return _post(journal, by=by, at=at)


@transaction.atomic
def refuse(journal: Journal, *, why: str, by: Officer, at: datetime, key: str) -> Journal:
    """Refuse a journal that a colleague prepared, and say why. Raises Refused for one's own, or a settled one."""
    require(_may_settle(journal)(by, journal))
    journal = _lock(journal)
    if once(key, "rents.refuse_journal", council_id=by.council_id, at=at).before:
        return journal
    rules.check_open(journal.status)
    rules.check_other_officer(journal.prepared_by_id, by.pk)
    return _settle(journal, rules.REFUSED, why, by=by, at=at)


@transaction.atomic
def withdraw(journal: Journal, *, why: str, by: Officer, at: datetime, key: str) -> Journal:
    """Withdraw a journal that one prepared oneself, and say why.

    Raises Refused for a colleague's, or a settled one.
    """
    require(_may_prepare(journal)(by, journal))
    journal = _lock(journal)
    if once(key, "rents.withdraw_journal", council_id=by.council_id, at=at).before:
        return journal
    rules.check_open(journal.status)
    if journal.prepared_by_id != by.pk:
        raise Refused("A colleague prepared this journal. Refuse it instead, and say why.")
    return _settle(journal, rules.WITHDRAWN, why, by=by, at=at)


def _may_settle(journal: Journal) -> Permission:
    written = journal.kind in (Journal.Kind.WRITE_OFF, Journal.Kind.WRITE_ON)
    return permissions.may_approve_write_offs if written else permissions.may_approve_journals


def _may_prepare(journal: Journal) -> Permission:
    written = journal.kind in (Journal.Kind.WRITE_OFF, Journal.Kind.WRITE_ON)
    return permissions.may_propose_write_offs if written else permissions.may_prepare_journals


def _lock(journal: Journal) -> Journal:
    return Journal.objects.select_for_update().get(pk=journal.pk)


def _settle(journal: Journal, status: str, why: str, *, by: Officer, at: datetime) -> Journal:
    if not why.strip():
        raise Refused("Say why, so that the colleague who prepared it knows what to change.")
    journal.status, journal.settled_why = status, why.strip()
    journal.settled_by, journal.settled_at = by, at
    journal.save(update_fields=["status", "settled_why", "settled_by", "settled_at"])
    return journal


# --- Posting ----------------------------------------------------------------------------------------


def _post(journal: Journal, *, by: Officer, at: datetime) -> Journal:
    """Put a journal into the books on the day it is approved: the open period, whatever day its lines are for."""
    journal.status, journal.settled_by, journal.settled_at = rules.POSTED, by, at
    journal.posted_on = london_day(at)
    lines = list(JournalLine.objects.filter(journal=journal).order_by("number"))
    backwards = [line for line in lines if line.reverses]
    forwards = [line for line in lines if not line.reverses]
    posted = [*_reverse(journal, backwards, by=by, at=at), *_move(journal, forwards, by=by, at=at)]
    JournalPosting.objects.bulk_create(
        JournalPosting(council_id=journal.council_id, line=line, movement=movement)
        for line, movement in zip([*backwards, *forwards], posted, strict=True)
    )
    journal.save(update_fields=["status", "decision", "settled_by", "settled_at", "posted_on"])
    return journal


def _reverse(journal: Journal, lines: list[JournalLine], *, by: Officer, at: datetime) -> list[int]:
    assert journal.posted_on is not None, "A journal is posted on a day."
    listed = REVERSAL_REASONS.version(on=journal.posted_on, council=journal.council_id)
    return posting.reverse(
        [line.reverses for line in lines if line.reverses is not None],
        reason=listed.label_of(journal.reason) if lines else "Nothing",
        keys=[_key(line) for line in lines],
        council_id=journal.council_id,
        posted_on=journal.posted_on,
        at=at,
        who=by.name,
    )


def _move(journal: Journal, lines: list[JournalLine], *, by: Officer, at: datetime) -> list[int]:
    assert journal.posted_on is not None, "A journal is posted on a day."
    kind = "opening" if journal.kind == Journal.Kind.OPENING else "journal"
    wanted = [
        Posting(
            debit=line.debit_id,
            credit=line.credit_id,
            amount=line.amount,
            kind=kind,
            code=line.code,
            effective_on=line.effective_on,
            key=_key(line),
            narrative=line.narrative,
            reference=f"Journal {journal.pk}",
        )
        for line in lines
    ]
    return posting.post(wanted, council_id=journal.council_id, posted_on=journal.posted_on, at=at, who=by.name)


def _key(line: JournalLine) -> str:
    return f"journal:{line.journal_id}:{line.number}"


def journals_of(account: RentAccount) -> list[Journal]:
    """Return the journals that changed or would change an account, newest first."""
    lines = JournalLine.objects.filter(rent_account=account) | JournalLine.objects.filter(other_account=account)
    found = Journal.objects.filter(council_id=account.council_id, pk__in=lines.values("journal"))
    return list(found.select_related("prepared_by", "settled_by"))
