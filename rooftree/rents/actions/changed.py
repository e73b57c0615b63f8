"""Marks what was charged and may be wrong since: the next run, or an officer at once, puts it right."""

from collections.abc import Iterable
from datetime import date, datetime

from rooftree.rents.models import ChangedSince


def mark_changed(place_id: int, *, council_id: int, from_on: date, why: str, at: datetime) -> None:
    """Note that who pays for a place, or what it is charged, changed from a day on.

    Also where nothing was charged yet for that day: a run may be on its way.
    """
    mark_all_changed([(place_id, from_on)], council_id=council_id, why=why, at=at)


def mark_all_changed(changes: Iterable[tuple[int, date]], *, council_id: int, why: str, at: datetime) -> None:
    """Note the same of many places, each with its first day."""
    marks = [
        ChangedSince(council_id=council_id, place_id=place, from_on=from_on, why=why, at=at)
        for place, from_on in changes
    ]
    ChangedSince.objects.bulk_create(marks, batch_size=2000)
