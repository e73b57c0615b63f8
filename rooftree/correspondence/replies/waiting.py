"""Email that waits for somebody: told to the team whose work it is, until it is dealt with."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from rooftree.cases.alarms import close_by_facts, raise_alarm
from rooftree.cases.models import Alarm
from rooftree.correspondence.models import InboundMail
from rooftree.correspondence.owned_work import FUNCTION
from rooftree.foundations.models import Council
from rooftree.staff.models import Team

WAITS = "correspondence.mail_waits"
CLOSED = "correspondence.mailbox_closed"
MAILBOX = "mailbox"
ABOUT = "unmatched mail"
LONGEST = timedelta(hours=4)
"""So long an email may wait before the team is told: practice answers email the same day."""


def waiting(council_ids: Iterable[int]) -> QuerySet[InboundMail]:
    """Return the email that somebody must deal with, the oldest first."""
    found = InboundMail.objects.filter(council_id__in=list(council_ids), status=InboundMail.Status.WAITS)
    return found.select_related("person", "case__team", "answers").order_by("taken_at", "pk")


def watch(council: Council, *, at: datetime) -> None:
    """Tell the team of customer contact of email that waits too long, until none does."""
    if waiting([council.pk]).filter(taken_at__lte=at - LONGEST).exists():
        team = Team.objects.filter(council=council, function=FUNCTION).select_related("manager").first()
        manager = team.manager if team else None
        raise_alarm(
            WAITS,
            ABOUT,
            "Emails have waited for half a day for somebody to find where they belong. Open the list of replies.",
            council_id=council.pk,
            level=Alarm.Level.TEAM if manager else Alarm.Level.HEAD,
            team=team,
            officer=manager,
            at=at,
        )
    else:
        close_by_facts(WAITS, ABOUT, council_id=council.pk, closing="All of them were dealt with.", at=at)


def note_mailbox(council: Council, trouble: str, *, at: datetime) -> None:
    """Tell that the mailbox cannot be read, or that it can again. `trouble` is empty then."""
    if trouble:
        raise_alarm(CLOSED, MAILBOX, trouble, council_id=council.pk, level=Alarm.Level.HEAD, at=at)
    else:
        close_by_facts(CLOSED, MAILBOX, council_id=council.pk, closing="It is read again.", at=at)
