"""Periods include their first day and not their last."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.periods import DAY, Period, last_day_of, merged, until_of

APRIL = Period(date(2026, 4, 1), date(2026, 5, 1))
SHORT_DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 28))
SHORT_PERIODS = st.builds(lambda starts, days: Period(starts, starts + days * DAY), SHORT_DAYS, st.integers(0, 20))


def days_in(periods):
    return {period.starts + offset * DAY for period in periods for offset in range(period.days)}


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ],
)
def test_a_period_covers_its_first_day_and_not_its_until(day, covered):
    assert APRIL.covers(day) is covered


def test_a_period_without_end_covers_every_later_day():
    assert Period(date(2026, 4, 1)).covers(date(2999, 1, 1))


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Period(date(2026, 3, 1), date(2026, 4, 1)), False),
        (Period(date(2026, 3, 1), date(2026, 4, 2)), True),
        (Period(date(2026, 4, 30), date(2026, 6, 1)), True),
        (Period(date(2026, 5, 1)), False),
        (Period(date(2020, 1, 1)), True),
        (Period(date(2026, 4, 10), date(2026, 4, 10)), False),
    ],
)
def test_periods_that_only_meet_do_not_overlap(other, overlaps):
    assert APRIL.overlaps(other) is overlaps
    assert other.overlaps(APRIL) is overlaps


def test_the_last_day_of_a_file_becomes_the_first_day_not_in_the_period():
    period = Period.from_last_day(date(2026, 4, 1), date(2026, 4, 30))

    assert period == APRIL
    assert period.last_day == date(2026, 4, 30)


def test_no_last_day_means_no_end():
    assert Period.from_last_day(date(2026, 4, 1), None) == Period(date(2026, 4, 1))
    assert Period(date(2026, 4, 1)).last_day is None


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(AssertionError, match="2026-03-31 is before 2026-04-01"):
        Period(date(2026, 4, 1), date(2026, 3, 31))


def test_the_database_gets_the_same_bounds():
    assert str(APRIL.as_range()) == "[2026-04-01, 2026-05-01)"


@given(day=st.dates(max_value=date(9999, 12, 30)))
def test_last_day_and_until_cross_over_and_back(day):
    assert last_day_of(until_of(day)) == day


@given(one=SHORT_PERIODS, other=SHORT_PERIODS)
def test_what_is_common_is_in_both(one, other):
    assert days_in([one.common(other)]) == days_in([one]) & days_in([other])


@given(periods=st.lists(SHORT_PERIODS, max_size=6))
def test_merging_keeps_every_day_once(periods):
    together = merged(periods)

    assert days_in(together) == days_in(periods)
    assert sum(period.days for period in together) == len(days_in(periods))
    assert all(before.until < after.starts for before, after in pairwise(together))


def test_merging_with_a_period_without_end_has_no_end():
    open_ended = Period(date(2026, 4, 15))

    assert merged([APRIL, open_ended]) == [Period(date(2026, 4, 1))]
