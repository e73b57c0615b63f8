"""The rent year: which day begins it, its weeks, the free ones, and what a weekly rent is over it.

Plain values in, plain values out. Rents are charged for the week ahead on the debit day, bank holidays
and nights of a clock change included: a week is counted in days of London, never in hours.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rooftree.foundations.dates import long_date
from rooftree.foundations.money import in_words, to_the_penny
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.rents import universal_credit

WEEK = timedelta(days=7)
WEEKS_OF_A_YEAR = 52
MONDAY = 1


@dataclass(frozen=True)
class Year:
    """A rent year: its first debit day, how many weeks it has, and the debit days that are free."""

    starts_on: date
    weeks: int
    free_weeks: tuple[date, ...] = ()

    @property
    def until_on(self) -> date:
        """The first debit day of the next year."""
        return self.starts_on + self.weeks * WEEK

    @property
    def debit_days(self) -> list[date]:
        """Every debit day, the free ones too."""
        return [self.starts_on + number * WEEK for number in range(self.weeks)]

    @property
    def charged_weeks(self) -> int:
        """How many weeks are charged."""
        return self.weeks - len(self.free_weeks)

    def week_number(self, day: date) -> int:
        """Return which week of the year a day is in, from 1."""
        assert self.starts_on <= day < self.until_on, f"{day} is not in the rent year from {self.starts_on}."
        return (day - self.starts_on).days // 7 + 1


def first_debit_day(year: int, *, debit_day: int = MONDAY) -> date:
    """Return the first debit day on or after 1 April of a year. `debit_day` is 1 for Monday to 7 for Sunday.

    Rule book, section 4.3: council practice.
    """
    first_of_april = date(year, 4, 1)
    return first_of_april + timedelta(days=(debit_day - first_of_april.isoweekday()) % 7)


def weeks_of(year: int, *, debit_day: int = MONDAY) -> int:
    """Return how many debit days there are between the start of a rent year and that of the next: 52 or 53."""
    return (first_debit_day(year + 1, debit_day=debit_day) - first_debit_day(year, debit_day=debit_day)).days // 7


def proposed(year: int, *, debit_day: int = MONDAY, free: int = 0) -> Year:
    """Return the rent year that begins in April of a year, as the rule gives it.

    The first half of the `free` weeks, the greater, are those from the week of Christmas Day on; the
    others are the last of the year. Rule book, section 4.3: council practice.
    """
    starts_on = first_debit_day(year, debit_day=debit_day)
    weeks = weeks_of(year, debit_day=debit_day)
    whole = Year(starts_on, weeks)
    christmas = debit_day_of(date(year, 12, 25), debit_day=debit_day)
    at_christmas = [christmas + number * WEEK for number in range(free - free // 2)]
    at_the_end = whole.debit_days[weeks - free // 2 :]
    return Year(starts_on, weeks, tuple(at_christmas + at_the_end))


def debit_day_of(day: date, *, debit_day: int = MONDAY) -> date:
    """Return the debit day on which the week of a day is charged: that day or the last before it."""
    return day - timedelta(days=(day.isoweekday() - debit_day) % 7)


def week_from(debit_day: date) -> Period:
    """Return the week that is charged on a debit day."""
    return Period(debit_day, debit_day + WEEK)


def month_of(day: date) -> Period:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def night_of(day: date) -> Period:
    """Return the night that begins on a day."""
    return Period(day, day + timedelta(days=1))


def check_year(year: Year, *, others: Sequence[Year], debit_day: int) -> None:
    """Raise Refused for a rent year that does not begin on the debit day, is no year, or overlaps another.

    Its free weeks must be debit days of it, each once.
    """
    if year.starts_on.isoweekday() != debit_day:
        by_rule = first_debit_day(year.starts_on.year, debit_day=debit_day)
        raise Refused(
            f"{long_date(year.starts_on)} is not a debit day. By the rule, the year begins on "
            f"{long_date(by_rule)}."
        )
    if year.weeks not in (WEEKS_OF_A_YEAR, WEEKS_OF_A_YEAR + 1):
        raise Refused("A rent year has 52 weeks, or 53. Count the debit days until the next one begins.")
    wrong = sorted(set(year.free_weeks) - set(year.debit_days))
    if wrong:
        raise Refused(f"{long_date(wrong[0])} is not a debit day of this year, so it cannot be a free week.")
    if len(set(year.free_weeks)) != len(year.free_weeks):
        raise Refused("A week is named twice among the free ones. Name each once.")
    for other in others:
        if year.starts_on < other.until_on and other.starts_on < year.until_on:
            raise Refused(
                f"The rent year from {long_date(other.starts_on)} lasts until {long_date(other.until_on)}, when "
                "the next one begins. Two years cannot share a week."
            )


def check_free_weeks(free: Collection[date], before: Collection[date], *, charged: Collection[date]) -> None:
    """Raise Refused where a week that was run would become free, or a free one that was passed charged."""
    changed = sorted(day for day in set(free) ^ set(before) if day in charged)
    if changed:
        raise Refused(
            f"The week from {long_date(changed[0])} has been run, so whether it is free cannot be changed "
            "any more."
        )


# --- What a rent is over the year -------------------------------------------------------------------


def in_charged_weeks(weekly: Decimal, *, free: int) -> Decimal:
    """Return what is charged in each week that is not free, for a weekly rent over 52 weeks.

    Takes and returns pounds a week. The year's rent is that of 52 weeks, shared by those that are not
    free: a 53rd week is charged like the others. Rule book, section 4.3.
    """
    return to_the_penny(weekly * WEEKS_OF_A_YEAR / (WEEKS_OF_A_YEAR - free))


def over_52_weeks(charged: Decimal, *, free: int) -> Decimal:
    """Return the rent as if it were charged in 52 weeks: what the limit on increases looks at.

    Takes and returns pounds a week; `charged` is what is charged in each week that is not free.
    """
    return to_the_penny(charged * (WEEKS_OF_A_YEAR - free) / WEEKS_OF_A_YEAR)


@dataclass(frozen=True)
class Shortfall:
    """What a rent year charges, and what of it Universal Credit never pays, in pounds."""

    charged: Decimal
    missing: Decimal
    monthly: Decimal
    """What Universal Credit counts as a month's rent."""
    weeks: int

    def in_words(self) -> str:
        """Return it as a sentence for a page; nothing in a year of 52 weeks."""
        if not self.missing:
            return ""
        return (
            f"This rent year has {self.weeks} weeks, and {in_words(self.charged)} is charged in it. Universal "
            f"Credit counts 52 weeks in every year, at most {in_words(self.monthly)} a month, so "
            f"{in_words(self.missing)} is for the tenant to pay."
        )


def shortfall(charged: Decimal, year: Year) -> Shortfall:
    """Return what a rent year costs somebody whose rent Universal Credit pays, and what it leaves to pay.

    `charged` is the eligible pounds charged in each week that is not free. Rule book, section 4.4.
    """
    return Shortfall(
        charged=to_the_penny(charged * year.charged_weeks),
        missing=universal_credit.shortfall_of(charged, weeks=year.weeks, on=year.starts_on),
        monthly=universal_credit.monthly_of(charged, on=year.starts_on, free_weeks=len(year.free_weeks)),
        weeks=year.weeks,
    )
