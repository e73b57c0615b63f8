"""What the page of a debit run looks at besides: accounts that nothing is charged to, and the homes of samples."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rooftree.places.models import Place
from rooftree.record.reading import read_rows

SHOWN = 20
"""Accounts that are named; the rest are counted."""


@dataclass(frozen=True)
class NotCharged:
    """An account of a tenancy that goes on, whose home is charged nothing."""

    id: int
    payment_reference: str
    place: str


def not_charged(council_id: int, group: str, *, on: date) -> tuple[int, list[NotCharged]]:
    """Return how many accounts of a group are charged nothing on a day, and the first of them. One query."""
    facts = {"council": council_id, "group": group, "on": on, "most": SHOWN}
    rows = read_rows("rent_accounting_not_charged", facts)
    total = rows[0]["total"] if rows else 0
    return total, [NotCharged(row["id"], row["payment_reference"], row["place"]) for row in rows]


def places_by_id(place_ids: Collection[int]) -> dict[int, Place]:
    """Return places by their keys. One query."""
    return Place.objects.in_bulk(list(place_ids))
