"""When something is late, and the sum that says why.

An allowance is counted from a start to a deadline: the last day (or the exact moment) that is in
time, the moment from which it is late, and the sum in words. Plain values in, plain values out: the
same sums in SQL stand in `sql/0002_deadlines.sql`, and a test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rooftree.foundations import dates, sums
from rooftree.foundations.allowances import BACKWARDS, Allowance, Counting, Unit, plural
from rooftree.foundations.calendars import Calendar
from rooftree.foundations.dates import clock_time, day_and_month, london_day, short_date
from rooftree.foundations.periods import DAY, Period, merged


@dataclass(frozen=True)
class Pause:
    """A time that does not count. In days: from the day it begins, up to the day counting goes on."""

    starts: datetime
    until: datetime

    @classmethod
    def of_days(cls, starts: date, until: date) -> "Pause":
        """Return the pause of these London days, `until` not included."""
        return cls(dates.midnight_of(starts), dates.midnight_of(until))

    @property
    def days(self) -> Period:
        """The London days that do not count."""
        return Period(london_day(self.starts), london_day(self.until))


@dataclass(frozen=True)
class Deadline:
    """The last day in time, the moment from which it is late, and the sum in words."""

    due_on: date
    late_from: datetime
    sum: str
    projected: bool = False
    """Whether bank holidays were counted that are reckoned by rule and not yet published."""


def deadline(
    start: datetime | date,
    allowance: Allowance,
    *,
    calendar: Calendar,
    started: str = "received",
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """Count an allowance from its start, or back from a day to come, and say the sum.

    `start` is a moment, or a London day; hours need a moment. `started` is what happened then, as
    it reads before a date: "received", "meeting". Pauses are over; one that begins when the deadline
    has passed changes nothing. Raises Refused for a day outside the calendar.
    """
    assert calendar.name == allowance.calendar, f"Count this on the {allowance.calendar} calendar."
    if allowance.unit is Unit.HOURS:
        assert isinstance(start, datetime), "Hours are counted from a moment."
        return _in_hours(start, allowance, started, pauses)
    day = london_day(start) if isinstance(start, datetime) else start
    if allowance.counting in BACKWARDS:
        assert not pauses, "What is counted backwards cannot be paused."
        return _backwards(day, allowance, calendar, started)
    if allowance.unit is Unit.WORKING_DAYS:
        return _in_working_days(day, allowance, calendar, started, pauses)
    return _in_calendar_days(day, allowance, calendar, started, pauses)


# --- Hours ----------------------------------------------------------------------------------------


def _in_hours(start: datetime, allowance: Allowance, started: str, pauses: Sequence[Pause]) -> Deadline:
    """Count elapsed hours, through nights, weekends and clock changes."""
    late_from = start.astimezone(UTC) + timedelta(hours=allowance.amount)
    left_out = _days_left_out(start, allowance, pauses)
    stopped = []
    for gap in _joined([*pauses, *left_out]):
        if gap.starts < late_from and gap.until > start:
            late_from += gap.until.astimezone(UTC) - max(gap.starts, start).astimezone(UTC)
            stopped.append(gap)
    late_from = dates.london(late_from)
    begun_on = london_day(start)
    steps = [
        f"{started} {short_date(begun_on)} {clock_time(start)}",
        *sums.paused_moments((gap.starts, gap.until) for gap in stopped),
        *sums.clock_change(start, late_from),
        f"{allowance.amount} {plural('hour', allowance.amount)} later is "
        f"{day_and_month(late_from.date(), beside=begun_on)} {clock_time(late_from)}",
    ]
    return Deadline(late_from.date(), late_from, "; ".join(steps))


def _days_left_out(start: datetime, allowance: Allowance, pauses: Sequence[Pause]) -> list[Pause]:
    """Return the days of the year that are not counted, as far ahead as the allowance could reach."""
    paused = sum((pause.until - pause.starts for pause in pauses), timedelta())
    reach = start + timedelta(hours=allowance.amount) + paused + 31 * DAY
    years = range(start.year, reach.year + 1)
    days = [date(year, month, day) for year in years for month, day in allowance.not_counting]
    return [Pause.of_days(day, day + DAY) for day in days]


def _joined(pauses: Iterable[Pause]) -> list[Pause]:
    """Return pauses in order, those that overlap or touch made one."""
    together: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.starts):
        if together and pause.starts <= together[-1].until:
            together[-1] = Pause(together[-1].starts, max(together[-1].until, pause.until))
        else:
            together.append(pause)
    return together


# --- Days, weeks and months -----------------------------------------------------------------------


def _in_calendar_days(
    start: date, allowance: Allowance, calendar: Calendar, started: str, pauses: Sequence[Pause]
) -> Deadline:
    """Count every day, whatever day it is; roll forward only where the law says so."""
    unpaused = last_day(start, allowance)
    due_on, stopped = unpaused, []
    for paused in _paused_days(pauses, _first_day(start, allowance)):
        if paused.starts <= due_on:
            due_on += paused.days * DAY
            stopped.append(paused)
    steps = [sums.started_on(start, allowance, started), sums.landing(start, unpaused, allowance)]
    if stopped:
        how_many = sum(paused.days for paused in stopped)
        steps.append(sums.paused(stopped, how_many, Unit.CALENDAR_DAYS))
        steps.append(f"so {day_and_month(due_on, beside=start)}")
    projected = False
    if allowance.rolls_forward:
        rolled = calendar.on_or_next(due_on)
        projected = calendar.is_projected(due_on)
        steps += [sums.rolled_to(due_on, rolled, start)] if rolled != due_on else []
        due_on = rolled
    return _in_days(due_on, steps, projected=projected)


def last_day(start: date, allowance: Allowance) -> date:
    """Return the last day of an allowance in days, weeks or months, nothing paused and nothing rolled."""
    if allowance.unit is Unit.MONTHS:
        after = months_after(start, allowance.amount)
        # A month beginning with the 31st ends with the next month, however short that is.
        whole = allowance.counting is Counting.AFTER or after.day != start.day
        return after if whole else after - DAY
    return _first_day(start, allowance) + (_in_calendar_length(allowance) - 1) * DAY


def months_after(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or that month's last day if it has none.

    Below nought counts back. The corresponding date: *Dodds v Walker* [1981] 1 WLR 1027.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    next_first = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + (day.day - 1) * DAY, next_first - DAY)


def on_or_next_weekday(day: date, weekday: int) -> date:
    """Return the day itself or the next that is this day of the week (Monday is 0).

    For what must begin with a week of a tenancy or of a rent year.
    """
    return day + (weekday - day.weekday()) % 7 * DAY


def next_in_cycle(due_on: date, *, done_on: date, months: int, early_months: int) -> date:
    """Return when a regular check is next due, once it was done.

    Done in the last `early_months` before it was due, or on that day, the check keeps its old date;
    done earlier or late, the cycle begins anew. Gas Safety (Installation and Use) Regulations 1998,
    reg 36A.
    """
    kept = months_after(due_on, -early_months) <= done_on <= due_on
    return months_after(due_on if kept else done_on, months)


# --- Working days ---------------------------------------------------------------------------------


def _in_working_days(
    start: date, allowance: Allowance, calendar: Calendar, started: str, pauses: Sequence[Pause]
) -> Deadline:
    """Count working days; the day that sets it going may be any day."""
    first = _first_day(start, allowance)
    number = calendar.count(first - DAY) + allowance.amount
    due_on, stopped = calendar.nth(number), []
    for paused in _paused_days(pauses, first):
        if paused.starts <= due_on:
            number += calendar.working_days(paused)
            due_on = calendar.nth(number)
            stopped.append(paused)
    holidays = [
        day
        for day in calendar.weekday_holidays(first, due_on)
        if not any(paused.covers(day) for paused in stopped)
    ]
    steps = [sums.started_on(start, allowance, started), *sums.bank_holidays(holidays, calendar)]
    if stopped:
        how_many = sum(calendar.working_days(paused) for paused in stopped)
        steps.append(sums.paused(stopped, how_many, Unit.WORKING_DAYS))
    steps.append(f"working day {allowance.amount} is {day_and_month(due_on, beside=start)}")
    return _in_days(due_on, steps, projected=calendar.is_projected(due_on))


# --- Backwards ------------------------------------------------------------------------------------


def _backwards(event: date, allowance: Allowance, calendar: Calendar, started: str) -> Deadline:
    """Return the last day that is early enough before a day to come."""
    clear = 1 if allowance.counting is Counting.CLEAR_BEFORE else 0
    steps, projected = [f"{started} {short_date(event)}"], False
    if allowance.unit is Unit.WORKING_DAYS:
        due_on = calendar.nth(calendar.count(event - DAY) - allowance.amount + 1 - clear)
        holidays = calendar.weekday_holidays(due_on, event - DAY)
        steps += sums.bank_holidays(holidays, calendar)
        projected = calendar.is_projected(event)
    elif allowance.unit is Unit.MONTHS:
        due_on = months_after(event, -allowance.amount) - clear * DAY
    else:
        due_on = event - (_in_calendar_length(allowance) + clear) * DAY
    steps.append(sums.looking_back(event, due_on, allowance))
    return _in_days(due_on, steps, projected=projected)


# --- Deemed service -------------------------------------------------------------------------------


def served_by_post(posted_on: date, calendar: Calendar) -> date:
    """Return the day on which first class post counts as served.

    The second day after posting if that is a business day, else the next that is. CPR 6.26.
    """
    return calendar.on_or_next(posted_on + 2 * DAY)


def served_by_hand(left_at: datetime, calendar: Calendar) -> date:
    """Return the day on which a document delivered or left at the address counts as served.

    The same day if that is a business day and it is before 16:30, else the next business day. CPR 6.26.
    """
    left = dates.london(left_at)
    in_time = left.time() < time(16, 30)
    return calendar.on_or_next(left.date() if in_time else left.date() + DAY)


# --- What the countings share ---------------------------------------------------------------------


def _in_days(due_on: date, steps: list[str], *, projected: bool) -> Deadline:
    """Return the deadline of a day: late from the midnight that ends it."""
    if projected:
        steps.append("the bank holidays are not published that far")
    return Deadline(due_on, dates.midnight_of(due_on + DAY), "; ".join(steps), projected)


def _first_day(start: date, allowance: Allowance) -> date:
    return start if allowance.counting is Counting.BEGINNING_WITH else start + DAY


def _in_calendar_length(allowance: Allowance) -> int:
    return allowance.amount * (7 if allowance.unit is Unit.WEEKS else 1)


def _paused_days(pauses: Sequence[Pause], first: date) -> list[Period]:
    """Return the days that do not count, from the first day that would: merged, in order."""
    ever = Period(first)
    return merged(pause.days.common(ever) for pause in pauses)
