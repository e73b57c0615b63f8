"""Builders of the annual increase of April 2027: years, valued homes, and an exercise at each of its steps."""

import datetime as dt
from decimal import Decimal
from typing import Any

from rooftree.places.models import Place
from rooftree.rents.actions import increases
from rooftree.rents.models import HomeValue, RentIncrease, RentIncreaseLine
from rooftree.staff.models import Officer
from tests.builders import an_officer, by, the_council
from tests.rent_builders import FIRST_WEEK, a_charge, a_rent_year, an_account

NEW_YEAR = dt.date(2027, 4, 5)
IN_JANUARY = dt.datetime(2027, 1, 18, 10, 0, tzinfo=dt.UTC)
NOTICE_BY = dt.date(2027, 3, 8)
CPI = Decimal("3.0")


def years(*, free_before: int = 0, free: int = 0, weeks: int = 52) -> None:
    """The rent year that ends, and the one that begins on 5 April 2027, with so many weeks free at Christmas."""
    christmas = dt.date(2026, 12, 21)
    a_rent_year(FIRST_WEEK, free_weeks=[christmas + dt.timedelta(weeks=n) for n in range(free_before)])
    christmas = dt.date(2027, 12, 20)
    a_rent_year(NEW_YEAR, weeks=weeks, free_weeks=[christmas + dt.timedelta(weeks=n) for n in range(free)])


def a_let_home(rent: str = "104.80", **facts: Any) -> Place:
    """A home with a tenancy, for which so much rent is charged each week."""
    account = an_account(**facts)
    a_charge(account.place, rent)
    return account.place


def a_value(place: Place, value: str = "60000", **facts: Any) -> HomeValue:
    """A valuation of 1999, of a home with two bedrooms."""
    return HomeValue.objects.create(
        **{
            "council_id": place.council_id,
            "place": place,
            "rent_type": "social",
            "value_1999": Decimal(value),
            "county": "england",
            "bedrooms": 2,
            "source": "Stock valuation 2001",
            "from_on": dt.date(2001, 4, 1),
            "created_at": IN_JANUARY,
            **facts,
        }
    )


def accountant(name: str = "Rae Quill") -> Officer:
    return an_officer("rent_accounting_officer", name=name)


def acts(officer: Officer, at: dt.datetime = IN_JANUARY) -> dict[str, Any]:
    return {**by(officer=officer), "at": at}


def rehearsed(officer: Officer | None = None, **facts: Any) -> RentIncrease:
    """The increase of April 2027 at a CPI of 3%, rehearsed."""
    return increases.rehearse(
        the_council().pk,
        **{
            "group": "hra",
            "starts_on": NEW_YEAR,
            "cpi": CPI,
            "cpi_source": "ONS, 21 October 2026",
            **acts(officer or accountant()),
            **facts,
        },
    )


def checked(increase: RentIncrease) -> RentIncrease:
    """Every rent of it checked by hand, and right."""
    for line in RentIncreaseLine.objects.filter(increase=increase, kind="rent", charge__isnull=False):
        increases.check_line(line, is_right=True, **acts(accountant()))
    return increase


def approved(increase: RentIncrease | None = None) -> RentIncrease:
    return increases.approve(checked(increase or rehearsed()), **acts(accountant("Bo Lin")))


def told(increase: RentIncrease | None = None) -> RentIncrease:
    return increases.note_told(increase or approved(), at=IN_JANUARY)


def line_of(place: Place, increase: RentIncrease, code: str = "DBR") -> RentIncreaseLine:
    return RentIncreaseLine.objects.get(increase=increase, place=place, code=code)
