"""What the timetable runs after postings were taken back."""

from procrastinate.contrib.django import app

from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.journeys.reversals import flag_recent

EACH_NIGHT = "43 3 * * *"
"""In UTC: after the night's files and before anybody is at a desk."""


@app.periodic(cron=EACH_NIGHT)
@app.task(name="flag apologies", queueing_lock="flag apologies")
def flag_apologies(timestamp: int) -> None:
    """Flag what was said because of postings that were taken back by files and runs, and not by a journal."""
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:flag-apologies"):
            flag_recent(council.pk, at=dates.now())
