"""What the timetable does about absences: keeps handovers true, alerts, and checks at night who has nobody."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from procrastinate.contrib.django import app

from rooftree.cases import handover_queries
from rooftree.cases.actions import handovers
from rooftree.cases.models import Handover
from rooftree.foundations import dates
from rooftree.foundations.dates import clock_time, short_date
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.staff.absence_queries import not_over
from rooftree.staff.models import Absence, Officer

EVERY_FIVE_MINUTES = "1-59/5 * * * *"
"""A minute after each five: what had to be done by ten is looked at at 10:01."""


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="keep up handovers", queueing_lock="keep up handovers")
def keep_up_handovers(timestamp: int) -> None:
    """Keep up the handovers of every council. Killed in the middle, the next run does the rest."""
    for council in Council.objects.all():
        with acting_for([council.pk], who="job:handovers"):
            keep_up(council, at=dates.now())


def keep_up(council: Council, *, at: datetime) -> None:
    """Keep up the handovers of the council we act for, officer after officer, each in a transaction of its own.

    What goes wrong with one keeps no other waiting: it is raised when all are done.
    """
    leaving = Officer.objects.filter(council=council, until_on__isnull=False).order_by("pk")
    wrong: list[Exception] = []
    for one_thing, officers in ((handovers.keep_up, _concerned(council, at)), (handovers.watch_leaver, leaving)):
        for officer in officers:
            try:
                one_thing(officer, at=at)
            except Exception as error:
                wrong.append(error)
    if wrong:
        raise ExceptionGroup(f"Handovers of {council.code} could not be kept up", wrong)


def _concerned(council: Council, at: datetime) -> Iterator[Officer]:
    """Yield who is away or goes, and whose handover is still open."""
    absent = Absence.objects.filter(not_over(at), council=council).values("officer")
    handing_over = Handover.objects.filter(council=council, ended_at__isnull=True).values("officer")
    both = Officer.objects.filter(pk__in=absent).union(Officer.objects.filter(pk__in=handing_over))
    yield from both.order_by("pk")


def check(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for each absent officer whose cases lack somebody for longer than the rule book allows."""
    lacking = handover_queries.uncovered(council, dates.now())
    names = dict(Officer.objects.filter(pk__in={each.owner_id for each in lacking}).values_list("pk", "name"))
    since = {each.owner_id: each.since for each in reversed(lacking)}
    for owner, count in Counter(each.owner_id for each in lacking).items():
        cases = f"{count} open case{'' if count == 1 else 's'}"
        when = f"{short_date(dates.london_day(since[owner]))}, {clock_time(since[owner])}"
        yield f"{cases} of {names[owner]} had nobody who is here since {when}. Offer them to colleagues."
