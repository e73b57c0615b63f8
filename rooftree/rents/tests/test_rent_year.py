"""The rent year, by the examples of the rule book (section 4.3 and its test vectors) and at its edges."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents import rent_year
from rooftree.rents.rent_year import Year

EASTER_MONDAY = date(2026, 4, 6)

STARTS = [
    (2024, date(2024, 4, 1), 53),
    (2025, date(2025, 4, 7), 52),
    (2026, date(2026, 4, 6), 52),
    (2027, date(2027, 4, 5), 52),
    (2028, date(2028, 4, 3), 52),
    (2029, date(2029, 4, 2), 52),
    (2030, date(2030, 4, 1), 53),
    (2031, date(2031, 4, 7), 52),
    (2032, date(2032, 4, 5), 52),
    (2033, date(2033, 4, 4), 52),
    (2034, date(2034, 4, 3), 52),
    (2035, date(2035, 4, 2), 53),
]


@pytest.mark.parametrize(("year", "starts_on", "weeks"), STARTS)
def test_section_4_3_a_rent_year_begins_on_the_first_monday_of_april(year, starts_on, weeks):
    assert rent_year.first_debit_day(year) == starts_on
    assert rent_year.weeks_of(year) == weeks


def test_t_year_01_a_year_of_53_weeks_has_53_debits():
    assert len(rent_year.proposed(2030).debit_days) == 53


@given(st.integers(1990, 2150), st.integers(1, 7))
def test_years_meet_without_gap_or_overlap(year, debit_day):
    this, following = (rent_year.proposed(each, debit_day=debit_day) for each in (year, year + 1))

    assert this.until_on == following.starts_on
    assert this.starts_on.isoweekday() == debit_day
    assert date(year, 4, 1) <= this.starts_on <= date(year, 4, 7)
    assert this.weeks in (52, 53)


def test_a_debit_day_may_be_another_day_of_the_week():
    assert rent_year.first_debit_day(2026, debit_day=7) == date(2026, 4, 5)


FREE = [
    (0, []),
    (1, [date(2026, 12, 21)]),
    (2, [date(2026, 12, 21), date(2027, 3, 29)]),
    (4, [date(2026, 12, 21), date(2026, 12, 28), date(2027, 3, 22), date(2027, 3, 29)]),
]


@pytest.mark.parametrize(("free", "days"), FREE)
def test_free_weeks_are_those_from_christmas_on_and_the_last_of_the_year(free, days):
    assert list(rent_year.proposed(2026, free=free).free_weeks) == days


def test_section_4_3_the_rent_of_a_year_is_shared_by_the_weeks_that_are_charged():
    assert rent_year.in_charged_weeks(Decimal("100.00"), free=4) == Decimal("108.33")
    assert rent_year.in_charged_weeks(Decimal("100.00"), free=2) == Decimal("104.00")
    assert rent_year.in_charged_weeks(Decimal("100.00"), free=0) == Decimal("100.00")


def test_section_4_3_charging_in_48_weeks_is_no_increase():
    assert rent_year.over_52_weeks(Decimal("108.33"), free=4) == Decimal("100.00")


@given(st.decimals("0.01", "999.99", places=2), st.sampled_from([0, 2, 4]))
def test_there_and_back_a_weekly_rent_is_itself(weekly, free):
    there = rent_year.in_charged_weeks(weekly, free=free)

    assert abs(rent_year.over_52_weeks(there, free=free) - weekly) <= Decimal("0.01")


UNIVERSAL_CREDIT = [(2, Decimal("490.21")), (0, Decimal("509.82"))]


@pytest.mark.parametrize(("free", "monthly"), UNIVERSAL_CREDIT)
def test_t_uc_01_a_month_of_universal_credit(free, monthly):
    year = rent_year.proposed(2026, free=free)

    assert rent_year.shortfall(Decimal("117.65"), year).monthly == monthly


def test_a_53rd_week_is_for_the_tenant_to_pay():
    found = rent_year.shortfall(Decimal("117.65"), rent_year.proposed(2030))

    assert (found.charged, found.missing) == (Decimal("6235.45"), Decimal("117.65"))
    assert found.in_words() == (
        "This rent year has 53 weeks, and £6,235.45 is charged in it. Universal Credit counts 52 weeks in every "
        "year, at most £509.82 a month, so £117.65 is for the tenant to pay."
    )


def test_a_year_of_52_weeks_leaves_nothing_to_say():
    assert rent_year.shortfall(Decimal("117.65"), rent_year.proposed(2026)).in_words() == ""


def test_the_week_of_a_day_is_counted_from_one():
    year = rent_year.proposed(2026)

    assert year.week_number(EASTER_MONDAY) == 1
    assert year.week_number(EASTER_MONDAY + timedelta(days=6)) == 1
    assert year.week_number(EASTER_MONDAY + timedelta(days=7)) == 2


@pytest.mark.parametrize(
    ("day", "debit_day"),
    [
        (EASTER_MONDAY, EASTER_MONDAY),
        (date(2026, 4, 12), EASTER_MONDAY),
        (date(2026, 4, 13), date(2026, 4, 13)),
        (date(2028, 2, 29), date(2028, 2, 28)),
        (date(2026, 3, 29), date(2026, 3, 23)),
    ],
)
def test_a_day_is_charged_on_the_debit_day_before_it(day, debit_day):
    assert rent_year.debit_day_of(day) == debit_day


def test_a_month_has_its_own_days():
    assert rent_year.month_of(date(2028, 2, 29)).days == 29
    assert rent_year.month_of(date(2026, 12, 31)).until == date(2027, 1, 1)


REFUSED = [
    (Year(date(2026, 4, 7), 52), "is not a debit day"),
    (Year(EASTER_MONDAY, 51), "52 weeks, or 53"),
    (Year(EASTER_MONDAY, 52, (date(2026, 12, 22),)), "cannot be a free week"),
    (Year(EASTER_MONDAY, 52, (date(2026, 12, 21), date(2026, 12, 21))), "named twice"),
    (Year(date(2026, 3, 30), 52), "Two years cannot share a week"),
]


@pytest.mark.parametrize(("year", "because"), REFUSED)
def test_a_year_that_cannot_be_is_refused(year, because):
    with pytest.raises(Refused, match=because):
        rent_year.check_year(year, others=[rent_year.proposed(2025), rent_year.proposed(2027)], debit_day=1)


def test_the_year_by_the_rule_is_not_refused():
    others = [rent_year.proposed(2025), rent_year.proposed(2027)]

    rent_year.check_year(rent_year.proposed(2026, free=2), others=others, debit_day=1)


def test_whether_a_week_is_free_stands_once_it_was_run():
    christmas = date(2026, 12, 21)

    with pytest.raises(Refused, match="has been run"):
        rent_year.check_free_weeks([], [christmas], charged={christmas})
    rent_year.check_free_weeks([], [christmas], charged={EASTER_MONDAY})
