"""Closes the books until a day: nothing is posted before it any more. The database itself refuses."""

from datetime import date, datetime

from django.db import transaction

from rooftree.ledger.models import Closing
from rooftree.ledger.refusing import refusals


def closed_until(council_id: int) -> date | None:
    """Return the first day on which something may be posted, or None while the books were never closed."""
    newest = Closing.objects.filter(council_id=council_id).order_by("-until_on").values_list("until_on", flat=True)
    return newest.first()


def close_until(council_id: int, day: date, *, at: datetime, who: str) -> None:
    """Close the books until a day, which is the first that stays open.

    Whatever is being posted into the period meanwhile is posted first, or is refused. Raises Refused if the
    books are closed until that day or a later one.
    """
    with refusals(), transaction.atomic():
        Closing.objects.create(council_id=council_id, until_on=day, closed_at=at, who=who)
