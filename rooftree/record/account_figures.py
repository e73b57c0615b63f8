"""Figures of rents for those who manage them: what was charged, lost and collected, and what each patch owes."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from rooftree.record.reading import read_rows


@dataclass(frozen=True)
class WeekOfGroup:
    """What one week came to in one rent group, in pounds."""

    group: str
    starts_on: dt.date
    """The first day of seven, counted from the first day asked for."""
    roll: Decimal
    """Every charge due, by the debit runs."""
    charged: Decimal
    void: Decimal
    """Of the roll, what fell to homes without a tenancy."""
    late: Decimal
    """Charged for earlier weeks, net of what was taken back."""
    collected: Decimal
    """Received on accounts, net of what came back; not what is in suspense."""


@dataclass(frozen=True)
class PatchOwing:
    """What the current accounts of one income patch owe, in pounds."""

    patch: str
    team: str
    officer: str
    accounts: int
    owing: int
    arrears: Decimal
    weekly: Decimal
    """What is charged in a week to the accounts of the patch."""


def weeks_of_rent(council_id: int, *, from_on: dt.date, until_on: dt.date) -> list[WeekOfGroup]:
    """Return what each week came to in each rent group. The last day is left out. One query."""
    facts = {"council": council_id, "from": from_on, "until": until_on}
    return [WeekOfGroup(**row) for row in read_rows("account_weeks", facts)]


def patches_owing(council_id: int, *, on: dt.date) -> list[PatchOwing]:
    """Return what the current accounts of each income patch owe, and of places in none. One query."""
    return [PatchOwing(**row) for row in read_rows("account_patches", {"council": council_id, "on": on})]
