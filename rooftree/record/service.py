"""What whoever answers for the service must know: alarms, late requests, and checks that found something."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from rooftree.cases.models import Alarm, Case, TeamRequest
from rooftree.foundations.models import NightlyCheck
from rooftree.foundations.nightly import LATEST


def all_open_alarms(councils: Collection[int]) -> QuerySet[Alarm]:
    """Return every open alarm of councils, those of the head of service first, then the oldest. One query."""
    alarms = Alarm.objects.filter(council__in=councils, closed_at=None).select_related("team", "officer")
    return alarms.order_by("-level", "raised_at", "pk")


def cases_behind(abouts: Iterable[str]) -> dict[str, str]:
    """Return the reference of the case behind each thing that alarms are about: a case, or a team's request.

    Only of cases that we may see. A query for each of the two that is named, none else.
    """
    named = {about: number_in(about) for about in abouts}
    cases = {number: about for about, (kind, number) in named.items() if kind == "case"}
    requests = {number: about for about, (kind, number) in named.items() if kind == "request"}
    found: dict[str, str] = {}
    if cases:
        seen = Case.objects.filter(pk__in=cases).values_list("pk", "reference")
        found |= {cases[number]: reference for number, reference in seen}
    if requests:
        asked = TeamRequest.objects.filter(pk__in=requests).values_list("pk", "case__reference")
        found |= {requests[number]: reference for number, reference in asked if reference}
    return found


def number_in(about: str) -> tuple[str, int]:
    """Return the kind and the number of what an alarm is about: ("officer", 3) of "officer 3, 20 Nov"."""
    kind, _, rest = about.partition(" ")
    number = rest.partition(",")[0]
    return (kind, int(number)) if number.isdecimal() else (kind, 0)


@dataclass(frozen=True)
class Night:
    """The nightly checks of a council, as a page tells of them."""

    council_id: int
    made_at: dt.datetime | None
    """When the last was made; None if none ever was."""
    is_missed: bool
    """Whether some check was not made in time: what lists show may be out of date."""
    found: tuple[str, ...]


def nights(councils: Collection[int], *, at: dt.datetime) -> list[Night]:
    """Return how the last nightly checks of councils went. One query."""
    newest = NightlyCheck.objects.filter(council__in=councils).order_by("council_id", "name", "-checked_on")
    made: dict[int, list[NightlyCheck]] = {council: [] for council in councils}
    for check in newest.distinct("council_id", "name"):
        made[check.council_id].append(check)
    return [_night(council, checks, at) for council, checks in made.items()]


def _night(council_id: int, checks: list[NightlyCheck], at: dt.datetime) -> Night:
    return Night(
        council_id=council_id,
        made_at=max((check.made_at for check in checks), default=None),
        is_missed=not checks or any(at - check.made_at > LATEST for check in checks),
        found=tuple(sentence for check in checks for sentence in check.found),
    )


def late_requests(councils: Collection[int], *, at: dt.datetime) -> QuerySet[TeamRequest]:
    """Return what teams asked of each other that is late, the latest needed last. One query."""
    open_now = TeamRequest.objects.filter(
        council__in=councils, status__in=(TeamRequest.Status.ASKED, TeamRequest.Status.ACCEPTED), needed_by__lte=at
    )
    return open_now.select_related("case", "from_team", "to_team", "answered_by").order_by("needed_by", "pk")
