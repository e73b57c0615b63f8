"""Which benefits were expected to pay rent and have not come: by day, and one by one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from rooftree.foundations.calendar_table import in_force
from rooftree.foundations.calendars import EW
from rooftree.rents import benefits_due
from rooftree.rents.models import ExpectedBenefit

_LATE = (Path(__file__).parent / "sql" / "benefits_late.sql").read_text(encoding="utf-8")
SHOWN = 5
"""References told of one day; more are counted."""


@dataclass(frozen=True)
class Late:
    """Benefits of one kind that were expected on one day and have not come."""

    kind: str
    expected_on: date
    accounts: int
    pounds: Decimal
    references: list[str]
    """The first few, in order."""
    came_for_others: bool
    """Whether a payment of the kind has come to anybody since: the schedule came, and these were not in it."""


def late_before(council_id: int, *, on: date) -> date:
    """Return the first day of which a benefit that has not come is not late yet."""
    days = int(benefits_due.LATE_AFTER.version(on=on, council=council_id).value)
    return benefits_due.late_before(on, working_days=days, calendar=in_force(EW))


def late(council_id: int, *, on: date) -> list[Late]:
    """Return what was expected and has not come, by kind and day, the oldest first. One statement."""
    kinds = benefits_due.through_us(on, council_id)
    facts: dict[str, Any] = {
        "council": council_id,
        "kinds": list(kinds),
        "codes": list(kinds.values()),
        "early": int(benefits_due.EARLY.version(on=on, council=council_id).value),
        "late_before": late_before(council_id, on=on),
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATE, facts)
        return [Late(*row) for row in cursor.fetchall()]


def late_ones(council_id: int, *, on: date) -> QuerySet[ExpectedBenefit]:
    """Return each benefit that was expected and has not come, the oldest first, with its account."""
    return (
        ExpectedBenefit.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=F("next_on")),
            council_id=council_id,
            kind__in=benefits_due.through_us(on, council_id),
            amount__gt=0,
            next_on__lt=late_before(council_id, on=on),
        )
        .select_related("rent_account__place")
        .order_by("next_on", "rent_account__payment_reference")
    )
