"""What the timetable runs for contact: missed callbacks, urgent enquiries in a queue, and the weekly sample."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from rooftree.cases.models import Clock
from rooftree.contact import rules
from rooftree.contact.actions import draw_sample, note_missed_callback, watch_urgent
from rooftree.contact.models import CallbackAttempt
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY

EVERY_TEN_MINUTES = "*/10 * * * *"
EACH_MONDAY = "41 2 * * 1"
"""In UTC: after midnight in London, in summer and in winter."""
WEEKS_BACK = 4
"""So many weeks are drawn from each time, as far as that was not done: a worker may have stood still."""


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="note missed callbacks", queueing_lock="note missed callbacks")
def note_missed_callbacks(timestamp: int) -> None:
    """Note, for each callback that nobody tried in time, a contact that we failed to make."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:missed-callbacks"):
            note_missed_of(council, at=at)


@app.periodic(cron=EVERY_TEN_MINUTES)
@app.task(name="watch urgent enquiries", queueing_lock="watch urgent enquiries")
def watch_urgent_enquiries(timestamp: int) -> None:
    """Raise an alarm for each urgent enquiry that nobody has taken up, and close those that are over."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:urgent-enquiries"):
            watch_urgent(council, at=at)


def note_missed_of(council: Council, *, at: datetime) -> int:
    """Note the missed callbacks of the council that we act for. Returns how many."""
    tried_in_time = CallbackAttempt.objects.filter(
        council=OuterRef("council"), task=OuterRef("task"), at__lt=OuterRef("late_from")
    )
    late = Clock.objects.filter(
        ~Exists(tried_in_time),
        council=council,
        duty__in=[duty.code for duty in rules.CALLBACKS],
        stopped_at__isnull=True,
        late_from__lte=at,
    )
    unnoted = late.exclude(task__contacts_caused__is_automatic=True)
    clocks = unnoted.select_related("task", "task__case", "case").order_by("late_from", "pk")
    return sum(note_missed_callback(clock, at=at) is not None for clock in clocks)


@app.periodic(cron=EACH_MONDAY)
@app.task(name="draw contacts for a second look", queueing_lock="draw contacts for a second look")
def draw_second_look(timestamp: int) -> None:
    """Draw contacts of the last weeks for a second look at value or failure."""
    at = dates.now()
    today = dates.london_day(at)
    monday = today - today.weekday() * DAY
    for council in Council.objects.all():
        with acting_for([council.pk], who="job:second-look"):
            for back in range(WEEKS_BACK, 0, -1):
                draw_sample(council.pk, week=monday - timedelta(weeks=back), at=at)
