"""Days in London, and how they are written.

Moments are kept as moments; days are counted in London. Only channels and jobs ask what time it is.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Our own words, because a server's language settings must not change a letter.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def now() -> datetime:
    """Return this moment. For channels and jobs only: everything else is given `at` or `on`."""
    return datetime.now(UTC)


def london(moment: datetime) -> datetime:
    """Return the same moment as a clock on a London wall shows it."""
    assert moment.tzinfo is not None, "A moment without a time zone is not a moment."
    return moment.astimezone(LONDON)


def london_day(moment: datetime) -> date:
    """Return the day it was in London at this moment."""
    return london(moment).date()


def midnight(year: int, month: int, day: int) -> datetime:
    """Return the moment at which this day began in London."""
    return midnight_of(date(year, month, day))


def midnight_of(day: date) -> datetime:
    """Return the moment at which this day began in London."""
    return datetime.combine(day, time(), tzinfo=LONDON)


def long_date(day: date) -> str:
    """Write a day in full, for letters: "Thursday 2 April 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Write a day in little room: "Thu 2 Apr 2026"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def day_and_month(day: date, *, beside: date | None = None) -> str:
    """Write a day in a sentence: "Mon 20 April", with its year if that is not the year of `beside`."""
    words = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"
    return words if beside and beside.year == day.year else f"{words} {day.year}"


def clock_time(moment: datetime) -> str:
    """Write the time of day in London: "23:30"."""
    return london(moment).strftime("%H:%M")
