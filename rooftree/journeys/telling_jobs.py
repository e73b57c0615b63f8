"""What the timetable runs for residents whose officer is away."""

from procrastinate.contrib.django import app

from rooftree.correspondence import runs
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.journeys.telling_cover import RUN, tell_of_absences

EACH_MORNING = "37 8 * * *"
"""In UTC: after breakfast in London, in summer and in winter. Nobody is texted at night."""


@app.periodic(cron=EACH_MORNING)
@app.task(name="tell who has a case", queueing_lock="tell who has a case")
def tell_who_has_a_case(timestamp: int) -> None:
    """Tell residents whose officer is away who has their case now."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:tell-who-has-a-case"):
            tell_of_absences(council, at=at)
            runs.ended(RUN.name, council_id=council.pk, started_at=at, at=dates.now())
