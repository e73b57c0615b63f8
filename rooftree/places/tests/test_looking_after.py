"""Who looks after this home today: the nearest patch, its officer on that day, and the cover."""

import datetime as dt

import pytest

from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.places.queries import who_looks_after
from rooftree.staff.models import Cover
from tests.builders import TODAY, a_home, a_place, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

LONG_AGO = dt.date(2020, 1, 6)
TOMORROW = TODAY + dt.timedelta(days=1)


def a_patch(code, officer=None, *places, purpose="tenancy", from_on=LONG_AGO, until_on=None):
    council_id = places[0].council_id
    patch = Patch.objects.create(council_id=council_id, code=code, purpose=purpose)
    for place in places:
        PatchPlace.objects.create(
            council_id=council_id, patch=patch, purpose=purpose, place=place, from_on=from_on, until_on=until_on
        )
    if officer:
        PatchOfficer.objects.create(council_id=council_id, patch=patch, officer=officer, from_on=from_on)
    return patch


def looks_after(home, on=TODAY):
    return who_looks_after([home.pk], on=on).get(home.pk, [])


def test_the_officer_of_the_estate_looks_after_its_homes():
    estate = a_place("estate")
    home = a_home(parent=a_place("block", parent=estate))
    a_patch("T01", an_officer(name="Asha Bell"), estate)

    [looked] = looks_after(home)

    assert (looked.patch, looked.today) == ("T01", "Asha Bell")


def test_a_nearer_patch_counts_before_a_wider_one():
    estate = a_place("estate")
    block = a_place("block", parent=estate)
    home = a_home(parent=block)
    a_patch("T01", an_officer(name="Asha Bell"), estate)
    a_patch("T02", an_officer(name="Ben Cole"), block)

    [looked] = looks_after(home)

    assert looked.today == "Ben Cole"


def test_each_purpose_has_its_own_officer():
    home = a_home()
    a_patch("I01", an_officer(name="Ben Cole"), home, purpose="income")
    a_patch("T01", an_officer(name="Asha Bell"), home)

    looked = looks_after(home)

    assert [(each.purpose, each.today) for each in looked] == [("tenancy", "Asha Bell"), ("income", "Ben Cole")]


def test_cover_counts_while_the_officer_is_away_and_not_after():
    away, instead = an_officer(name="Asha Bell"), an_officer(name="Ben Cole")
    home = a_home()
    a_patch("T01", away, home)
    Cover.objects.create(
        council_id=away.council_id,
        officer=away,
        covered_by=instead,
        arranged_by=instead,
        from_on=TODAY,
        until_on=TOMORROW,
    )

    [today], [tomorrow] = looks_after(home), looks_after(home, on=TOMORROW)

    assert (today.today, today.officer, today.is_covered) == ("Ben Cole", "Asha Bell", True)
    assert (tomorrow.today, tomorrow.is_covered) == ("Asha Bell", False)


def test_an_officer_who_has_left_looks_after_nothing():
    home = a_home()
    a_patch("T01", an_officer(name="Asha Bell", from_on=LONG_AGO, until_on=TODAY), home)

    [looked] = looks_after(home)

    assert (looked.officer, looked.today) == ("", "")


def test_a_patch_that_ended_looks_after_nothing():
    home = a_home()
    a_patch("T01", an_officer(), home, until_on=TODAY)

    assert looks_after(home) == []


def test_many_homes_are_one_query(django_assert_num_queries):
    estate = a_place("estate")
    homes = [a_home(f"{number} Elm Walk", parent=estate) for number in range(5)]
    a_patch("T01", an_officer(), estate)

    with django_assert_num_queries(1):
        found = who_looks_after([home.pk for home in homes], on=TODAY)

    assert len(found) == 5
