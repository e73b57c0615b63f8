"""Formula rents, by the examples of the rule book (4.12), and at every edge of their tables."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.foundations.money import to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.rents import formula_rent
from rooftree.rents.formula_rent import cap_of, caps_of, formula_of, rent_of, rent_of_2000, uprating_until

YEAR_2026 = date(2026, 4, 6)
YEAR_2027 = date(2027, 4, 5)


@pytest.mark.parametrize(
    ("value", "county", "bedrooms", "in_2000", "in_2026"),
    [
        pytest.param("50000", "south_yorkshire", 2, "52.6118", "117.65", id="T-RENT-04"),
        pytest.param("60000", "england", 3, "61.8194", "138.24", id="T-RENT-05"),
    ],
)
def test_formula_rents_of_the_rule_book(value, county, bedrooms, in_2000, in_2026):
    facts = {"value_1999": Decimal(value), "county": county, "bedrooms": bedrooms}

    formula = formula_of(YEAR_2026)

    assert round(rent_of_2000(formula, **facts), 4) == Decimal(in_2000)
    assert rent_of(formula, **facts) == Decimal(in_2026)


def test_a_dear_home_is_held_at_the_cap_of_its_bedrooms():
    """T-RENT-05b: a value of £250,000 and earnings of £354.00."""
    formula = formula_of(YEAR_2026)
    dear = formula_rent.Formula(**{**formula.__dict__, "counties": {"dear": Decimal("354.00")}})

    found = rent_of(dear, value_1999=Decimal(250_000), county="dear", bedrooms=2)

    assert round(rent_of_2000(dear, value_1999=Decimal(250_000), county="dear", bedrooms=2), 4) == Decimal(
        "125.1193"
    )
    assert (found, cap_of(dear, 2)) == (Decimal("279.78"), Decimal("216.34"))


def test_twenty_six_upratings_make_the_factor_of_2026():
    assert round(uprating_until(YEAR_2026), 7) == Decimal("2.2361406")


def test_the_year_that_is_not_in_the_book_takes_the_cpi_that_is_given():
    assert uprating_until(YEAR_2027, cpi=Decimal("3.0")) == uprating_until(YEAR_2026) * Decimal("1.04")


def test_without_a_cpi_the_coming_year_has_no_formula_rent():
    with pytest.raises(Refused, match="Formula rents rise by"):
        uprating_until(YEAR_2027)


def test_a_year_further_on_is_refused_even_with_a_cpi():
    with pytest.raises(Refused):
        uprating_until(date(2028, 4, 3), cpi=Decimal("3.0"))


@pytest.mark.parametrize(
    ("bedrooms", "weight"),
    list(enumerate(("0.80", "0.90", "1.00", "1.10", "1.20", "1.30", "1.40", "1.40"))),
)
def test_bedrooms_have_their_weight_and_seven_count_as_six(bedrooms, weight):
    assert formula_rent.of_bedrooms(formula_of(YEAR_2026).weights, bedrooms) == Decimal(weight)


def test_caps_of_2026_follow_from_those_of_2022_by_their_rises():
    """The derived table: 11.6%, 8.2%, 3.2% and 5.3% on the caps of 2022-23, rounded each year."""
    derived = dict(caps_of(date(2022, 4, 4)))

    for per_cent in ("11.6", "8.2", "3.2", "5.3"):
        derived = {beds: to_the_penny(cap * (1 + Decimal(per_cent) / 100)) for beds, cap in derived.items()}

    assert derived == caps_of(YEAR_2026)


def test_caps_of_a_year_that_is_not_in_the_book_rise_by_cpi_and_a_half_more_than_rents():
    assert caps_of(YEAR_2027, cpi=Decimal("3.0"))[2] == Decimal("226.08")  # 216.34 × 1.045 = 226.0753


def test_caps_of_a_year_between_are_not_known():
    with pytest.raises(Refused, match="Rent caps"):
        caps_of(date(2025, 4, 7))


def test_a_county_without_earnings_is_refused_by_name():
    with pytest.raises(Refused, match="no earnings of 1999 for “rutland”"):
        rent_of(formula_of(YEAR_2026), value_1999=Decimal(50_000), county="rutland", bedrooms=2)
