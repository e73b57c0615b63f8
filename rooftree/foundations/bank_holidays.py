"""Which days are bank holidays: as published, and beyond that by the rules they follow.

The published list of GOV.UK comes packaged with `govuk-bank-holidays`; what it lacks stands here.
Beyond the last published year each holiday is reckoned by its rule (Banking and Financial Dealings
Act 1971 and the proclamations that repeat every year), and marked as projected.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from govuk_bank_holidays.bank_holidays import BankHolidays

ENGLAND_AND_WALES = "england-and-wales"
SCOTLAND = "scotland"
NORTHERN_IRELAND = "northern-ireland"
DIVISIONS = (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND)

SATURDAY, SUNDAY = 5, 6

PUBLISHED = "GOV.UK list of bank holidays"
RULE = "reckoned by rule, not yet published"
WORLD_CUP = "Royal Proclamation for 15 June 2026"
LATER_YEARS = "bank holidays of England and Wales for 2029 and 2030, two publications"


@dataclass(frozen=True)
class Holiday:
    """A bank holiday in one part of the United Kingdom, and where we have it from."""

    division: str
    day: date
    name: str
    authority: str


@dataclass(frozen=True)
class Published:
    """What has been published: the holidays, and for each part the day after its last full year."""

    holidays: tuple[Holiday, ...]
    until: Mapping[str, date]


def packaged() -> Published:
    """Return the list that comes with the library, with what it lacks.

    It ends with 2028, and lacks 15 June 2026, a holiday in Scotland alone.
    """
    return _completed(BankHolidays(use_cached_holidays=True))


def live() -> Published:
    """Fetch the list from GOV.UK, with what it lacks. Falls back to the packaged list."""
    return _completed(BankHolidays())


def _completed(listed: BankHolidays) -> Published:
    holidays = {
        (division, event["date"]): Holiday(division, event["date"], event["title"], PUBLISHED)
        for division in DIVISIONS
        for event in listed.data[division]
    }
    until = {division: _full_years(event["date"] for event in listed.data[division]) for division in DIVISIONS}
    for holiday in _extra_days(until[ENGLAND_AND_WALES]):
        holidays.setdefault((holiday.division, holiday.day), holiday)
    until[ENGLAND_AND_WALES] = max(until[ENGLAND_AND_WALES], date(2031, 1, 1))
    return Published(tuple(holidays.values()), until)


def _full_years(days: Iterable[date]) -> date:
    """Return the day after the last year that is listed to its end."""
    last = max(days)
    return date(last.year + 1 if last.month == 12 else last.year, 1, 1)


def _extra_days(list_ends: date) -> Iterator[Holiday]:
    """Yield what is known beyond the packaged list, as far as the list has not caught up."""
    yield Holiday(SCOTLAND, date(2026, 6, 15), "World Cup bank holiday", WORLD_CUP)
    for day, name in _KNOWN_LATER:
        if day >= list_ends:
            yield Holiday(ENGLAND_AND_WALES, day, name, LATER_YEARS)


_KNOWN_LATER = (
    (date(2029, 1, 1), "New Year’s Day"),
    (date(2029, 3, 30), "Good Friday"),
    (date(2029, 4, 2), "Easter Monday"),
    (date(2029, 5, 7), "Early May bank holiday"),
    (date(2029, 5, 28), "Spring bank holiday"),
    (date(2029, 8, 27), "Summer bank holiday"),
    (date(2029, 12, 25), "Christmas Day"),
    (date(2029, 12, 26), "Boxing Day"),
    (date(2030, 1, 1), "New Year’s Day"),
    (date(2030, 4, 19), "Good Friday"),
    (date(2030, 4, 22), "Easter Monday"),
    (date(2030, 5, 6), "Early May bank holiday"),
    (date(2030, 5, 27), "Spring bank holiday"),
    (date(2030, 8, 26), "Summer bank holiday"),
    (date(2030, 12, 25), "Christmas Day"),
    (date(2030, 12, 26), "Boxing Day"),
)


def by_rule(division: str, year: int) -> Iterator[Holiday]:
    """Yield the holidays of a year in one part of the United Kingdom, as its rules give them."""
    rules = {ENGLAND_AND_WALES: _england_and_wales, SCOTLAND: _scotland, NORTHERN_IRELAND: _northern_ireland}
    for day, name in rules[division](year):
        yield Holiday(division, day, name, RULE)


def _england_and_wales(year: int) -> Iterator[tuple[date, str]]:
    yield _or_next_monday(date(year, 1, 1)), "New Year’s Day"
    yield easter_sunday(year) - timedelta(days=2), "Good Friday"
    yield easter_sunday(year) + timedelta(days=1), "Easter Monday"
    yield first_monday(year, 5), "Early May bank holiday"
    yield last_monday(year, 5), "Spring bank holiday"
    yield last_monday(year, 8), "Summer bank holiday"
    yield from _pair(date(year, 12, 25), "Christmas Day", "Boxing Day")


def _scotland(year: int) -> Iterator[tuple[date, str]]:
    yield from _pair(date(year, 1, 1), "New Year’s Day", "2nd January")
    yield easter_sunday(year) - timedelta(days=2), "Good Friday"
    yield first_monday(year, 5), "Early May bank holiday"
    yield last_monday(year, 5), "Spring bank holiday"
    yield first_monday(year, 8), "Summer bank holiday"
    yield _or_next_monday(date(year, 11, 30)), "St Andrew’s Day"
    yield from _pair(date(year, 12, 25), "Christmas Day", "Boxing Day")


def _northern_ireland(year: int) -> Iterator[tuple[date, str]]:
    yield from _england_and_wales(year)
    yield _or_next_monday(date(year, 3, 17)), "St Patrick’s Day"
    yield _or_next_monday(date(year, 7, 12)), "Battle of the Boyne (Orangemen’s Day)"


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar.

    The anonymous Gregorian computus (Meeus, Jones and Butcher): the first Sunday after the
    ecclesiastical full moon that falls on or after 21 March.
    """
    golden = year % 19
    century, year_of_century = divmod(year, 100)
    leap_centuries, century_left = divmod(century, 4)
    lunar_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - lunar_shift + 15) % 30
    leap_years, year_left = divmod(year_of_century, 4)
    to_sunday = (32 + 2 * century_left + 2 * leap_years - epact - year_left) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def first_monday(year: int, month: int) -> date:
    """Return the first Monday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def last_monday(year: int, month: int) -> date:
    """Return the last Monday of a month that has 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def _or_next_monday(day: date) -> date:
    """Return the day itself, or the Monday that stands in for a day at a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _pair(day: date, name: str, next_name: str) -> Iterator[tuple[date, str]]:
    """Yield two holidays side by side; one at a weekend is moved to the first day left free after them."""
    next_day = day + timedelta(days=1)
    free = next_day + timedelta(days=1)
    if day.weekday() == SATURDAY:  # Saturday and Sunday: Monday and Tuesday stand in.
        yield day + timedelta(days=2), name
        yield day + timedelta(days=3), next_name
    elif day.weekday() == SUNDAY:  # Sunday and Monday: Tuesday stands in for Sunday.
        yield free, name
        yield next_day, next_name
    else:
        yield day, name
        yield _or_next_monday(next_day), next_name
