"""Days are counted in London."""

from datetime import UTC, date, datetime

import pytest

from rooftree.foundations import dates


def test_a_late_evening_in_summer_is_the_next_day_in_london():
    assert dates.london_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_the_same_hour_in_winter_is_still_today():
    assert dates.london_day(datetime(2026, 12, 30, 23, 30, tzinfo=UTC)) == date(2026, 12, 30)


def test_midnight_follows_the_clocks():
    assert dates.midnight(2026, 6, 1) == datetime(2026, 5, 31, 23, 0, tzinfo=UTC)
    assert dates.midnight(2026, 12, 1) == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


def test_a_moment_without_a_time_zone_is_a_mistake():
    with pytest.raises(AssertionError, match="not a moment"):
        dates.london_day(datetime(2026, 6, 1))


def test_a_day_is_written_long_and_short():
    assert dates.long_date(date(2026, 4, 2)) == "Thursday 2 April 2026"
    assert dates.short_date(date(2026, 4, 2)) == "Thu 2 Apr 2026"


def test_a_day_in_a_sentence_names_its_year_only_when_it_differs():
    assert dates.day_and_month(date(2026, 4, 20), beside=date(2026, 1, 1)) == "Mon 20 April"
    assert dates.day_and_month(date(2027, 4, 20), beside=date(2026, 1, 1)) == "Tue 20 April 2027"


def test_a_time_is_the_time_in_london():
    assert dates.clock_time(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)) == "23:30"
