"""Who owes and why, account by account: how much of each debt is only timing, and one cause for what is left.

What is timing, and what is not late yet, is reckoned as on the page of an account (universal_credit.py, owing.py),
so the figures of a manager are the sum of what her officers see.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.deadlines import months_after
from rooftree.rents import codes, owing
from rooftree.rents.rent_year import debit_day_of
from rooftree.rents.statements_explained import Reckoning
from rooftree.rents.universal_credit import (
    HOUSING_BENEFIT,
    MANAGED,
    TO_TENANT,
    AccountFacts,
    Benefit,
    due_on,
    first_receipt_on,
    technical_arrears,
)

_SQL = Path(__file__).parent / "sql" / "measures"
_OWING = "".join((_SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("owed", "owing"))

TIMING = "timing"
GRACE = "grace"
CAUSES = {
    TIMING: "Only timing: benefit that is on its way",
    GRACE: "This week’s rent, which is not late yet",
    "uc_pending": "A claim for Universal Credit that is not decided",
    "hb_pending": "A claim for Housing Benefit that is not decided",
    "agreement": "Being paid off with the direct debit",
    "no_payment": "Nothing paid in four weeks",
    "pays_too_little": "Pays, and less than is charged",
}
"""Why current tenants owe, in the order in which it is shown."""


@dataclass(frozen=True)
class Owing:
    """What one current account owes at the end of a day, in pounds."""

    pounds: Decimal
    timing: Decimal
    """What of it benefit brings that is on its way."""
    grace: Decimal
    """What of it is this week's rent, which is not late yet."""
    cause: str
    """Why it owes the rest: a code of CAUSES."""


def owing_accounts(council_id: int, *, on: date) -> list[Owing]:
    """Return what each current account owes on its rent part at the end of a day, and why. One query."""
    listed = codes.all_codes(on=on, council=council_id).values()
    book = rulebook.open_at(on=on, council=council_id)
    every = book.code_list(codes.FREQUENCIES.code)
    days = {item.code: int(str(item.flags["days"])) or None for item in every}
    facts: dict[str, Any] = {
        "council": council_id,
        "on": on,
        "codes": [each.code for each in listed if each.eligible],
        "not_rent": [each.code for each in listed if each.part != codes.RENT],
        "week_from": debit_day_of(on, debit_day=int(book.limit(owing.DEBIT_DAY.code).value)),
    }
    weeks = Decimal(book.limit(owing.GRACE_WEEKS.code).value)
    with connection.cursor() as cursor:
        cursor.execute(_OWING, facts)
        return [_owing(row, days, weeks, on=on) for row in cursor.fetchall()]


def _owing(row: tuple[Any, ...], every_days: dict[str, int | None], weeks: Decimal, *, on: date) -> Owing:
    pounds, cycle, until_on, eligible, packed, is_agreed, has_paid, gross, paid_this_week = row
    kept = orjson.loads(packed) if packed != "[]" else []
    benefits = [_as_it_was(_benefit(each, every_days), on=on) for each in kept]
    timing = Decimal("0.00")
    if benefits:
        charged_until = min(filter(None, (_charged_until(cycle, on=on), until_on)))
        timing = technical_arrears(AccountFacts(pounds, eligible, charged_until, benefits), on=on).amount
    found = owing.collectable(
        pounds, gross_weekly=gross, paid_this_week=paid_this_week, expected=timing, grace_weeks=weeks
    )
    return Owing(pounds, timing, found.grace, _cause(benefits, is_agreed=is_agreed, has_paid=has_paid))


def _cause(benefits: list[Benefit], *, is_agreed: bool, has_paid: bool) -> str:
    pending = {each.kind for each in benefits if not each.amount}
    if HOUSING_BENEFIT in pending:
        return "hb_pending"
    if pending & {TO_TENANT, MANAGED}:
        return "uc_pending"
    if is_agreed:
        return "agreement"
    return "pays_too_little" if has_paid else "no_payment"


def _charged_until(cycle: str, *, on: date) -> date | None:
    """Return the first day that is not charged yet: the week, month or night of a day is, ahead."""
    return Reckoning(grounds=(), charged_days=(), cycle=cycle, years=()).period_of(on).until


def _benefit(kept: dict[str, Any], every_days: dict[str, int | None]) -> Benefit:
    return Benefit(
        kept["kind"],
        Decimal(kept["amount"]),
        date.fromisoformat(kept["claimed_on"]) if kept["claimed_on"] else None,
        date.fromisoformat(kept["next_on"]) if kept["next_on"] else None,
        every_days.get(kept["every"]),
    )


def _as_it_was(benefit: Benefit, *, on: date) -> Benefit:
    """Return a benefit as it stood on a past day: its next payment is the first that came after that day."""
    due = due_on(benefit)
    if due is None or not benefit.amount:
        return benefit
    first = first_receipt_on(benefit.claimed_on) if benefit.claimed_on else date.min
    while (before := _payment_before(benefit, due)) >= max(on, first):
        due = before
    return replace(benefit, next_on=due)


def _payment_before(benefit: Benefit, due: date) -> date:
    return due - timedelta(days=benefit.every_days) if benefit.every_days else months_after(due, -1)
