"""What the queue and the timetable run for messages: sending what waits, and telling of what does not go."""

from datetime import datetime

from procrastinate.contrib.django import app

from rooftree.correspondence import outbox, owned_work, runs
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council

EVERY_MINUTE = "* * * * *"
WHO = "job:send-messages"


@app.task(name="send messages")
def send_for_council(council_id: int) -> None:
    """Send what is due of one council. Deferred in the transaction that put it in the outbox."""
    council = Council.objects.get(pk=council_id)
    with acting_for_all_of(council, who=WHO):
        outbox.drain(council, clock=dates.now)


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="send every message", queueing_lock="send every message")
def send_every_message(timestamp: int) -> None:
    """Send what is due of every council, also what no job was left for, and tell of what did not go."""
    for council in Council.objects.all():
        with acting_for_all_of(council, who=WHO):
            outbox.drain(council, clock=dates.now)
            look_after(council, at=dates.now())


def look_after(council: Council, *, at: datetime) -> None:
    """Raise the alarms of a council that we act for about messages, and close those that are over."""
    owned_work.settle_finished(council, at=at)
    owned_work.watch(council, at=at)
    runs.watch(council, at=at)
