"""Which patches an officer looks after today, own and covered ones, and how many homes are in them."""

from datetime import date

import pytest

from rooftree.places import actions
from rooftree.places.models import Patch
from rooftree.places.patch_queries import OwnPatch, patches_today
from rooftree.staff.models import Cover
from tests.builders import TODAY, a_home, a_place, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

MAY = date(2026, 5, 1)
THIS_WEEK = {"from_on": date(2026, 11, 16), "until_on": date(2026, 11, 23)}


def a_patch(code: str, *places, of=None, purpose: str = "tenancy") -> Patch:
    patch = actions.make_patch(code, purpose, **by("team_leader"))
    if of:
        actions.assign_patch_officer(patch, of, from_on=MAY, **by("team_leader"))
    for place in places:
        actions.put_place_in_patch(place, patch, from_on=MAY, **by("team_leader"))
    return patch


def cover(away, *, by_whom, **when) -> None:
    council = away.council
    Cover.objects.create(council=council, officer=away, covered_by=by_whom, arranged_by=by_whom, **when)


def today(officer) -> list[OwnPatch]:
    return patches_today([officer.pk], on=TODAY)


def test_a_patch_counts_all_homes_within_its_places():
    asha = an_officer("tenancy_officer")
    estate = a_place("estate", name="Elm")
    block = a_place("block", name="Elm Court", parent=estate)
    a_home("Flat 1", parent=block)
    a_home("2 Elm Walk", parent=estate)
    patch = a_patch("N1", estate, of=asha)

    assert today(asha) == [OwnPatch(patch.pk, "N1", "tenancy", 2, "")]


def test_a_block_that_is_in_another_patch_for_the_purpose_is_not_counted():
    asha = an_officer("tenancy_officer")
    estate = a_place("estate", name="Elm")
    block = a_place("block", name="Elm Court", parent=estate)
    a_home("Flat 1", parent=block)
    a_home("2 Elm Walk", parent=estate)
    a_patch("N1", estate, of=asha)
    a_patch("N2", block)
    a_patch("Rent 1", block, purpose="income")

    assert [own.homes for own in today(asha)] == [1]


def test_a_patch_without_places_has_no_homes():
    asha = an_officer("tenancy_officer")
    a_patch("N1", of=asha)

    assert [own.homes for own in today(asha)] == [0]


def test_own_patches_come_before_those_one_covers_for():
    asha, tom = an_officer("tenancy_officer"), an_officer("tenancy_officer", name="Tom Reid")
    a_patch("A1", of=tom)
    a_patch("N1", of=asha)
    cover(tom, by_whom=asha, **THIS_WEEK)

    assert [(own.code, own.covers_for) for own in today(asha)] == [("N1", ""), ("A1", "Tom Reid")]


def test_cover_of_a_cover_is_passed_on():
    asha, tom, mia = an_officer(), an_officer(name="Tom Reid"), an_officer(name="Mia Stone")
    a_patch("M1", of=mia)
    cover(mia, by_whom=tom, **THIS_WEEK)
    cover(tom, by_whom=asha, **THIS_WEEK)

    assert [(own.code, own.covers_for) for own in today(asha)] == [("M1", "Mia Stone")]


def test_somebody_who_is_away_covers_for_nobody_and_keeps_their_own():
    asha, tom = an_officer(), an_officer(name="Tom Reid")
    a_patch("T1", of=tom)
    a_patch("N1", of=asha)
    cover(tom, by_whom=asha, **THIS_WEEK)
    cover(asha, by_whom=an_officer(name="Mia Stone"), **THIS_WEEK)

    assert [own.code for own in today(asha)] == ["N1"]


def test_cover_and_patches_that_are_over_do_not_count():
    asha, tom = an_officer(), an_officer(name="Tom Reid")
    a_patch("T1", of=tom)
    cover(tom, by_whom=asha, from_on=date(2026, 11, 1), until_on=TODAY)
    handed_on = a_patch("N1", of=asha)
    actions.assign_patch_officer(handed_on, tom, from_on=TODAY, **by("team_leader"))

    assert today(asha) == []
