"""Counting time: the worked examples of law and policy, and what holds for every day."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import calendars
from rooftree.foundations.allowances import Allowance, Counting, Unit
from rooftree.foundations.calendars import EW, UK
from rooftree.foundations.dates import LONDON, midnight
from rooftree.foundations.deadlines import (
    Pause,
    deadline,
    months_after,
    next_in_cycle,
    on_or_next_weekday,
    served_by_hand,
    served_by_post,
)
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused

VECTORS = tomllib.loads((Path(__file__).parent / "data" / "deadline_vectors.toml").read_text(encoding="utf-8"))


def each(kind):
    """Run a test with every worked example of a kind."""
    return pytest.mark.parametrize("vector", VECTORS[kind], ids=lambda vector: vector["id"])


def allowance_of(vector):
    [unit] = set(Unit) & vector.keys()
    return Allowance(
        vector[unit],
        Unit(unit),
        counting=Counting(vector.get("counting", "after")),
        calendar=vector.get("calendar", EW),
        rolls_forward=vector.get("rolls_forward", False),
        not_counting=tuple(tuple(map(int, day.split("-"))) for day in vector.get("not_counting", ())),
    )


def counted(vector):
    allowance = allowance_of(vector)
    pauses = [Pause.of_days(*days) for days in vector.get("paused", ())]
    return deadline(vector["start"], allowance, calendar=calendars.packaged(allowance.calendar), pauses=pauses)


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS["deadline"] if "due_on" in each], ids=lambda vector: vector["id"]
)
def test_a_day_clock_ends_when_the_worked_example_says(vector):
    answer = counted(vector)

    assert answer.due_on == vector["due_on"]
    assert answer.late_from == datetime.combine(vector["due_on"] + DAY, datetime.min.time(), LONDON)


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS["deadline"] if "late_from" in each], ids=lambda vector: vector["id"]
)
def test_an_hour_clock_ends_at_the_moment_of_the_worked_example(vector):
    assert counted(vector).late_from == vector["late_from"]


@each("boundary")
def test_what_must_end_with_a_week_waits_for_the_week_to_end(vector):
    earliest = deadline(vector["start"], allowance_of(vector), calendar=calendars.packaged(EW)).due_on

    assert on_or_next_weekday(earliest, vector["weekday"]) == vector["on"]


@each("between")
def test_more_than_and_less_than_leave_out_the_anniversaries(vector):
    assert months_after(vector["start"], vector["more_than_months"]) + DAY == vector["first"]
    assert months_after(vector["start"], vector["less_than_months"]) - DAY == vector["last"]


@each("cycle")
def test_a_check_keeps_its_anniversary_only_when_done_shortly_before_it(vector):
    following = next_in_cycle(
        vector["due_on"],
        done_on=vector["done_on"],
        months=vector["months"],
        early_months=vector["early_months"],
    )

    assert following == vector["next"]


@each("posted")
def test_a_posted_document_is_served_on_the_second_day_or_the_next_business_day(vector):
    assert served_by_post(vector["posted_on"], calendars.packaged(EW)) == vector["served_on"]


@each("left")
def test_a_document_left_at_the_address_is_served_that_day_before_half_past_four(vector):
    assert served_by_hand(vector["left_at"], calendars.packaged(EW)) == vector["served_on"]


@each("rent_year")
def test_a_rent_year_has_as_many_weeks_as_mondays(vector):
    starts = on_or_next_weekday(date(vector["year"], 4, 1), 0)
    next_starts = on_or_next_weekday(date(vector["year"] + 1, 4, 1), 0)

    assert starts == vector["starts"]
    assert (next_starts - starts).days / 7 == vector["weeks"]


# --- The sum in words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "allowance", "started", "words"),
    [
        (
            date(2026, 4, 2),
            Allowance(10, Unit.WORKING_DAYS),
            "received",
            "received Thu 2 Apr 2026; 3 and 6 April are bank holidays; working day 10 is Mon 20 April",
        ),
        (
            date(2026, 12, 18),
            Allowance(10, Unit.WORKING_DAYS),
            "acknowledged",
            "acknowledged Fri 18 Dec 2026; 25 and 28 December and 1 January are bank holidays; "
            "working day 10 is Wed 6 January 2027",
        ),
        (
            date(2026, 11, 27),
            Allowance(1, Unit.WORKING_DAYS, calendar=UK),
            "received",
            "received Fri 27 Nov 2026; 30 November is a bank holiday in some part of the United Kingdom; "
            "working day 1 is Tue 1 December",
        ),
        (
            date(2026, 12, 7),
            Allowance(56, Unit.CALENDAR_DAYS, Counting.BEGINNING_WITH),
            "satisfied",
            "satisfied Mon 7 Dec 2026, which is day 1; day 56 is Sun 31 January 2027",
        ),
        (
            date(2026, 12, 14),
            Allowance(8, Unit.WEEKS, Counting.BEGINNING_WITH),
            "requested",
            "requested Mon 14 Dec 2026, which is day 1; 8 weeks end with Sun 7 February 2027",
        ),
        (
            date(2027, 1, 29),
            Allowance(1, Unit.MONTHS, rolls_forward=True),
            "received",
            "received Fri 29 Jan 2027; February has no day 29, so 1 month later is Sun 28 February; "
            "that is a Sunday, so Mon 1 March",
        ),
        (
            midnight(2027, 3, 27) + timedelta(hours=20),
            Allowance(24, Unit.HOURS),
            "aware",
            "aware Sat 27 Mar 2027 20:00; the clocks go forward on 28 March; 24 hours later is Sun 28 March 21:00",
        ),
        (
            date(2027, 1, 6),
            Allowance(5, Unit.WORKING_DAYS, Counting.CLEAR_BEFORE),
            "meeting",
            "meeting Wed 6 Jan 2027; 25 and 28 December and 1 January are bank holidays; "
            "5 clear working days before it leave Thu 24 December 2026 as the last day",
        ),
        (
            date(2035, 6, 1),
            Allowance(1, Unit.WORKING_DAYS),
            "received",
            "received Fri 1 Jun 2035; working day 1 is Mon 4 June; the bank holidays are not published that far",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_sum_is_said_in_words(start, allowance, started, words):
    calendar = calendars.packaged(allowance.calendar)

    assert deadline(start, allowance, calendar=calendar, started=started).sum == words


def test_the_sum_says_which_days_were_paused():
    paused = [Pause.of_days(date(2026, 12, 8), date(2026, 12, 18))]

    answer = deadline(
        date(2026, 12, 3),
        Allowance(1, Unit.MONTHS, rolls_forward=True),
        calendar=calendars.packaged(EW),
        pauses=paused,
    )

    assert answer.sum == (
        "received Thu 3 Dec 2026; 1 month later is Sun 3 January 2027; "
        "paused from 8 to 17 December, 10 days; so Wed 13 January 2027"
    )


def test_the_sum_says_between_which_moments_hours_did_not_count():
    paused = [Pause(midnight(2026, 12, 1) + timedelta(hours=9), midnight(2026, 12, 1) + timedelta(hours=11))]

    answer = deadline(
        midnight(2026, 12, 1), Allowance(24, Unit.HOURS), calendar=calendars.packaged(EW), pauses=paused
    )

    assert answer.late_from == midnight(2026, 12, 2) + timedelta(hours=2)
    assert answer.sum == (
        "received Tue 1 Dec 2026 00:00; paused from 1 December 09:00 to 1 December 11:00; "
        "24 hours later is Wed 2 December 02:00"
    )


# --- Pauses -----------------------------------------------------------------------------------------

FIVE_DAYS = Allowance(5, Unit.WORKING_DAYS)
MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("pauses", "due_on"),
    [
        ([], date(2026, 6, 8)),
        ([(date(2026, 6, 3), date(2026, 6, 3))], date(2026, 6, 8)),
        ([(date(2026, 6, 3), date(2026, 6, 4))], date(2026, 6, 9)),
        ([(date(2026, 6, 6), date(2026, 6, 8))], date(2026, 6, 8)),
        ([(date(2026, 6, 8), date(2026, 6, 9))], date(2026, 6, 9)),
        ([(date(2026, 6, 9), date(2026, 6, 12))], date(2026, 6, 8)),
        ([(date(2026, 6, 8), date(2026, 6, 9)), (date(2026, 6, 9), date(2026, 6, 10))], date(2026, 6, 10)),
        ([(date(2026, 6, 2), date(2026, 6, 4)), (date(2026, 6, 3), date(2026, 6, 5))], date(2026, 6, 11)),
        ([(date(2026, 5, 25), date(2026, 6, 2))], date(2026, 6, 8)),
        ([(date(2026, 5, 25), date(2026, 6, 3))], date(2026, 6, 9)),
    ],
    ids=[
        "none",
        "ended the day it began",
        "one working day",
        "a weekend",
        "on the last day",
        "begun when already late",
        "one keeps the next in time",
        "overlapping days stop once",
        "over before day 1",
        "begun before the start",
    ],
)
def test_paused_working_days_are_added_once_each(pauses, due_on):
    stopped = [Pause.of_days(*days) for days in pauses]

    answer = deadline(MONDAY, FIVE_DAYS, calendar=calendars.packaged(EW), pauses=stopped)

    assert answer.due_on == due_on


def test_a_pause_that_begins_when_the_hours_have_run_out_changes_nothing():
    ends = midnight(2026, 6, 2)

    answer = deadline(
        midnight(2026, 6, 1),
        Allowance(24, Unit.HOURS),
        calendar=calendars.packaged(EW),
        pauses=[Pause(ends, ends + timedelta(hours=5))],
    )

    assert answer.late_from == ends


# --- Months -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2027, 1, 30), date(2027, 2, 28)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 2, 1), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 3, 27)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_a_month_beginning_with_a_day_ends_the_day_before_the_corresponding_date(start, last):
    month = Allowance(1, Unit.MONTHS, Counting.BEGINNING_WITH)

    assert deadline(start, month, calendar=calendars.packaged(EW)).due_on == last


# --- What holds for every day -----------------------------------------------------------------------

DAYS = st.dates(date(2012, 1, 2), date(2040, 12, 31))
AMOUNTS = st.integers(1, 60)


@given(start=DAYS, amount=AMOUNTS, name=st.sampled_from([EW, UK]))
def test_a_working_day_clock_ends_on_a_working_day_with_so_many_since(start, amount, name):
    calendar = calendars.packaged(name)

    due_on = deadline(start, Allowance(amount, Unit.WORKING_DAYS, calendar=name), calendar=calendar).due_on

    since = [start + offset * DAY for offset in range(1, (due_on - start).days + 1)]
    assert calendar.is_working(due_on)
    assert sum(calendar.is_working(day) for day in since) == amount


@given(start=DAYS, amount=AMOUNTS)
def test_beginning_with_a_working_day_ends_one_working_day_sooner(start, amount):
    calendar = calendars.packaged(EW)
    on_a_working_day = calendar.on_or_next(start)
    after = Allowance(amount, Unit.WORKING_DAYS)
    beginning = Allowance(amount + 1, Unit.WORKING_DAYS, Counting.BEGINNING_WITH)

    assert (
        deadline(on_a_working_day, after, calendar=calendar).due_on
        == deadline(on_a_working_day, beginning, calendar=calendar).due_on
    )


@given(event=DAYS.filter(lambda day: day > date(2013, 1, 1)), amount=AMOUNTS)
def test_clear_working_days_before_an_event_are_really_between(event, amount):
    calendar = calendars.packaged(EW)
    clear = Allowance(amount, Unit.WORKING_DAYS, Counting.CLEAR_BEFORE)

    due_on = deadline(event, clear, calendar=calendar).due_on

    between = [due_on + offset * DAY for offset in range(1, (event - due_on).days)]
    assert sum(calendar.is_working(day) for day in between) == amount


@given(start=st.datetimes(datetime(2012, 1, 2), datetime(2040, 1, 1), timezones=st.just(UTC)), hours=AMOUNTS)
def test_hours_are_elapsed_whatever_the_clocks_do(start, hours):
    answer = deadline(start, Allowance(hours, Unit.HOURS), calendar=calendars.packaged(EW))

    assert answer.late_from - start == timedelta(hours=hours)


@given(start=DAYS, amount=st.integers(1, 36))
def test_months_after_and_back_come_home_or_to_the_end_of_a_shorter_month(start, amount):
    there_and_back = months_after(months_after(start, amount), -amount)

    assert 0 <= (start - there_and_back).days <= 3


def test_a_day_before_the_calendar_is_refused_in_a_sentence():
    with pytest.raises(Refused, match="Working days are known from Sunday 1 January 2012"):
        deadline(date(1999, 5, 4), FIVE_DAYS, calendar=calendars.packaged(EW))


def test_an_allowance_that_runs_off_the_calendar_is_refused():
    with pytest.raises(Refused, match="to Sunday 31 December 2045"):
        deadline(date(2045, 12, 20), Allowance(30, Unit.WORKING_DAYS), calendar=calendars.packaged(EW))
