"""What runs for cases of any kind: unanswered requests climb, and a changed calendar moves clocks."""

from datetime import datetime

from procrastinate.contrib.django import app

from rooftree.cases.actions.team_requests import escalate
from rooftree.cases.models import TeamRequest
from rooftree.cases.reckoning import Moved, reckon_again
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.calendar_table import Revised
from rooftree.foundations.models import Council

EVERY_FIVE_MINUTES = "3-59/5 * * * *"


def reckon_every_council(revised: Revised, *, at: datetime) -> Moved:
    """Reckon anew the running clocks of every council that a change of the calendars touches; say how many moved.

    Each council's in a transaction of its own: killed in the middle, the nightly check does the rest.
    """
    clocks = cases = 0
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:reckon-clocks"):
            moved = reckon_again(revised, at=at)
        clocks, cases = clocks + moved.clocks, cases + moved.cases
    return Moved(clocks, cases)


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="escalate requests", queueing_lock="escalate requests")
def escalate_requests(timestamp: int) -> None:
    """Tell of each request between teams that nobody has answered by the time it was needed, once."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:escalate-requests"):
            escalate_of(council, at=at)


def escalate_of(council: Council, *, at: datetime) -> int:
    """Escalate the unanswered requests of the council that we act for. Returns how many."""
    overdue = TeamRequest.objects.filter(
        council=council, status=TeamRequest.Status.ASKED, needed_by__lte=at, escalated_at__isnull=True
    )
    return sum(escalate(asked, at=at) for asked in overdue.order_by("needed_by", "pk"))
