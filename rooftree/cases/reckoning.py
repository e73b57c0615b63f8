"""Reckons running clocks anew when the calendar has changed: all at once, with their sums, and says whom it moved.

Clocks that stopped keep their sums, and so does a promise of a given moment. What was first reckoned
stays in `first_due_on` and `first_late_from`. The counting is that of docs/deadlines.md, in SQL; the
words come from Python, once for all clocks that are counted from the same day in the same way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.cases.alarms import raise_alarm
from rooftree.cases.models import Alarm, ClockPause
from rooftree.foundations import calendar_table, deadlines, rulebook
from rooftree.foundations.allowances import Allowance, Counting, Unit
from rooftree.foundations.calendar_table import Revised
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.deadlines import Pause
from rooftree.foundations.rule_entries import DutyVersion
from rooftree.staff.models import Officer, Team

SQL = Path(__file__).parent / "sql"
EVER = date(1, 1, 1)
MOVED = "cases.clock_moved"
"""The alarm that dates moved: news, which is over after a week."""
TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Moved:
    """How many clocks and cases have another deadline now."""

    clocks: int
    cases: int


@transaction.atomic
def reckon_again(revised: Revised | None = None, *, at: datetime) -> Moved:
    """Reckon anew every running clock that a change of the calendars touches; without one, every one.

    For the councils and groups that we act for. Each case that moved says so in its story, and whoever
    answers for it is told. Safe to repeat: what is right stays as it is. Rule book 12.3, item 4.
    """
    asked = {
        "calendars": list(revised.calendars if revised else calendar_table.NAMES),
        "from_day": revised.from_day if revised else EVER,
        "at": at,
    }
    _run("reckon_lock", asked)
    _run("reckon_moved", asked)
    _write_words()
    _run("reckon_write", asked)
    _tell(at)
    return _counted()


_DISAGREEING = """
    SELECT count(*) FROM cases_clock c JOIN working_calendar w USING (calendar)
    WHERE c.stopped_at IS NULL AND c.duty <> ALL (%s)
      AND late_from(c.unit, c.amount, c.counting, c.rolls_forward, c.started_at, c.started_on, c.paused,
                    w.starts, w.counts, w.working_days) <> c.late_from
"""


def disagreeing() -> int:
    """Return how many running clocks are not late when their own row and the calendar say. One query.

    Hours that leave out days of the year are left out: only Python counts those.
    """
    [(clocks,)] = _rows(_DISAGREEING, [_counted_by_python()])
    return int(clocks)


def _counted_by_python() -> list[str]:
    duties = [entry for entry in rulebook.load().values() if entry.kind == "duty"]
    return [
        entry.code
        for entry in duties
        if any(isinstance(version, DutyVersion) and version.allowance.not_counting for version in entry.versions)
    ]


def _run(name: str, asked: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), asked)


def _rows(statement: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return cursor.fetchall() if cursor.description else []


# --- The sum in words -------------------------------------------------------------------------------

_ALIKE = """
    SELECT DISTINCT calendar, unit, amount, counting, rolls_forward, started, started_on
    FROM clock_moved WHERE NOT has_pauses
"""
_PAUSED = """
    SELECT id, calendar, unit, amount, counting, rolls_forward, started, started_on
    FROM clock_moved WHERE has_pauses
"""
_KEEP_ALIKE = """
    UPDATE clock_moved AS m SET sum = said.sum
    FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::bool[], %s::text[], %s::date[], %s::text[])
        AS said (calendar, unit, amount, counting, rolls_forward, started, started_on, sum)
    WHERE NOT m.has_pauses
      AND (m.calendar, m.unit, m.amount, m.counting, m.rolls_forward, m.started, m.started_on)
        = (said.calendar, said.unit, said.amount, said.counting, said.rolls_forward, said.started, said.started_on)
"""
_KEEP_PAUSED = """
    UPDATE clock_moved AS m SET sum = said.sum FROM unnest(%s::bigint[], %s::text[]) AS said (id, sum)
    WHERE m.id = said.id
"""


def _write_words() -> None:
    """Write the new sums: one for all clocks that are alike, one for each that was paused."""
    alike = [(*facts, _sum(facts, [])) for facts in _rows(_ALIKE)]
    if alike:
        _rows(_KEEP_ALIKE, map(list, zip(*alike, strict=True)))
    paused = list(_sums_of_paused())
    if paused:
        _rows(_KEEP_PAUSED, map(list, zip(*paused, strict=True)))


def _sums_of_paused() -> Iterator[tuple[int, str]]:
    clocks = _rows(_PAUSED)
    pauses: dict[int, list[Pause]] = {}
    ended = ClockPause.objects.filter(clock__in=[clock[0] for clock in clocks], until__isnull=False)
    for clock_id, starts, until in ended.order_by("starts").values_list("clock_id", "starts", "until"):
        assert until is not None, "it has ended"
        pauses.setdefault(clock_id, []).append(Pause(starts, until))
    for clock_id, *facts in clocks:
        yield clock_id, _sum(tuple(facts), pauses[clock_id])


def _sum(facts: tuple[Any, ...], pauses: list[Pause]) -> str:
    calendar, unit, amount, counting, rolls_forward, started, started_on = facts
    allowance = Allowance(
        amount, Unit(unit), counting=Counting(counting), calendar=calendar, rolls_forward=rolls_forward
    )
    in_force = calendar_table.in_force(calendar)
    return deadlines.deadline(started_on, allowance, calendar=in_force, started=started, pauses=pauses).sum


# --- Who is told ------------------------------------------------------------------------------------

_ANSWERING = """
    SELECT k.council_id, coalesce(piece.covered_by_id, k.owner_id) AS officer_id,
           CASE WHEN k.owner_id IS NULL THEN k.team_id END AS team_id, count(*)
    FROM (SELECT DISTINCT case_id FROM clock_moved WHERE due_on <> was_due_on) AS moved
    JOIN cases_case k ON k.id = moved.case_id
    LEFT JOIN cases_handoverpiece piece
        ON piece.case_id = k.id AND piece.ended_at IS NULL AND piece.covered_by_id IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def _tell(at: datetime) -> None:
    """Tell each officer, and each team of what nobody has, of how many cases a date moved: numbers only."""
    answering = _rows(_ANSWERING)
    officers = Officer.objects.in_bulk([officer_id for _, officer_id, _, _ in answering if officer_id])
    teams = Team.objects.in_bulk([team_id for _, _, team_id, _ in answering if team_id])
    for council_id, officer_id, team_id, cases in answering:
        officer, team = officers.get(officer_id), teams.get(team_id)
        whose = "your cases" if officer else f"the cases that wait for {team}"
        raise_alarm(
            MOVED,
            f"{'officer' if officer else 'team'} {officer_id or team_id}, {short_date(london_day(at))}",
            f"The bank holidays changed, and with them a date of {cases} of {whose}. Their stories say which.",
            council_id=council_id,
            level=Alarm.Level.TEAM,
            at=at,
            team=team,
            officer=officer,
        )


def close_old_news(*, at: datetime) -> int:
    """Close the alarms of dates that moved more than a week ago: nothing is left to do. Returns how many."""
    old = Alarm.objects.filter(code=MOVED, closed_at__isnull=True, raised_at__lt=at - TOLD_FOR)
    return old.update(closed_at=at, closing="It was told for a week.")


def _counted() -> Moved:
    [(clocks, cases)] = _rows(
        "SELECT count(*), count(DISTINCT case_id) FROM clock_moved WHERE due_on <> was_due_on"
    )
    _rows("DROP TABLE clock_moved")
    return Moved(int(clocks), int(cases))
