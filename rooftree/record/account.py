"""The page of a rent account: who answers for it, what is on it and why, what is charged, posted and said."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations.periods import Period
from rooftree.ledger import movements
from rooftree.ledger.movements import Line
from rooftree.record.opening import log_opening
from rooftree.record.reading import as_fact, as_facts
from rooftree.rents.charging import without
from rooftree.rents.owing import Paid
from rooftree.rents.rent_year import Year
from rooftree.rents.statements import Statement, StatementWords
from rooftree.rents.statements_read import StatementOf, read_statement
from rooftree.staff import safety_markers

A_YEAR = dt.timedelta(weeks=53)


@dataclass(frozen=True)
class AccountFacts:
    """The account, with its tenancy, where it has one, and its place."""

    id: int
    council_id: int
    payment_reference: str
    group: str
    cycle: str
    from_on: dt.date
    until_on: dt.date | None
    paying_by: str
    tenancy_reference: str | None
    tenure: str | None
    tenancy_from_on: dt.date | None
    tenancy_until_on: dt.date | None
    place_id: int
    place_reference: str
    address: str

    @property
    def is_void(self) -> bool:
        """Whether nobody owes it: it holds what a home without a tenancy would have been charged."""
        return self.tenancy_reference is None

    def is_over(self, on: dt.date) -> bool:
        """Whether nothing more is charged to it on a day."""
        return self.until_on is not None and self.until_on <= on


@dataclass(frozen=True)
class PartFacts:
    """One part of the account, in pounds: above nought is owed."""

    part: str
    ledger_account_id: int
    balance: Decimal


@dataclass(frozen=True)
class Holder:
    """Somebody who answers for the account."""

    id: int
    restricted_to: int
    reference: str
    known_as: str
    name: str
    role: str
    deceased_on: dt.date | None
    interpreter: bool | None
    unsafe: bool
    """Whether some use of some contact point is not safe."""
    is_protected: bool


@dataclass(frozen=True)
class Noted:
    """What is noted of one of those people: what we do differently, or what may need help."""

    whose: str
    code: str
    note: str


@dataclass(frozen=True)
class Marked:
    """A risk to staff: of one of those people, or, of nobody, at the address."""

    whose: str
    code: str
    control_measure: str
    review_on: dt.date


@dataclass(frozen=True)
class BenefitFacts:
    """A benefit that is expected to pay some of it, or, of nought pounds, a claim that is pending."""

    id: int
    kind: str
    amount: Decimal
    every: str
    next_on: dt.date | None
    claimed_on: dt.date | None
    from_on: dt.date
    until_on: dt.date | None
    note: str


@dataclass(frozen=True)
class ChargeFacts:
    """A dated line of what is charged: of the home, or of this account alone."""

    id: int
    code: str
    amount: Decimal
    per: str
    from_on: dt.date
    until_on: dt.date | None
    why: str
    of_home: bool

    def holds(self, on: dt.date) -> bool:
        """Whether it is charged on a day."""
        return self.from_on <= on and (self.until_on is None or self.until_on > on)

    @property
    def period(self) -> Period:
        """The days that it is charged for."""
        return Period(self.from_on, self.until_on)


@dataclass(frozen=True)
class SuspensionFacts:
    """Days that are not charged, and why."""

    id: int
    from_on: dt.date
    until_on: dt.date | None
    why: str
    by: str

    def holds(self, on: dt.date) -> bool:
        """Whether it is not charged on a day."""
        return self.from_on <= on and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True)
class MandateFacts:
    """A direct debit: how it stands, and what was last said will be collected."""

    id: int
    reference: str
    status: str
    every: str
    day: int
    last_four: str
    active_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    cancelled_because: str
    next_amount: Decimal
    next_from_on: dt.date | None
    unpaid_on: dt.date | None
    """When the bank last sent one back, in the last year."""


@dataclass(frozen=True)
class ChangedFacts:
    """Charges of the home changed for days that were charged before, and are not put right yet."""

    from_on: dt.date
    why: str


@dataclass(frozen=True)
class OtherAccount:
    """Another account that one of the same people answers for, or answered for."""

    id: int
    payment_reference: str
    group: str
    until_on: dt.date | None
    address: str
    balance: Decimal


@dataclass(frozen=True)
class MessageFacts:
    """A message to one of those people."""

    queued_at: dt.datetime
    subject: str
    code: str
    channel: str
    status: str
    person_reference: str
    person: str


@dataclass(frozen=True)
class DocumentFacts:
    """A file of a case about the tenancy."""

    id: int
    title: str
    at: dt.datetime
    case_reference: str


@dataclass(frozen=True)
class LookedAfter:
    """The income patch that the account's place is in, and who looks after it. Names are empty for nobody."""

    patch: str
    team: str
    officer: str
    """Whose patch it is."""
    today: str
    """Who has it today, cover counted."""


@dataclass(frozen=True)
class WrittenOff:
    """A write-off, or, below nought, a write-on: pounds, why, who proposed it and who agreed.

    What an old system wrote off has no journal: `why` is then its own words, and nobody is known to have agreed.
    """

    on: dt.date
    pounds: Decimal
    part: str
    journal: int | None
    kind: str
    """A kind of journal; nothing without one."""
    reason: str
    """A code of the list of reasons of its kind; nothing without a journal."""
    why: str
    by: str
    agreed_by: str
    taken_back: bool


@dataclass(frozen=True)
class ContactFacts:
    """Something that was said about the tenancy, or about a case of it."""

    id: int
    started_at: dt.datetime
    channel: str
    reasons: list[str]
    asked: str
    note: str
    outcome: str
    handler: str | None
    case_reference: str


@dataclass(frozen=True)
class CaseFacts:
    """A case about the tenancy that is open, and the officer or the team that has it."""

    reference: str
    kind: str
    summary: str
    opened_at: dt.datetime
    with_whom: str


@dataclass(frozen=True)
class AccountPage:
    """Everything that the page of an account shows, as far as the asker may see it."""

    on: dt.date
    since: dt.date
    """The first day of the year whose movements it shows."""
    account: AccountFacts
    parts: list[PartFacts]
    people: list[Holder]
    adjustments: list[Noted]
    vulnerabilities: list[Noted]
    markers: list[Marked]
    place_markers: list[Marked]
    benefits: list[BenefitFacts]
    charges: list[ChargeFacts]
    years: list[Year]
    suspensions: list[SuspensionFacts]
    mandates: list[MandateFacts]
    """The last two, the newest first."""
    changed: list[ChangedFacts]
    others: list[OtherAccount]
    messages: list[MessageFacts]
    documents: list[DocumentFacts]
    looked_after: LookedAfter | None
    last_payment: Paid | None
    """Whenever it was; None where nothing was ever paid."""
    written_off: list[WrittenOff]
    """The newest first."""
    contacts: list[ContactFacts]
    """The last five, the newest first."""
    cases: list[CaseFacts]
    """The last five that are open, the newest first."""
    posted: list[Line]
    """What was posted in that year, the oldest first, with the balance of the whole account after each."""

    @property
    def balance(self) -> Decimal:
        """What stands on all its parts together."""
        return sum((part.balance for part in self.parts), Decimal())

    @property
    def rent_arrears(self) -> Decimal:
        """What stands on the part of rent: arrears in the sense of possession, and nothing else."""
        return self.part("rent")

    def part(self, which: str) -> Decimal:
        """Return what stands on a part, nought where it was never needed."""
        return sum((part.balance for part in self.parts if part.part == which), Decimal())

    def paid_since(self, day: dt.date) -> Decimal:
        """Return what was paid to the part of rent from a day on, net of what came back, in pounds.

        What came through suspense counts, and what was taken back does not. `record/sql/accounts.sql` says the
        same for the list, and `rents/sql/measures/owing.sql` for the measures.
        """
        rent = {part.ledger_account_id for part in self.parts if part.part == "rent"}
        paid = (
            -line.amount
            for line in self.posted
            if line.account_id in rent and line.posted_on >= day and is_payment(line)
        )
        return sum(paid, Decimal())

    def standing_written_off(self, unclaimed: Collection[str]) -> Decimal:
        """Return what stands written off now, in pounds: as `rents.actions.written_off.standing`, of all parts.

        `unclaimed` are the reasons that took a credit which nobody claimed: no debt is back by them.
        """
        stands = (each.pounds for each in self.written_off if not each.taken_back and each.reason not in unclaimed)
        return sum(stands, Decimal())

    @property
    def before(self) -> Decimal:
        """The balance before the first of what was posted."""
        return self.posted[0].balance - self.posted[0].amount if self.posted else self.balance

    @property
    def charges_now(self) -> list[ChargeFacts]:
        """What is charged on the day of the page."""
        return [] if self.account.is_over(self.on) else [each for each in self.charges if each.holds(self.on)]

    @property
    def charges_to_come(self) -> list[ChargeFacts]:
        """What is charged from a later day on."""
        return [each for each in self.charges if each.from_on > self.on]

    @property
    def year(self) -> Year | None:
        """The rent year of the day of the page."""
        return self.year_of(self.on)

    def year_of(self, day: dt.date) -> Year | None:
        """Return the rent year that a day is in, of those that are known."""
        return next((year for year in self.years if year.starts_on <= day < year.until_on), None)

    @property
    def suspended(self) -> SuspensionFacts | None:
        """Why it is not charged on the day of the page, if it is not."""
        return next((each for each in self.suspensions if each.holds(self.on)), None)

    @property
    def charged_days(self) -> list[Period]:
        """The days on which it is charged: from its first, without those on which charging was suspended."""
        whole = Period(self.account.from_on, self.account.until_on)
        return without(whole, [Period(each.from_on, each.until_on) for each in self.suspensions])

    def part_of(self, line: Line) -> str:
        """Return the part of the account that a line was posted to."""
        return next(part.part for part in self.parts if part.ledger_account_id == line.account_id)


def is_payment(line: Line) -> bool:
    """Whether a line is money that came from a payer, or went back to one, and was not taken back."""
    is_money = line.kind == "receipt" or (line.kind == "journal" and line.batch == "suspense")
    return is_money and line.reversed_by_id is None


_LISTS: dict[str, type] = {
    "people": Holder,
    "adjustments": Noted,
    "vulnerabilities": Noted,
    "markers": Marked,
    "place_markers": Marked,
    "suspensions": SuspensionFacts,
    "changed": ChangedFacts,
    "messages": MessageFacts,
    "documents": DocumentFacts,
    "contacts": ContactFacts,
    "cases": CaseFacts,
}
_SUMS: dict[str, tuple[type, str]] = {
    "parts": (PartFacts, "balance"),
    "benefits": (BenefitFacts, "amount"),
    "charges": (ChargeFacts, "amount"),
    "others": (OtherAccount, "balance"),
    "mandates": (MandateFacts, "next_amount"),
    "written_off": (WrittenOff, "pounds"),
}
"""Lists whose rows have a sum of money, which JSON carries as text so that no penny is lost, and its name."""


def account_page(account_id: int, *, on: dt.date) -> AccountPage | None:
    """Return what the page of an account shows on a day, or None for one that the asker may not see.

    Two queries, of which the first also keeps that the people's account was looked at; each restricted group
    whose people it shows takes one more, which logs it.
    """
    since = on - A_YEAR
    found = _facts(account_id, on=on, since=since)
    if found is None:
        return None
    parts = found["parts"]
    posted = movements.of([part.ledger_account_id for part in parts], since, together=True) if parts else []
    return AccountPage(on=on, since=since, posted=posted, **found)


def _facts(account_id: int, *, on: dt.date, since: dt.date) -> dict[str, Any] | None:
    sought: list[Any] = [account_id, on, since, safety_markers.protecting(on=on)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT page FROM rent_account_page(%s, %s, %s, %s)", sought)
        row = orjson.loads(cursor.fetchone()[0])
    if not row["account"]:
        return None
    log_opening(row["account"]["council_id"], row["people"] or ())
    found: dict[str, Any] = {name: as_facts(kind, row[name]) for name, kind in _LISTS.items()}
    found |= {
        name: [_with_sum(kind, each, pounds) for each in row[name] or ()] for name, (kind, pounds) in _SUMS.items()
    }
    found["years"] = [_year(each) for each in row["years"] or ()]
    last, after = row["last_payment"], row["looked_after"]
    found["last_payment"] = _with_sum(Paid, last, "pounds") if last else None
    found["looked_after"] = as_fact(LookedAfter, after) if after else None
    return {"account": as_fact(AccountFacts, row["account"]), **found}


def _with_sum(kind: type, row: dict[str, Any], pounds: str) -> Any:
    return as_fact(kind, {**row, pounds: Decimal(row[pounds] or "0.00")})


def _year(row: dict[str, Any]) -> Year:
    day = dt.date.fromisoformat
    return Year(day(row["starts_on"]), row["weeks"], tuple(map(day, row["free_weeks"])))


# --- Statements -----------------------------------------------------------------------------------


def statement_of(page: AccountPage, period: Period, *, words: StatementWords) -> Statement:
    """Return the statement of an account for a time, which has an end. One query.

    Of the people who answer for it those are named whom the asker may see.
    """
    whose = StatementOf(
        payment_reference=page.account.payment_reference,
        address=page.account.address,
        names=tuple(holder.name for holder in page.people),
        parts={part.ledger_account_id: part.part for part in page.parts},
    )
    return read_statement(whose, period, made_on=page.on, words=words)
