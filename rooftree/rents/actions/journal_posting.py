"""Writes a journal down and puts it into the books, once: what every kind of journal shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import Once
from rooftree.foundations.refusals import Refused
from rooftree.ledger import posting
from rooftree.ledger.posting import Posting
from rooftree.people.models import Person
from rooftree.rents import journal_rules as rules
from rooftree.rents.actions import suspense_back
from rooftree.rents.actions.alone import wait_in_turn
from rooftree.rents.actions.journal_entries import Entry
from rooftree.rents.models import Journal, JournalLine, JournalPosting, SetOffAgreement
from rooftree.staff.models import Officer

REVERSAL_REASONS = rulebook.code_list("rents.reversal_reasons")
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


def prepare(draft: Draft, done: Once, *, by: Officer, at: datetime) -> Journal:
    """Write a journal down, and post it at once where one officer may. Raises Refused without words of why."""
    if not draft.why.strip():
        raise Refused("Say why, so that whoever approves it, or reads it in years, understands it.")
    if draft.kind not in rules.ALWAYS_SECOND:
        wait_in_turn(by)
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
    return journal if second.needed else post(journal, by=by, at=at)


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
        pk__in=JournalLine.objects.filter(
            Q(rent_account__in=account_ids) | Q(other_account__in=account_ids)
        ).values("journal"),
    )
    total: Decimal | None = alone.aggregate(together=Sum("total"))["together"]
    return total or Decimal()


# --- Posting ----------------------------------------------------------------------------------------


def post(journal: Journal, *, by: Officer, at: datetime) -> Journal:
    """Put a journal into the books on the day it is approved: the open period, whatever day its lines are for."""
    journal.status, journal.settled_by, journal.settled_at = rules.POSTED, by, at
    journal.posted_on = london_day(at)
    lines = list(JournalLine.objects.filter(journal=journal).order_by("number"))
    backwards = [line for line in lines if line.reverses]
    forwards = [line for line in lines if not line.reverses]
    suspense_back.reopen([line.reverses for line in backwards if line.reverses], journal, by=by, at=at)
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
