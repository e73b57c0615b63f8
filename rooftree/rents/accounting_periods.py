"""How a year of the books is divided into periods, and when one of them may be closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from rooftree.foundations.dates import long_date
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused

WEEK = timedelta(days=7)


def lay_out(year: Period, weeks: Sequence[int]) -> list[Period]:
    """Divide a year of the books into periods of so many weeks in turn, over and over, or by calendar months.

    `weeks` is empty for months. Every day of the year is in exactly one period. What is left at the end
    and makes no whole period belongs to the last: the 53rd week, or a month's first days. Council practice.
    """
    assert year.until is not None, "A year of the books has an end."
    ends = list(_month_ends(year) if not weeks else _week_ends(year, weeks))
    starts = [year.starts, *ends[:-1]]
    return [Period(start, end) for start, end in zip(starts, ends, strict=True)]


def _week_ends(year: Period, weeks: Sequence[int]) -> Iterator[date]:
    assert year.until is not None, "A year of the books has an end."
    start = year.starts
    for length in cycle(weeks):
        end = start + length * WEEK
        if end + min(weeks) * WEEK > year.until:
            yield year.until
            return
        yield end
        start = end


def _month_ends(year: Period) -> Iterator[date]:
    assert year.until is not None, "A year of the books has an end."
    end = _next_month(year.starts)
    while _next_month(end) <= year.until:
        yield end
        end = _next_month(end)
    yield year.until


def _next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def check_year(year: Period) -> None:
    """Raise Refused unless a year of the books is 52 or 53 weeks, or a year by the calendar, long."""
    assert year.until is not None, "A year of the books has an end."
    if not 364 <= year.days <= 371:
        raise Refused(
            f"From {long_date(year.starts)} to {long_date(year.until)} is {year.days} days. "
            "A year of the books is 52 or 53 weeks, or a year by the calendar."
        )


@dataclass(frozen=True)
class Standing:
    """Where one kind of reconciliation of a period stands: its label, status and whether the books moved on."""

    label: str
    status: str
    """prepared, reviewed, or nothing: not prepared yet, or sent back."""
    is_stale: bool = False


def check_close(period: Period, standings: Sequence[Standing], *, open_before: date | None, on: date) -> None:
    """Raise Refused unless a period can be closed: over, the earliest open one, and reconciled and reviewed.

    `open_before` is the first day of an earlier period that is still open. Practice: a period cannot
    close until differences are explained.
    """
    assert period.until is not None, "A period of the books has an end."
    if on < period.until:
        raise Refused(f"This period goes on until {long_date(period.until)}. Close it then, or later.")
    if open_before is not None:
        raise Refused(f"The period from {long_date(open_before)} is still open. Close that one first.")
    missing = [each.label for each in standings if not each.status]
    if missing:
        raise Refused(f"Not prepared yet: {', '.join(missing)}. Prepare each, and have it reviewed.")
    waiting = [each.label for each in standings if each.status != "reviewed"]
    if waiting:
        raise Refused(f"Not reviewed yet: {', '.join(waiting)}. Ask a colleague to review each.")
    stale = [each.label for each in standings if each.is_stale]
    if stale:
        raise Refused(
            f"Something was posted since these were reckoned: {', '.join(stale)}. Prepare them again, "
            "and have them reviewed."
        )


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; for 29 February, the first of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; for 29 February, the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
