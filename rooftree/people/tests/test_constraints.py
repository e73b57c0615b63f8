"""The database itself refuses what must never be true of people. One test a constraint."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models

from rooftree.people.models import (
    Adjustment,
    Authority,
    ContactPoint,
    Household,
    HouseholdMember,
    OtherName,
    Person,
    PersonLegacyReference,
    PersonMarker,
    PersonMarkerProposal,
    PersonMerge,
    PersonRestriction,
    PortalAccount,
    PortalCode,
    PossibleMatch,
    SpokenLanguage,
    Strength,
    Vulnerability,
)
from tests.builders import NOON, TODAY, a_group, a_person, an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

EARLIER = date(2026, 5, 1)


def hang(table: type[models.Model], *rows: dict[str, Any], shared: dict[str, Any] | None = None) -> None:
    """Hang rows on one person, all with the same shared facts."""
    person = a_person()
    for row in rows:
        table._default_manager.create(council_id=person.council_id, person=person, **{**(shared or {}), **row})


def twice(table: type[models.Model], **facts: Any) -> Callable[[], None]:
    return lambda: hang(table, facts, facts)


def backwards(table: type[models.Model], **facts: Any) -> Callable[[], None]:
    return lambda: hang(table, {"from_on": TODAY, "until_on": EARLIER, **facts})


def a_code_that_ends_before_it_was_asked_for() -> None:
    PortalCode.objects.create(
        council_id=the_council().pk,
        purpose="sign_in",
        people=[],
        asked_with="0" * 64,
        seed=b"0" * 32,
        language="en",
        asked_at=NOON,
        ends_at=NOON,
    )


MARKER = {
    "code": "VA",
    "reason": "Shouted",
    "control_measure": "Two officers",
    "approved_by": "Uma",
    "start_on": TODAY,
    "review_on": TODAY,
    "until_on": TODAY,
}


def two_open_proposals() -> None:
    hang(PersonMarkerProposal, *[{"code": "VA", "proposed_by": an_officer(), "proposed_at": NOON}] * 2)


def a_decision_without_a_name() -> None:
    hang(
        PersonMarkerProposal,
        {"code": "VA", "proposed_by": an_officer(), "proposed_at": NOON, "decision": "approved"},
    )


def a_decision_on_ones_own() -> None:
    officer = an_officer()
    hang(
        PersonMarkerProposal,
        {
            "code": "VA",
            "proposed_by": officer,
            "proposed_at": NOON,
            "decision": "approved",
            "decided_by": officer,
            "decided_at": NOON,
        },
    )


def a_household(**facts: Any) -> Household:
    return Household.objects.create(
        council=the_council(), **{"reference": "HH-1", "purpose": "tenancy", "from_on": EARLIER, **facts}
    )


def two_households_of_a_reference() -> None:
    a_household()
    a_household()


def a_match(*, turned: bool = False, **facts: Any) -> PossibleMatch:
    one, other = a_person(), a_person()
    pair = {"one": other, "other": one} if turned else {"one": one, "other": other}
    return PossibleMatch.objects.create(
        council=the_council(), **{**pair, "evidence": [], "found_at": NOON, **facts}
    )


def a_pair_twice() -> None:
    match = a_match()
    a_match(one=match.one, other=match.other)


def two_references_of_an_old_system() -> None:
    old = {"source_system": "nest", "reference": "P1", "digest": b"", "loaded_at": NOON}
    hang(PersonLegacyReference, old, old)


def a_merge(**facts: Any) -> dict[str, Any]:
    return {"into": a_person(), "reason": "Same", "merged_by": an_officer(), "merged_at": NOON, **facts}


def two_merges_in_force() -> None:
    hang(PersonMerge, *[a_merge()] * 2)


def two_restrictions_in_force() -> None:
    hang(PersonRestriction, *[a_restriction()] * 2)


def a_restriction(**facts: Any) -> dict[str, Any]:
    return {"group": a_group(), "reason": "Staff", "restricted_by": an_officer(), "restricted_at": NOON, **facts}


def merged_into_itself() -> None:
    person = a_person()
    Person.objects.filter(pk=person.pk).update(merged_into=person)


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "one_open_portal_account": twice(PortalAccount, opened_at=NOON),
    "closed_portal_account_says_who_and_why": lambda: hang(PortalAccount, {"opened_at": NOON, "closed_at": NOON}),
    "portal_code_ends_after_asked": a_code_that_ends_before_it_was_asked_for,
    "one_person_a_reference": lambda: [a_person(reference="P-1"), a_person(reference="P-1")],
    "birth_date_says_how_sure": lambda: a_person(date_of_birth=EARLIER, birth_date_certainty="unknown"),
    "death_follows_birth": lambda: a_person(born=TODAY, deceased_on=EARLIER),
    "not_merged_into_itself": merged_into_itself,
    "one_other_name_once": twice(OtherName, kind="former", surname="Bell"),
    "one_language_once": twice(SpokenLanguage, language="eng"),
    "one_main_language": lambda: hang(
        SpokenLanguage, {"language": "eng"}, {"language": "pol"}, shared={"is_main": True}
    ),
    "one_contact_point_once": twice(ContactPoint, kind="email", value="a@example.test"),
    "contact_point_ends_after_start": backwards(ContactPoint, kind="email", value="a@example.test"),
    "one_adjustment_once": twice(Adjustment, code="bsl", from_on=TODAY, reviewed_on=TODAY),
    "adjustment_ends_after_start": backwards(Adjustment, code="bsl", reviewed_on=TODAY),
    "one_vulnerability_a_start": twice(Vulnerability, factor="debt", from_on=TODAY),
    "vulnerability_ends_after_start": backwards(Vulnerability, factor="debt"),
    "one_strength_a_start": twice(Strength, code="family", from_on=TODAY),
    "person_marker_ends_after_start": lambda: hang(PersonMarker, {**MARKER, "until_on": EARLIER}),
    "one_person_marker_a_start": twice(PersonMarker, **MARKER),
    "person_marker_decision_says_who": a_decision_without_a_name,
    "person_marker_not_self_approved": a_decision_on_ones_own,
    "one_open_person_marker_proposal": two_open_proposals,
    "authority_names_somebody": lambda: hang(Authority, {"kind": "advocate", "scope": "Rent", "from_on": TODAY}),
    "one_household_a_reference": two_households_of_a_reference,
    "household_ends_after_start": lambda: a_household(until_on=EARLIER),
    "membership_ends_after_start": lambda: hang(
        HouseholdMember, {"household": a_household(), "from_on": TODAY, "until_on": TODAY}
    ),
    "one_membership_at_a_time": lambda: hang(
        HouseholdMember, {"from_on": EARLIER}, {"from_on": TODAY}, shared={"household": a_household()}
    ),
    "one_person_a_legacy_reference": two_references_of_an_old_system,
    "one_match_a_pair": a_pair_twice,
    "lower_person_stands_first": lambda: a_match(turned=True),
    "match_answer_says_who_and_when": lambda: a_match(answer="same"),
    "one_merge_in_force": two_merges_in_force,
    "undone_merge_says_who_and_when": lambda: hang(PersonMerge, a_merge(undone_at=NOON)),
    "one_restriction_in_force": two_restrictions_in_force,
    "lifted_restriction_says_who": lambda: hang(PersonRestriction, a_restriction(lifted_at=NOON)),
}
"""Each constraint, and what must never be."""


@pytest.mark.parametrize("constraint", MUST_NOT_BE)
def test_the_database_says_no(constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        MUST_NOT_BE[constraint]()


def test_every_constraint_is_tried():
    declared = {
        constraint.name
        for model in apps.get_app_config("people").get_models()
        for constraint in model._meta.constraints
    }

    assert declared == set(MUST_NOT_BE)
