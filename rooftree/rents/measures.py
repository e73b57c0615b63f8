"""What a manager watches: arrears, collection, voids, suspense and write-offs, each with what it leaves out.

After practice.md 11.3. Every measure is of one council, by one set-based statement, and says its numerator
and its denominator, so that one click can show the list behind it. Sums are of the rent part of accounts:
court costs, recharges and benefit overpaid are not rent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from rooftree.foundations.money import to_the_penny
from rooftree.foundations.periods import DAY
from rooftree.rents import codes
from rooftree.rents.accounting_periods import years_before
from rooftree.rents.owing_accounts import CAUSES, GRACE, TIMING, owing_accounts

_SQL = Path(__file__).parent / "sql" / "measures"


def _read(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


_OWED, _DEBITED, _RECEIVED = _read("owed"), _read("debited"), _read("received")


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

    Before what is only timing is taken off: `arrears_after_timing` is after it.
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

    A week's rent is what is charged on that day to the part of accounts that is rent, as what is owed is.
    """
    listed = codes.all_codes(on=on, council=council_id).values()
    facts = {"council": council_id, "on": on, "codes": [each.code for each in listed if each.part == codes.RENT]}
    numbers = _numbers(_OWED + _read("owing_over_seven_weeks"), facts)
    label = "Accounts that owe seven weeks or more"
    return Measure("owing_over_seven_weeks", label, *numbers, "former tenants, voids")


def _owed(code: str, label: str, council_id: int, on: date, excludes: str) -> Measure:
    facts = {"council": council_id, "on": on, "from": years_before(on, 1) + DAY, "until": on + DAY}
    return Measure(code, label, *_numbers(_OWED + _read(code).format(debited=_DEBITED), facts), excludes)


def arrears_by_cause(council_id: int, *, on: date) -> list[Slice]:
    """Return what current tenants owe at the end of a day, by cause; together the current arrears.

    What is only timing comes first (rules.md 4.4), then this week's rent, which is not late yet, as the pages of
    accounts reckon both. An account may count there and, with the rest of what it owes, under one other cause.
    """
    sums: dict[str, Slice] = {}
    for each in owing_accounts(council_id, on=on):
        rest = each.pounds - each.timing - each.grace
        for code, pounds in ((TIMING, each.timing), (GRACE, each.grace), (each.cause, rest)):
            if pounds:
                before = sums.get(code, Slice(code, CAUSES[code], 0, Decimal("0.00")))
                sums[code] = Slice(code, before.label, before.count + 1, before.pounds + pounds)
    return [sums[code] for code in CAUSES if code in sums]


def arrears_after_timing(current: Measure, causes: Sequence[Slice]) -> Measure:
    """Return current arrears without what is only timing, from both figures of one day. practice.md 11.3."""
    timing = sum((each.pounds for each in causes if each.code == TIMING), Decimal("0.00"))
    return Measure(
        "arrears_after_timing",
        "Current arrears that are not timing",
        current.numerator - timing,
        current.denominator,
        f"{current.excludes}, benefit on its way",
    )


def collectable_arrears(current: Measure, causes: Sequence[Slice]) -> Measure:
    """Return current arrears that may be collected now, from both figures of one day. practice.md 4.2.

    They are without what is only timing and without this week's rent: what the pages of accounts call behind.
    """
    left_out = sum((each.pounds for each in causes if each.code in (TIMING, GRACE)), Decimal("0.00"))
    return Measure(
        "collectable_arrears",
        "Current arrears that may be collected now",
        current.numerator - left_out,
        current.denominator,
        f"{current.excludes}, benefit on its way, this week’s rent",
    )


def universal_credit_share(council_id: int, *, on: date) -> Measure:
    """Return what accounts owe to which Universal Credit pays, or its claimant does, of all current arrears."""
    numbers = _numbers(_OWED + _read("universal_credit_share"), {"council": council_id, "on": on})
    label = "Owed by tenants with Universal Credit"
    return Measure("universal_credit_share", label, *numbers, "former tenants, credits, court costs")


# --- What came in, and what was lost ------------------------------------------------------------------


def collection_rate(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return what was received on current accounts in some days, of what they were charged then.

    The last day is left out. Receipts are net of what came back, and what was posted out of suspense is among
    them; arrears brought forward are not counted.
    """
    return _received("collection_rate", "Collected", council_id, from_on, until_on, LEFT_OUT)


def collection_strict(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return the same of what they were charged then and owed before: the strict version. practice.md 11.3."""
    label = "Collected, of what was charged and owed before"
    return _received("collection_strict", label, council_id, from_on, until_on, "former tenants, suspense")


def former_recovery(council_id: int, *, from_on: date, until_on: date) -> Measure:
    """Return what former tenants paid in some days, of what they owed before and came to owe. practice.md 11.3.

    The last day is left out. Whoever left in these days counts with all that was owed then.
    """
    label, leaves_out = "Recovered from former tenants", "current tenants, what was written off"
    return _received("former_recovery", label, council_id, from_on, until_on, leaves_out)


LEFT_OUT = "former tenants, suspense, arrears brought forward"


def _received(code: str, label: str, council_id: int, from_on: date, until_on: date, excludes: str) -> Measure:
    facts = {"council": council_id, "on": until_on - DAY, "from": from_on, "until": until_on}
    statement = _read(code).format(debited=_DEBITED, received=_RECEIVED)
    return Measure(code, label, *_numbers(_OWED + statement, facts), excludes)


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
