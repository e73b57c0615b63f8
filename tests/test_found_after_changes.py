"""What officers change is found by the new words at once, and no longer by the wrong ones."""

from dataclasses import replace
from datetime import date

import pytest

from rooftree.foundations.isolation import acting_for
from rooftree.people import actions as people
from rooftree.people.rules import Details, NameChange
from rooftree.places import actions as places
from rooftree.places.rules import Facts
from rooftree.record.find import search
from rooftree.tenancies import actions as tenancies
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from tests.builders import TODAY, a_group, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

GRACE = Details("Okafor", "Grace", date_of_birth=date(1980, 5, 4), birth_date_certainty="stated")
ELM = Facts(address_1="12 Elm Walk", postcode="ZZ1 1AA")


def found(text: str) -> set[str]:
    """The references of what is found."""
    return {each.reference for each in search(text, on=TODAY).found}


@pytest.fixture
def grace():
    return people.register_person(GRACE, **by("adviser"))


@pytest.fixture
def home():
    return places.add_place("home", ELM, **by("records_officer"))


def test_somebody_new_is_found(grace):
    assert found("grace okafor") == {grace.reference}


def test_a_name_that_changed_is_found_before_and_after(grace):
    people.correct_person(
        grace, replace(GRACE, surname="Bellweather"), name_change=NameChange.CHANGED, **by("adviser")
    )

    assert found("grace bellweather") == found("grace okafor") == {grace.reference}


def test_a_name_that_was_wrong_is_found_no_longer(grace):
    people.correct_person(
        grace, replace(GRACE, surname="Bellweather"), name_change=NameChange.CORRECTED, **by("adviser")
    )

    assert found("grace bellweather") == {grace.reference}
    assert found("grace okafor") == set()


def test_another_name_is_found_until_it_is_taken_away(grace):
    name = people.add_other_name(grace, surname="Zephyrine", **by("adviser"))
    while_known = found("zephyrine")
    people.remove_other_name(name, **by("adviser"))

    assert (while_known, found("zephyrine")) == ({grace.reference}, set())


def test_a_new_number_is_found(grace):
    people.add_contact_point(grace, kind="mobile", value="07700 900123", **by("adviser"))

    assert found("07700 900123") == {grace.reference}


def a_tenancy(home, *joining: Joining):
    return tenancies.start_tenancy(home, Terms("SEC", date(2026, 5, 4)), joining, **by("tenancy_officer"))


def test_a_tenant_is_found_by_the_address(grace, home):
    tenancy = a_tenancy(home, Joining(grace))

    assert {grace.reference, home.reference} <= found("12 elm walk")
    assert tenancy.reference in found(tenancy.reference)


def test_who_lives_there_is_found_by_a_corrected_address(grace, home):
    a_tenancy(home, Joining(grace))

    places.correct_place(home, replace(ELM, address_1="12 Quince Walk"), parent=None, **by("tenancy_officer"))

    assert {grace.reference, home.reference} <= found("12 quince walk")
    assert found("12 elm walk") == set()


def test_somebody_who_joins_is_found_by_the_address(grace, home):
    ada = people.register_person(Details("Lovelace", "Ada"), **by("adviser"))
    tenancy = a_tenancy(home, Joining(grace))

    tenancies.add_party(tenancy, Joining(ada, "occupant"), from_on=TODAY, **by("tenancy_officer"))

    assert ada.reference in found("12 elm walk")


def test_a_restricted_person_is_found_by_the_group_only(council, grace):
    leader = an_officer("service_manager")
    group = a_group("Protected persons", leader)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        people.restrict_person(grace, group, reason="Threatened", **by(officer=leader))
        inside = found("grace okafor")

    assert (inside, found("grace okafor"), found(grace.reference)) == ({grace.reference}, set(), set())
