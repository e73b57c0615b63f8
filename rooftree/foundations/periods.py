"""Periods of days that include their first day and not their last.

Half-open periods meet without gap or overlap: one tenancy's `until` is the next one's first day.
The files of other systems, and people, say the last day instead; `from_last_day` and `last_day`
cross over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from psycopg.types.range import Range

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `starts` on, up to but not including `until`. No `until`: it has no end."""

    starts: date
    until: date | None = None

    def __post_init__(self) -> None:
        assert self.until is None or self.starts <= self.until, f"{self.until} is before {self.starts}."

    @classmethod
    def from_last_day(cls, starts: date, last_day: date | None) -> "Period":
        """Return the period that has this last day, as files and people say it."""
        return cls(starts, until_of(last_day))

    @property
    def last_day(self) -> date | None:
        """The last day in the period, or None if it has no end. An empty period has no last day."""
        assert not self.is_empty, "A period of no days has no last day."
        return last_day_of(self.until)

    @property
    def is_empty(self) -> bool:
        """Whether the period has no day in it."""
        return self.starts == self.until

    @property
    def days(self) -> int:
        """How many days are in the period, which must have an end."""
        assert self.until is not None, "A period without end has no number of days."
        return (self.until - self.starts).days

    def covers(self, day: date) -> bool:
        """Return whether this day is in the period."""
        return self.starts <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Return whether any day is in both periods."""
        return not self.common(other).is_empty

    def common(self, other: "Period") -> "Period":
        """Return the days that are in both periods: an empty period if none are."""
        starts = max(self.starts, other.starts)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends, default=None)
        return Period(starts, until if until is None else max(starts, until))

    def as_range(self) -> Range[date]:
        """Return the period as the database's daterange."""
        return Range(self.starts, self.until, "[)")


def until_of(last_day: date | None) -> date | None:
    """Return the first day after a last day; without a last day, None."""
    return None if last_day is None else last_day + DAY


def last_day_of(until: date | None) -> date | None:
    """Return the last day before `until`; without an end, None."""
    return None if until is None else until - DAY


def merged(periods: Iterable[Period]) -> list[Period]:
    """Return the same days as periods that neither overlap nor touch, in order."""
    together: list[Period] = []
    for period in sorted((each for each in periods if not each.is_empty), key=lambda each: each.starts):
        before = together[-1] if together else None
        if before is None or (before.until is not None and before.until < period.starts):
            together.append(period)
            continue
        ends = [before.until, period.until]
        together[-1] = Period(before.starts, None if None in ends else max(end for end in ends if end))
    return together
