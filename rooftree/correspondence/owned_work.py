"""Messages that somebody must deal with: told to the team whose work they are, until they are dealt with."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from rooftree.cases.alarms import close_by_facts, raise_alarm
from rooftree.cases.models import Alarm
from rooftree.correspondence import backends, rules
from rooftree.correspondence.models import Attempt, Message, Waiting
from rooftree.correspondence.rules import Outcome, Status
from rooftree.foundations.dates import clock_time, london_day, short_date
from rooftree.foundations.models import Council
from rooftree.staff.models import Team

UNDELIVERED = "correspondence.undelivered"
STANDING = "correspondence.outbox_stands"
OUTBOX = "outbox"
FUNCTION = "contact"
"""The part of the service whose team has what is of no case."""
TO_MAKE = timedelta(days=1)
"""So long a message may wait to be made by hand before its team is told."""


def to_deal_with(council_ids: Iterable[int]) -> QuerySet[Message]:
    """Return the messages that did not arrive, cannot be sent or are made by hand, the oldest first.

    One-time codes that went astray are nobody's work: whoever waits for one asks for another.
    """
    statuses = [status.value for status in rules.OWNED_WORK]
    found = Message.objects.filter(council_id__in=list(council_ids), status__in=statuses, is_secret=False)
    return found.order_by("queued_at", "pk")


def settle_finished(council: Council, *, at: datetime) -> int:
    """Say of messages made by hand that they are dealt with, once their task has ended. Returns how many."""
    made = Message.objects.filter(council=council, status=Status.BY_HAND, task__ended_at__isnull=False)
    for message in made.select_related("task"):
        assert message.task is not None
        said = message.task.ending or "The task on the case was done."
        Message.objects.filter(pk=message.pk, status=Status.BY_HAND).update(
            status=Status.SETTLED, settled_at=at, settled_by=message.task.ended_by, settled_words=said
        )
    return len(made)


def watch(council: Council, *, at: datetime) -> None:
    """Raise an alarm for each team with messages to deal with, and for a still outbox; close what is over."""
    _watch_undelivered(council, at=at)
    _watch_outbox(council, at=at)


def _watch_undelivered(council: Council, *, at: datetime) -> None:
    told = Q(status__in=[Status.FAILED, Status.CANNOT]) | Q(task__isnull=True, queued_at__lte=at - TO_MAKE)
    rows = to_deal_with([council.pk]).filter(told).order_by().values_list("case__team", flat=True).distinct()
    nobodys = (
        Team.objects.filter(council=council, function=FUNCTION).select_related("manager").order_by("pk").first()
    )
    of_cases = Team.objects.select_related("manager").in_bulk([each for each in rows if each])
    about = {_tell(council, of_cases.get(each, nobodys), at=at).about for each in rows}
    closing = "All of them were dealt with."
    still_open = Alarm.objects.filter(council=council, code=UNDELIVERED, closed_at__isnull=True)
    for over in still_open.exclude(about__in=about):
        close_by_facts(over.code, over.about, council_id=council.pk, closing=closing, at=at)


def _tell(council: Council, team: Team | None, *, at: datetime) -> Alarm:
    """Tell the team's manager, or where there is none the head of service."""
    manager = team.manager if team else None
    whose = f"of {team.name} " if team else ""
    return raise_alarm(
        UNDELIVERED,
        f"team {team.pk}" if team else "no team",
        f"Messages {whose}did not arrive, cannot be sent, or wait to be made by hand. Open the list of them.",
        council_id=council.pk,
        level=Alarm.Level.TEAM if manager else Alarm.Level.HEAD,
        team=team,
        officer=manager,
        at=at,
    )


def _watch_outbox(council: Council, *, at: datetime) -> None:
    if words := standing(council, at=at):
        raise_alarm(STANDING, OUTBOX, words, council_id=council.pk, level=Alarm.Level.HEAD, at=at)
    else:
        close_by_facts(STANDING, OUTBOX, council_id=council.pk, closing="Messages go again.", at=at)


def standing(council: Council, *, at: datetime) -> str:
    """Return a sentence where messages that were never tried have waited too long; nothing where none have.

    One whose mailbox is full is tried again for a day, and does not count.
    """
    longest = rules.WAITS_AT_MOST.version(on=london_day(at), council=council.pk).value
    printed = backends.channels() - backends.handed_over()
    untried = Waiting.objects.filter(council=council, tries=0).exclude(channel__in=printed)
    late = untried.filter(message__queued_at__lte=at - timedelta(minutes=int(longest)))
    first = late.order_by("message__queued_at").select_related("message").first()
    if first is None:
        return ""
    since = first.message.queued_at
    when = f"{clock_time(since)} on {short_date(london_day(since))}"
    return f"{_messages(late.count())} waited to go since {when}. {_why(council, since)}"


def _messages(number: int) -> str:
    return "1 message has" if number == 1 else f"{number:,} messages have"


def _why(council: Council, since: datetime) -> str:
    wrong = Attempt.objects.filter(council=council, outcome=Outcome.OUR_FAULT, at__gte=since)
    newest = wrong.order_by("-at").first()
    return newest.words if newest else "Is a worker running, and can it reach what it sends by?"
