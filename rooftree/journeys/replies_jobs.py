"""What the timetable runs for replies: reads each council's mailbox, and tells of what waits."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from rooftree.correspondence.replies import mailbox, taking, waiting
from rooftree.correspondence.replies.reading import LARGEST
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.journeys.replies import take_mail

EVERY_TWO_MINUTES = "*/2 * * * *"
TOO_LARGE = f"It is larger than {LARGEST // 1_000_000} MB, the most that is taken."
LOG = logging.getLogger(__name__)


@app.periodic(cron=EVERY_TWO_MINUTES)
@app.task(name="read mailboxes", queueing_lock="read mailboxes")
def read_mailboxes(timestamp: int) -> None:
    """Take in what came to each council's mailbox, and tell of email that waits."""
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:read-mailboxes"):
            if address := settings.MAILBOXES.get(council.code):
                read_mailbox(council, address)
            waiting.watch(council, at=dates.now())


def read_mailbox(council: Council, address: str) -> mailbox.Polled:
    """Take in what came to one mailbox, for a council that we act for. A mailbox that is shut raises an alarm."""

    def take(raw: bytes) -> None:
        take_mail(raw, council=council, at=dates.now())

    def too_large(headings: bytes) -> None:
        _take_unreadable(headings, council, at=dates.now())

    def failed(error: Exception) -> None:
        LOG.error("An email to %s could not be taken: %s.", council.code, type(error).__name__, exc_info=error)

    try:
        polled = mailbox.poll(address, take=take, too_large=too_large, failed=failed)
    except mailbox.Closed as closed:
        waiting.note_mailbox(council, str(closed), at=dates.now())
        return mailbox.Polled()
    trouble = (
        f"{polled.failed} emails in the mailbox cannot be taken in. Look at the log." if polled.failed else ""
    )
    waiting.note_mailbox(council, trouble, at=dates.now())
    return polled


@transaction.atomic
def _take_unreadable(headings: bytes, council: Council, *, at: datetime) -> None:
    taking.take_unreadable(headings, TOO_LARGE, council=council, at=at)
