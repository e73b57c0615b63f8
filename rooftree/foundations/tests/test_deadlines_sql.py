"""SQL counts as Python does: every day from 2012 to 2040, every way of counting, paused or not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from rooftree.foundations import calendars
from rooftree.foundations.allowances import BACKWARDS, Allowance, Counting, Unit
from rooftree.foundations.calendars import EW, UK
from rooftree.foundations.deadlines import Pause, deadline
from rooftree.foundations.periods import DAY

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2012, 1, 1), date(2040, 12, 31)
DAYS = [FIRST + offset * DAY for offset in range((LAST - FIRST).days + 1)]

FORWARDS = [
    Allowance(1, Unit.WORKING_DAYS),
    Allowance(5, Unit.WORKING_DAYS),
    Allowance(10, Unit.WORKING_DAYS),
    Allowance(40, Unit.WORKING_DAYS),
    Allowance(20, Unit.WORKING_DAYS, calendar=UK),
    Allowance(3, Unit.WORKING_DAYS, Counting.BEGINNING_WITH, calendar=UK),
    Allowance(42, Unit.CALENDAR_DAYS),
    Allowance(56, Unit.CALENDAR_DAYS, Counting.BEGINNING_WITH),
    Allowance(30, Unit.CALENDAR_DAYS, rolls_forward=True),
    Allowance(12, Unit.WEEKS),
    Allowance(8, Unit.WEEKS, Counting.BEGINNING_WITH),
    Allowance(1, Unit.MONTHS, rolls_forward=True),
    Allowance(3, Unit.MONTHS, rolls_forward=True, calendar=UK),
    Allowance(1, Unit.MONTHS, Counting.BEGINNING_WITH),
    Allowance(12, Unit.MONTHS, Counting.BEGINNING_WITH),
]
BACK = [
    Allowance(1, Unit.WORKING_DAYS, Counting.BEFORE),
    Allowance(5, Unit.WORKING_DAYS, Counting.CLEAR_BEFORE),
    Allowance(28, Unit.CALENDAR_DAYS, Counting.CLEAR_BEFORE),
    Allowance(4, Unit.WEEKS, Counting.BEFORE),
    Allowance(6, Unit.MONTHS, Counting.BEFORE),
    Allowance(1, Unit.MONTHS, Counting.CLEAR_BEFORE),
]


def no_pause(day):
    return []


def one_pause(day):
    """From none to nineteen days, from the first day that counts."""
    return [(day + DAY, day + (1 + day.toordinal() % 20) * DAY)]


def two_pauses(day):
    """A second pause on the day that the first is over: always in time."""
    over = day + (1 + day.toordinal() % 7) * DAY
    return [(day + DAY, over), (over, over + day.toordinal() % 11 * DAY)]


def named(value):
    if isinstance(value, Allowance):
        return f"{value.calendar} {value.amount} {value.unit} {value.counting}{' rolls' * value.rolls_forward}"
    return value.__name__


def keep_pauses(pauses_of):
    """Write every day's pauses to a table, as the case kernel keeps those of its clocks."""
    rows = [(day, *pause) for day in DAYS for pause in pauses_of(day)]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pause (day date, paused_from date, paused_until date) ON COMMIT DROP"
        )
        cursor.execute("INSERT INTO pause SELECT * FROM unnest(%s::date[], %s::date[], %s::date[])", columns)


COUNT = """
    SELECT day, last_day_in_time(%(unit)s, %(amount)s, %(counting)s, %(rolls)s, day,
                                 coalesce(paused, 0), w.starts, w.counts, w.working_days)
    FROM (SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day) AS d
    CROSS JOIN (SELECT * FROM working_calendar WHERE calendar = %(calendar)s) AS w
    LEFT JOIN (
        SELECT p.day, sum(CASE %(unit)s WHEN 'working_days' THEN ends.working_count - begins.working_count
                          ELSE p.paused_until - p.paused_from END)::int AS paused
        FROM pause p
        JOIN foundations_calendarday begins ON begins.calendar = %(calendar)s AND begins.day = p.paused_from - 1
        JOIN foundations_calendarday ends ON ends.calendar = %(calendar)s AND ends.day = p.paused_until - 1
        GROUP BY p.day
    ) AS p USING (day)
    ORDER BY day
"""

JOINED_TWICE = """
    SELECT d.day, due.day
    FROM (SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day) AS d
    JOIN foundations_calendarday start ON start.calendar = %(calendar)s AND start.day = d.day
    LEFT JOIN (
        SELECT p.day, sum(ends.working_count - begins.working_count)::int AS paused
        FROM pause p
        JOIN foundations_calendarday begins ON begins.calendar = %(calendar)s AND begins.day = p.paused_from - 1
        JOIN foundations_calendarday ends ON ends.calendar = %(calendar)s AND ends.day = p.paused_until - 1
        GROUP BY p.day
    ) AS p ON p.day = d.day
    JOIN foundations_calendarday due ON due.calendar = %(calendar)s AND due.is_working
        AND due.working_count = start.working_count + %(amount)s + coalesce(p.paused, 0)
    ORDER BY d.day
"""


def counted_by_sql(statement, allowance, *, first=FIRST):
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "unit": allowance.unit,
                "amount": allowance.amount,
                "counting": allowance.counting,
                "rolls": allowance.rolls_forward,
                "calendar": allowance.calendar,
                "first": first,
                "last": LAST,
            },
        )
        return cursor.fetchall()


def counted_by_python(allowance, pauses_of, *, first=FIRST):
    calendar = calendars.packaged(allowance.calendar)
    return [
        (
            day,
            deadline(
                day, allowance, calendar=calendar, pauses=[Pause.of_days(*each) for each in pauses_of(day)]
            ).due_on,
        )
        for day in DAYS
        if day >= first
    ]


def differences(one, other):
    """The first few rows in which two answers differ: a failing test should not print ten thousand."""
    assert len(one) == len(other)
    return [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]][:3]


@pytest.mark.parametrize("pauses_of", [no_pause, one_pause, two_pauses], ids=named)
@pytest.mark.parametrize("allowance", FORWARDS, ids=named)
def test_every_day_ends_on_the_same_day(allowance, pauses_of):
    keep_pauses(pauses_of)

    by_sql = counted_by_sql(COUNT, allowance)

    assert differences(by_sql, counted_by_python(allowance, pauses_of)) == []


@pytest.mark.parametrize("allowance", BACK, ids=named)
def test_every_day_counted_backwards_begins_on_the_same_day(allowance):
    keep_pauses(no_pause)
    room = date(2012, 2, 1)

    by_sql = counted_by_sql(COUNT, allowance, first=room)

    assert differences(by_sql, counted_by_python(allowance, no_pause, first=room)) == []


@pytest.mark.parametrize("pauses_of", [no_pause, two_pauses], ids=named)
@pytest.mark.parametrize("allowance", [FORWARDS[1], FORWARDS[4]], ids=named)
def test_the_table_joined_twice_gives_the_same_days(allowance, pauses_of):
    keep_pauses(pauses_of)

    by_sql = counted_by_sql(JOINED_TWICE, allowance)

    assert differences(by_sql, counted_by_python(allowance, pauses_of)) == []


@pytest.mark.parametrize("allowance", [Allowance(24, Unit.HOURS), FORWARDS[2], FORWARDS[11]], ids=named)
def test_every_moment_becomes_late_at_the_same_moment(allowance):
    """Started late in the evening, when in summer it is the next day in London already."""
    calendar = calendars.packaged(allowance.calendar)
    moments = [datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC) for day in DAYS[:-1]]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT late_from(%s, %s, %s, %s, moment, london_day(moment), 0, w.starts, w.counts, w.working_days)
               FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS m (moment, place), working_calendar w
               WHERE w.calendar = %s ORDER BY place""",
            [
                allowance.unit,
                allowance.amount,
                allowance.counting,
                allowance.rolls_forward,
                moments,
                allowance.calendar,
            ],
        )
        by_sql = [moment for (moment,) in cursor.fetchall()]

    by_python = [deadline(moment, allowance, calendar=calendar).late_from for moment in moments]

    assert differences(by_sql, by_python) == []


def test_paused_seconds_make_hours_late_later():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT late_from('hours', 24, 'after', false, '2026-06-01 12:00+00', '2026-06-01', 5400,
                                starts, counts, working_days)
               FROM working_calendar WHERE calendar = 'EW'"""
        )
        [(late_from,)] = cursor.fetchall()

    start = datetime(2026, 6, 1, 12, tzinfo=UTC)
    paused = [Pause(start + timedelta(hours=1), start + timedelta(hours=2, minutes=30))]
    answer = deadline(start, Allowance(24, Unit.HOURS), calendar=calendars.packaged(EW), pauses=paused)
    assert late_from == answer.late_from


def test_a_day_off_the_calendar_has_no_deadline():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT last_day_in_time('working_days', 5, 'after', false, day, 0, starts, counts, working_days)
               FROM working_calendar, unnest('{1999-05-04,2045-12-31}'::date[]) AS day WHERE calendar = 'EW'"""
        )
        assert cursor.fetchall() == [(None,), (None,)]


def test_the_functions_dissolve_into_the_statement():
    """A function called a million times costs seconds; one that the planner takes apart costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """EXPLAIN (VERBOSE, COSTS OFF)
               SELECT late_from(d.holiday, d.working_count, d.authority, d.projected, d.day::timestamptz,
                                london_day(d.day::timestamptz), 0, w.starts, w.counts, w.working_days)
               FROM foundations_calendarday d JOIN working_calendar w USING (calendar)"""
        )
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "make_interval" in plan
    assert not any(
        f"{name}(" in plan
        for name in ("late_from", "last_day_in_time", "last_calendar_day", "london_day", "london_midnight")
    )


def test_only_what_goes_forward_can_be_paused_here():
    assert not any(allowance.counting in BACKWARDS for allowance in FORWARDS)
