"""The two calendars of working days, reckoned from what is published, proclaimed, and ruled.

EW counts Monday to Friday but for the bank holidays of England and Wales: complaints, hazards and
most standards. UK leaves out the bank holidays of every part of the United Kingdom: requests for
information. A calendar here is a plain value; `calendar_table` keeps the same days in the database.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from rooftree.foundations import bank_holidays
from rooftree.foundations.bank_holidays import SATURDAY, Holiday, Published
from rooftree.foundations.dates import long_date
from rooftree.foundations.periods import DAY, Period
from rooftree.foundations.refusals import Refused

EW, UK = "EW", "UK"
PARTS = {EW: (bank_holidays.ENGLAND_AND_WALES,), UK: bank_holidays.DIVISIONS}
"""Whose bank holidays each calendar leaves out."""

WHERE = {EW: "England and Wales", UK: "any part of the United Kingdom"}

STARTS = date(2012, 1, 1)
UNTIL = date(2046, 1, 1)

_PART_NAMES = {bank_holidays.SCOTLAND: "Scotland", bank_holidays.NORTHERN_IRELAND: "Northern Ireland"}


@dataclass(frozen=True)
class Named:
    """What a bank holiday is called, and where we have it from."""

    name: str
    authority: str


@dataclass(frozen=True)
class Change:
    """A day that was made a bank holiday, or ordinary again, after the packaged list was written."""

    calendar: str
    day: date
    is_holiday: bool
    name: str
    authority: str
    from_list: bool = False


@dataclass(frozen=True)
class Calendar:
    """The working days of one calendar, each with its number, from `starts` up to `until`.

    Days from `published_until` on are projected: their bank holidays are reckoned by rule.
    """

    name: str
    holidays: Mapping[date, Named]
    published_until: date
    starts: date = STARTS
    until: date = UNTIL
    _counts: "array[int]" = field(init=False, repr=False, compare=False)
    _working_days: list[date] = field(init=False, repr=False, compare=False)
    _weekday_holidays: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        counts, working_days = array("i", [0]), []
        for offset in range((self.until - self.starts).days):
            day = self.starts + timedelta(days=offset)
            if day.weekday() < SATURDAY and day not in self.holidays:
                working_days.append(day)
            counts.append(len(working_days))
        object.__setattr__(self, "_counts", counts)
        object.__setattr__(self, "_working_days", working_days)
        at_weekdays = sorted(day for day in self.holidays if day.weekday() < SATURDAY)
        object.__setattr__(self, "_weekday_holidays", at_weekdays)

    def count(self, day: date) -> int:
        """Return how many working days there were from the calendar's start to this day, itself included.

        Raises Refused for a day outside the calendar.
        """
        offset = (day - self.starts).days + 1
        if not 0 <= offset < len(self._counts):
            raise Refused(self._outside(day))
        return self._counts[offset]

    def nth(self, count: int) -> date:
        """Return the working day with this running number. Raises Refused when the calendar ends before it."""
        if not 0 < count <= len(self._working_days):
            raise Refused(self._outside(self.until if count > 0 else self.starts - DAY))
        return self._working_days[count - 1]

    def is_working(self, day: date) -> bool:
        """Return whether this is a working day. Raises Refused for a day outside the calendar."""
        return self.count(day) > self.count(day - DAY)

    def on_or_next(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next that is."""
        return self.nth(self.count(day - DAY) + 1)

    def working_days(self, period: Period) -> int:
        """Return how many working days are in a period that has an end."""
        assert period.until is not None, "Working days are counted up to an end."
        return self.count(period.until - DAY) - self.count(period.starts - DAY)

    def weekday_holidays(self, first: date, last: date) -> list[date]:
        """Return the bank holidays from the first day to the last that would else be working days."""
        known = self._weekday_holidays
        return known[bisect_left(known, first) : bisect_right(known, last)]

    def is_projected(self, day: date) -> bool:
        """Return whether the bank holidays around this day are reckoned by rule, not published."""
        return day >= self.published_until

    def days(self) -> Iterator[date]:
        """Yield every day of the calendar, in order."""
        for offset in range((self.until - self.starts).days):
            yield self.starts + timedelta(days=offset)

    def _outside(self, day: date) -> str:
        return (
            f"Working days are known from {long_date(self.starts)} to {long_date(self.until - DAY)}, "
            f"so nothing can be counted on {long_date(day)}. Check the date."
        )


def build(name: str, published: Published, changes: Iterable[Change] = ()) -> Calendar:
    """Return a calendar from what is published, with later changes in their order, and projected beyond."""
    listed = [change for change in changes if change.calendar == name]
    holidays = _named(name, [*_published(name, published), *_projected(name, published)])
    for change in listed:
        if change.is_holiday:
            holidays[change.day] = Named(change.name, change.authority)
        else:
            holidays.pop(change.day, None)
    ends = [date(change.day.year + 1, 1, 1) for change in listed if change.from_list]
    known_until = min(published.until[part] for part in PARTS[name])
    return Calendar(name, holidays, max([known_until, *ends]))


@cache
def packaged(name: str) -> Calendar:
    """Return a calendar as the packaged list and the rules give it, with nothing proclaimed."""
    return build(name, bank_holidays.packaged())


def _published(name: str, published: Published) -> Iterator[Holiday]:
    return (holiday for holiday in published.holidays if holiday.division in PARTS[name])


def _projected(name: str, published: Published) -> Iterator[Holiday]:
    for part in PARTS[name]:
        for year in range(published.until[part].year, UNTIL.year):
            yield from bank_holidays.by_rule(part, year)


def _named(name: str, holidays: Iterable[Holiday]) -> dict[date, Named]:
    """Return the holidays by day. Where parts differ, a day is named for England and Wales if it can be."""
    named: dict[date, Named] = {}
    for holiday in sorted(holidays, key=lambda each: PARTS[name].index(each.division)):
        where = _PART_NAMES.get(holiday.division)
        called = f"{holiday.name} ({where})" if where else holiday.name
        named.setdefault(holiday.day, Named(called, holiday.authority))
    return dict(sorted(named.items()))
