"""Files of valuations: taken in whole or not at all, and the same again changes nothing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.places.models import PlaceLegacyReference
from rooftree.rents.actions import valuations
from rooftree.rents.actions.valuations import TakenIn
from rooftree.rents.models import HomeValue
from tests.builders import NOON, a_home, an_officer, the_council

pytestmark = [pytest.mark.usefixtures("acting"), pytest.mark.django_db]

HEADINGS = "place,rent_type,value_1999,county,bedrooms,is_supported,from_on,source"


def take_in(*rows: str, headings: str = HEADINGS, by=None) -> TakenIn:
    return valuations.take_in(the_council(), [headings, *rows], by=by, at=NOON)


def test_a_file_is_kept_from_its_days_on():
    home = a_home()

    taken = take_in(f'{home.reference},Social,"£60,000",South Yorkshire,3,yes,2001-04-01,Stock valuation')

    value = HomeValue.objects.get(place=home)
    assert taken == TakenIn(changed=1, unchanged=0)
    assert (value.value_1999, value.county, value.bedrooms, value.is_supported, value.from_on) == (
        Decimal("60000.00"),
        "south_yorkshire",
        3,
        True,
        dt.date(2001, 4, 1),
    )


def test_the_same_file_again_changes_nothing():
    row = f"{a_home().reference},social,60000,england,2,,2001-04-01,Survey"

    assert [take_in(row), take_in(row)] == [TakenIn(1, 0), TakenIn(0, 1)]


def test_a_new_value_ends_the_one_before():
    home = a_home()
    take_in(f"{home.reference},social,60000,england,2,,2001-04-01,Survey")

    take_in(f"{home.reference},social,65000,england,2,,2026-04-06,Survey")

    assert list(HomeValue.objects.filter(place=home).order_by("from_on").values_list("until_on", flat=True)) == [
        dt.date(2026, 4, 6),
        None,
    ]


def test_a_home_is_known_by_the_reference_of_an_old_system():
    home = a_home()
    PlaceLegacyReference.objects.create(
        council=the_council(), place=home, source_system="nest", reference="P00042", digest=b"", loaded_at=NOON
    )

    take_in("P00042,social,60000,england,2,,2001-04-01,Survey")

    assert HomeValue.objects.get().place == home


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("H-NONE,social,60000,england,2,,2001-04-01,Survey", "no homes are called H-NONE"),
        ("{home},dear,60000,england,2,,2001-04-01,Survey", "“dear” is no kind of rent"),
        ("{home},social,60000,atlantis,2,,2001-04-01,Survey", "no earnings of 1999 for “atlantis”"),
        ("{home},social,0,england,2,,2001-04-01,Survey", "above nought"),
        ("{home},social,NaN,england,2,,2001-04-01,Survey", "above nought"),
        ("{home},social,much,england,2,,2001-04-01,Survey", "sum in pounds"),
        ("{home},social,60000,england,two,,2001-04-01,Survey", "number from 0 to 20"),
        ("{home},social,60000,england,2,maybe,2001-04-01,Survey", "yes or no"),
        ("{home},social,60000,england,2,,1/4/2001,Survey", "a day such as"),
        ("{home},social,60000,england,2,,2001-04-01,", "source is empty"),
    ],
)
def test_a_file_with_a_wrong_row_is_not_kept_at_all(row, words):
    good, home = a_home(), a_home()

    with pytest.raises(Refused, match=words):
        take_in(f"{good.reference},social,60000,england,2,,2001-04-01,Survey", row.format(home=home.reference))
    assert not HomeValue.objects.exists()


def test_a_home_that_stands_in_the_file_twice_is_told():
    row = f"{a_home().reference},social,60000,england,2,,2001-04-01,Survey"

    with pytest.raises(Refused, match=r"Row 2: .* twice"):
        take_in(row, row)


@pytest.mark.parametrize(
    ("headings", "words"),
    [("place,rent_type", "no column from_on, source"), (f"{HEADINGS},colour", "column colour is not known")],
)
def test_a_file_with_other_columns_is_told_which_they_are(headings, words):
    with pytest.raises(Refused, match=words):
        take_in("x,social", headings=headings)


def test_a_value_from_an_earlier_day_than_the_last_is_refused():
    home = a_home()
    take_in(f"{home.reference},social,60000,england,2,,2020-04-06,Survey")

    with pytest.raises(Refused, match="holds from 06/04/2020 already"):
        take_in(f"{home.reference},social,65000,england,2,,2020-04-06,Survey")


def test_an_income_officer_keeps_no_values():
    with pytest.raises(PermissionDenied):
        take_in(by=an_officer("income_officer"))
