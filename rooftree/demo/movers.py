"""Keeps in mind who moved from one home to another, so that one person holds one tenancy after another."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rooftree.demo.people import Person

POOL_A_YEAR = 12
"""Former tenants of each year who are kept in mind, to be met again in the home they moved to."""


@dataclass(slots=True)
class Mover:
    """Tenants who left one home for another, and have yet to turn up there."""

    tenants: list[Person]
    left_on: int


class Movers:
    """Keeps a few former tenants of each year, so that one person holds one tenancy after another."""

    def __init__(self) -> None:
        self._by_year: dict[int, deque[Mover]] = {}

    def put(self, tenants: list[Person], left_on: int) -> None:
        """Remember that these tenants moved to another home on this day."""
        if all(person.born and not person.refused and not person.spoilt for person in tenants):
            year = self._by_year.setdefault(date.fromordinal(left_on).year, deque(maxlen=POOL_A_YEAR))
            year.append(Mover(tenants, left_on))

    def take(self, around: int, suits: Callable[[Mover], bool]) -> Mover | None:
        """Return tenants who moved in the year of this day, once."""
        year = self._by_year.get(date.fromordinal(around).year)
        for mover in year or ():
            if suits(mover):
                year.remove(mover)  # type: ignore[union-attr]
                return mover
        return None
