"""Lets what is said of a home, whether it can be let, follow the tenancies of it."""

from datetime import date, datetime

from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.foundations.rule_entries import ListVersion
from rooftree.places.actions import change_lettable_status
from rooftree.places.models import Home, Place
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy


def follow_start(
    place: Place, tenancy: Tenancy, listed: ListVersion, *, by: Officer, at: datetime, key: str
) -> None:
    """Say that a home is occupied, or let until the first day of the tenancy. What is sold is neither."""
    if listed.flag(tenancy.tenure, "owned"):
        return
    if tenancy.from_on > london_day(at):
        _become(place, "let", by=by, at=at, key=key)
    elif listed.flag(tenancy.tenure, "temporary_use"):
        _become(place, "decant", reason=listed.label_of(tenancy.tenure), by=by, at=at, key=key)
    else:
        _become(place, "occupied", by=by, at=at, key=key)


def follow_end(tenancy: Tenancy, *, by: Officer, at: datetime, key: str) -> None:
    """Say that a home awaits its keys, or, before the last day is over, that notice is given."""
    over = tenancy.until_on is not None and tenancy.until_on <= london_day(at)
    _become(tenancy.place, "void_awaiting_keys" if over else "notice_given", by=by, at=at, key=key)


def _become(place: Place, status: str, *, reason: str = "", by: Officer, at: datetime, key: str) -> None:
    home = Home.objects.filter(place=place).first()
    if home and home.lettable_status != status:
        change_lettable_status(home, to=status, reason=reason, by=by, at=at, key=f"{key}/home")


_FOLLOW = """
    WITH held AS (
        SELECT DISTINCT ON (t.place_id) t.place_id, t.tenure
        FROM tenancies_tenancy t
        WHERE t.from_on <= %(on)s AND (t.until_on IS NULL OR t.until_on > %(on)s)
        ORDER BY t.place_id, t.from_on DESC
    ), wanted AS (
        SELECT home.place_id,
               CASE WHEN held.place_id IS NULL THEN 'void_awaiting_keys'
                    WHEN held.tenure = ANY (%(temporary)s) THEN 'decant' ELSE 'occupied' END AS status
        FROM places_home home LEFT JOIN held USING (place_id)
        WHERE (home.lettable_status = 'notice_given' AND held.place_id IS NULL)
           OR (home.lettable_status = 'let' AND held.place_id IS NOT NULL)
    )
    UPDATE places_home home SET lettable_status = wanted.status
    FROM wanted WHERE home.place_id = wanted.place_id
"""


def follow_the_calendar(*, on: date, temporary: list[str]) -> int:
    """Change what is said of the homes whose tenancy ended before, or begins on, a day. Returns how many.

    Those for which notice was given await their keys, and those that were let are occupied, or in
    temporary use where the tenure is one of `temporary`. One statement, for the councils we act for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"on": on, "temporary": temporary})
        return int(cursor.rowcount)
