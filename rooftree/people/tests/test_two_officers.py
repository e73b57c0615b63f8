"""Two officers change one person at the same moment: one after the other, and nothing is lost."""

from datetime import date

import pytest

from rooftree.people import actions
from rooftree.people.models import ContactPoint, Person, PersonMerge
from rooftree.people.rules import Details, NameChange
from tests.builders import a_person, a_phone, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

NUMBER = {"kind": "mobile", "value": "07700 900123"}


def test_one_number_added_by_two_is_there_once_and_the_second_is_told():
    person, one, other = a_person(), by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: actions.add_contact_point(person, **NUMBER, **one),
        lambda: actions.add_contact_point(person, **NUMBER, **other),
    )

    assert second.waited
    assert "has +447700900123 already" in second.refusal
    assert ContactPoint.objects.count() == 1


def test_a_form_sent_twice_at_once_adds_one_number_and_both_get_it():
    person, same = a_person(), by("adviser")

    second = while_first_has_not_ended(
        lambda: actions.add_contact_point(person, **NUMBER, **same),
        lambda: actions.add_contact_point(person, **NUMBER, **same),
    )

    assert (second.waited, second.refusal) == (True, "")
    assert second.answer == ContactPoint.objects.get()


def test_a_number_changed_by_two_keeps_the_first_change_and_the_second_is_told():
    point, one, other = a_phone(a_person()), by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: actions.change_contact_point(point, value="07700 900456", owner="self", **one),
        lambda: actions.change_contact_point(point, value="07700 900789", owner="self", **other),
    )

    assert "ended on" in second.refusal
    assert ContactPoint.objects.get(until_on__isnull=True).value == "+447700900456"


def test_two_merges_the_two_ways_round_make_no_circle():
    one, other, first_by, second_by = a_person(), a_person(), by("records_officer"), by("records_officer")

    second = while_first_has_not_ended(
        lambda: actions.merge_people(one, into=other, reason="Same", **first_by),
        lambda: actions.merge_people(other, into=one, reason="Same", **second_by),
    )

    assert second.waited
    assert "is merged into another record already" in second.refusal
    assert PersonMerge.objects.get().into == other


def test_a_merge_waits_for_a_correction_and_sees_it():
    """Two dates of birth are never merged, not even when one is written at that moment."""
    one, other = a_person(born=None), a_person()
    born = Details("Okafor", "Grace", date_of_birth=date(1980, 5, 4), birth_date_certainty="seen")
    correcting, merging = by("adviser"), by("records_officer")
    Person.objects.filter(pk=other.pk).update(date_of_birth=date(1981, 5, 4), birth_date_certainty="seen")

    second = while_first_has_not_ended(
        lambda: actions.correct_person(one, born, name_change=NameChange.CORRECTED, **correcting),
        lambda: actions.merge_people(one, into=other, reason="Same", **merging),
    )

    assert second.waited
    assert "they are two people" in second.refusal


def test_two_adjustments_of_one_kind_at_once_make_one():
    person, one, other = a_person(), by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: actions.add_adjustment(person, code="bsl", **one),
        lambda: actions.add_adjustment(person, code="bsl", **other),
    )

    assert "is recorded already" in second.refusal
    assert person.adjustments.count() == 1
