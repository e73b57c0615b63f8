"""The table of Local Housing Allowance is whole, and says no where it does not know."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.rents.local_housing_allowance import CATEGORIES, areas, weekly_rate

IN_2026 = date(2026, 11, 20)


def test_every_area_has_every_category_and_dearer_homes_cost_no_less():
    table = areas(IN_2026)

    assert len(table) == 192
    assert [
        area for area, rates in table.items() if [rates[each] for each in CATEGORIES] != sorted(rates.values())
    ] == []


def test_a_rate_is_looked_up():
    assert weekly_rate("ABERDEEN_AND_SHIRE", "C", on=IN_2026) == Decimal("149.59")


@pytest.mark.parametrize(
    ("area", "category", "on", "words"),
    [
        ("NOWHERE", "A", IN_2026, "not a broad rental market area"),
        ("WIGAN", "F", IN_2026, "not a category"),
        ("WIGAN", "A", date(2026, 3, 31), "no table"),
        ("WIGAN", "A", date(2027, 4, 1), "no table"),
    ],
)
def test_what_the_table_does_not_hold_is_refused(area, category, on, words):
    with pytest.raises(Refused, match=words):
        weekly_rate(area, category, on=on)
