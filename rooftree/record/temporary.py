"""What one household owes for temporary accommodation: its accounts, one for each home it was placed in, together.

A household that is moved every few weeks has many short accounts. It is one debt, and this is its sum.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from rooftree.foundations.money import NOUGHT
from rooftree.record.reading import read_rows

PARTNERS = ("wife", "husband", "civil_partner", "partner")
"""Codes of people.relationships: whoever lived in a placement so was placed in it as well."""


@dataclass(frozen=True)
class Placement:
    """One of the accounts: where it was, from when until when, and what stands on it in pounds."""

    id: int
    payment_reference: str
    group: str
    from_on: dt.date
    until_on: dt.date | None
    address: str
    place_reference: str
    balance: Decimal


@dataclass(frozen=True)
class TemporaryDebt:
    """All of them, the latest first."""

    placements: tuple[Placement, ...]

    @property
    def balance(self) -> Decimal:
        """What stands on all of them together, in pounds: above nought is owed. A credit counts against it."""
        return sum((each.balance for each in self.placements), NOUGHT)


def temporary_debt(
    council_id: int, people: Collection[int], *, groups: Collection[str], on: dt.date
) -> TemporaryDebt:
    """Return what people owe for temporary accommodation, current and former. One query.

    `groups` are the rent groups of temporary accommodation. Counted are the accounts that any of the people, in
    any record of theirs, held or holds, alone or with others, and those of homes in which they lived as the
    partner of whoever held it. Homes that begin after the day are left out.
    """
    sought = {
        "council": council_id,
        "people": list(people),
        "groups": list(groups),
        "partners": list(PARTNERS),
        "on": on,
    }
    return TemporaryDebt(tuple(Placement(**row) for row in read_rows("temporary_accounts", sought)))
