"""My work: what is to be done today and in which order, what waits for a decision, and what one looks after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases.handover_queries import how_many_asked
from rooftree.cases.permissions import may_read_cases, may_work_cases
from rooftree.foundations import dates
from rooftree.migration import queries as loads
from rooftree.migration.models import LoadRun
from rooftree.migration.permissions import may_decide_matches, may_read_loads
from rooftree.pages.filters import plural
from rooftree.people.permissions import may_register_people
from rooftree.places.models import Patch
from rooftree.places.patch_queries import patches_today
from rooftree.record.worklist import PROMISES, VISITS, due_today
from rooftree.staff.permissions import Permission, may_see_staff
from rooftree.staff.queries import SignedIn
from rooftree.staffweb.alarm_pages import ways_from
from rooftree.staffweb.council_pages import asked
from rooftree.staffweb.loads import STATUSES
from rooftree.staffweb.markers import REGISTERS
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.worklists import MINE, desk_of, own_share, shown


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this officer, and where it is done."""

    words: str
    href: str


@require_safe
def my_work(request: StaffRequest) -> HttpResponse:
    """Show what this officer has to do, in order; nothing here that they may not open."""
    now = dates.now()
    today = dates.london_day(now)
    someone = request.officer
    context = {
        "now": now,
        "today": today,
        "waiting": [*_cover(someone), *_markers(someone, today), *_matches(someone)],
        "load": _last_load(someone),
        "patches": patches_today([officer.pk for officer in someone.officers.values()], on=today),
        "purposes": dict(Patch.Purpose.choices),
        "may_see_staff": bool(_where(someone, may_see_staff)),
        "may_register": bool(_where(someone, may_register_people)),
        **_worklist(request),
    }
    return render(request, "worklists/my_work.html", context)


def _worklist(request: StaffRequest) -> dict[str, Any]:
    """Return the list of somebody who may read cases, what is due today, and the alarms that name them."""
    if not _where(request.officer, may_read_cases):
        return {"list": None, "promises": [], "visits": [], "alarms": [], "ways": {}, "may_work": False}
    who = asked(request, may_read_cases)
    about = desk_of(who, MINE)
    due = due_today([officer.pk for officer in who.officers.values()], at=who.at)
    return {
        "list": shown(
            request,
            who,
            own_share(who, about),
            about,
            page=MINE,
            address=reverse("staff:home"),
            download=reverse("staff:my_work_download"),
        ),
        "promises": [each for each in due if each.kind in PROMISES],
        "visits": [each for each in due if each.kind in VISITS],
        "alarms": about.alarms,
        "ways": ways_from(about.alarms),
        "may_work": bool(_where(request.officer, may_work_cases)),
    }


def _where(someone: SignedIn, permission: Permission) -> list[int]:
    """Return the councils, by id, where somebody may."""
    return [council_id for council_id, officer in someone.officers.items() if permission(officer)]


def _cover(someone: SignedIn) -> Iterator[Waiting]:
    """Yield that colleagues' work waits for an answer. One query; none for those who work on no cases."""
    working = [someone.at(council_id) for council_id in _where(someone, may_work_cases)]
    if working and (asked_for := how_many_asked(working)):
        words = f"{plural(asked_for, 'case')} of somebody away that you are asked to cover"
        yield Waiting(words, reverse("staff:asked_to_cover"))


def _markers(someone: SignedIn, today: date) -> Iterator[Waiting]:
    """Yield the staff-safety markers that wait. Two queries for each kind; none for those who decide on none."""
    own = [officer.pk for officer in someone.officers.values()]
    page = reverse("staff:marker_proposals")
    if proposed := sum(each.waiting(someone).exclude(proposed_by__in=own).count() for each in REGISTERS):
        yield Waiting(f"{plural(proposed, 'staff-safety marker')} to decide on", page)
    if due := sum(each.to_review(someone, on=today).count() for each in REGISTERS):
        yield Waiting(f"{plural(due, 'staff-safety marker')} to review", page)


def _matches(someone: SignedIn) -> Iterator[Waiting]:
    """Yield that records wait which may be one person. One query; none for those who may not decide."""
    if pairs := loads.matches_waiting(_where(someone, may_decide_matches)).count():
        yield Waiting(f"{plural(pairs, 'pair')} of records that may be one person", reverse("staff:matches"))


@dataclass(frozen=True)
class LastLoad:
    """The load that was begun last, and how it stands."""

    pk: int
    started_at: datetime
    is_rehearsal: bool
    status: str
    colour: str


def _last_load(someone: SignedIn) -> LastLoad | None:
    """Return the last load, or none for those who may not read loads. Two queries at most."""
    run: LoadRun | None = loads.loads_of(_where(someone, may_read_loads)).first()
    if run is None:
        return None
    status, colour, _ = STATUSES[loads.statuses_of([run])[run.pk]]
    return LastLoad(run.pk, run.started_at, run.is_rehearsal, status, colour)
