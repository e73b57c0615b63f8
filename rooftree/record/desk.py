"""What stands about a worklist: whose teams, which alarms, the views that were saved, and how the night went."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.foundations.nightly import LATEST
from rooftree.record.reading import as_facts, as_moment


@dataclass(frozen=True)
class OwnTeam:
    """A team whose list somebody may want: theirs, or another of their council."""

    id: int
    name: str
    council_id: int
    is_own: bool
    """Whether they are in it, or manage it."""


@dataclass(frozen=True)
class AlarmTold:
    """An open alarm that somebody is told of, by name or as the head of a service."""

    about: str
    """What it concerns, as "handover 12"."""
    sentence: str
    raised_at: dt.datetime


@dataclass(frozen=True)
class View:
    """A way of looking at a list that somebody saved."""

    id: int
    name: str
    query: str


@dataclass(frozen=True)
class Missed:
    """Nightly checks of a council that were not made in time: what lists show may be out of date."""

    council_id: int
    made_at: dt.datetime | None
    """When the last was made; None if none ever was."""


@dataclass(frozen=True)
class Desk:
    """All of that, for one officer of each council that they serve."""

    teams: list[OwnTeam]
    alarms: list[AlarmTold]
    views: list[View]
    missed: list[Missed]

    @property
    def own_teams(self) -> list[OwnTeam]:
        """The teams that they are in, or manage, by name."""
        return [team for team in self.teams if team.is_own]


def desk(
    officers: Collection[int],
    *,
    councils: Collection[int],
    heads: Collection[int],
    page: str,
    at: dt.datetime,
    also: int | None = None,
) -> Desk:
    """Return what stands about the list of a page at a moment. One query.

    All are ids: `heads` are the councils whose service they head, `also` is a team asked for besides
    their own.
    """
    sought: list[Any] = [list(officers), list(councils), list(heads), page, also, london_day(at)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM desk(%s::bigint[], %s::bigint[], %s::bigint[], %s, %s::bigint, %s)", sought)
        teams, alarms, views, nights = map(orjson.loads, cursor.fetchone())
    return Desk(
        teams=as_facts(OwnTeam, teams),
        alarms=as_facts(AlarmTold, alarms),
        views=as_facts(View, views),
        missed=[
            Missed(night["council_id"], as_moment(night["made_at"]))
            for night in nights
            if (oldest := as_moment(night["oldest_at"])) is None or at - oldest > LATEST
        ],
    )


def every_team(councils: Collection[int]) -> list[tuple[int, str]]:
    """Return the teams of councils, by name: id and name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM staff_team WHERE council_id = ANY (%s::bigint[]) ORDER BY name, id",
            [list(councils)],
        )
        return list(cursor.fetchall())
