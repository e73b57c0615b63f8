"""What a rent may become in April, by the examples of the rule book (4.12) and at each limit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import calendars
from rooftree.foundations.refusals import Refused
from rooftree.rents import increases
from rooftree.rents.increases import HomeFacts, charge_of, limits_of, new_rent, weekly_of

YEAR_2026 = date(2026, 4, 6)
YEAR_2027 = date(2027, 4, 5)
CPI = Decimal("3.0")
CALENDAR = calendars.packaged(calendars.EW)


def of_value(formula_2027: str) -> Decimal:
    """The value of 1999 that gives a two-bedroom home this formula rent in 2027/28, at a CPI of 3%."""
    formula = limits_of(YEAR_2027, cpi=CPI).formula
    of_2000 = Decimal(formula_2027) / formula.uprating
    by_value = of_2000 - formula.share_of_earnings * formula.average_rent
    return by_value * formula.average_value / ((1 - formula.share_of_earnings) * formula.average_rent)


def a_home(rent: str, *, formula_2027: str = "", **facts: object) -> HomeFacts:
    value = {"value_1999": of_value(formula_2027), "county": "england", "bedrooms": 2} if formula_2027 else {}
    return HomeFacts(Decimal(rent), **{**value, **facts})


def test_rents_of_2026_rise_by_the_limit_and_do_not_converge():
    """T-RENT-01: £100.00 becomes £104.80 at most."""
    home = HomeFacts(Decimal("100.00"), value_1999=Decimal(60_000), county="england", bedrooms=3)

    found = new_rent(home, limits_of(YEAR_2026))

    assert (found.new, found.convergence, found.formula) == (Decimal("104.80"), 0, Decimal("138.24"))


@pytest.mark.parametrize(
    ("formula", "convergence", "new"),
    [
        pytest.param("130.00", "1.00", "109.99", id="T-RENT-02"),
        pytest.param("109.40", "0.41", "109.40", id="T-RENT-03"),
        pytest.param("109.99", "1.00", "109.99", id="just a pound below"),
        pytest.param("108.99", "0.00", "108.99", id="at formula rent"),
        pytest.param("109.00", "0.01", "109.00", id="a penny below"),
        pytest.param("105.00", "0.00", "108.99", id="above formula, within flexibility"),
    ],
)
def test_rents_of_2027_converge_by_a_pound_to_formula_rent_only(formula, convergence, new):
    found = new_rent(a_home("104.80", formula_2027=formula), limits_of(YEAR_2027, cpi=CPI))

    assert found.uprated == Decimal("108.99")
    assert found.formula == Decimal(formula)
    assert (found.convergence, found.new) == (Decimal(convergence), Decimal(new))


def test_from_2028_rents_converge_by_two_pounds():
    assert increases.CONVERGENCE.version(on=date(2028, 4, 3)).value == 2


def test_the_last_day_before_convergence_has_none():
    assert increases.CONVERGENCE.version(on=date(2027, 3, 31)).value == 0


def test_a_rent_above_formula_and_flexibility_rises_by_cpi_alone():
    """104.80 against a formula rent of £103.00: 5% more is £108.15, below £108.99."""
    found = new_rent(a_home("104.80", formula_2027="103.00"), limits_of(YEAR_2027, cpi=CPI))

    assert (found.new, found.exception) == (Decimal("107.94"), increases.ABOVE_FORMULA)


def test_supported_housing_has_twice_the_flexibility():
    home = a_home("104.80", formula_2027="103.00", is_supported=True)

    assert new_rent(home, limits_of(YEAR_2027, cpi=CPI)).new == Decimal("108.99")


def test_a_social_rent_stops_at_the_cap():
    home = HomeFacts(Decimal("215.00"), value_1999=Decimal(250_000), county="england", bedrooms=2)

    found = new_rent(home, limits_of(YEAR_2026))

    assert (found.new, found.exception) == (Decimal("216.34"), increases.AT_CAP)


def test_a_rent_already_above_the_cap_stays_as_it_is():
    home = HomeFacts(Decimal("220.00"), value_1999=Decimal(250_000), county="england", bedrooms=2)

    assert new_rent(home, limits_of(YEAR_2026)).new == Decimal("220.00")


def test_convergence_stops_at_the_cap_where_that_is_below_formula_rent():
    home = HomeFacts(Decimal("217.00"), value_1999=Decimal(250_000), county="england", bedrooms=2)

    found = new_rent(home, limits_of(YEAR_2027, cpi=CPI))

    assert found.cap == Decimal("226.08")
    assert (found.uprated, found.convergence, found.new) == (
        Decimal("225.68"),
        Decimal("0.40"),
        Decimal("226.08"),
    )


def test_an_affordable_rent_rises_by_the_limit_and_does_not_converge():
    home = a_home("150.00", formula_2027="180.00", rent_type=increases.AFFORDABLE)

    found = new_rent(home, limits_of(YEAR_2027, cpi=CPI))

    assert (found.new, found.convergence) == (Decimal("156.00"), 0)


def affordable(rent: str, services: str, services_then: str) -> HomeFacts:
    return HomeFacts(
        Decimal(rent),
        increases.AFFORDABLE,
        services=Decimal(services),
        services_then=Decimal(services_then),
    )


@pytest.mark.parametrize(
    ("services_then", "new", "exception"),
    [
        pytest.param("10.40", "156.00", "", id="both rise by the limit"),
        pytest.param("10.00", "156.00", "", id="services stay: the rent alone keeps its limit"),
        pytest.param("8.00", "156.00", "", id="services fall"),
        pytest.param("10.41", "155.99", "with_services", id="a penny more"),
        pytest.param("15.00", "151.40", "with_services", id="services rise by half"),
        pytest.param("170.00", "0.00", "with_services", id="services alone pass it"),
    ],
)
def test_an_affordable_rent_keeps_the_limit_with_its_service_charges(services_then, new, exception):
    """£150.00 and £10.00 of services: together at most £166.40 at 4%."""
    found = new_rent(affordable("150.00", "10.00", services_then), limits_of(YEAR_2027, cpi=CPI))

    assert (found.new, found.exception) == (Decimal(new), exception)


def test_a_home_without_a_value_rises_by_the_limit_and_is_looked_at():
    found = new_rent(HomeFacts(Decimal("100.00")), limits_of(YEAR_2027, cpi=CPI))

    assert (found.new, found.formula, found.exception) == (Decimal("104.00"), None, increases.NO_VALUE)


def test_what_is_outside_the_rent_standard_stays():
    found = new_rent(HomeFacts(Decimal("100.00"), rent_type=increases.EXEMPT), limits_of(YEAR_2026))

    assert (found.new, found.exception) == (Decimal("100.00"), increases.NOT_LIMITED)


def test_the_reason_is_a_sentence_with_every_figure():
    found = new_rent(a_home("104.80", formula_2027="130.00"), limits_of(YEAR_2027, cpi=CPI))

    assert found.why == (
        "This rent of £104.80 a week rises by 4% (CPI of 3% and 1%) to £108.99, "
        "and by £1.00 more towards its formula rent of £130.00."
    )


def test_a_year_that_the_book_has_not_needs_a_cpi():
    with pytest.raises(Refused, match="no CPI for the rent year from 05/04/2027"):
        limits_of(YEAR_2027)


def test_another_cpi_than_the_book_has_is_refused():
    with pytest.raises(Refused, match=r"3\.8%.*not 3\.0%"):
        limits_of(YEAR_2026, cpi=CPI)


rents = st.decimals(min_value=20, max_value=400, places=2)
formulas = st.decimals(min_value=60, max_value=350, places=2)


@given(rents, formulas)
def test_no_rent_ever_passes_what_the_standard_allows(rent, formula):
    limits = limits_of(YEAR_2027, cpi=CPI)

    found = new_rent(a_home(str(rent), formula_2027=str(formula)), limits)

    half_a_penny = Decimal("0.005")
    assert found.new <= rent * Decimal("1.04") + 1 + half_a_penny
    assert found.convergence == 0 or found.new <= min(found.formula, found.cap)
    assert found.new <= max(found.cap, rent)


@pytest.mark.parametrize(
    ("weekly", "free_weeks", "charge"),
    [
        ("100.00", 0, "100.00"),
        ("100.00", 4, "108.33"),
        ("117.65", 2, "122.35"),  # 122.356: a penny up would charge £117.66 a week of 52.
    ],
)
def test_free_weeks_make_the_other_weeks_dearer_and_the_rent_no_higher(weekly, free_weeks, charge):
    charged = charge_of(Decimal(weekly), per="week", free_weeks=free_weeks)

    assert charged == Decimal(charge)
    assert weekly_of(charged, per="week", free_weeks=free_weeks) <= Decimal(weekly)


@given(rents, st.sampled_from([0, 2, 4]), st.sampled_from(["week", "month"]))
def test_charging_otherwise_is_no_increase(rent, free_weeks, per):
    back = weekly_of(charge_of(rent, per=per, free_weeks=free_weeks), per=per, free_weeks=free_weeks)

    assert 0 <= rent - back < Decimal("0.01")


def test_notice_of_a_rent_from_5_april_2027_is_served_by_8_march():
    """T-RENT-06."""
    found = increases.notice_due(YEAR_2027, calendar=CALENDAR)

    assert found.due_on == date(2027, 3, 8)


@pytest.mark.parametrize(
    ("starts_on", "by_the_week", "by_the_month"),
    [
        (date(2027, 4, 5), date(2027, 3, 8), date(2027, 3, 5)),
        (date(2027, 3, 29), date(2027, 3, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 2, 1), date(2027, 2, 1)),
    ],
)
def test_a_month_is_longer_than_four_weeks_but_in_february(starts_on, by_the_week, by_the_month):
    """Rule book 4.3: four weeks, or the rental period if longer."""
    assert increases.notice_by(starts_on, calendar=CALENDAR, is_monthly=False) == by_the_week
    assert increases.notice_by(starts_on, calendar=CALENDAR, is_monthly=True) == by_the_month


def test_an_affordable_rent_is_at_most_four_fifths_of_the_market():
    assert increases.affordable_rent_of(Decimal("237.19"), on=YEAR_2026) == Decimal("189.75")


@pytest.mark.parametrize(("market", "most"), [("100.00", "95.10"), ("150.00", "120.00")])
def test_an_affordable_rent_may_be_formula_rent_where_that_is_more(market, most):
    found = increases.affordable_rent_of(Decimal(market), on=YEAR_2026, formula=Decimal("95.10"))

    assert found == Decimal(most)


@pytest.mark.parametrize(("flexibility", "rent"), [("0", "138.24"), ("5", "145.15")])
def test_a_new_social_letting_is_at_formula_rent_and_what_flexibility_has_reason(flexibility, rent):
    found = increases.social_rent_of(
        limits_of(YEAR_2026).formula,
        value_1999=Decimal(60_000),
        county="england",
        bedrooms=3,
        flexibility=Decimal(flexibility),
    )

    assert found == Decimal(rent)
