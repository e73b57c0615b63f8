"""What the timetable runs: what is kept too long is reckoned, copies and old looks are cleared away."""

from datetime import datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app

from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.models import Council
from rooftree.information_rights import rules
from rooftree.information_rights.actions.retention import reckon
from rooftree.information_rights.models import Gathering, HeldCopy

EACH_NIGHT = "47 2 * * *"
"""In UTC: after midnight in London, in summer and in winter."""


@app.periodic(cron=EACH_NIGHT)
@app.task(name="reckon what is kept too long", queueing_lock="reckon what is kept too long")
def reckon_retention(timestamp: int) -> None:
    """Make the batches of what is due to be looked at; clear away working copies and old looks."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:retention"):
            reckon(council, on=dates.london_day(at), at=at)
            clear_copies(council, at=at)
            forget_looks(council, at=at)


def clear_copies(council: Council, *, at: datetime) -> int:
    """Clear away the copies made for requests that were answered long enough ago. Returns how many."""
    days = int(rules.WORKING_COPY.version(on=dates.london_day(at), council=council.pk).value)
    over = Gathering.objects.filter(
        council=council, cleared_at__isnull=True, case__closed_at__lte=at - timedelta(days=days)
    )
    ids = list(over.values_list("pk", flat=True))
    HeldCopy.objects.filter(council=council, thing__gathering__in=ids).delete()
    return over.filter(pk__in=ids).update(cleared_at=at)


def forget_looks(council: Council, *, at: datetime) -> int:
    """Forget who looked, once it is older than the rule book keeps it. Returns how many looks."""
    today = dates.london_day(at)
    months = int(rules.LOOKS_KEPT.version(on=today, council=council.pk).value)
    before = dates.midnight_of(months_after(today, -months))
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_looks(%s, %s)", [council.pk, before])
        return int(cursor.fetchone()[0])
