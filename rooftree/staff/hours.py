"""Hours of the week: when an officer works, when an office opens. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from rooftree.foundations.dates import LONDON, WEEKDAYS, clock_time, london, long_date
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused

LOOKS_AHEAD = 400
"""Days within which an office is expected to open again."""


@dataclass(frozen=True, order=True)
class Hours:
    """A stretch of one day of the week: 1 is Monday, 7 is Sunday."""

    weekday: int
    starts: time
    ends: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday - 1]} {self.starts:%H:%M} to {self.ends:%H:%M}"


@dataclass(frozen=True)
class Opening:
    """Whether an office is open, and when that changes: `changes_at` is None where no hours are to come."""

    is_open: bool
    changes_at: datetime | None
    closed_for: str = ""

    def in_words(self, at: datetime) -> str:
        """Say it as a notice on the door would: "Open until 17:00", "Closed until Monday 2 March, 09:00"."""
        if self.changes_at is None:
            return "No opening hours to come"
        when = clock_time(self.changes_at)
        days = (london(self.changes_at).date() - london(at).date()).days
        if self.is_open:
            return f"Open until {when}"
        reason = f" ({self.closed_for})" if self.closed_for else ""
        words = {0: "", 1: "tomorrow, "}.get(days, f"{long_date(london(self.changes_at).date())}, ")
        return f"Closed until {words}{when}{reason}"


def check_hours(hours: Sequence[Hours]) -> None:
    """Raise Refused when hours of a week end before they start, or overlap."""
    for each in hours:
        assert 1 <= each.weekday <= 7, f"{each.weekday} is no day of the week."
        if each.ends <= each.starts:
            raise Refused(
                f"On {WEEKDAYS[each.weekday - 1]} the hours end at {each.ends:%H:%M}, "
                f"which is not after {each.starts:%H:%M}. Check both times."
            )
    for earlier, later in pairwise(sorted(hours)):
        if earlier.weekday == later.weekday and later.starts < earlier.ends:
            raise Refused(f"{earlier} and {later} overlap. Make them one, or leave a gap between them.")


def opening(hours: Sequence[Hours], closed_on: Mapping[date, str], at: datetime) -> Opening:
    """Return whether an office is open at a moment and when that changes, by the clock on a London wall.

    `closed_on` gives the days on which it does not open at all, each with its reason.
    """
    today = london(at).date()
    for starts, ends in _stretches(hours, closed_on, today):
        if starts <= at < ends:
            return Opening(True, ends)
        if at < starts:
            return Opening(False, starts, closed_on.get(today, ""))
    return Opening(False, None, closed_on.get(today, ""))


def _stretches(
    hours: Sequence[Hours], closed_on: Mapping[date, str], first: date
) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when until when the office is open, day after day."""
    for ahead in range(LOOKS_AHEAD):
        day = first + ahead * DAY
        if day in closed_on:
            continue
        for each in joined(each for each in hours if each.weekday == day.isoweekday()):
            yield (
                datetime.combine(day, each.starts, tzinfo=LONDON),
                datetime.combine(day, each.ends, tzinfo=LONDON),
            )


def joined(hours: Iterable[Hours]) -> list[Hours]:
    """Return the same hours in order, with those that touch made one."""
    together: list[Hours] = []
    for each in sorted(hours):
        before = together[-1] if together else None
        if before and before.weekday == each.weekday and before.ends == each.starts:
            together[-1] = Hours(before.weekday, before.starts, each.ends)
        else:
            together.append(each)
    return together
