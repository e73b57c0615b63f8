"""The calendars in the database, and the days proclaimed since they were written."""

from datetime import date

import pytest
from django.db import DatabaseError, connection

from rooftree.foundations import bank_holidays, calendar_table, calendars
from rooftree.foundations.allowances import Allowance, Unit
from rooftree.foundations.bank_holidays import ENGLAND_AND_WALES, NORTHERN_IRELAND, PUBLISHED, SCOTLAND
from rooftree.foundations.calendars import EW, UK
from rooftree.foundations.dates import midnight
from rooftree.foundations.deadlines import deadline
from rooftree.foundations.models import CalendarChange, CalendarDay
from rooftree.foundations.refusals import Refused

pytestmark = pytest.mark.django_db

JUBILEE = date(2027, 6, 4)
EARLY_MAY = date(2027, 5, 3)
SIGNED = midnight(2026, 11, 21)


def a_proclamation(**facts):
    usual = {
        "day": JUBILEE,
        "name": "Jubilee",
        "authority": "Royal Proclamation of 1 March 2027",
        "by": "sign-in:1",
        "at": SIGNED,
    }
    return calendar_table.proclaim(**{**usual, **facts})


def a_fetched_list(*, more=(), until=2030, without=()):
    """The list as GOV.UK would have it: everything ruled up to a year, and what is more or less than that."""
    ruled = [
        holiday
        for division in bank_holidays.DIVISIONS
        for year in range(2029, until)
        for holiday in bank_holidays.by_rule(division, year)
    ]
    kept = [each for each in (*bank_holidays.packaged().holidays, *ruled) if each.day not in without]
    ends = dict.fromkeys(bank_holidays.DIVISIONS, date(until, 1, 1))
    return bank_holidays.Published((*kept, *more), ends)


@pytest.mark.parametrize("name", [EW, UK])
def test_the_table_holds_what_python_counts(name):
    calendar = calendars.packaged(name)

    rows = CalendarDay.objects.filter(calendar=name).order_by("day")

    assert list(rows.values_list("day", "is_working", "working_count", "projected")) == [
        (day, calendar.is_working(day), calendar.count(day), calendar.is_projected(day)) for day in calendar.days()
    ]


def test_a_holiday_in_the_table_says_its_name_and_where_we_have_it_from():
    christmas = CalendarDay.objects.get(calendar=EW, day=date(2026, 12, 25))

    assert (christmas.holiday, christmas.authority) == ("Christmas Day", PUBLISHED)


def test_writing_the_table_again_changes_nothing():
    assert calendar_table.write() == 0


def test_rows_lost_are_written_again():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundations_calendarday SET is_working = true WHERE day = '2026-12-25'")

    assert calendar_table.write() == 2


def test_the_calendar_in_force_costs_one_small_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert calendar_table.in_force(EW) is calendars.packaged(EW)


# --- Proclaimed days --------------------------------------------------------------------------------


def test_a_proclaimed_day_is_not_worked_in_python_or_in_the_table():
    a_proclamation()

    assert not calendar_table.in_force(EW).is_working(JUBILEE)
    assert not calendar_table.in_force(UK).is_working(JUBILEE)
    day = CalendarDay.objects.get(calendar=EW, day=JUBILEE)
    assert (day.is_working, day.holiday, day.authority) == (
        False,
        "Jubilee",
        "Royal Proclamation of 1 March 2027",
    )


def test_later_working_days_are_numbered_anew():
    before = CalendarDay.objects.get(calendar=EW, day=date(2030, 1, 7)).working_count

    a_proclamation()

    after = CalendarDay.objects.get(calendar=EW, day=date(2030, 1, 7)).working_count
    assert after == before - 1 == calendar_table.in_force(EW).count(date(2030, 1, 7))


def test_a_clock_over_a_proclaimed_day_ends_a_working_day_later():
    ten_days = Allowance(10, Unit.WORKING_DAYS)
    a_proclamation()

    answer = deadline(date(2027, 6, 1), ten_days, calendar=calendar_table.in_force(EW))

    assert answer.due_on == date(2027, 6, 16)
    assert "4 June is a bank holiday" in answer.sum


def test_the_answer_says_which_clocks_to_count_again():
    revised = a_proclamation(instead_of=EARLY_MAY)

    assert revised.calendars == (EW, UK)
    assert revised.from_day == EARLY_MAY


def test_a_moved_holiday_is_worked_on_its_old_day():
    a_proclamation(instead_of=EARLY_MAY)

    assert calendar_table.in_force(EW).is_working(EARLY_MAY)


def test_a_day_for_scotland_alone_is_worked_in_england():
    a_proclamation(calendars_named=[UK])

    assert calendar_table.in_force(EW).is_working(JUBILEE)
    assert not calendar_table.in_force(UK).is_working(JUBILEE)


def test_a_day_for_england_is_one_for_the_uk_calendar():
    a_proclamation(calendars_named=[EW])

    assert not calendar_table.in_force(UK).is_working(JUBILEE)


def test_a_proclamation_undone_is_forgotten_by_python_too():
    from django.db import transaction

    with transaction.atomic():
        a_proclamation()
        assert not calendar_table.in_force(EW).is_working(JUBILEE)
        transaction.set_rollback(True)

    assert calendar_table.in_force(EW).is_working(JUBILEE)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"day": date(2027, 12, 27)}, "Monday 27 December 2027 is a bank holiday already: Christmas Day"),
        ({"day": date(2027, 6, 5)}, "Saturday 5 June 2027 is at a weekend"),
        ({"name": " "}, "Give the bank holiday's name"),
        ({"authority": ""}, "and the proclamation or Act"),
        ({"instead_of": date(2027, 6, 1)}, "Tuesday 1 June 2027 is not a bank holiday there"),
        ({"day": date(2099, 1, 1)}, "Working days are known from"),
    ],
    ids=["already one", "weekend", "no name", "no authority", "not moved from there", "beyond the calendar"],
)
def test_a_proclamation_that_would_change_nothing_is_refused(facts, why):
    with pytest.raises(Refused, match=why):
        a_proclamation(**facts)

    assert not CalendarChange.objects.exists()


def test_a_proclamation_entered_twice_is_refused_the_second_time():
    a_proclamation()

    with pytest.raises(Refused, match="already: Jubilee"):
        a_proclamation()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE foundations_calendarchange SET name = 'Another'",
        "DELETE FROM foundations_calendarchange",
    ],
)
def test_the_database_refuses_to_forget_a_proclamation(statement):
    a_proclamation()

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


# --- The live list ----------------------------------------------------------------------------------


def refreshed(monkeypatch, settings, fetched):
    settings.BANK_HOLIDAYS_LIVE = True
    monkeypatch.setattr(bank_holidays, "live", lambda: fetched)
    return calendar_table.refresh(by="job:bank-holidays", at=SIGNED)


def test_nothing_is_fetched_unless_the_settings_say_so(monkeypatch, settings):
    settings.BANK_HOLIDAYS_LIVE = False
    monkeypatch.setattr(bank_holidays, "live", lambda: pytest.fail("It was fetched."))

    assert calendar_table.refresh(by="job:bank-holidays", at=SIGNED) is None


def test_a_list_with_nothing_new_changes_nothing(monkeypatch, settings):
    assert refreshed(monkeypatch, settings, bank_holidays.packaged()) is None


def test_a_longer_list_moves_the_published_end(monkeypatch, settings):
    refreshed(monkeypatch, settings, a_fetched_list(until=2032))

    assert calendar_table.in_force(EW).published_until == date(2032, 1, 1)
    assert calendar_table.in_force(UK).published_until == date(2032, 1, 1)
    assert not CalendarDay.objects.get(calendar=EW, day=date(2031, 6, 3)).projected


def test_a_day_new_in_the_list_is_taken_over(monkeypatch, settings):
    coronation = bank_holidays.Holiday(ENGLAND_AND_WALES, date(2029, 6, 8), "Coronation", PUBLISHED)

    revised = refreshed(monkeypatch, settings, a_fetched_list(more=[coronation]))

    assert not calendar_table.in_force(EW).is_working(date(2029, 6, 8))
    assert revised.from_day <= date(2029, 6, 8)


def test_a_day_reckoned_by_rule_but_moved_in_the_list_is_worked(monkeypatch, settings):
    summer = date(2029, 8, 6)  # In Scotland only, by rule.

    refreshed(monkeypatch, settings, a_fetched_list(without=[summer]))

    assert calendar_table.in_force(UK).is_working(summer)


def test_a_day_proclaimed_here_stays_though_the_list_has_not_caught_up(monkeypatch, settings):
    a_proclamation()

    refreshed(monkeypatch, settings, a_fetched_list())

    assert not calendar_table.in_force(EW).is_working(JUBILEE)


def test_the_list_fetched_twice_is_taken_over_once(monkeypatch, settings):
    refreshed(monkeypatch, settings, a_fetched_list())

    assert refreshed(monkeypatch, settings, a_fetched_list()) is None


# --- The alert --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2028, 11, 1), 0),
        (date(2028, 11, 2), 1),
        (date(2029, 6, 1), 1),
        (date(2030, 11, 2), 2),
    ],
)
def test_an_alert_comes_sixty_days_before_the_published_days_end(on, told):
    assert len(calendar_table.ends_soon(on)) == told


def test_the_alert_says_which_calendar_ends_when_and_what_to_do():
    [told] = calendar_table.ends_soon(date(2028, 12, 1))

    assert told.startswith(
        "The published bank holidays of any part of the United Kingdom end on Sunday 31 December 2028."
    )
    assert "fetch the new list" in told


def test_the_parts_of_the_kingdom_are_those_of_the_list():
    assert set(calendars.PARTS[UK]) == {ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND}
