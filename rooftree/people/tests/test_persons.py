"""Putting people on the record, and correcting who they are."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations import references
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.people import actions
from rooftree.people.models import Authority, OtherName, Person, PersonMarker
from rooftree.people.queries import details_of
from rooftree.people.rules import Details, NameChange
from tests.builders import TODAY, a_person, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

GRACE = Details(
    "Okafor",
    "Grace",
    title="Ms",
    date_of_birth=date(1980, 5, 4),
    birth_date_certainty="stated",
    ni_number="AB123456C",
    languages=("ibo", "eng"),
)


def languages(person: Person) -> list[tuple[str, bool]]:
    return list(person.languages.values_list("language", "is_main"))


# --- register_person ------------------------------------------------------------------------------


def test_a_person_is_put_on_the_record():
    person = actions.register_person(GRACE, **by("adviser"))

    assert details_of(person) == GRACE
    assert references.is_valid(person.reference)
    assert person.restricted_to == 0


def test_sent_twice_the_person_is_there_once():
    once = by("adviser")
    person = actions.register_person(GRACE, **once)

    again = actions.register_person(GRACE, **once)

    assert again == person
    assert Person.objects.count() == 1


def test_an_auditor_registers_nobody():
    with pytest.raises(PermissionDenied, match="none of the roles"):
        actions.register_person(GRACE, **by("auditor"))


def test_details_that_cannot_be_are_refused():
    with pytest.raises(Refused, match="still to come"):
        actions.register_person(replace(GRACE, date_of_birth=date(2027, 1, 1)), **by("adviser"))


@pytest.mark.parametrize(
    "same",
    [
        {"surname": "OKAFOR", "forenames": "G", "ni_number": ""},
        {"surname": "Bell", "forenames": "Anne", "date_of_birth": None, "birth_date_certainty": "unknown"},
    ],
)
def test_somebody_who_may_be_on_the_record_is_refused(same):
    known = actions.register_person(GRACE, **by("adviser"))

    with pytest.raises(Refused, match=f"{known.reference}.* may be the same person"):
        actions.register_person(replace(GRACE, **same), **by("adviser"))


def test_somebody_else_passes_once_the_officer_looked():
    known = actions.register_person(GRACE, **by("adviser"))

    twin = actions.register_person(replace(GRACE, forenames="Gloria"), is_somebody_else=True, **by("adviser"))

    assert twin != known


def test_a_namesake_of_another_age_passes():
    actions.register_person(GRACE, **by("adviser"))

    actions.register_person(replace(GRACE, ni_number="", date_of_birth=date(1981, 5, 4)), **by("adviser"))


def test_a_channel_that_is_none_is_refused():
    with pytest.raises(Refused, match="not in the list"):
        actions.register_person(replace(GRACE, preferred_channel="pigeon"), **by("adviser"))


# --- correct_person -------------------------------------------------------------------------------


def test_a_name_that_was_wrong_leaves_no_trace():
    person = actions.register_person(GRACE, **by("adviser"))

    actions.correct_person(
        person, replace(GRACE, surname="Okafor-Bell"), name_change=NameChange.CORRECTED, **by("adviser")
    )

    person.refresh_from_db()
    assert person.surname == "Okafor-Bell"
    assert not person.other_names.exists()


def test_a_name_that_changed_is_kept_as_the_former_one():
    person = actions.register_person(GRACE, **by("adviser"))

    actions.correct_person(
        person,
        replace(GRACE, surname="Bell"),
        name_change=NameChange.CHANGED,
        name_changed_on=date(2026, 6, 1),
        **by("adviser"),
    )

    former = OtherName.objects.get(person=person)
    assert (str(former), former.kind, former.until_on) == ("Grace Okafor", "former", date(2026, 6, 1))


def test_a_name_that_changed_back_and_forth_is_former_once():
    person = actions.register_person(GRACE, **by("adviser"))
    changed = {"name_change": NameChange.CHANGED}

    actions.correct_person(person, replace(GRACE, surname="Bell"), **changed, **by("adviser"))
    actions.correct_person(person, GRACE, **changed, **by("adviser"))
    actions.correct_person(person, replace(GRACE, surname="Bell"), **changed, **by("adviser"))

    assert sorted(person.other_names.values_list("surname", flat=True)) == ["Bell", "Okafor"]


def test_another_name_without_a_reason_is_refused():
    person = actions.register_person(GRACE, **by("adviser"))

    with pytest.raises(Refused, match="why the name is different"):
        actions.correct_person(person, replace(GRACE, surname="Bell"), **by("adviser"))


def test_the_main_language_comes_first():
    person = actions.register_person(GRACE, **by("adviser"))

    actions.correct_person(person, replace(GRACE, languages=("eng", "fra")), **by("adviser"))

    assert languages(person) == [("eng", True), ("fra", False)]


def test_the_same_details_change_nothing():
    person = actions.register_person(GRACE, **by("adviser"))
    before = AuditChange.objects.filter(table_name__startswith="people_").count()

    actions.correct_person(person, GRACE, **by("adviser"))

    assert AuditChange.objects.filter(table_name__startswith="people_").count() == before


def test_a_correction_sent_late_and_twice_does_not_undo_a_newer_one():
    person = actions.register_person(GRACE, **by("adviser"))
    early = by("adviser")
    actions.correct_person(person, replace(GRACE, title="Dr"), **early)
    actions.correct_person(person, replace(GRACE, title="Prof"), **by("adviser"))

    actions.correct_person(person, replace(GRACE, title="Dr"), **early)

    person.refresh_from_db()
    assert person.title == "Prof"


def test_a_record_that_was_merged_is_not_changed():
    standing = a_person()
    merged = a_person(merged_into=standing)

    with pytest.raises(Refused, match="was merged into another record"):
        actions.correct_person(merged, GRACE, name_change=NameChange.CORRECTED, **by("adviser"))


def test_an_officer_of_another_council_corrects_nobody(other_council):
    person = a_person()
    theirs = an_officer("adviser")
    theirs.council_id = other_council.pk

    with pytest.raises(PermissionDenied, match="does not act for that council"):
        actions.correct_person(person, GRACE, **by(officer=theirs))


# --- Other names ----------------------------------------------------------------------------------


def test_another_name_in_use_is_recorded_and_taken_away():
    person = a_person()
    name = actions.add_other_name(person, forenames="Amazing", surname="Grace", **by("adviser"))

    actions.remove_other_name(name, **by("adviser"))

    assert not person.other_names.exists()
    assert AuditChange.objects.get(table_name="people_othername", action="delete").row_id == name.pk


def test_another_name_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    name = actions.add_other_name(person, surname="Gigi", **once)

    assert actions.add_other_name(person, surname="Gigi", **once) == name


@pytest.mark.parametrize(("surname", "says"), [(" ", "Enter the other name"), ("Gigi", "known as Gigi already")])
def test_another_name_empty_or_known_is_refused(surname, says):
    person = a_person()
    actions.add_other_name(person, surname="Gigi", **by("adviser"))

    with pytest.raises(Refused, match=says):
        actions.add_other_name(person, surname=surname, **by("adviser"))


# --- Death ----------------------------------------------------------------------------------------


def test_with_a_death_authorities_and_markers_end():
    person = a_person(born=date(1940, 1, 1))
    facts = {"council_id": person.council_id, "person": person}
    authority = Authority.objects.create(
        **facts, representative_name="Ben Bell", kind="advocate", scope="Rent", from_on=date(2020, 1, 1)
    )
    marker = PersonMarker.objects.create(
        **facts,
        code="VA",
        reason="Shouted",
        control_measure="Two officers",
        approved_by="A",
        start_on=date(2026, 6, 1),
        review_on=date(2026, 12, 1),
        until_on=date(2027, 6, 1),
    )

    actions.record_death(person, died_on=date(2026, 11, 18), **by("adviser"))

    person.refresh_from_db()
    authority.refresh_from_db()
    marker.refresh_from_db()
    assert person.deceased_on == authority.until_on == marker.until_on == date(2026, 11, 18)


def test_a_death_is_recorded_once():
    person, once = a_person(), by("adviser")
    actions.record_death(person, died_on=TODAY, **once)
    actions.record_death(person, died_on=TODAY, **once)

    with pytest.raises(Refused, match="recorded as having died on Friday 20 November 2026"):
        actions.record_death(person, died_on=TODAY, **by("adviser"))


def test_a_death_to_come_is_refused():
    with pytest.raises(Refused, match="still to come"):
        actions.record_death(a_person(), died_on=date(2026, 11, 21), **by("adviser"))


def test_a_death_recorded_by_mistake_is_taken_back_and_the_audit_says_why():
    person = a_person(deceased_on=TODAY)

    actions.correct_death(person, died_on=None, reason="It was her sister", **by("adviser"))

    person.refresh_from_db()
    change = AuditChange.objects.get(table_name="people_person", action="update")
    assert person.deceased_on is None
    assert change.why == "It was her sister"


@pytest.mark.parametrize(
    ("deceased_on", "facts", "says"),
    [
        (None, {"died_on": TODAY, "reason": "Typing"}, "there is none to correct"),
        (TODAY, {"died_on": date(2027, 1, 1), "reason": "Typing"}, "still to come"),
        (TODAY, {"died_on": None, "reason": " "}, "Say why"),
    ],
)
def test_a_correction_of_a_death_that_cannot_be_is_refused(deceased_on, facts, says):
    with pytest.raises(Refused, match=says):
        actions.correct_death(a_person(deceased_on=deceased_on), **facts, **by("adviser"))
