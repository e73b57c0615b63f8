"""Writes a calendar as RFC 5545 has it, so that a phone or an office calendar reads it as it was meant.

Hours are those of a London wall, with the rules of its clock changes beside them. What is written
depends on nothing but what happened: the same diary gives the same text, to the letter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from rooftree.foundations.dates import LONDON, clock_time, london, london_day, midnight_of
from rooftree.record.diary import Entry
from rooftree.staff.models import DutyTurn

READ_AGAIN_AFTER = "PT1H"

LONDON_CLOCK = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
"""The law since 1996: the Summer Time Act 1972, as amended by the Summer Time Order 2002 (SI 2002/262)."""

KINDS = {"visit": "Visit", "callback": "Call back", "promise": "Promise due"}
BEFORE_YOU_GO = "See Rooftree before you go."
"""On every visit alike: a calendar that said it of some would tell which have a warning."""


@dataclass(frozen=True)
class Shown:
    """One event of a calendar: from when until when, in words that give nothing away."""

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    sequence: int
    changed_at: datetime
    is_off: bool = False
    is_busy: bool = True
    location: str = ""
    description: str = ""


def of_diary(entry: Entry, council: str) -> Shown:
    """Return a diary's entry as an event. What has no beginning is of the whole day on which it is due."""
    starts, ends = _times(entry)
    is_visit = entry.kind == "visit"
    by = "" if isinstance(ends, date) and not isinstance(ends, datetime) else clock_time(entry.ends)
    return Shown(
        uid=f"task-{entry.task_id}.{council}@rooftree",
        summary=f"{KINDS[entry.kind]}, {entry.reference}" + (f", by {by}" if by and entry.starts is None else ""),
        starts=starts,
        ends=ends,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        is_off=entry.is_off,
        is_busy=entry.starts is not None,
        location=entry.area,
        description=BEFORE_YOU_GO if is_visit else "",
    )


def of_turn(turn: DutyTurn, council: str) -> Shown:
    """Return a turn of the duty rota as an event, with the colleague whose turn it is."""
    is_off = turn.removed_at is not None
    return Shown(
        uid=f"duty-{turn.pk}.{council}@rooftree",
        summary=f"On duty: {turn.officer.name}",
        starts=turn.starts,
        ends=turn.ends,
        sequence=turn.changes + is_off,
        changed_at=max(filter(None, (turn.entered_at, turn.changed_at, turn.removed_at))),
        is_off=is_off,
        description=turn.team.name,
    )


def _times(entry: Entry) -> tuple[datetime | date, datetime | date]:
    if entry.starts is not None:
        return entry.starts, entry.ends
    last = entry.ends - timedelta(microseconds=1)
    if entry.ends == midnight_of(london_day(entry.ends)):
        return london_day(last), london_day(entry.ends)
    return entry.ends - timedelta(minutes=15), entry.ends


def written(name: str, events: Iterable[Shown]) -> bytes:
    """Return a calendar with these events, under a name."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rooftree//Calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", READ_AGAIN_AFTER)
    calendar.add_component(Calendar.from_ical(LONDON_CLOCK))
    for each in events:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical(sorted=False))


def _event(shown: Shown) -> Event:
    event = Event()
    event.add("uid", shown.uid)
    event.add("dtstamp", shown.changed_at.astimezone(UTC))
    event.add("last-modified", shown.changed_at.astimezone(UTC))
    event.add("sequence", shown.sequence)
    event.add("dtstart", _wall(shown.starts))
    event.add("dtend", _wall(shown.ends))
    event.add("summary", shown.summary)
    event.add("status", "CANCELLED" if shown.is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if shown.is_busy and not shown.is_off else "TRANSPARENT")
    for name, value in (("location", shown.location), ("description", shown.description)):
        if value:
            event.add(name, value)
    return event


def _wall(when: datetime | date) -> datetime | date:
    """Return a moment as a London wall shows it; in UTC where the wall shows that hour for the second time."""
    if not isinstance(when, datetime):
        return when
    wall = london(when)
    return wall.astimezone(UTC) if wall.fold else wall.replace(tzinfo=LONDON)
