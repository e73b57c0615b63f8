"""The calendars of working days in the database, and the days proclaimed since they were written.

`in_force` gives Python the calendar that holds now; the table gives SQL the same days. A proclaimed
day is a row for ever; the table is reckoned anew from the packaged list and those rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from rooftree.foundations import bank_holidays, calendars, rulebook
from rooftree.foundations.bank_holidays import LATER_YEARS, PUBLISHED, RULE
from rooftree.foundations.calendars import EW, UK, Calendar, Change
from rooftree.foundations.dates import long_date
from rooftree.foundations.models import CalendarChange
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused

NAMES = (EW, UK)
ALERT_BEFORE_END = rulebook.threshold("calendar.alert_before_end")


@dataclass(frozen=True)
class Revised:
    """What a change of the calendars touches: open clocks on these calendars due on or after `from_day`."""

    calendars: tuple[str, ...]
    from_day: date
    days_written: int
    """Rows of the calendar table that changed."""


def in_force(name: str) -> Calendar:
    """Return the calendar that holds now, days proclaimed in the database included. One small query."""
    newest = CalendarChange.objects.aggregate(newest=Max("id"))["newest"]
    return _built(name, newest) if newest else calendars.packaged(name)


@lru_cache(maxsize=8)
def _built(name: str, newest: int) -> Calendar:
    """Build a calendar once for every change. Ids are never given twice, so what is kept is never stale."""
    return calendars.build(name, bank_holidays.packaged(), _changes(newest))


def _changes(newest: int) -> list[Change]:
    """Return the changes up to this id, as plain values, in their order."""
    columns = ("calendar", "day", "is_holiday", "name", "authority", "from_list")
    rows = CalendarChange.objects.filter(id__lte=newest).order_by("id").values_list(*columns)
    return [Change(*row) for row in rows]


def proclaim(
    day: date,
    *,
    name: str,
    authority: str,
    by: str,
    at: datetime,
    calendars_named: Sequence[str] = NAMES,
    instead_of: date | None = None,
) -> Revised:
    """Make a day a bank holiday on the word of a proclamation, and reckon the working days anew.

    A day proclaimed for England and Wales is one for the UK calendar too. `instead_of` is the bank
    holiday that was moved to it, worked from now on. Closed clocks keep their sums; open ones that
    the answer names are counted again by those who hold them. Raises Refused when nothing would
    change, or without a name and an authority. Rule book 12.3, items 3 and 4.
    """
    assert set(calendars_named) <= set(NAMES), f"The calendars are {NAMES}."
    if not name.strip() or not authority.strip():
        raise Refused("Give the bank holiday's name, and the proclamation or Act that makes it one.")
    gaining = tuple(dict.fromkeys([*calendars_named, UK]))
    with transaction.atomic():
        _one_at_a_time()
        _check_day(day, gaining)
        rows = [Change(calendar, day, True, name.strip(), authority.strip()) for calendar in gaining]
        if instead_of:
            _check_moved(instead_of, calendars_named)
            rows += [Change(each, instead_of, False, "", authority.strip()) for each in calendars_named]
        _keep(rows, by=by, at=at)
        written = write()
    return Revised(gaining, min(day, instead_of or day), written)


def _check_day(day: date, names: Iterable[str]) -> None:
    """Raise Refused unless the day is worked on one of these calendars."""
    if any(in_force(name).is_working(day) for name in names):
        return
    holiday = in_force(UK).holidays.get(day)
    why = f"a bank holiday already: {holiday.name}" if holiday else "at a weekend, so it is not worked anyway"
    raise Refused(f"{long_date(day)} is {why}. Nothing would change.")


def _check_moved(day: date, names: Iterable[str]) -> None:
    """Raise Refused unless the day is a bank holiday on every one of these calendars."""
    if not all(day in in_force(name).holidays for name in names):
        raise Refused(f"{long_date(day)} is not a bank holiday there, so it cannot have been moved.")


def refresh(*, by: str, at: datetime) -> Revised | None:
    """Fetch the list from GOV.UK, if the settings say so, and take over what it has that we had not.

    What was proclaimed here stays, even where the list has not caught up. Returns None when the
    setting is off, or nothing is new.
    """
    if not getattr(settings, "BANK_HOLIDAYS_LIVE", False):
        return None
    listed = bank_holidays.live()
    with transaction.atomic():
        _one_at_a_time()
        rows = [row for name in NAMES for row in _news(in_force(name), calendars.build(name, listed))]
        if not rows:
            return None
        _keep(rows, by=by, at=at)
        written = write()
    return Revised(tuple(sorted({row.calendar for row in rows})), min(row.day for row in rows), written)


def _news(held: Calendar, listed: Calendar) -> list[Change]:
    """Return what the published list says of its years that we do not hold, or only reckoned by rule."""
    ours = {day: named.authority for day, named in held.holidays.items()}
    replaceable = (RULE, PUBLISHED, LATER_YEARS)
    published = {day: named for day, named in listed.holidays.items() if not listed.is_projected(day)}
    added = [
        Change(held.name, day, True, named.name, PUBLISHED, from_list=True)
        for day, named in published.items()
        if ours.get(day, RULE) == RULE
    ]
    removed = [
        Change(held.name, day, False, "", PUBLISHED, from_list=True)
        for day, authority in ours.items()
        if authority in replaceable and not listed.is_projected(day) and day not in published
    ]
    return sorted(added + removed, key=lambda change: change.day)


def ends_soon(on: date) -> list[str]:
    """Return a sentence for each calendar whose published bank holidays end soon after this day.

    How soon is the rule book's: 60 days. Rule book 12.3, item 4.
    """
    days = int(ALERT_BEFORE_END.version(on=on).value)
    held = [in_force(name) for name in NAMES]
    return [
        f"The published bank holidays of {calendars.WHERE[each.name]} end on "
        f"{long_date(each.published_until - DAY)}. Later working days are reckoned by rule: "
        "fetch the new list, or bring Rooftree up to date."
        for each in held
        if (each.published_until - on).days <= days
    ]


def write(using: Any = None) -> int:
    """Bring the table up to the calendars in force, and return how many of its rows changed.

    Safe to repeat, and cheap when nothing changed. The migration, `rooftree migrate` and every
    change call it; `using` is the connection of a migration.
    """
    with (using or connection).cursor() as cursor:
        return sum(_write(cursor, _as_held(cursor, name)) for name in NAMES)


def _as_held(cursor: Any, name: str) -> Calendar:
    """Return the calendar in force for a connection that may not be the usual one."""
    cursor.execute(
        "SELECT calendar, day, is_holiday, name, authority, from_list FROM foundations_calendarchange ORDER BY id"
    )
    return calendars.build(name, bank_holidays.packaged(), [Change(*row) for row in cursor.fetchall()])


def _write(cursor: Any, calendar: Calendar) -> int:
    days = list(calendar.days())
    named = [calendar.holidays.get(day) for day in days]
    cursor.execute(
        _UPSERT,
        {
            "calendar": calendar.name,
            "days": days,
            "working": [calendar.is_working(day) for day in days],
            "counts": [calendar.count(day) for day in days],
            "holidays": [each.name if each else "" for each in named],
            "projected": [calendar.is_projected(day) for day in days],
            "authorities": [each.authority if each else "" for each in named],
        },
    )
    return int(cursor.rowcount)


_UPSERT = """
    INSERT INTO foundations_calendarday AS held
        (calendar, day, is_working, working_count, holiday, projected, authority)
    SELECT %(calendar)s, each.* FROM unnest(
        %(days)s::date[], %(working)s::bool[], %(counts)s::int[],
        %(holidays)s::text[], %(projected)s::bool[], %(authorities)s::text[]) AS each
    ON CONFLICT (calendar, day) DO UPDATE SET
        is_working = excluded.is_working, working_count = excluded.working_count,
        holiday = excluded.holiday, projected = excluded.projected, authority = excluded.authority
    WHERE (held.is_working, held.working_count, held.holiday, held.projected, held.authority)
        IS DISTINCT FROM (excluded.is_working, excluded.working_count, excluded.holiday,
                          excluded.projected, excluded.authority)
"""


def _one_at_a_time() -> None:
    """Let one process change the calendars at a time, so that ids are seen in their order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('foundations_calendarchange', 0))")


def _keep(rows: Iterable[Change], *, by: str, at: datetime) -> None:
    CalendarChange.objects.bulk_create(
        CalendarChange(
            calendar=row.calendar,
            day=row.day,
            is_holiday=row.is_holiday,
            name=row.name,
            authority=row.authority,
            from_list=row.from_list,
            by=by,
            at=at,
        )
        for row in rows
    )
