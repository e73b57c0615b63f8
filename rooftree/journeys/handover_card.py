"""The handover card, and what somebody finds who comes back: both read from the facts as they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from rooftree.cases import handover_queries
from rooftree.cases import handover_rules as rules
from rooftree.cases.models import Case, Clock, Event, Handover, Hold, Task, TeamRequest
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.periods import DAY
from rooftree.people.models import Vulnerability
from rooftree.people.permissions import may_read_vulnerability
from rooftree.people.queries import in_force
from rooftree.places.models import PatchOfficer
from rooftree.places.patch_queries import patches_of
from rooftree.staff.models import Cover, Officer

PROMISES = (Task.Kind.PROMISE, Task.Kind.CALLBACK)


@dataclass(frozen=True)
class Card:
    """What whoever takes over must know, read from the facts as they are. Rows that the reader may open."""

    until: date
    """The last day that the card looks at."""
    clocks: list[Clock]
    """Late, or due by then; the earliest first."""
    holds: list[Hold]
    """Ending by then."""
    promises: list[Task]
    visits: list[Task]
    elsewhere: list[Task]
    """What the officer was to do on the cases of others."""
    requests: list[TeamRequest]
    vulnerable: list[Case] | None
    """The cases of people who may need extra help; None for a reader who may not know."""
    patches: list[PatchOfficer]
    stands_in_for: list[Cover]
    restricted: int
    """How many cases of theirs the reader may not open."""


def card(handover: Handover, *, reader: Officer, at: datetime) -> Card:
    """Return the handover card as of this moment: it is read live, and never grows old. Ten queries, or fewer."""
    on = london_day(at)
    ahead = int(rules.LOOKS_AHEAD.version(on=on, council=handover.council_id).value)
    until = max(on, london_day(handover.absence.starts)) + timedelta(days=ahead)
    officer = handover.officer
    cases = list(Case.objects.filter(owner=officer, closed_at__isnull=True).select_related("person"))
    tasks = list(
        Task.objects.filter(Q(case__in=cases) | Q(owner=officer), ended_at__isnull=True)
        .select_related("case__person", "owner")
        .order_by("due_at", "pk")
    )
    own = [task for task in tasks if task.case.owner_id == officer.pk]
    return Card(
        until=until,
        clocks=_clocks(cases, until),
        holds=_holds(cases, at, until),
        promises=[task for task in own if task.kind in PROMISES],
        visits=[task for task in own if task.kind == Task.Kind.VISIT],
        elsewhere=[task for task in tasks if task.case.owner_id != officer.pk],
        requests=_requests(cases),
        vulnerable=_vulnerable(cases, on) if may_read_vulnerability(reader, handover) else None,
        patches=patches_of(officer, on=on),
        stands_in_for=list(officer.covering.filter(until_on__gt=on).select_related("officer")),
        restricted=handover_queries.open_cases_of(officer) - len(cases),
    )


def _clocks(cases: Collection[Case], until: date) -> list[Clock]:
    return list(
        Clock.objects.filter(case__in=cases, stopped_at__isnull=True, due_on__lte=until)
        .select_related("case__person", "task")
        .order_by("late_from", "pk")
    )


def _holds(cases: Collection[Case], at: datetime, until: date) -> list[Hold]:
    waiting = Hold.objects.filter(case__in=cases, ended_at__isnull=True, until__gt=at)
    ending = waiting.filter(until__lt=midnight_of(until + DAY))
    return list(ending.select_related("case__person").order_by("until", "pk"))


def _requests(cases: Collection[Case]) -> list[TeamRequest]:
    waiting = (TeamRequest.Status.ASKED, TeamRequest.Status.ACCEPTED)
    return list(
        TeamRequest.objects.filter(case__in=cases, status__in=waiting)
        .select_related("case__person", "from_team", "to_team")
        .order_by("needed_by", "pk")
    )


def _vulnerable(cases: Collection[Case], on: date) -> list[Case]:
    """Return the cases of people who may need extra help, by any of their records."""
    people = {case.person_id for case in cases if case.person_id}
    any_record = Q(person__in=people) | Q(person__merged_into__in=people) | Q(person__merged__in=people)
    factors = in_force(Vulnerability.objects.filter(any_record), on)
    helped: set[int | None] = set()
    for own, into, merged in factors.values_list("person", "person__merged_into", "person__merged"):
        helped |= {own, into, merged}
    return [case for case in cases if case.person_id in helped]


# --- Welcome back -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meanwhile:
    """What happened in one case while its officer was away."""

    case: Case
    covered_by: Officer | None
    """Who covered it last; nobody where nobody did."""
    events: list[Event]
    promises: list[Task]
    """Promised in that time, and still to be kept."""

    @property
    def was_closed(self) -> bool:
        """Whether the case is closed now."""
        return self.case.closed_at is not None


def meanwhile(handover: Handover, *, at: datetime) -> list[Meanwhile]:
    """Return what happened in the cases of a handover while it lasted, those with most to read first.

    Only the cases that the asker may open, and none in which nothing happened but that somebody
    covered. Three queries.
    """
    events: dict[int, list[Event]] = {}
    for event in handover_queries.happened_in(handover, at=at):
        events.setdefault(event.case_id, []).append(event)
    promises: dict[int, list[Task]] = {}
    for task in Task.objects.filter(
        case__in=events,
        ended_at__isnull=True,
        kind__in=PROMISES,
        added_at__gte=handover.absence.starts,
    ).order_by("due_at", "pk"):
        promises.setdefault(task.case_id, []).append(task)
    pieces = handover.pieces.select_related("case__person", "covered_by").filter(case__in=events)
    found = [
        Meanwhile(piece.case, piece.covered_by, events[piece.case_id], promises.get(piece.case_id, []))
        for piece in pieces
        if any(not event.kind.startswith("case.cover") for event in events[piece.case_id])
    ]
    return sorted(found, key=lambda each: (-len(each.promises), -len(each.events), each.case.pk))
