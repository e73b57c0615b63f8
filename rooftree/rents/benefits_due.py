"""When a benefit should come next, once a payment of it has come, and from when on it is late."""

from datetime import date, timedelta

from rooftree.foundations import rulebook
from rooftree.foundations.calendars import Calendar
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.periods import DAY
from rooftree.rents import codes

EARLY = rulebook.threshold("rents.benefit_early")
LATE_AFTER = rulebook.threshold("rents.benefit_late_after")
A_QUARTER = 4


def through_us(on: date, council_id: int) -> dict[str, str]:
    """Return the kinds of benefit that are paid to us, each with the transaction code of its payments."""
    listed = codes.BENEFITS.version(on=on, council=council_id)
    return {item.code: str(item.flags["code"]) for item in listed if item.flags["code"]}


def early_of(early: int, every_days: int) -> timedelta:
    """Return how long before its day a payment may come: so many days, or a quarter of the time between two.

    Takes days; nought between two: the same day of each month.
    """
    return timedelta(days=min(early, every_days // A_QUARTER) if every_days else early)


def after(next_on: date, paid_on: date, *, every_days: int, early: int) -> date:
    """Return when a benefit should come next, after a payment of a day.

    The days stay in step with those before: a payment that came late, or for several at once, moves to the
    first day that it cannot have been for. A payment long before its day is for none, and moves nothing.
    `every_days` is 0 for the same day of each month; the shorter month's last day stands for one it has not.
    """
    slack = early_of(early, every_days)
    number, due = 0, next_on
    while due - slack <= paid_on:
        number += 1
        due = next_on + timedelta(days=every_days * number) if every_days else months_after(next_on, number)
    return due


def late_before(on: date, *, working_days: int, calendar: Calendar) -> date:
    """Return the first day of which a benefit is not late yet on a day: what was due before it is."""
    return calendar.nth(calendar.count(on - DAY) - working_days + 1)
