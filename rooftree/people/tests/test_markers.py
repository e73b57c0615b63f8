"""Proposing, approving and reviewing the markers that keep staff safe with a person."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people import actions, queries
from rooftree.people.models import PersonMarker, PersonMarkerProposal, PersonMarkerReview
from rooftree.staff.safety_markers import Telling, Terms
from tests.builders import NOON, TODAY, a_group, a_person, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

SHOUTED = Terms("VA", "Shouted at a surveyor", "Meet at the office", incident_on=date(2025, 5, 4))
TOLD = Telling(told_on=TODAY)


def a_proposal(person=None, terms: Terms = SHOUTED, **facts) -> PersonMarkerProposal:
    return actions.propose_marker(person or a_person(), terms, **by("operative", **facts))


def a_marker(person=None, terms: Terms = SHOUTED, at=NOON) -> PersonMarker:
    telling = Telling(told_on=at.date())
    return actions.approve_marker(a_proposal(person, terms, at=at), telling=telling, **by("team_leader", at=at))


# --- propose --------------------------------------------------------------------------------------


def test_a_proposal_has_no_effect_until_approved():
    proposal = a_proposal()

    assert (proposal.code, proposal.decision) == ("VA", "")
    assert not PersonMarker.objects.exists()
    assert list(queries.markers_to_decide()) == [proposal]


def test_a_proposal_sent_twice_is_there_once():
    person, once = a_person(), by("adviser")
    proposal = actions.propose_marker(person, SHOUTED, **once)

    assert actions.propose_marker(person, SHOUTED, **once) == proposal


def test_a_proposal_for_what_waits_already_is_refused():
    person = a_person()
    a_proposal(person)

    with pytest.raises(Refused, match="It waits for approval"):
        a_proposal(person)


def test_a_proposal_for_what_is_in_force_already_is_refused():
    person = a_person()
    a_marker(person)

    with pytest.raises(Refused, match="in force until Saturday 20 November 2027"):
        a_proposal(person)


def test_a_marker_in_force_on_a_merged_record_counts():
    merged = a_person()
    a_marker(merged)
    standing = a_person()
    actions.merge_people(merged, into=standing, reason="Same person", **by("records_officer"))

    with pytest.raises(Refused, match="in force until"):
        a_proposal(standing)


def test_an_auditor_proposes_nothing():
    with pytest.raises(PermissionDenied):
        actions.propose_marker(a_person(), SHOUTED, **by("auditor"))


def test_what_is_an_adjustment_is_refused():
    with pytest.raises(Refused, match="Record it as an adjustment"):
        a_proposal(terms=Terms("TRA", "Speaks Dari", "Book an interpreter"))


# --- approve and decline --------------------------------------------------------------------------


def test_an_approved_marker_is_in_force_from_today_and_ends_by_itself():
    proposal = a_proposal()

    marker = actions.approve_marker(
        proposal, telling=TOLD, **by(officer=an_officer("team_leader", name="Uma Diaz"))
    )

    proposal.refresh_from_db()
    assert proposal.decision == "approved"
    assert (marker.approved_by, marker.told_on) == ("Uma Diaz", TODAY)
    assert (marker.start_on, marker.review_on, marker.until_on) == (
        TODAY,
        date(2027, 5, 20),
        date(2027, 11, 20),
    )
    assert (marker.reason, marker.incident_on) == (SHOUTED.reason, SHOUTED.incident_on)


def test_a_temporary_marker_ends_sooner():
    marker = a_marker(terms=Terms("DA", "A loose dog", "Call ahead", is_temporary=True))

    assert (marker.is_temporary, marker.until_on) == (True, date(2027, 5, 20))


def test_an_approval_sent_twice_makes_one_marker():
    proposal, once = a_proposal(), by("team_leader")
    marker = actions.approve_marker(proposal, telling=TOLD, **once)

    assert actions.approve_marker(proposal, telling=TOLD, **once) == marker


def test_nobody_decides_on_their_own_proposal():
    leader = an_officer("team_leader")
    proposal = actions.propose_marker(a_person(), SHOUTED, **by(officer=leader))

    with pytest.raises(Refused, match="somebody else must decide"):
        actions.approve_marker(proposal, telling=TOLD, **by(officer=leader))
    with pytest.raises(Refused, match="somebody else must decide"):
        actions.decline_marker(proposal, reason="No", **by(officer=leader))


def test_an_adviser_approves_nothing():
    with pytest.raises(PermissionDenied):
        actions.approve_marker(a_proposal(), telling=TOLD, **by("adviser"))


def test_a_marker_of_which_nobody_told_the_person_is_refused():
    with pytest.raises(Refused, match="when the person was told"):
        actions.approve_marker(a_proposal(), telling=Telling(), **by("team_leader"))


def test_a_marker_that_lasts_too_long_is_refused():
    with pytest.raises(Refused, match="may last until"):
        actions.approve_marker(a_proposal(), telling=TOLD, until_on=date(2028, 1, 1), **by("team_leader"))


def test_what_was_decided_is_not_decided_again():
    proposal = a_proposal()
    actions.decline_marker(
        proposal, reason="A misunderstanding", **by(officer=an_officer("team_leader", name="Uma"))
    )

    with pytest.raises(Refused, match="Uma has declined this already"):
        actions.approve_marker(proposal, telling=TOLD, **by("team_leader"))
    with pytest.raises(Refused, match="Uma has declined this already"):
        actions.decline_marker(proposal, reason="No", **by("team_leader"))


def test_a_declined_proposal_keeps_its_reason_and_makes_no_marker():
    once = by("team_leader")
    proposal = a_proposal()
    actions.decline_marker(proposal, reason=" A misunderstanding ", **once)

    declined = actions.decline_marker(proposal, reason="Another", **once)

    assert (declined.decision, declined.decision_reason) == ("declined", "A misunderstanding")
    assert not PersonMarker.objects.exists()


def test_a_declined_proposal_without_a_reason_is_refused():
    with pytest.raises(Refused, match="Say why"):
        actions.decline_marker(a_proposal(), reason=" ", **by("team_leader"))


def test_what_was_declined_can_be_proposed_again():
    person = a_person()
    actions.decline_marker(a_proposal(person), reason="Too little", **by("team_leader"))

    assert a_proposal(person).decision == ""


# --- review ---------------------------------------------------------------------------------------

A_YEAR_AGO = NOON.replace(year=2025, month=12)


def test_a_marker_is_renewed_from_the_day_of_its_review():
    marker = a_marker(at=A_YEAR_AGO)

    renewed = actions.review_marker(marker, renew=True, reason="Shouted again", **by("team_leader"))

    record = PersonMarkerReview.objects.get(marker=marker)
    assert (renewed.start_on, renewed.review_on, renewed.until_on) == (
        A_YEAR_AGO.date(),
        date(2027, 5, 20),
        date(2027, 11, 20),
    )
    assert (record.decision, record.until_before, record.until_after) == (
        "renewed",
        date(2026, 12, 20),
        date(2027, 11, 20),
    )


def test_a_marker_that_is_no_longer_needed_ends_today():
    marker, once = a_marker(at=A_YEAR_AGO), by("team_leader")
    actions.review_marker(marker, renew=False, reason="All calm", **once)

    ended = actions.review_marker(marker, renew=False, reason="All calm", **once)

    assert (ended.until_on, ended.review_decision, marker.reviews.count()) == (TODAY, "All calm", 1)


@pytest.mark.parametrize(
    ("terms", "at", "reason", "says"),
    [
        (SHOUTED, NOON.replace(year=2025, month=11), "Again", "ended by itself on Friday 20 November 2026"),
        (SHOUTED, A_YEAR_AGO, " ", "Say why"),
        (Terms("DA", "A dog", "Call", is_temporary=True), NOON, "Again", "temporary marker is not renewed"),
    ],
)
def test_a_review_that_cannot_be_is_refused(terms, at, reason, says):
    marker = a_marker(terms=terms, at=at)

    with pytest.raises(Refused, match=says):
        actions.review_marker(marker, renew=True, reason=reason, **by("team_leader"))


def test_markers_whose_review_is_due_come_first_on_the_list():
    due = a_marker(at=NOON.replace(month=3))
    a_marker()

    assert list(queries.markers_to_review(on=TODAY, before=TODAY)) == [due]


# --- Domestic abuse: the marker protects the person --------------------------------------------------

SAFETY_RULES = Terms("DV", "Left a violent husband", "Text this number only")


def test_safety_rules_are_refused_where_everybody_could_read_them():
    with pytest.raises(Refused, match="Everybody can open the record of Grace Okafor"):
        a_proposal(terms=SAFETY_RULES)


def test_safety_rules_of_a_restricted_person_are_seen_by_the_group_only(council):
    leader = an_officer("homelessness_manager")
    group = a_group("Domestic abuse", leader)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        person = a_person(restricted_to=group.pk)
        proposal = a_proposal(person, SAFETY_RULES)
        marker = actions.approve_marker(proposal, telling=Telling(), **by(officer=leader))

    assert marker.restricted_to == group.pk
    assert not PersonMarker.objects.exists()
    assert not PersonMarkerProposal.objects.exists()


def test_safety_rules_are_not_approved_once_the_record_is_open_again(council):
    leader = an_officer("homelessness_manager")
    group = a_group("Domestic abuse", leader)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        person = a_person(restricted_to=group.pk)
        proposal = a_proposal(person, SAFETY_RULES)
        type(person).objects.filter(pk=person.pk).update(restricted_to=0)

        with pytest.raises(Refused, match="Everybody can open the record"):
            actions.approve_marker(proposal, telling=Telling(), **by(officer=leader))
