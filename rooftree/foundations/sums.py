"""The sums behind deadlines, in words that a resident could check with a calendar on the wall."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from rooftree.foundations import dates
from rooftree.foundations.allowances import ONE, Allowance, Counting, Unit, plural
from rooftree.foundations.calendars import EW, WHERE, Calendar
from rooftree.foundations.dates import MONTHS, WEEKDAYS, clock_time, day_and_month, london_day, short_date
from rooftree.foundations.periods import DAY, Period


def started_on(start: date, allowance: Allowance, started: str) -> str:
    """Say what happened when: "received Thu 2 Apr 2026"."""
    which = ", which is day 1" if allowance.counting is Counting.BEGINNING_WITH else ""
    return f"{started} {short_date(start)}{which}"


def landing(start: date, due_on: date, allowance: Allowance) -> str:
    """Say where days, weeks or months end: "day 42 is Tue 12 January 2027"."""
    landed = day_and_month(due_on, beside=start)
    if allowance.unit is Unit.CALENDAR_DAYS:
        return f"day {allowance.amount} is {landed}"
    how_long = f"{allowance.amount} {plural(ONE[allowance.unit], allowance.amount)}"
    if allowance.counting is Counting.BEGINNING_WITH:
        return f"{how_long} {'ends' if allowance.amount == 1 else 'end'} with {landed}"
    missing = allowance.unit is Unit.MONTHS and due_on.day != start.day
    why = f"{MONTHS[due_on.month - 1]} has no day {start.day}, so " if missing else ""
    return f"{why}{how_long} later is {landed}"


def looking_back(event: date, due_on: date, allowance: Allowance) -> str:
    """Say which day is early enough: "4 weeks before it leave Mon 8 March as the last day"."""
    clear = "clear " if allowance.counting is Counting.CLEAR_BEFORE else ""
    how_long = f"{allowance.amount} {clear}{plural(ONE[allowance.unit], allowance.amount)}"
    verb = "leaves" if allowance.amount == 1 else "leave"
    return f"{how_long} before it {verb} {day_and_month(due_on, beside=event)} as the last day"


def rolled_to(due_on: date, rolled: date, start: date) -> str:
    """Say why the last day is a later one: "that is a Sunday, so Mon 1 March"."""
    why = f"a {WEEKDAYS[due_on.weekday()]}" if due_on.weekday() >= 5 else "a bank holiday"
    return f"that is {why}, so {day_and_month(rolled, beside=start)}"


def bank_holidays(days: Sequence[date], calendar: Calendar) -> list[str]:
    """Say which days are bank holidays, each month named once: "3 and 6 April are bank holidays"."""
    if not days:
        return []
    verb = "is a bank holiday" if len(days) == 1 else "are bank holidays"
    where = "" if calendar.name == EW else f" in {WHERE[calendar.name]}".replace("any", "some")
    by_month = groupby(days, key=lambda day: (day.year, day.month))
    months = [f"{listed([str(day.day) for day in each])} {MONTHS[month - 1]}" for (_, month), each in by_month]
    return [f"{listed(months)} {verb}{where}"]


def paused(periods: Iterable[Period], how_many: int, unit: Unit) -> str:
    """Say which days were paused, first and last: "paused from 8 to 17 December, 10 days"."""
    return f"paused {listed([_span(period) for period in periods])}, {how_many} {plural(ONE[unit], how_many)}"


def paused_moments(moments: Iterable[tuple[datetime, datetime]]) -> list[str]:
    """Say between which moments hours did not count."""
    spans = [f"from {_moment(starts)} to {_moment(until)}" for starts, until in moments]
    return [f"paused {listed(spans)}"] if spans else []


def clock_change(start: datetime, end: datetime) -> list[str]:
    """Say that the clocks go forward or back in between, if they do."""
    before, after = dates.london(start).utcoffset(), dates.london(end).utcoffset()
    if before == after or before is None or after is None:
        return []
    day = london_day(start)
    while dates.midnight_of(day + DAY).utcoffset() == before:
        day += DAY
    return [f"the clocks go {'forward' if after > before else 'back'} on {_day(day)}"]


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _span(period: Period) -> str:
    first, last = period.starts, period.last_day
    assert last is not None, "A pause is counted when it is over."
    if first == last:
        return f"on {_day(first)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"from {first.day if same_month else _day(first)} to {_day(last)}"


def _moment(moment: datetime) -> str:
    return f"{_day(london_day(moment))} {clock_time(moment)}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
