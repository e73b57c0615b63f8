"""What the timetable runs for tenancies: each day, homes follow the tenancies that begin and end."""

from procrastinate.contrib.django import app

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.tenancies import rules
from rooftree.tenancies.actions.home_status import follow_the_calendar

JUST_AFTER_MIDNIGHT = "7 1 * * *"
"""In UTC: after midnight in London, in summer and in winter."""


@app.periodic(cron=JUST_AFTER_MIDNIGHT)
@app.task(name="homes follow their tenancies", queueing_lock="homes follow their tenancies")
def homes_follow_their_tenancies(timestamp: int) -> None:
    """Say of each home whose tenancy ended or begins today that it is void, or occupied."""
    on = dates.london_day(dates.now())
    for council in Council.objects.all():
        with acting_for([council.pk], who="job:homes-follow-their-tenancies"):
            tenures = rules.TENURES.version(on=on, council=council.pk)
            temporary = [item.code for item in tenures if item.flags["temporary_use"]]
            follow_the_calendar(on=on, temporary=temporary)
