"""Which days are working days: as published, as proclaimed, and as the rules give them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import bank_holidays, calendars
from rooftree.foundations.bank_holidays import DIVISIONS, ENGLAND_AND_WALES, SCOTLAND
from rooftree.foundations.calendars import EW, UK, Change
from rooftree.foundations.periods import DAY, Period
from rooftree.foundations.refusals import Refused

DAYS = st.dates(date(2012, 1, 1), date(2045, 12, 20))

# What was moved or added by proclamation, and so follows no rule.
MOVED = {
    date(2012, 5, 28),
    date(2012, 6, 4),
    date(2012, 6, 5),
    date(2020, 5, 4),
    date(2020, 5, 8),
    date(2022, 5, 30),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
    date(2026, 6, 15),
}


def published_days(division):
    published = bank_holidays.packaged()
    return {holiday.day for holiday in published.holidays if holiday.division == division}


@pytest.mark.parametrize("division", DIVISIONS)
def test_the_rules_give_every_published_day_but_those_moved_by_proclamation(division):
    ruled = {holiday.day for year in range(2012, 2029) for holiday in bank_holidays.by_rule(division, year)}
    published = {day for day in published_days(division) if day.year < 2029}

    assert ruled ^ published <= MOVED


def test_the_rules_give_the_days_known_for_2029_and_2030():
    ruled = {holiday.day for year in (2029, 2030) for holiday in bank_holidays.by_rule(ENGLAND_AND_WALES, year)}

    assert ruled == {day for day in published_days(ENGLAND_AND_WALES) if day.year > 2028}


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1818, date(1818, 3, 22)),
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter_falls_where_the_tables_say(year, sunday):
    assert bank_holidays.easter_sunday(year) == sunday


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2031, [date(2031, 12, 25), date(2031, 12, 26)]),
        (2032, [date(2032, 12, 27), date(2032, 12, 28)]),
        (2033, [date(2033, 12, 27), date(2033, 12, 26)]),
        (2037, [date(2037, 12, 25), date(2037, 12, 28)]),
    ],
    ids=["midweek", "Saturday and Sunday", "Sunday and Monday", "Friday and Saturday"],
)
def test_christmas_at_a_weekend_is_moved_to_the_first_free_day(year, days):
    christmas = [
        holiday.day
        for holiday in bank_holidays.by_rule(ENGLAND_AND_WALES, year)
        if holiday.name in ("Christmas Day", "Boxing Day")
    ]

    assert christmas == days


def test_a_day_that_only_scotland_keeps_is_worked_in_england_but_not_for_information_requests():
    world_cup = date(2026, 6, 15)

    assert calendars.packaged(EW).is_working(world_cup)
    assert not calendars.packaged(UK).is_working(world_cup)
    assert calendars.packaged(UK).holidays[world_cup].name == "World Cup bank holiday (Scotland)"


@given(day=DAYS)
def test_the_uk_works_on_no_day_that_england_does_not(day):
    assert calendars.packaged(EW).is_working(day) or not calendars.packaged(UK).is_working(day)


@given(day=DAYS)
def test_the_running_number_leads_back_to_the_day(day):
    calendar = calendars.packaged(EW)

    working_day = calendar.on_or_next(day)

    assert working_day >= day
    assert calendar.nth(calendar.count(working_day)) == working_day


@given(start=DAYS, length=st.integers(0, 400))
def test_working_days_of_a_period_are_counted_one_by_one(start, length):
    period = Period(min(start, date(2044, 1, 1)), min(start, date(2044, 1, 1)) + length * DAY)
    calendar = calendars.packaged(UK)

    one_by_one = sum(calendar.is_working(period.starts + offset * DAY) for offset in range(period.days))

    assert calendar.working_days(period) == one_by_one


def test_days_beyond_the_published_lists_are_marked_as_projected():
    england, kingdom = calendars.packaged(EW), calendars.packaged(UK)

    assert england.published_until == date(2031, 1, 1)
    assert kingdom.published_until == date(2029, 1, 1)
    assert not england.is_projected(date(2030, 12, 31))
    assert england.is_projected(date(2031, 1, 1))


def test_projected_holidays_say_that_they_are_reckoned():
    assert calendars.packaged(EW).holidays[date(2035, 12, 25)].authority == bank_holidays.RULE


def test_a_proclaimed_day_is_not_worked_and_every_later_day_has_a_lower_number():
    jubilee = Change(EW, date(2027, 6, 4), True, "Jubilee", "Royal Proclamation")
    before = calendars.packaged(EW)

    after = calendars.build(EW, bank_holidays.packaged(), [jubilee])

    assert not after.is_working(date(2027, 6, 4))
    assert after.count(date(2027, 6, 3)) == before.count(date(2027, 6, 3))
    assert after.count(date(2030, 1, 1)) == before.count(date(2030, 1, 1)) - 1


def test_a_day_made_ordinary_again_is_worked():
    moved = Change(EW, date(2027, 5, 3), False, "", "Royal Proclamation")

    calendar = calendars.build(EW, bank_holidays.packaged(), [moved])

    assert calendar.is_working(date(2027, 5, 3))


def test_a_later_change_of_the_same_day_holds():
    changes = [
        Change(EW, date(2027, 6, 4), True, "Jubilee", "Royal Proclamation"),
        Change(EW, date(2027, 6, 4), False, "", "Royal Proclamation revoked"),
    ]

    assert calendars.build(EW, bank_holidays.packaged(), changes).is_working(date(2027, 6, 4))


def test_days_fetched_from_the_live_list_move_the_published_end():
    fetched = Change(EW, date(2031, 12, 25), True, "Christmas Day", bank_holidays.PUBLISHED, from_list=True)

    assert calendars.build(EW, bank_holidays.packaged(), [fetched]).published_until == date(2032, 1, 1)


def test_a_scottish_day_in_the_list_for_scotland_does_not_reach_england():
    holidays = [holiday.day for holiday in bank_holidays.packaged().holidays if holiday.division == SCOTLAND]

    assert date(2026, 11, 30) in holidays
    assert calendars.packaged(EW).is_working(date(2026, 11, 30))


@pytest.mark.parametrize("day", [date(2011, 12, 30), date(2046, 1, 1)])
def test_a_day_outside_the_calendar_is_refused(day):
    with pytest.raises(Refused, match="Check the date"):
        calendars.packaged(EW).count(day)
