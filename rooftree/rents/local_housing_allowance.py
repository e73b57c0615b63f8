"""Local Housing Allowance by broad rental market area: what benefit pays at most of a rent that it limits.

The table stands in `data/`, whose SOURCES.md says where it comes from. It is loaded once.
"""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rooftree.foundations.dates import short_date
from rooftree.foundations.refusals import Refused

DATA = Path(__file__).parent / "data"
CATEGORIES = ("A", "B", "C", "D", "E")
"""A room in a shared home; one, two, three, four bedrooms."""
_TABLES = MappingProxyType({date(2026, 4, 1): "lha_2026_27.csv"})
_UNTIL = date(2027, 4, 1)


def weekly_rate(area: str, category: str, *, on: date) -> Decimal:
    """Return the allowance of an area for a category of home on a day, in pounds a week.

    Areas are written as in the table: "ROTHERHAM". Raises Refused for a day, area or category not in it.
    """
    rates = areas(on)
    if area not in rates:
        raise Refused(f"“{area}” is not a broad rental market area of the table for {short_date(on)}.")
    if category not in CATEGORIES:
        raise Refused(f"“{category}” is not a category of home. They are {', '.join(CATEGORIES)}.")
    return rates[area][category]


def areas(on: date) -> Mapping[str, Mapping[str, Decimal]]:
    """Return the allowances in force on a day by area and category, in pounds a week."""
    begun = [starts for starts in _TABLES if starts <= on < _UNTIL]
    if not begun:
        raise Refused(f"There is no table of Local Housing Allowance for {short_date(on)}.")
    return _read(_TABLES[max(begun)])


@cache
def _read(name: str) -> Mapping[str, Mapping[str, Decimal]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return {row["area"]: {each: Decimal(row[each]) for each in CATEGORIES} for row in csv.DictReader(file)}
