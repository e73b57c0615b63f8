"""Contacts and cases of old systems are found by the references that they had there, for ever."""

import pytest

from rooftree.contact.models import ContactLegacyReference
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.record.find import search
from tests.builders import NOON, TODAY, a_contact, a_group, a_home, a_past_case, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def an_old_contact(person=None, reference="K-000123", **facts):
    contact = a_contact(person, source_system="nest", reasons=[], demand="", note="Rang about the lift", **facts)
    ContactLegacyReference.objects.create(
        council_id=contact.council_id, contact=contact, restricted_to=contact.restricted_to, source_system="nest",
        reference=reference, digest=b"", loaded_at=NOON,
    )  # fmt: skip
    return contact


@pytest.mark.parametrize("typed", ["K-000123", "k000123", "K O00123", "k/000123"])
def test_an_old_contact_is_found_however_its_reference_is_typed(typed):
    contact = an_old_contact(a_person("Grace", "Okafor"), place=a_home("12 Elm Walk"))

    findings = search(typed, on=TODAY)

    [found] = findings.found
    assert (found.kind, found.id, found.person, found.address) == (
        "contact",
        contact.pk,
        "Grace Okafor",
        "12 Elm Walk, ZZ1 1AA",
    )
    assert found.because == ("nest contact reference K-000123",)
    assert findings.straight_to == found


def test_an_old_case_is_found_by_its_reference():
    past = a_past_case(None, reference="ASB/2024/17", kind="Noise", summary="Drums at night")

    findings = search("asb 2024 17", on=TODAY)

    [found] = findings.found
    assert (found.kind, found.id, found.what, found.words, found.person) == (
        "past_case",
        past.pk,
        "Noise",
        "Drums at night",
        "",
    )
    assert found.because == ("nest case reference ASB/2024/17",)


def test_what_is_about_somebody_restricted_is_found_by_their_group_alone_and_logged(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = a_person(restricted_to=group.pk)
        a_past_case(grace, reference="ASB/2024/17")
        an_old_contact(grace)

    outside = [search(typed, on=TODAY).found for typed in ("ASB/2024/17", "K-000123")]
    with acting_for([council.pk], groups=[group.pk], who="member"):
        inside = [len(search(typed, on=TODAY).found) for typed in ("ASB/2024/17", "K-000123")]
        reads = AuditRead.objects.filter(row_ids=[grace.pk]).count()

    assert (outside, inside, reads) == ([(), ()], [1, 1], 2)


def test_another_council_finds_nothing(other_council):
    an_old_contact()
    a_past_case(None, reference="ASB/2024/17")

    with acting_for([other_council.pk], who="test"):
        assert search("K-000123", on=TODAY).found == ()
        assert search("ASB/2024/17", on=TODAY).found == ()
