"""Adding places, correcting them, and saying whether a home can be let."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations import references
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.places import actions
from rooftree.places.models import Home
from rooftree.places.rules import Facts, HomeFacts
from tests.builders import TODAY, a_home, a_place, by

pytestmark = pytest.mark.usefixtures("acting")

ELM = Facts(address_1="12 Elm Walk", postcode="ZZ1 1AA", uprn=100012345678)


# --- add ------------------------------------------------------------------------------------------


def test_a_home_is_added_with_an_empty_page_of_facts():
    block = a_place("block", name="Elm House")

    place = actions.add_place("home", ELM, parent=block, **by("records_officer"))

    assert (place.address, place.uprn, place.parent) == ("12 Elm Walk, ZZ1 1AA", 100012345678, block)
    assert references.is_valid(place.reference)
    assert place.home.lettable_status == ""


def test_a_lift_is_no_home():
    place = actions.add_place("lift", Facts(name="North lift"), **by("records_officer"))

    assert not Home.objects.filter(place=place).exists()


def test_a_place_sent_twice_is_there_once():
    once = by("records_officer")
    place = actions.add_place("home", ELM, **once)

    assert actions.add_place("home", ELM, **once) == place


def test_an_adviser_adds_no_place():
    with pytest.raises(PermissionDenied):
        actions.add_place("home", ELM, **by("adviser"))


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        ("castle", ELM, "not in the list"),
        ("home", Facts(), "A home has an address"),
        ("home", replace(ELM, postcode="Elm"), "not a postcode"),
        ("home", replace(ELM, uprn=55), "has this UPRN"),
    ],
)
def test_a_place_that_cannot_be_is_refused(kind, facts, says):
    a_home("1 Oak Road", uprn=55)

    with pytest.raises(Refused, match=says):
        actions.add_place(kind, facts, **by("records_officer"))


def test_a_home_within_a_garage_is_refused():
    with pytest.raises(Refused, match="not within a place of the kind “Garage”"):
        actions.add_place("home", ELM, parent=a_place("garage", name="G1"), **by("records_officer"))


# --- correct --------------------------------------------------------------------------------------


def test_an_address_is_corrected():
    place = actions.add_place("home", ELM, **by("records_officer"))

    actions.correct_place(place, replace(ELM, address_1="14 Elm Walk"), parent=None, **by("tenancy_officer"))

    place.refresh_from_db()
    assert place.address == "14 Elm Walk, ZZ1 1AA"


def test_a_correction_sent_late_and_twice_does_not_undo_a_newer_one():
    place, early = actions.add_place("home", ELM, **by("records_officer")), by("tenancy_officer")
    actions.correct_place(place, replace(ELM, ward="North"), parent=None, **early)
    actions.correct_place(place, replace(ELM, ward="South"), parent=None, **by("tenancy_officer"))

    assert actions.correct_place(place, replace(ELM, ward="North"), parent=None, **early).ward == "South"


def test_the_same_facts_change_nothing():
    place = actions.add_place("home", ELM, **by("records_officer"))

    actions.correct_place(place, ELM, parent=None, **by("tenancy_officer"))

    assert not AuditChange.objects.filter(table_name="places_place", action="update").exists()


def test_a_uprn_of_another_place_is_refused():
    place = actions.add_place("home", ELM, **by("records_officer"))
    other = a_home("1 Oak Road", uprn=55)

    with pytest.raises(Refused, match=f"1 Oak Road.* .{other.reference}. has this UPRN"):
        actions.correct_place(place, replace(ELM, uprn=55), parent=None, **by("tenancy_officer"))


def test_a_place_moves_to_another_parent():
    place = actions.add_place("home", ELM, **by("records_officer"))
    block = a_place("block", name="Elm House")

    assert actions.correct_place(place, ELM, parent=block, **by("tenancy_officer")).parent == block


def test_no_place_is_within_itself_however_far():
    estate = a_place("estate", name="Elms")
    block = a_place("block", name="Elm House", parent=estate)
    core = a_place("core", name="Core A", parent=block)

    with pytest.raises(Refused, match="Core A lies within Elms, so Elms cannot be within it"):
        actions.correct_place(estate, Facts(name="Elms"), parent=core, **by("tenancy_officer"))


def test_an_operative_corrects_no_place():
    with pytest.raises(PermissionDenied):
        actions.correct_place(a_home(), ELM, parent=None, **by("operative"))


# --- homes ----------------------------------------------------------------------------------------

FLAT = HomeFacts(
    property_type="flat", bedrooms=2, bed_spaces=3, heating="Gas", adaptations=["ramp", " ramp ", "wet room"]
)


def test_what_is_known_of_a_home_is_corrected():
    home = actions.correct_home(a_home().home, FLAT, **by("surveyor"))

    home.refresh_from_db()
    assert (home.property_type, home.bedrooms, home.adaptations) == ("flat", 2, ["ramp", "wet room"])


def test_a_correction_of_a_home_sent_twice_is_no_refusal():
    home, once = a_home().home, by("surveyor")
    actions.correct_home(home, FLAT, **once)

    assert actions.correct_home(home, HomeFacts(), **once).bedrooms == 2


@pytest.mark.parametrize(
    ("facts", "says"),
    [(HomeFacts(property_type="castle"), "not in the list"), (HomeFacts(bedrooms=-1), "cannot have -1 bedrooms")],
)
def test_facts_of_a_home_that_cannot_be_are_refused(facts, says):
    with pytest.raises(Refused, match=says):
        actions.correct_home(a_home().home, facts, **by("surveyor"))


def test_a_type_that_an_old_system_gave_is_not_questioned():
    home = a_home(property_type="studio").home

    actions.correct_home(home, HomeFacts(property_type="studio", bedrooms=0), **by("surveyor"))

    home.refresh_from_db()
    assert home.bedrooms == 0


def test_a_home_without_its_page_gets_one_once():
    place, once = a_place("home", address_1="12 Elm Walk"), by("records_officer")
    home = actions.make_home(place, **once)

    assert actions.make_home(place, **once) == home == Home.objects.get()


def test_a_garage_gets_no_page_of_a_home():
    with pytest.raises(Refused, match="Choose the home itself"):
        actions.make_home(a_place("garage", name="G1"), **by("records_officer"))


def status(home: Home, to: str, **facts) -> Home:
    return actions.change_lettable_status(home, to=to, **facts, **by("voids_coordinator"))


def test_a_home_becomes_ready_to_let_on_a_day():
    home = status(a_home(lettable_status="void_works").home, "void_ready_to_let")

    assert (home.lettable_status, home.ready_to_let_on) == ("void_ready_to_let", TODAY)


def test_a_home_ready_before_keeps_its_day():
    home = a_home(lettable_status="void_ready_to_let").home
    Home.objects.filter(pk=home.pk).update(ready_to_let_on=date(2026, 5, 1))

    assert status(home, "void_ready_to_let").ready_to_let_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("before", "to", "says"),
    [
        ("occupied", "let", "recorded as “Occupied”, so it cannot become “Let” next"),
        ("void_works", "unlettable", "Say why the home is “Unlettable”"),
        ("void_works", "haunted", "not in the list"),
        ("derelict", "let", "recorded as “derelict”"),
    ],
)
def test_a_step_that_is_none_is_refused(before, to, says):
    home = a_home(lettable_status=before).home

    with pytest.raises(Refused, match=says):
        status(home, to)


def test_an_adviser_says_of_no_home_whether_it_can_be_let():
    with pytest.raises(PermissionDenied):
        actions.change_lettable_status(a_home().home, to="occupied", **by("adviser"))


def test_a_step_sent_twice_is_taken_once():
    home, once = a_home(lettable_status="occupied").home, by("tenancy_officer")
    actions.change_lettable_status(home, to="notice_given", **once)

    assert actions.change_lettable_status(home, to="notice_given", **once).lettable_status == "notice_given"
