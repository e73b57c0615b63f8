"""Who carries how much: the points of an officer's cases against the capacity of the post, sum and all."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.record import capacity as rules
from rooftree.record.capacity import Away, Band, Capacity, Scheme
from rooftree.record.case_story import ChallengeFacts
from rooftree.record.reading import by_column, read_rows
from rooftree.record.worklist import Counts

PLAIN_WEEK = (1, 2, 3, 4, 5)
"""The days of somebody whose working hours nobody recorded."""


@dataclass(frozen=True)
class OfficerLoad:
    """What one officer carries: their own cases without those that somebody covers, and what they cover."""

    id: int
    name: str
    cases: int
    points: Decimal
    covering: int
    """Cases of colleagues among these."""
    held: int
    late: int
    disputes: int
    """Weights and places that they disagree with, not answered yet."""
    oldest_at: dt.datetime | None
    away_until: dt.date | None
    is_away: bool
    capacity: Capacity
    band: Band

    @property
    def used(self) -> Decimal | None:
        """The points carried, in percent of those available; None where nothing is available."""
        if self.capacity.points <= 0:
            return None
        return (self.points / self.capacity.points * 100).quantize(Decimal("0.1"))

    @property
    def sum(self) -> str:
        """How it was reckoned, in words."""
        covered = f", {self.covering} of them for colleagues" if self.covering else ""
        shown = "nothing is available" if self.used is None else f"{self.used} % of what is available"
        cases = "1 case" if self.cases == 1 else f"{self.cases} cases"
        return f"{self.points} points in {cases}{covered}; available: {self.capacity.sum}; {shown}"


@dataclass(frozen=True)
class TeamLoad:
    """What a team carries, and what waits in its queue."""

    id: int
    name: str
    council_id: int
    cases: int
    """Open, whether they wait or not."""
    points: Decimal
    unowned_points: Decimal
    """In its queue."""
    requests_late: int
    oldest_at: dt.datetime | None
    counts: Counts
    """Those of its worklist, by the same query: what a number leads to is as long as the number says."""


@dataclass(frozen=True)
class Dispute(ChallengeFacts):
    """Somebody disagrees with a weight or a place, for the team to see, with the case that it is about."""

    reference: str
    summary: str


def load_of_officers(*, at: dt.datetime, team: int | None = None, officer: int | None = None) -> list[OfficerLoad]:
    """Return what the officers of a team carry, or one officer, or all; the fullest first.

    One query, and one more a council for the rule book's figures.
    """
    today = london_day(at)
    found = read_rows("load_of_officers", {"at": at, "today": today, "team": team, "officer": officer})
    figures = {
        council: rules.scheme(on=today, council_id=council) for council in {row["council_id"] for row in found}
    }
    loads = [_officer(row, figures[row["council_id"]], today) for row in found]
    return sorted(loads, key=_fullest_first)


def _fullest_first(load: OfficerLoad) -> tuple[bool, Decimal, str]:
    """Return a place in the order: who has cases and no capacity, then by how full, then by name."""
    if load.used is None:
        return (not load.points, Decimal(0), load.name)
    return (True, -load.used, load.name)


def _officer(row: dict[str, Any], by: Scheme, today: dt.date) -> OfficerLoad:
    away = [Away(starts_on, until_on) for starts_on, until_on in zip(row["starts"], row["until"], strict=True)]
    days = rules.working_days(row["weekdays"] or PLAIN_WEEK, on=today, weeks=by.weeks)
    available = rules.capacity(row["weekly_hours"], len(days), rules.days_here(days, away), by=by)
    now = next((absence for absence in away if absence.covers(today)), None)
    return OfficerLoad(
        id=row["id"],
        name=row["name"],
        cases=row["cases"],
        points=row["points"],
        covering=row["covering"],
        held=row["held"],
        late=row["late"],
        disputes=row["disputes"],
        oldest_at=row["oldest_at"],
        is_away=now is not None,
        away_until=now.until_on if now else None,
        capacity=available,
        band=rules.band(row["points"], available.points, by=by),
    )


def load_of_teams(*, at: dt.datetime) -> list[TeamLoad]:
    """Return what each team of the councils we act for carries, by name. One query."""
    found = read_rows("load_of_teams", {"at": at, "today": london_day(at)})
    return [TeamLoad(**row | {"counts": Counts(**orjson.loads(row["counts"]))}) for row in found]


_DISPUTES = """
    SELECT made.id, made.about, made.why, made.stood_at, officer.name AS by, officer.id AS by_id, made.at,
           made.answer, answering.name AS answered_by, made.answered_at, c.reference, c.summary
    FROM cases_weightchallenge made
    JOIN cases_case c ON c.council_id = made.council_id AND c.id = made.case_id
    JOIN staff_officer officer ON officer.council_id = made.council_id AND officer.id = made.by_id
    LEFT JOIN staff_officer answering
        ON answering.council_id = made.council_id AND answering.id = made.answered_by_id
    WHERE c.team_id = %(team)s AND (made.answered_at IS NULL OR made.answered_at > %(since)s)
    ORDER BY made.answered_at IS NOT NULL, made.at, made.id
"""
SHOWN_FOR = dt.timedelta(days=28)
"""How long an answered disagreement stays before the team's eyes."""


def disputes_of(team: int, *, at: dt.datetime) -> list[Dispute]:
    """Return what officers of a team disagree with: what waits first, then what was answered lately. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DISPUTES, {"team": team, "since": at - SHOWN_FOR})
        return [Dispute(**row) for row in by_column(cursor)]
