"""What an officer can carry: the points of a post, by its hours and its days, and how full it is.

The shape is that of published caseload schemes (practice.md 8.7): a full post has so many points, of
which some are kept for leave, training and talks; the rest goes by contract hours and by the days on
which the officer is here. It is an aid to a conversation, not a measure of a person.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rooftree.foundations import rulebook
from rooftree.foundations.periods import DAY

FULL_POST = rulebook.limit("cases.points_of_full_post")
KEPT = rulebook.limit("cases.points_kept")
FULL_HOURS = rulebook.limit("cases.hours_of_full_post")
LOOKS_AHEAD = rulebook.limit("cases.capacity_weeks")
FULL_FROM = rulebook.threshold("cases.load_full")
OVER_FROM = rulebook.threshold("cases.load_over")
CRITICAL_FROM = rulebook.threshold("cases.load_critical")
PLACES = Decimal("0.01")


class Band(StrEnum):
    """How full a desk is, and what follows (practice.md 8.7)."""

    LIGHT = "light"
    FULL = "full"
    OVER = "over"
    CRITICAL = "critical"

    @property
    def label(self) -> str:
        """The word for it."""
        return self.value.capitalize()

    @property
    def means(self) -> str:
        """What follows from it."""
        return {
            Band.LIGHT: "Can be given more",
            Band.FULL: "More only with a manager's reason",
            Band.OVER: "No new cases; a written plan within 5 working days",
            Band.CRITICAL: "The head of service is told the same day",
        }[self]


@dataclass(frozen=True)
class Scheme:
    """The figures of the rule book by which capacity is reckoned."""

    full_post: Decimal
    kept: Decimal
    full_hours: Decimal
    weeks: int
    full_from: Decimal
    over_from: Decimal
    critical_from: Decimal


def scheme(*, on: dt.date, council_id: int) -> Scheme:
    """Return the figures in force for a council on a day. One query."""
    book = rulebook.open_at(on=on, council=council_id)
    return Scheme(
        full_post=book.limit(FULL_POST.code).value,
        kept=book.limit(KEPT.code).value,
        full_hours=book.limit(FULL_HOURS.code).value,
        weeks=int(book.limit(LOOKS_AHEAD.code).value),
        full_from=book.threshold(FULL_FROM.code).value,
        over_from=book.threshold(OVER_FROM.code).value,
        critical_from=book.threshold(CRITICAL_FROM.code).value,
    )


@dataclass(frozen=True)
class Capacity:
    """The points that an officer has for cases, and how they were reckoned."""

    points: Decimal
    sum: str


def capacity(weekly_hours: Decimal | None, days: int, days_here: int, *, by: Scheme) -> Capacity:
    """Return the points for cases of a post of these hours, here on `days_here` of so many working days.

    Hours that nobody recorded are taken as those of a full post, and the sum says so.
    """
    for_cases = by.full_post - by.kept
    hours = by.full_hours if weekly_hours is None else weekly_hours
    points = for_cases * hours / by.full_hours * (Decimal(days_here) / days if days else 0)
    recorded = f"{hours:g} of {by.full_hours:g} hours" + ("" if weekly_hours is not None else " (not recorded)")
    steps = [
        f"{by.full_post:g} points of a full post − {by.kept:g} for leave, training and talks = {for_cases:g}",
        f"× {recorded}",
        f"× here on {days_here} of {days} working days in the next {by.weeks} weeks",
    ]
    rounded = points.quantize(PLACES)
    return Capacity(rounded, f"{' '.join(steps)} = {rounded}")


def band(points: Decimal, available: Decimal, *, by: Scheme) -> Band:
    """Return how full a desk is: by the unrounded part of the points that are available, in percent.

    With nothing available any case at all is too much.
    """
    if available <= 0:
        return Band.CRITICAL if points > 0 else Band.LIGHT
    used = points / available * 100
    if used > by.critical_from:
        return Band.CRITICAL
    if used > by.over_from:
        return Band.OVER
    return Band.FULL if used >= by.full_from else Band.LIGHT


@dataclass(frozen=True)
class Away:
    """From when until when an officer is away; without an end while nobody knows."""

    starts_on: dt.date
    until_on: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Say whether the officer is away on a day."""
        return self.starts_on <= day and (self.until_on is None or day < self.until_on)


def working_days(weekdays: Collection[int], *, on: dt.date, weeks: int) -> list[dt.date]:
    """Return the days within so many weeks, from a day on, that fall on these days of the week (1 is Monday)."""
    return [day for day in (on + number * DAY for number in range(weeks * 7)) if day.isoweekday() in weekdays]


def days_here(days: Iterable[dt.date], away: Collection[Away]) -> int:
    """Return on how many of these days an officer is here."""
    return sum(not any(absence.covers(day) for absence in away) for day in days)
