"""Journals: what one officer prepares and another approves, put into the books once, whole or not at all."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.rents import journal_rules as rules
from rooftree.rents import permissions
from rooftree.rents.actions import journal_checks as checks
from rooftree.rents.actions import journal_entries as entries
from rooftree.rents.actions import suspense_back
from rooftree.rents.actions.alone import wait_in_turn
from rooftree.rents.actions.journal_posting import REVERSAL_REASONS, Agreement, Draft, post, prepare
from rooftree.rents.models import AccountPart, Journal, JournalLine, RentAccount
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

TRANSFER_REASONS = rulebook.code_list("rents.transfer_reasons")
ADJUSTMENT_REASONS = rulebook.code_list("rents.adjustment_reasons")
WAIVER_REASONS = rulebook.code_list("rents.waiver_reasons")
OPENING_REASONS = rulebook.code_list("rents.opening_reasons")


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

    What came from suspense goes back there, with every part of it if it was divided.
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
    whole = suspense_back.with_all_parts(movement_ids, council_id=by.council_id)
    movables = entries.moved(whole, council_id=by.council_id)
    checks.check_reversible(movables, instead)
    wanted = [entries.back(each) for each in movables]
    if instead:
        wanted += [entries.instead(each, instead) for each in movables]
    return prepare(Draft(kind="reversal", reason=reason, why=why, entries=wanted), done, by=by, at=at)


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
    wait_in_turn(by)
    rules.check_amount(pounds)
    listed = choose(TRANSFER_REASONS, reason, on=london_day(at), council=by.council_id)
    checks.check_transfer(source, target, pounds, reason=reason)
    if bool(listed.flag(reason, "agreement")):
        checks.check_agreement(source, agreement.person if agreement else None, agreement.how if agreement else "")
    entry = entries.transfer(source, target, pounds, effective_on=effective_on)
    draft = Draft(kind="transfer", reason=reason, why=why, entries=[entry], agreement=agreement)
    return prepare(draft, done, by=by, at=at)


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
    return prepare(Draft(kind="adjustment", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


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
    return prepare(Draft(kind="waiver", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


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
    return prepare(Draft(kind="opening", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


# --- Settling ---------------------------------------------------------------------------------------


@transaction.atomic
def approve(journal: Journal, *, decision: str = "", by: Officer, at: datetime, key: str) -> Journal:
    """Approve a journal that a colleague prepared, and post it.

    `decision` names the decision of members on which a large write-off rests. Raises Refused for one's
    own journal, one that is settled, and where what it rests on no longer holds: the credit is gone, the
    posting was taken back since, the write-off is above what the officer's role may approve.
    """
    require(permissions.to_settle(journal.kind)(by, journal))
    journal = _lock(journal)
    if once(key, "rents.approve_journal", council_id=by.council_id, at=at).before:
        return journal
    rules.check_open(journal.status)
    rules.check_other_officer(journal.prepared_by_id, by.pk)
    journal.decision = decision.strip() or journal.decision
    checks.check_still_holds(journal, by=by, on=london_day(at))
    return post(journal, by=by, at=at)


@transaction.atomic
def refuse(journal: Journal, *, why: str, by: Officer, at: datetime, key: str) -> Journal:
    """Refuse a journal that a colleague prepared, and say why. Raises Refused for one's own, or a settled one."""
    require(permissions.to_settle(journal.kind)(by, journal))
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
    require(permissions.to_prepare(journal.kind)(by, journal))
    journal = _lock(journal)
    if once(key, "rents.withdraw_journal", council_id=by.council_id, at=at).before:
        return journal
    rules.check_open(journal.status)
    if journal.prepared_by_id != by.pk:
        raise Refused("A colleague prepared this journal. Refuse it instead, and say why.")
    return _settle(journal, rules.WITHDRAWN, why, by=by, at=at)


def _lock(journal: Journal) -> Journal:
    return Journal.objects.select_for_update().get(pk=journal.pk)


def _settle(journal: Journal, status: str, why: str, *, by: Officer, at: datetime) -> Journal:
    if not why.strip():
        raise Refused("Say why, so that the colleague who prepared it knows what to change.")
    journal.status, journal.settled_why = status, why.strip()
    journal.settled_by, journal.settled_at = by, at
    journal.save(update_fields=["status", "settled_why", "settled_by", "settled_at"])
    return journal


def journals_of(account: RentAccount) -> list[Journal]:
    """Return the journals that changed or would change an account, newest first."""
    lines = JournalLine.objects.filter(rent_account=account) | JournalLine.objects.filter(other_account=account)
    found = Journal.objects.filter(council_id=account.council_id, pk__in=lines.values("journal"))
    return list(found.select_related("prepared_by", "settled_by"))
