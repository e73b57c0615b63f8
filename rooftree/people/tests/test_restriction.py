"""Restricting a record to a group, lifting it, and opening one by exception."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead, DoneKey
from rooftree.foundations.refusals import Refused
from rooftree.people import actions
from rooftree.people.models import ContactPoint, ExceptionalOpening, Person, PersonMarker, PersonRestriction
from tests.builders import NOON, TODAY, a_group, a_person, a_phone, a_sign_in, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

WHY = "Council employee"


@pytest.fixture
def leader():
    return an_officer("service_manager", name="Uma Diaz")


@pytest.fixture
def group(leader, council):
    """A group of which the leader is a member; the test acts as one."""
    made = a_group("Staff who are tenants", leader)
    with acting_for([council.pk], groups=[made.pk], who="member"):
        yield made


def seen_outside(council) -> tuple[int, int]:
    with acting_for([council.pk], who="outsider"):
        return Person.objects.count(), ContactPoint.objects.count()


# --- restrict -------------------------------------------------------------------------------------


def test_a_restricted_record_is_closed_to_others_with_all_that_hangs_on_it(council, leader, group):
    person = a_person()
    a_phone(person)

    actions.restrict_person(person, group, reason=WHY, **by(officer=leader))

    assert seen_outside(council) == (0, 0)
    held = PersonRestriction.objects.get(person=person)
    assert (held.reason, held.restricted_by, held.restricted_at, held.lifted_at) == (WHY, leader, NOON, None)


def test_records_merged_into_it_are_restricted_with_it(council, leader, group):
    standing, merged = a_person(), a_person()
    actions.merge_people(merged, into=standing, reason="One person", **by("records_officer"))

    actions.restrict_person(merged, group, reason=WHY, **by(officer=leader))

    assert seen_outside(council) == (0, 0)


def test_a_restriction_sent_twice_is_there_once(leader, group):
    person, once = a_person(), by(officer=leader)
    actions.restrict_person(person, group, reason=WHY, **once)

    assert actions.restrict_person(person, group, reason=WHY, **once).restricted_to == group.pk
    assert PersonRestriction.objects.count() == 1


def test_somebody_outside_the_group_restricts_nobody(group):
    with pytest.raises(Refused, match="Only a member of the group"):
        actions.restrict_person(a_person(), group, reason=WHY, **by("service_manager"))


def test_a_former_member_restricts_nobody(leader, group):
    group.members.update(until_on=TODAY)

    with pytest.raises(Refused, match="Only a member of the group"):
        actions.restrict_person(a_person(), group, reason=WHY, **by(officer=leader))


def test_an_adviser_restricts_nobody(group):
    adviser = an_officer("adviser")

    with pytest.raises(PermissionDenied):
        actions.restrict_person(a_person(), group, reason=WHY, **by(officer=adviser))


def test_a_restriction_without_a_reason_or_twice_is_refused(leader, group):
    person = a_person()

    with pytest.raises(Refused, match="Say why"):
        actions.restrict_person(person, group, reason=" ", **by(officer=leader))
    actions.restrict_person(person, group, reason=WHY, **by(officer=leader))
    with pytest.raises(Refused, match="restricted to Staff who are tenants already"):
        actions.restrict_person(person, group, reason=WHY, **by(officer=leader))


def test_a_record_moves_to_another_group_of_the_same_member(council, leader, group):
    person = a_person()
    actions.restrict_person(person, group, reason=WHY, **by(officer=leader))
    other = a_group("Protected persons", leader)

    with acting_for([council.pk], groups=[group.pk, other.pk], who="member"):
        moved = actions.restrict_person(person, other, reason="Threatened", **by(officer=leader))
        first, second = PersonRestriction.objects.filter(person=person)

    assert moved.restricted_to == other.pk
    assert (first.group, first.lifted_by, first.lifted_reason) == (
        group,
        leader,
        "Moved to Protected persons: Threatened",
    )
    assert (second.group, second.lifted_at) == (other, None)


# --- unrestrict -----------------------------------------------------------------------------------


def test_a_record_is_opened_again_and_the_reason_stays_hidden(council, leader, group):
    person = a_person()
    actions.restrict_person(person, group, reason=WHY, **by(officer=leader))

    actions.unrestrict_person(person, reason="Left the council", **by(officer=leader))

    assert PersonRestriction.objects.get(person=person).lifted_reason == "Left the council"
    assert seen_outside(council) == (1, 0)
    with acting_for([council.pk], who="outsider"):
        assert not PersonRestriction.objects.exists()


def test_lifting_sent_twice_is_no_refusal(leader, group):
    person, once = a_person(restricted_to=group.pk), by(officer=leader)
    actions.unrestrict_person(person, reason="Over", **once)

    assert actions.unrestrict_person(person, reason="Over", **once).restricted_to == 0


def test_lifting_what_is_open_is_refused(leader, group):
    with pytest.raises(Refused, match="not restricted, so there is nothing to lift"):
        actions.unrestrict_person(a_person(), reason="Over", **by(officer=leader))


def test_somebody_outside_the_group_lifts_nothing(group):
    person = a_person(restricted_to=group.pk)

    with pytest.raises(Refused, match="Only a member of the group"):
        actions.unrestrict_person(person, reason="Over", **by("service_manager"))


def test_a_record_stays_closed_while_safety_rules_protect_the_person(leader, group):
    person = a_person(restricted_to=group.pk)
    PersonMarker.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=group.pk,
        code="DV",
        reason="Fled",
        control_measure="Text only",
        approved_by="Uma",
        start_on=TODAY,
        review_on=TODAY + timedelta(180),
        until_on=TODAY + timedelta(365),
    )

    with pytest.raises(Refused, match="Safety rules protect this person"):
        actions.unrestrict_person(person, reason="Over", **by(officer=leader))


# --- open by exception ----------------------------------------------------------------------------

REASON = "She is at the desk now"


@pytest.fixture
def protected(group) -> Person:
    return a_person(reference=references.take("P"), restricted_to=group.pk)


def test_a_restricted_record_opens_for_an_hour_and_it_is_logged(council, protected, group):
    adviser = an_officer("adviser")
    with acting_for([council.pk], who="sign-in:7", where="10.1.2.3"):
        opened = actions.open_by_exception(protected.reference.lower(), reason=REASON, **by(officer=adviser))
    with acting_for([council.pk], opened=[opened], who="sign-in:7"):
        assert Person.objects.get() == protected

    log = AuditRead.objects.get()
    assert (log.row_ids, log.why, log.who, log.where) == ([protected.pk], REASON, "sign-in:7", "10.1.2.3")
    assert open_to(adviser, NOON + timedelta(minutes=59)) == [protected.pk]
    assert open_to(adviser, NOON + timedelta(minutes=60)) == []


def open_to(officer, moment) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT opened_by(%s, %s)", [officer.sign_in_id, moment])
        return cursor.fetchone()[0]


def test_an_opening_sent_twice_is_logged_once(protected):
    once = by("adviser")
    actions.open_by_exception(protected.reference, reason=REASON, **once)
    actions.open_by_exception(protected.reference, reason=REASON, **once)

    assert ExceptionalOpening.objects.count() == AuditRead.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "x", "I must"])
def test_an_opening_without_a_reason_of_a_few_words_is_refused(protected, reason):
    with pytest.raises(Refused, match="in a few words"):
        actions.open_by_exception(protected.reference, reason=reason, **by("adviser"))


def test_a_caretaker_opens_nothing(protected):
    with pytest.raises(PermissionDenied):
        actions.open_by_exception(protected.reference, reason=REASON, **by("caretaker"))


def test_what_is_no_restricted_record_is_not_opened(group):
    person = a_person(reference=references.take("P"))

    with pytest.raises(Refused, match="No restricted record has the reference"):
        actions.open_by_exception(person.reference, reason=REASON, **by("adviser"))


def test_nobody_opens_a_record_of_another_council(protected, other_council):
    stranger = an_officer("adviser", sign_in=a_sign_in())
    with acting_for([other_council.pk], who="stranger"):
        stranger.council_id = other_council.pk
        with pytest.raises(Refused, match="No restricted record"):
            actions.open_by_exception(protected.reference, reason=REASON, **by(officer=stranger))


def test_another_councils_record_is_not_opened_though_one_acts_for_both(protected, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        abroad = an_officer("adviser", council=other_council)

        with pytest.raises(Refused, match="No restricted record has the reference"):
            actions.open_by_exception(protected.reference, reason=REASON, **by(officer=abroad))


def test_a_refused_opening_leaves_its_key_free(protected):
    once = by("adviser")

    with pytest.raises(Refused):
        actions.open_by_exception(protected.reference, reason="", **once)

    assert not DoneKey.objects.filter(key=once["key"]).exists()
