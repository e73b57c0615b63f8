"""What is checked of messages each night: that what should have gone went, and that the outbox is whole."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from rooftree.correspondence import owned_work, runs
from rooftree.correspondence.models import Message, Waiting
from rooftree.correspondence.rules import Status
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council


def messages(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for what is wrong with the council's messages. For the list of nightly checks."""
    at = dates.now()
    with acting_for_all_of(council, who="job:check-record"):
        if words := owned_work.standing(council, at=at):
            yield words
        for _, sentence in runs.missing(council, at=at):
            yield sentence
        yield from _lost(council)


def _lost(council: Council) -> Iterator[str]:
    """Yield what only a hand at the database can bring about: a message that waits and is in no queue."""
    waiting = Waiting.objects.filter(council_id=OuterRef("council_id"), message_id=OuterRef("pk"))
    lost = Message.objects.filter(~Exists(waiting), council=council, status=Status.QUEUED).count()
    if lost:
        number = "1 message waits" if lost == 1 else f"{lost:,} messages wait"
        yield f"{number} to go and stand in no queue, so nothing will send them. Look at who changed the outbox."
