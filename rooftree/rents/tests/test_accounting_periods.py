"""How a year of the books is divided, and when a period may be closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.rents import accounting_periods as rules
from rooftree.rents.accounting_periods import Standing

YEAR_OF_52 = Period(date(2026, 4, 6), date(2027, 4, 5))
YEAR_OF_53 = Period(date(2024, 4, 1), date(2025, 4, 7))
BY_CALENDAR = Period(date(2026, 4, 1), date(2027, 4, 1))
MAY = Period(date(2026, 5, 4), date(2026, 6, 1))


def weeks_of(year: Period, pattern: list[int]) -> list[int]:
    return [period.days // 7 for period in rules.lay_out(year, pattern)]


def test_a_year_of_52_weeks_is_divided_by_4_4_and_5():
    assert weeks_of(YEAR_OF_52, [4, 4, 5]) == [4, 4, 5] * 4


def test_the_53rd_week_belongs_to_the_last_period():
    assert weeks_of(YEAR_OF_53, [4, 4, 5]) == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6]
    assert weeks_of(YEAR_OF_53, [4]) == [4] * 12 + [5]


def test_a_year_by_the_calendar_has_twelve_months():
    months = rules.lay_out(BY_CALENDAR, [])

    assert [each.starts.month for each in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert months[-1] == Period(date(2027, 3, 1), date(2027, 4, 1))


def test_the_days_before_the_first_of_a_month_belong_to_the_last_period():
    months = rules.lay_out(YEAR_OF_52, [])

    assert (len(months), months[0].starts, months[-1]) == (
        12,
        date(2026, 4, 6),
        Period(date(2027, 3, 1), date(2027, 4, 5)),
    )


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(364, 371),
    st.sampled_from([[4, 4, 5], [4], [5, 4, 4], []]),
)
def test_every_day_of_a_year_is_in_exactly_one_period(start, days, pattern):
    year = Period(start, start + timedelta(days=days))

    periods = rules.lay_out(year, pattern)

    assert (periods[0].starts, periods[-1].until) == (year.starts, year.until)
    assert [each.until for each in periods[:-1]] == [each.starts for each in periods[1:]]
    assert all(each.days > 0 for each in periods)


@pytest.mark.parametrize("days", [363, 372])
def test_a_year_is_52_or_53_weeks(days):
    with pytest.raises(Refused, match=f"{days} days"):
        rules.check_year(Period(date(2026, 4, 6), date(2026, 4, 6) + timedelta(days=days)))


@pytest.mark.parametrize(
    ("on", "open_before", "standings", "said"),
    [
        (date(2026, 5, 31), None, [Standing("Cash", "reviewed")], "goes on until Monday 1 June 2026"),
        (
            date(2026, 6, 1),
            date(2026, 4, 6),
            [Standing("Cash", "reviewed")],
            "from Monday 6 April 2026 is still open",
        ),
        (date(2026, 6, 1), None, [Standing("Cash", ""), Standing("Debits", "")], "Not prepared yet: Cash, Debits"),
        (date(2026, 6, 1), None, [Standing("Cash", "prepared")], "Not reviewed yet: Cash"),
        (date(2026, 6, 1), None, [Standing("Cash", "reviewed", is_stale=True)], "since these were reckoned: Cash"),
    ],
)
def test_a_period_is_not_closed_before_everything_is_explained(on, open_before, standings, said):
    with pytest.raises(Refused, match=said):
        rules.check_close(MAY, standings, open_before=open_before, on=on)


def test_a_period_is_closed_on_the_first_day_after_it():
    rules.check_close(MAY, [Standing("Cash", "reviewed")], open_before=None, on=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("day", "later", "earlier"),
    [
        (date(2020, 2, 29), date(2026, 3, 1), date(2014, 2, 28)),
        (date(2020, 2, 28), date(2026, 2, 28), date(2014, 2, 28)),
        (date(2018, 3, 1), date(2024, 3, 1), date(2012, 3, 1)),
    ],
)
def test_six_years_from_a_day_that_comes_every_four(day, later, earlier):
    assert (rules.years_after(day, 6), rules.years_before(day, 6)) == (later, earlier)
