"""What a manager watches: arrears, collection, voids, suspense and write-offs, each with what it leaves out.

After practice.md 11.3. Every measure is of one council, by one set-based statement, and says its numerator
and its denominator, so that one click can show the list behind it. Sums are of the rent part of accounts:
court costs, recharges and benefit overpaid are not rent.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from rooftree.foundations.money import to_the_penny
from rooftree.foundations.periods import DAY
from rooftree.rents.accounting_periods import years_before

_SQL = Path(__file__).parent / "sql" / "measures"


def _read(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


_OWED, _DEBITED = _read("owed"), _read("debited")


@dataclass(frozen=True)
class Measure:
    """One figure: its two numbers, and what it leaves out."""

    code: str
    label: str
    numerator: Decimal
    denominator: Decimal
    excludes: str

    @property
    def per_cent(self) -> Decimal | None:
        """The numerator in a hundred of the denominator, to two places; None where there is nothing to share."""
        if not self.denominator:
            return None
        return to_the_penny(self.numerator * 100 / self.denominator)


@dataclass(frozen=True)
class Slice:
    """One part of a sum: how many, and how many pounds."""

    code: str
    label: str
    count: int
    pounds: Decimal


# --- What is owed -----------------------------------------------------------------------------------


def current_arrears(council_id: int, *, on: date) -> Measure:
    """Return what current tenants owe at the end of a day, of what was charged in the year until then.

    Before technical arrears are taken off: `arrears_by_cause` has those.
    """
    return _owed(
        "current_arrears", "Current arrears", council_id, on, "former tenants, credits, voids, court costs"
    )


def former_arrears(council_id: int, *, on: date) -> Measure:
    """Return what former tenants owe at the end of a day, of what was charged in the year until then."""
    return _owed(
        "former_arrears", "Former arrears", council_id, on, "current tenants, credits, what was written off"
    )


def owing_over_seven_weeks(council_id: int, *, on: date) -> Measure:
    """Return how many current accounts owe seven weeks' rent or more, of all current accounts, on a day.

    A week's rent is what the home is charged on that day, services called rent included.
    """
    numbers = _numbers(_OWED + _read("owing_over_seven_weeks"), {"council": council_id, "on": on})
    label = "Accounts that owe seven weeks or more"
    return Measure("owing_over_seven_weeks", label, *numbers, "former tenants, voids")


def _owed(code: str, label: str, council_id: int, on: date, excludes: str) -> Measure:
    facts = {"council": council_id, "on": on, "from": years_before(on, 1) + DAY, "until": on + DAY}
    return Measure(code, label, *_numbers(_OWED + _read(code).format(debited=_DEBITED), facts), excludes)


CAUSES = {
    "uc_timing": "Universal Credit that is still to come",
    "uc_pending": "A claim for Universal Credit that is not decided",
    "hb_pending": "A claim for Housing Benefit that is not decided",
    "agreement": "Being paid off with the direct debit",
    "no_payment": "Nothing paid in four weeks",
    "pays_too_little": "Pays, and less than is charged",
}
"""Why current tenants owe, in the order in which it is shown."""


def arrears_by_cause(council_id: int, *, on: date) -> list[Slice]:
    """Return what current tenants owe at the end of a day, by cause; together the current arrears.

    Technical arrears come first: of an account with Universal Credit, as much as the next payment brings
    (rules.md 4.4). An account may count there and, with the rest of what it owes, under one other cause.
    """
    found = _slices(_OWED + _read("arrears_by_cause"), {"council": council_id, "on": on})
    return [Slice(code, label, *found[code]) for code, label in CAUSES.items() if code in found]


# --- What came in, and what was lost ------------------------------------------------------------------


def collection_rate(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return what was received on current accounts in some days, of what they were charged then.

    The last day is left out. Receipts are net of what came back; arrears brought forward are not counted.
    """
    facts = {"council": council_id, "on": until_on - DAY, "from": from_on, "until": until_on}
    numbers = _numbers(_OWED + _read("collection_rate").format(debited=_DEBITED), facts)
    return Measure("collection_rate", "Collected", *numbers, "former tenants, suspense, arrears brought forward")


def void_loss(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return the rent lost to homes without a tenancy in some days, of all rent due. The last day is left out."""
    facts = {"council": council_id, "on": until_on - DAY, "from": from_on, "until": until_on}
    return Measure("void_loss", "Rent lost to voids", *_numbers(_with_debited("void_loss"), facts), "nothing")


def written_off_share(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return what was written off in some days, less what was written on, of what payers were charged then."""
    facts = {"council": council_id, "on": until_on - DAY, "from": from_on, "until": until_on}
    return Measure("written_off", "Written off", *_numbers(_with_debited("written_off"), facts), "waivers, voids")


AGES = {
    "in_time": "Up to 5 working days",
    "late": "Up to 30 days",
    "old": "Over 30 days",
}
"""Ages of what is in suspense, in order."""


def suspense_by_age(council_id: int, *, on: date) -> list[Slice]:
    """Return what was in suspense at the end of a day, by how long it has waited; the target is 5 working days."""
    found = _slices(_read("suspense_by_age"), {"council": council_id, "on": on})
    return [Slice(code, label, *found.get(code, (0, Decimal("0.00")))) for code, label in AGES.items()]


def _with_debited(name: str) -> str:
    return _read(name).format(debited=_DEBITED)


def _numbers(statement: str, facts: dict[str, Any]) -> tuple[Decimal, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        numerator, denominator = cursor.fetchone()
    return Decimal(numerator), Decimal(denominator)


def _slices(statement: str, facts: dict[str, Any]) -> dict[str, tuple[int, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return {code: (count, pounds) for code, count, pounds in cursor.fetchall()}
