"""When an officer works in a usual week."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rooftree.foundations.idempotency import once
from rooftree.staff import permissions
from rooftree.staff.hours import Hours, check_hours
from rooftree.staff.models import Officer, WorkingHours
from rooftree.staff.permissions import require


@transaction.atomic
def set_working_hours(officer: Officer, *, hours: Sequence[Hours], by: Officer, at: datetime, key: str) -> None:
    """Set when an officer works in a usual week. Only what differs is written.

    Raises Refused for hours that end before they start or overlap.
    """
    require(permissions.may_manage_staff(by, officer))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if once(key, "staff.set_working_hours", council_id=officer.council_id, at=at).before:
        return
    check_hours(hours)
    wanted = set(hours)
    for row in officer.working_hours.all():
        there = Hours(row.weekday, row.starts_at, row.ends_at)
        if there in wanted:
            wanted.remove(there)
        else:
            row.delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(
            council_id=officer.council_id,
            officer=officer,
            weekday=each.weekday,
            starts_at=each.starts,
            ends_at=each.ends,
        )
        for each in sorted(wanted)
    )
