"""The case page: what it is, who has it and why, by when, what next, and the story of it, newest first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.record.opening import log_opening
from rooftree.record.person import AdjustmentFacts, MarkerFacts, StrengthFacts, VulnerabilityFacts
from rooftree.record.reading import as_fact, as_facts
from rooftree.record.worklist import log_opening_of_cases
from rooftree.staff import safety_markers

EVENTS = 20
"""Events on one page of a story."""

EventPlace = tuple[dt.datetime, int]
"""An event's moment and id: the next page of a story begins before it."""


@dataclass(frozen=True)
class CaseFacts:
    """The case itself."""

    id: int
    council_id: int
    reference: str
    kind: str
    summary: str
    weight: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    restricted_to: int
    person_restricted_to: int
    team_id: int
    team: str
    owner_id: int | None
    owner: str | None
    closed_by: str | None
    closed_by_resident: str | None
    """Who said in their own account that it is settled."""
    group: str | None
    """The group that alone may open it; None for everybody."""
    person_group: str | None
    """The group that alone may open its person."""


@dataclass(frozen=True)
class AboutPerson:
    """The person whom a case is about, as the record that stands knows them."""

    id: int
    restricted_to: int
    reference: str
    known_as: str
    interpreter: bool | None
    deceased_on: dt.date | None
    needs_asked_on: dt.date | None
    date_of_birth: dt.date | None


@dataclass(frozen=True)
class AboutPlace:
    """The place that a case is about."""

    reference: str
    address: str


@dataclass(frozen=True)
class Extended:
    """More time that a clock was given."""

    amount: int | None
    reason: str
    by: str | None
    at: dt.datetime
    due_before: dt.date
    due_after: dt.date
    notified_at: dt.datetime | None
    notice_reference: str


@dataclass(frozen=True)
class Paused:
    """A time that did not count for a clock."""

    starts: dt.datetime
    until: dt.datetime | None
    reason: str
    by: str | None


@dataclass(frozen=True)
class ClockFacts:
    """By when something must be done, with the sum."""

    id: int
    duty: str
    label: str
    version_from: dt.date
    started: str
    started_at: dt.datetime
    late_from: dt.datetime
    due_on: dt.date
    first_due_on: dt.date
    sum: str
    projected: bool
    unit: str
    amount: int | None
    task_id: int | None
    paused_since: dt.datetime | None
    stopped_at: dt.datetime | None
    stopped_by: str | None
    outcome: str
    outcome_reason: str
    extensions: list[Extended]
    pauses: list[Paused]


@dataclass(frozen=True)
class TaskFacts:
    """Something to do, or a promise, open or ended."""

    id: int
    kind: str
    what: str
    due_at: dt.datetime | None
    owner_id: int | None
    owner: str | None
    is_shown: bool
    added_at: dt.datetime
    added_by: str | None
    ended_at: dt.datetime | None
    ended_by: str | None
    is_done: bool | None
    ending: str

    @property
    def is_promise(self) -> bool:
        """Whether it is something that we said we would do."""
        return self.kind in ("promise", "callback")


@dataclass(frozen=True)
class RequestFacts:
    """What one team asked of another."""

    id: int
    what: str
    needed_by: dt.datetime
    status: str
    from_team: str
    from_team_id: int
    to_team: str
    to_team_id: int
    asked_by: str | None
    asked_at: dt.datetime
    answered_by: str | None
    answered_at: dt.datetime | None
    answer: str
    escalated_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered or done."""
        return self.status in ("asked", "accepted")


@dataclass(frozen=True)
class HoldFacts:
    """Why a case waits, or waited, and until when."""

    id: int
    kind: str
    reason: str
    source: str
    starts: dt.datetime
    until: dt.datetime
    by: str | None
    ended_at: dt.datetime | None
    ended_by: str | None

    def is_live(self, at: dt.datetime) -> bool:
        """Whether the case waits for it at a moment."""
        return self.ended_at is None and self.starts <= at < self.until


@dataclass(frozen=True)
class AssignmentFacts:
    """Who had it from a moment on, and why."""

    at: dt.datetime
    how: str
    because: str
    team: str
    officer: str | None
    by: str | None


@dataclass(frozen=True)
class CoverFacts:
    """The live piece of a handover that the case is part of."""

    piece: int
    cover: str | None
    cover_id: int | None
    offered_to: str | None
    since: dt.datetime | None


@dataclass(frozen=True)
class AwayFacts:
    """The owner is away now."""

    until_on: dt.date | None
    is_for_good: bool


@dataclass(frozen=True)
class LinkFacts:
    """A case that has to do with this one. `is_from_here`: read from this case to the other."""

    id: int
    kind: str
    is_from_here: bool
    reason: str
    reference: str
    case_kind: str
    summary: str
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class FileFacts:
    """A file attached to the case."""

    id: int
    title: str
    filename: str
    media_type: str
    size: int
    at: dt.datetime
    by: str | None
    by_resident: str | None
    """Who sent it from their own account, where no officer attached it."""


@dataclass(frozen=True)
class WeighedFacts:
    """What the case weighs, and the sum."""

    points: str
    sum: str
    at: dt.datetime
    by: str | None


@dataclass(frozen=True)
class ChallengeFacts:
    """Somebody disagrees with the weight or a place, and what was answered."""

    id: int
    about: str
    why: str
    stood_at: str
    by: str
    by_id: int
    at: dt.datetime
    answer: str
    answered_by: str | None
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class EventFacts:
    """One thing that happened."""

    id: int
    kind: str
    at: dt.datetime
    recorded_at: dt.datetime
    by: str | None
    words: str
    facts: dict[str, Any]
    is_shown: bool
    by_resident: str | None
    """Who did it in their own account."""


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a case shows, as far as the asker may see it."""

    at: dt.datetime
    case: CaseFacts
    person: AboutPerson | None
    place: AboutPlace | None
    tenancy: str | None
    """The reference of the tenancy that it is about."""
    weight: WeighedFacts | None
    cover: CoverFacts | None
    away: AwayFacts | None
    unsafe: bool
    """Whether some way of reaching the person is not safe."""
    adjustments: list[AdjustmentFacts]
    vulnerabilities: list[VulnerabilityFacts]
    strengths: list[StrengthFacts]
    markers: list[MarkerFacts]
    safety_rules: list[MarkerFacts]
    place_markers: list[MarkerFacts]
    clocks: list[ClockFacts]
    tasks: list[TaskFacts]
    requests: list[RequestFacts]
    holds: list[HoldFacts]
    assignments: list[AssignmentFacts]
    links: list[LinkFacts]
    files: list[FileFacts]
    challenges: list[ChallengeFacts]
    events: list[EventFacts]
    next_before: EventPlace | None
    """Where the story goes on."""
    is_protected: bool
    """Whether safety rules protect the person: everybody must know that there are some."""

    @property
    def on(self) -> dt.date:
        """The London day of `at`."""
        return london_day(self.at)

    @property
    def is_open(self) -> bool:
        """Whether the case is open."""
        return self.case.closed_at is None

    @property
    def subject(self) -> str:
        """What the case is about: the person, else the place, else nobody named."""
        return self.person.known_as if self.person else self.place.address if self.place else "Nobody named"

    @property
    def running(self) -> list[ClockFacts]:
        """The clocks that run or are paused, the one that is late first first."""
        return [clock for clock in self.clocks if clock.stopped_at is None]

    @property
    def stopped(self) -> list[ClockFacts]:
        """The clocks that have stopped."""
        return [clock for clock in self.clocks if clock.stopped_at is not None]

    @property
    def to_do(self) -> list[TaskFacts]:
        """The open tasks and promises, by when they are due."""
        return [task for task in self.tasks if task.ended_at is None]

    @property
    def done(self) -> list[TaskFacts]:
        """The tasks and promises that have ended, the last first."""
        return [task for task in self.tasks if task.ended_at is not None]

    @property
    def live_holds(self) -> list[HoldFacts]:
        """Why the case waits now."""
        return [hold for hold in self.holds if hold.is_live(self.at)]

    @property
    def since(self) -> AssignmentFacts | None:
        """Since when, and why, it is with whom it is with."""
        return self.assignments[0] if self.assignments else None

    @property
    def needs_asked_on(self) -> dt.date | None:
        """When somebody last asked what we must do differently, or about any of it; None for never."""
        asked = [
            self.person.needs_asked_on if self.person else None,
            *(need.reviewed_on for need in self.adjustments),
        ]
        return max((day for day in asked if day), default=None)


_ONE: dict[str, type] = {
    "person": AboutPerson,
    "place": AboutPlace,
    "cover": CoverFacts,
    "away": AwayFacts,
}
_LISTS: dict[str, type] = {
    "adjustments": AdjustmentFacts,
    "vulnerabilities": VulnerabilityFacts,
    "strengths": StrengthFacts,
    "markers": MarkerFacts,
    "safety_rules": MarkerFacts,
    "place_markers": MarkerFacts,
    "tasks": TaskFacts,
    "requests": RequestFacts,
    "holds": HoldFacts,
    "assignments": AssignmentFacts,
    "links": LinkFacts,
    "files": FileFacts,
    "challenges": ChallengeFacts,
    "events": EventFacts,
}


def case_page(reference: str, *, at: dt.datetime, before: EventPlace | None = None) -> CasePage | None:
    """Return what the page of a case shows at a moment, or None for no case that the asker may see.

    The story begins before an event, or with the newest. One query, which also keeps that the case was
    looked at; opening a restricted case, or the case of a restricted person, takes one more each, which
    logs it for the audit.
    """
    today = london_day(at)
    before_at, before_id = before or (None, None)
    protecting = safety_markers.protecting(on=today)
    sought: list[Any] = [reference, at, today, before_at, before_id, EVENTS + 1, protecting]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page, look_at_case(%s)::text "
            "FROM case_page(%s, %s, %s, %s::timestamptz, %s::bigint, %s, %s::text[])",
            [reference, *sought],
        )
        written, _ = cursor.fetchone()
    row = orjson.loads(written)
    if not row["case"]:
        return None
    page = _page(row, at)
    _log(page)
    return page


def _page(row: dict[str, Any], at: dt.datetime) -> CasePage:
    one: dict[str, Any] = {name: row[name] and as_fact(kind, row[name]) for name, kind in _ONE.items()}
    lists: dict[str, Any] = {name: as_facts(kind, row[name]) for name, kind in _LISTS.items()}
    is_protected = bool(lists["safety_rules"])
    if not one["person"] or one["person"].restricted_to == OPEN_TO_ALL:
        lists["safety_rules"] = []
    told = lists.pop("events")
    return CasePage(
        at=at,
        case=as_fact(CaseFacts, row["case"]),
        tenancy=row["tenancy"],
        weight=row["weighed"] and as_fact(WeighedFacts, row["weighed"]),
        unsafe=row["unsafe"],
        clocks=[_clock(each) for each in row["clocks"] or ()],
        events=told[:EVENTS],
        next_before=(told[EVENTS - 1].at, told[EVENTS - 1].id) if len(told) > EVENTS else None,
        is_protected=is_protected,
        **one,
        **lists,
    )


def _log(page: CasePage) -> None:
    """Log that a restricted case, or that of a restricted person, was opened."""
    case = page.case
    if group := case.restricted_to or case.person_restricted_to:
        log_opening_of_cases(case.council_id, group, [case.id])
    if page.person:
        log_opening(case.council_id, [{"id": page.person.id, "restricted_to": page.person.restricted_to}])


def _clock(row: dict[str, Any]) -> ClockFacts:
    row["extensions"] = as_facts(Extended, row["extensions"])
    row["pauses"] = as_facts(Paused, row["pauses"])
    return as_fact(ClockFacts, row)
