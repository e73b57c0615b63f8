"""Cleans a cell that says a day and a time of day, as a London clock showed it.

Like `cells`: plain values in, plain values out, and no cell raises.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

from rooftree.foundations.dates import LONDON, MONTHS, london, london_day, midnight_of
from rooftree.migration.cells import BLANK, Cell, Clean, date_of, is_blank, shown

_WITH_TIME = re.compile(
    r"(?P<day>.*[^\s,])(?:[ ,]+|T)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r" ?(?P<half>[ap])?(?(half)\.?m\.?) ?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SERIAL_WITH_TIME = re.compile(r"(\d{5})(\.\d+)")
_SECONDS_A_DAY = 86_400


def moment_of(today: date, *, formats: Iterable[str] = (), refusal: str) -> Clean:
    """Return the cleaner of moments up to a day. `refusal` is the sentence for later ones, with `{day}` in it.

    `formats` are those that the mapping names: of days, or of days with times. A day alone is its first
    moment. A time that the clocks left out, or showed twice, is taken with a fault that says how.
    """
    given = tuple(formats)
    clean_day = date_of(today, formats=given)

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        cell = _by_format(text, given) or _usual(text, clean_day)
        if cell.value and london_day(cell.value) > today:
            return Cell(None, refusal.format(day=_in_words(london_day(cell.value))))
        return cell

    return clean


def _by_format(text: str, formats: Iterable[str]) -> Cell | None:
    for form in formats:
        if "%H" in form or "%I" in form:
            try:
                return _on_the_clock(datetime.strptime(text, form))
            except ValueError:
                continue
    return None


def _usual(text: str, clean_day: Clean) -> Cell:
    if match := _SERIAL_WITH_TIME.fullmatch(text):
        day = clean_day(match[1])
        seconds = round(float(match[2]) * _SECONDS_A_DAY)
        return _on_the_clock(_midnight(day.value) + timedelta(seconds=seconds)) if day.value else day
    match = _WITH_TIME.fullmatch(text)
    if match is None:
        day = clean_day(text)
        return Cell(midnight_of(day.value).astimezone(UTC)) if day.value else day
    day = clean_day(match["day"])
    if day.value is None:
        return day
    found = _time(match)
    if found is None:
        return Cell(None, f"{shown(text)} says no time of day that a clock shows.")
    moment = datetime.combine(day.value, found)
    if zone := match["zone"]:
        return Cell(moment.replace(tzinfo=_zone(zone)).astimezone(UTC))
    return _on_the_clock(moment)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _time(match: re.Match[str]) -> time | None:
    hour = int(match["hour"])
    if half := match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        return time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text.upper() in ("Z", "UTC"):
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def _on_the_clock(naive: datetime) -> Cell:
    """Return the moment at which a London clock showed this, with a fault where it never did, or did twice."""
    moment = naive.replace(tzinfo=LONDON).astimezone(UTC)
    shown_then = london(moment).replace(tzinfo=None)
    said = f"{naive:%H:%M} on {_in_words(naive.date())}"
    if shown_then != naive:
        fault = f"{said} never was: the clocks had gone forward. It was taken as {shown_then:%H:%M}."
        return Cell(moment, fault)
    if naive.replace(tzinfo=LONDON, fold=1).astimezone(UTC) != moment:
        return Cell(moment, f"{said} came twice, since the clocks went back. The first was taken.")
    return Cell(moment)


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
