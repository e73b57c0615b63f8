"""A worklist: what is to be done, by whom, in which order, and why it stands where it stands.

Every list of cases is one query (`record/sql/0002_worklist.sql`), and so is its count: a list can never
differ from the number that led to it. practice.md Annex E says what a row holds.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.periods import DAY
from rooftree.record.reading import as_day, as_facts, as_moment
from rooftree.staff import safety_markers

CHANNELS = rulebook.code_list("contact.channels")
ROWS = 25
"""Rows on one page of a worklist."""
BATCH = 500
"""Rows that a download reads at a time."""

SHOWN = ("", "own", "covered", "offered", "tasks", "requests", "queue", "late", "held")
"""What of a list can be shown: all that is not held, or only what is there for one reason."""
ORDERS = ("", "oldest", "heaviest")
"""By what a list can be sorted: what is late or due first, or what was opened first, or the heaviest."""

Place = tuple[str, str, int]
"""Where a row stands: a moment, its points, and its case. The next page begins after it."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which rows of a list are wanted. What is left empty narrows nothing."""

    shown: str = ""
    kind: str = ""
    team: int | None = None
    officer: int | None = None
    due_before: dt.datetime | None = None
    order: str = ""
    after: Place | None = None


@dataclass(frozen=True)
class Whose:
    """Whose list it is: an officer's own, by all that they are to their councils, or that of whole teams. Ids."""

    officers: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()

    @property
    def whole_teams(self) -> bool:
        """Whether it is everything that the teams have, and not one officer's share of it."""
        return not self.officers


@dataclass(frozen=True)
class Counts:
    """How many rows the whole list has, for each reason; what is held is counted apart."""

    all: int
    own: int
    covered: int
    offered: int
    tasks: int
    requests: int
    queue: int
    late: int
    held: int
    held_and_late: int
    shown: int
    """Of those that were wanted."""


@dataclass(frozen=True)
class Running:
    """A clock that runs, or that is paused."""

    duty: str
    label: str
    late_from: dt.datetime
    sum: str
    is_promise: bool
    is_paused: bool


@dataclass(frozen=True)
class OpenTask:
    """Something open that is to be done on a case."""

    id: int
    kind: str
    what: str
    due_at: dt.datetime | None
    owner_id: int | None
    owner: str | None


@dataclass(frozen=True)
class Held:
    """Why a case waits, and until when."""

    kind: str
    reason: str
    until: dt.datetime


@dataclass(frozen=True)
class Asked:
    """What one team asks of another on a case."""

    id: int
    what: str
    needed_by: dt.datetime
    status: str
    from_team: str
    to_team: str
    to_us: bool


@dataclass(frozen=True)
class Row:
    """One line of a worklist."""

    case_id: int
    council_id: int
    reference: str
    kind: str
    summary: str
    opened_at: dt.datetime
    weight: Decimal
    restricted_to: int
    person_restricted_to: int
    person_id: int | None
    person_reference: str | None
    person: str | None
    """What to call the person."""
    place_reference: str | None
    address: str | None
    team_id: int
    team: str
    owner_id: int | None
    owner: str | None
    is_own: bool
    is_covered: bool
    is_offered: bool
    in_queue: bool
    has_task: bool
    has_request: bool
    is_held: bool
    due_from: dt.datetime | None
    """By which it stands where it stands: late from then on. None where nothing says by when."""
    place: int
    after: Place
    clocks: tuple[Running, ...]
    tasks: tuple[OpenTask, ...]
    holds: tuple[Held, ...]
    requests: tuple[Asked, ...]
    cover: str | None
    """Who answers for it while its owner is away."""
    offered_to: str | None
    piece: int | None
    """The live piece of a handover that it is part of."""
    is_away: bool
    """Whether its owner is away now."""
    away_until: dt.date | None
    adjustments: tuple[str, ...]
    """Codes of what we do differently for the person."""
    interpreter: bool
    markers: tuple[str, ...]
    """Codes of the staff-safety markers of the person and the place."""
    has_safe_contact: bool
    """Whether rules of safe contact protect the person: they come before everything."""
    heard_at: dt.datetime | None = None
    """When the person last got in touch with us."""
    spoke_at: dt.datetime | None = None
    """When we last got in touch with the person."""

    @property
    def subject(self) -> str:
        """What the case is about, as the list calls it: the person, else the place, else nobody named."""
        return self.person or self.address or "Nobody named"

    @property
    def clock(self) -> Running | None:
        """The running clock that is late first."""
        return next((clock for clock in self.clocks if not clock.is_paused), None)

    @property
    def promised(self) -> Running | None:
        """The promise that is due first."""
        return next((clock for clock in self.clocks if clock.is_promise), None)

    @property
    def request(self) -> Asked | None:
        """What our team is asked on it first."""
        return next((asked for asked in self.requests if asked.to_us), None)

    def task_of(self, officers: Collection[int]) -> OpenTask | None:
        """Return the first thing that one of these officers, by id, is to do on it."""
        return next((task for task in self.tasks if task.owner_id in officers), None)

    @property
    def next_action(self) -> str:
        """The next best action: the earliest open task, else what the earliest clock asks for."""
        timed = next((task for task in self.tasks if task.due_at), None)
        if timed or self.tasks:
            return (timed or self.tasks[0]).what
        return self.clock.label if self.clock else "Say what is to be done next"

    def is_late(self, at: dt.datetime) -> bool:
        """Whether what it stands here by is late."""
        return self.due_from is not None and self.due_from <= at


@dataclass(frozen=True)
class Worklist:
    """One page of a list: its rows, how many there are in all, and where the next page begins."""

    rows: tuple[Row, ...]
    counts: Counts
    next_after: Place | None


_LIST = """
    SELECT counts, lines FROM worklist(
        %(officers)s::bigint[], %(teams)s::bigint[], %(whole_teams)s, %(shown)s, %(kind)s, %(team)s::bigint,
        %(officer)s::bigint, %(due_before)s::timestamptz, %(order)s, %(after_moment)s::timestamptz,
        %(after_weight)s::numeric, %(after_case)s::bigint, %(most)s, %(outgoing)s::text[], %(at)s, %(today)s)
"""


def worklist(whose: Whose, sought: Sought, *, at: dt.datetime, most: int = ROWS) -> Worklist:
    """Return one page of a worklist at a moment, with the counts of the whole list.

    One query, whatever the size of the council; restricted cases shown take one more a group, which
    logs that they were opened.
    """
    page = _read(whose, sought, at=at, most=most)
    _log_restricted(page.rows)
    return page


def every_row(whose: Whose, sought: Sought, *, at: dt.datetime) -> Iterator[Row]:
    """Yield every row wanted, in order, read in batches: for a download of any length."""
    after = sought.after
    while True:
        page = worklist(whose, replace(sought, after=after), at=at, most=BATCH)
        yield from page.rows
        if page.next_after is None:
            return
        after = page.next_after


def _read(whose: Whose, sought: Sought, *, at: dt.datetime, most: int) -> Worklist:
    assert sought.shown in SHOWN, f"No list shows only “{sought.shown}”."
    assert sought.order in ORDERS, f"No list is sorted by “{sought.order}”."
    today = london_day(at)
    after_moment, after_weight, after_case = sought.after or (None, None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            _LIST,
            {
                "officers": list(whose.officers),
                "teams": list(whose.teams),
                "whole_teams": whose.whole_teams,
                "shown": sought.shown,
                "kind": sought.kind,
                "team": sought.team,
                "officer": sought.officer,
                "due_before": sought.due_before,
                "order": sought.order,
                "after_moment": after_moment,
                "after_weight": after_weight,
                "after_case": after_case,
                "most": most + 1,
                "outgoing": [item.code for item in CHANNELS.version(on=today) if not item.flags["inbound"]],
                "at": at,
                "today": today,
            },
        )
        counts, lines = cursor.fetchone()
    protecting = frozenset(safety_markers.protecting(on=today))
    found = [_row(line, protecting) for line in orjson.loads(lines)]
    rows = tuple(found[:most])
    return Worklist(rows, Counts(**orjson.loads(counts)), rows[-1].after if len(found) > most else None)


_LISTS: dict[str, type] = {"clocks": Running, "tasks": OpenTask, "holds": Held, "requests": Asked}


def _row(line: dict[str, Any], protecting: frozenset[str]) -> Row:
    """Return a line as the database wrote it as a row, with its moments as moments."""
    cover, away, markers = line.pop("cover") or {}, line.pop("away"), line.pop("markers") or ()
    for name in ("opened_at", "due_from", "heard_at", "spoke_at"):
        line[name] = as_moment(line[name])
    line["weight"] = Decimal(line["weight"])
    line["adjustments"] = tuple(line["adjustments"] or ())
    line["interpreter"] = bool(line["interpreter"])
    line["after"] = tuple(line["after"])
    for name, kind in _LISTS.items():
        line[name] = tuple(as_facts(kind, line[name]))
    return Row(
        **line,
        cover=cover.get("cover"),
        offered_to=cover.get("offered_to"),
        piece=cover.get("piece"),
        is_away=away is not None,
        away_until=as_day(away["until_on"]) if away else None,
        markers=tuple(code for code in markers if code not in protecting),
        has_safe_contact=any(code in protecting for code in markers),
    )


def _log_restricted(rows: tuple[Row, ...]) -> None:
    """Log that restricted cases were shown, each group's in its council's audit. One query a group."""
    shown: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        if group := row.restricted_to or row.person_restricted_to:
            shown.setdefault((row.council_id, group), []).append(row.case_id)
    for (council_id, group), ids in shown.items():
        log_opening_of_cases(council_id, group, ids)


def log_opening_of_cases(council_id: int, group: int, ids: list[int]) -> None:
    """Log that these cases of a restricted group were opened, and why, as the request said. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT log_read(%s::int, %s, 'cases_case', %s::bigint[], said('why'))", [council_id, group, ids]
        )


# --- Today ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueToday:
    """A promise, a callback or a visit that is late or due today."""

    task_id: int
    kind: str
    what: str
    due_at: dt.datetime
    reference: str
    summary: str
    person: str | None
    address: str


PROMISES = ("promise", "callback")
VISITS = ("visit",)


def due_today(officers: Collection[int], *, at: dt.datetime) -> list[DueToday]:
    """Return what officers promised and whom they visit, late or due by the end of the London day. One query."""
    before = midnight_of(london_day(at) + DAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM due_today(%s::bigint[], %s, %s::text[])",
            [list(officers), before, [*PROMISES, *VISITS]],
        )
        return [DueToday(*row) for row in cursor.fetchall()]
