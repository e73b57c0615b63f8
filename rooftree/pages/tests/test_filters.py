"""How pages write money, dates and counts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rooftree.foundations.dates import midnight
from rooftree.pages import filters

WEDNESDAY_NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Decimal("1204.5"), "£1,204.50"), (Decimal("-3"), "−£3.00"), (0, "£0.00"), (Decimal("0.005"), "£0.01")],
)
def test_pounds(amount, written):
    assert filters.pounds(amount) == written


def test_pounds_refuses_a_float():
    with pytest.raises(AssertionError, match="lost pennies"):
        filters.pounds(118.42)


def test_dates_are_londons():
    just_before_midnight_in_utc = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert filters.long_date(just_before_midnight_in_utc) == "Wednesday 1 July 2026"
    assert filters.clock_time(just_before_midnight_in_utc) == "00:30"


def test_a_short_date_stays_on_one_line():
    assert filters.short_date(date(2026, 3, 2)) == "Mon 2 Mar 2026".replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("late_from", "words", "state"),
    [
        (midnight(2026, 3, 3), "2 days late", "late"),
        (midnight(2026, 3, 4), "1 day late", "late"),
        (midnight(2026, 3, 5), "due today", "soon"),
        (midnight(2026, 3, 6), "due tomorrow", "soon"),
        (midnight(2026, 3, 7), "due Fri 6 Mar 2026", "ahead"),
        (WEDNESDAY_NOON + timedelta(hours=2), "due today by 14:00", "soon"),
        (WEDNESDAY_NOON - timedelta(hours=2), "late since 10:00 today", "late"),
        (WEDNESDAY_NOON, "late since 12:00 today", "late"),
        (WEDNESDAY_NOON + timedelta(days=1), "due tomorrow by 12:00", "soon"),
    ],
)
def test_when_something_is_due(late_from, words, state):
    assert filters.due(late_from, WEDNESDAY_NOON).replace("\N{NO-BREAK SPACE}", " ") == words
    assert filters.due_state(late_from, WEDNESDAY_NOON) == state


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (filters.plural(1, "home"), "1 home"),
        (filters.plural(0, "home"), "0 homes"),
        (filters.plural(2400, "home"), "2,400 homes"),
        (filters.plural(3, "person", "people"), "3 people"),
    ],
)
def test_counts(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+447700900123", "07700 900123"),
        ("+353209100001", "+353 20 910 0001"),
        ("ask at number 12", "ask at number 12"),
        ("+not a number", "+not a number"),
    ],
)
def test_a_phone_number_is_written_as_it_is_dialled(kept, written):
    assert filters.phone(kept) == written
