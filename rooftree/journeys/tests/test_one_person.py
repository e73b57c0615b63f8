"""Merging two records of one person, with a look at their tenancies."""

from datetime import date

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.journeys import one_person
from rooftree.people.models import PersonMerge, PossibleMatch
from tests.builders import NOON, a_home, a_person, a_tenancy, by

pytestmark = pytest.mark.usefixtures("acting")


def a_match(one, other) -> PossibleMatch:
    return PossibleMatch.objects.create(
        council_id=one.council_id, one=one, other=other, evidence=["Names agree."], found_at=NOON
    )


def test_tenants_of_two_homes_may_be_one_person():
    one, other = a_person(), a_person()
    a_tenancy(a_home(), one, until_on=date(2020, 1, 1))
    a_tenancy(a_home("1 Oak Road"), other)

    assert one_person.merge_people(one, into=other, reason="Same", **by("records_officer")) == other


def test_joint_tenants_are_two_people():
    one, other = a_person(), a_person()
    tenancy = a_tenancy(a_home(), one, other)

    with pytest.raises(Refused, match=f"Both are parties to tenancy {tenancy.reference} at the same time"):
        one_person.merge_people(one, into=other, reason="Same", **by("records_officer"))

    one.refresh_from_db()
    assert one.merged_into is None
    assert not PersonMerge.objects.exists()


def test_joint_tenants_who_look_alike_are_answered_as_two():
    one, other = a_person(), a_person()
    match = a_match(one, other)
    a_tenancy(a_home(), one, other)

    with pytest.raises(Refused, match="they are two people"):
        one_person.answer_match(match, "same", reason="Same", **by("records_officer"))
    answered = one_person.answer_match(match, "not_same", reason="Mother and son", **by("records_officer"))

    assert answered.answer == "not_same"


def test_a_tenant_who_left_before_the_other_came_may_be_one_person():
    one, other = a_person(), a_person()
    tenancy = a_tenancy(a_home(), one)
    tenancy.parties.update(until_on=date(2020, 1, 1))
    tenancy.parties.create(council_id=tenancy.council_id, person=other, role="tenant", from_on=date(2020, 1, 1))

    one_person.answer_match(a_match(one, other), "same", reason="Same", **by("records_officer"))

    other.refresh_from_db()
    assert other.merged_into == one


def test_a_merge_is_undone():
    one, other = a_person(), a_person()
    one_person.merge_people(one, into=other, reason="Same", **by("records_officer"))

    assert one_person.undo_merge(one, reason="Twins", **by("records_officer")).merged_into is None
