"""What a social rent is worth by formula: from the value of the home in 1999, local earnings and bedrooms.

Plain values in, plain values out. Source: policy statement on rents for social housing (rule book 4.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from rooftree.foundations import rulebook
from rooftree.foundations.dates import short_date
from rooftree.foundations.money import to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion

AVERAGE_RENT = rulebook.threshold("rents.formula_average_rent")
AVERAGE_EARNINGS = rulebook.threshold("rents.formula_average_earnings")
AVERAGE_VALUE = rulebook.threshold("rents.formula_average_value")
SHARE_OF_EARNINGS = rulebook.threshold("rents.formula_share_of_earnings")
WEIGHTS = rulebook.code_list("rents.bedroom_weights")
COUNTIES = rulebook.code_list("rents.counties")
UPRATING = rulebook.threshold("rents.formula_uprating")
CAPS = rulebook.code_list("rents.rent_caps")
CAP_MARGIN = rulebook.threshold("rents.cap_margin")
INCREASE_MARGIN = rulebook.threshold("rents.increase_margin")

FIRST_UPRATING = 2001
"""The formula gives rents of April 2000; this April they rose first."""
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Formula:
    """Everything that a formula rent of one rent year is reckoned from. Pounds a week, but where it says else."""

    average_rent: Decimal
    average_earnings: Decimal
    average_value: Decimal
    """Pounds."""
    share_of_earnings: Decimal
    """Between 0 and 1."""
    weights: Mapping[int, Decimal]
    counties: Mapping[str, Decimal]
    """Average weekly earnings, by the code of a county of 1999."""
    uprating: Decimal
    """By how much to multiply a rent of April 2000. Not rounded."""
    caps: Mapping[int, Decimal]


def formula_of(year_from: date, *, cpi: Decimal | None = None, council: int | None = None) -> Formula:
    """Return what formula rents of the rent year that starts on a day are reckoned from.

    `cpi` is that of the September before, in per cent, for a year that the rule book does not have yet.
    `council` may have entered counties of its own. Raises Refused where a figure is missing.
    """
    counties = COUNTIES.version(on=year_from, council=council)
    return Formula(
        average_rent=AVERAGE_RENT.version(on=year_from).value,
        average_earnings=AVERAGE_EARNINGS.version(on=year_from).value,
        average_value=AVERAGE_VALUE.version(on=year_from).value,
        share_of_earnings=SHARE_OF_EARNINGS.version(on=year_from).value / HUNDRED,
        weights=_by_bedrooms(WEIGHTS.version(on=year_from), "weight"),
        counties={item.code: cast(Decimal, item.flags["earnings"]) for item in counties},
        uprating=uprating_until(year_from, cpi=cpi),
        caps=caps_of(year_from, cpi=cpi),
    )


def uprating_until(year_from: date, *, cpi: Decimal | None = None) -> Decimal:
    """Return by how much rents of April 2000 are multiplied for the rent year that starts on a day. Not rounded.

    `cpi`, in per cent, stands in for the one year that the rule book does not have yet. Raises Refused
    for a year further on.
    """
    factor = Decimal(1)
    for year in range(FIRST_UPRATING, _april(year_from).year + 1):
        factor *= 1 + _uprating_of(year, is_last=year == _april(year_from).year, cpi=cpi) / HUNDRED
    return factor


def _uprating_of(year: int, *, is_last: bool, cpi: Decimal | None) -> Decimal:
    april = date(year, 4, 1)
    try:
        return UPRATING.version(on=april).value
    except Refused:
        if cpi is None or not is_last:
            raise
    return cpi + INCREASE_MARGIN.version(on=april).value


def caps_of(year_from: date, *, cpi: Decimal | None = None) -> Mapping[int, Decimal]:
    """Return the rent caps by bedrooms for the rent year that starts on a day, in pounds a week.

    For the year after the last that the rule book has, they are raised by `cpi`, in per cent, and its
    margin. Raises Refused where neither gives them.
    """
    april = _april(year_from)
    try:
        return _by_bedrooms(CAPS.version(on=april), "pounds")
    except Refused:
        if cpi is None:
            raise
    before = _by_bedrooms(CAPS.version(on=april.replace(year=april.year - 1)), "pounds")
    rise = 1 + (cpi + CAP_MARGIN.version(on=april).value) / HUNDRED
    return {bedrooms: to_the_penny(cap * rise) for bedrooms, cap in before.items()}


def rent_of_2000(formula: Formula, *, value_1999: Decimal, county: str, bedrooms: int) -> Decimal:
    """Return the formula rent in April 2000, in pounds a week, not rounded.

    `value_1999` is the existing-use value of the home in January 1999, in pounds. Raises Refused for a
    county of which no earnings are known.
    """
    if county not in formula.counties:
        raise Refused(f"The rule book has no earnings of 1999 for “{county}”. Enter them in “rents.counties”.")
    by_earnings = formula.share_of_earnings * formula.average_rent
    by_value = (1 - formula.share_of_earnings) * formula.average_rent
    weight = of_bedrooms(formula.weights, bedrooms)
    earnings = formula.counties[county]
    return (
        by_earnings * earnings / formula.average_earnings * weight + by_value * value_1999 / formula.average_value
    )


def rent_of(formula: Formula, *, value_1999: Decimal, county: str, bedrooms: int) -> Decimal:
    """Return the formula rent of the year before any cap, in pounds a week. Raises as rent_of_2000."""
    at_first = rent_of_2000(formula, value_1999=value_1999, county=county, bedrooms=bedrooms)
    return to_the_penny(at_first * formula.uprating)


def cap_of(formula: Formula, bedrooms: int) -> Decimal:
    """Return what no formula rent of so many bedrooms may exceed, in pounds a week."""
    return of_bedrooms(formula.caps, bedrooms)


def of_bedrooms(table: Mapping[int, Decimal], bedrooms: int) -> Decimal:
    """Return what a table by bedrooms says; more bedrooms than it has count as its last."""
    assert bedrooms >= 0, f"A home has no {bedrooms} bedrooms."
    return table[min(bedrooms, max(table))]


def _by_bedrooms(version: ListVersion, flag: str) -> dict[int, Decimal]:
    return {int(item.code): cast(Decimal, item.flags[flag]) for item in version}


def _april(year_from: date) -> date:
    """Return the first of April on or before a day: that of the financial year it falls in."""
    first = date(year_from.year, 4, 1)
    assert first <= year_from, f"No rent year starts on {short_date(year_from)}, before April."
    return first
