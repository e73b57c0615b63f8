"""Proposing, approving and reviewing the markers that keep staff safe at an address."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.places import actions, queries
from rooftree.places.models import PlaceMarker, PlaceMarkerProposal, PlaceMarkerReview
from rooftree.staff.safety_markers import Telling, Terms
from tests.builders import NOON, TODAY, a_home, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

DOG = Terms("DA", "A dog bit a postman", "Call ahead")
TOLD = Telling(told_on=date(2026, 6, 1))
IN_JUNE = NOON.replace(month=6)


def a_proposal(place=None, terms: Terms = DOG, **facts) -> PlaceMarkerProposal:
    return actions.propose_marker(place or a_home(), terms, **by("caretaker", **facts))


def a_marker(place=None) -> PlaceMarker:
    proposal = a_proposal(place, at=IN_JUNE)
    return actions.approve_marker(proposal, telling=TOLD, **by("team_leader", at=IN_JUNE))


def test_an_approved_marker_of_an_address_is_in_force():
    proposal, once = a_proposal(), by("team_leader")

    marker = actions.approve_marker(proposal, telling=TOLD, **once)

    assert actions.approve_marker(proposal, telling=TOLD, **once) == marker
    assert (marker.place, marker.code, marker.start_on, marker.until_on) == (
        proposal.place,
        "DA",
        TODAY,
        date(2027, 11, 20),
    )


def test_a_proposal_waits_and_is_there_once():
    home, once = a_home(), by("operative")
    proposal = actions.propose_marker(home, DOG, **once)

    assert actions.propose_marker(home, DOG, **once) == proposal
    assert list(queries.markers_to_decide()) == [proposal]


def test_what_waits_or_is_in_force_is_not_proposed_again():
    waiting, in_force = a_home(), a_home()
    a_proposal(waiting)
    a_marker(in_force)

    with pytest.raises(Refused, match="It waits for approval"):
        a_proposal(waiting)
    with pytest.raises(Refused, match="in force until Sunday 20 June 2027"):
        a_proposal(in_force)


@pytest.mark.parametrize("code", ["VA", "DV", "SPR"])
def test_what_is_said_of_people_is_not_said_of_an_address(code):
    with pytest.raises(Refused):
        a_proposal(terms=Terms(code, "Shouted", "Two officers"))


def test_nobody_decides_on_their_own_proposal():
    leader = an_officer("team_leader")
    proposal = actions.propose_marker(a_home(), DOG, **by(officer=leader))

    with pytest.raises(Refused, match="somebody else must decide"):
        actions.approve_marker(proposal, telling=TOLD, **by(officer=leader))


def test_a_caretaker_approves_nothing():
    with pytest.raises(PermissionDenied):
        actions.approve_marker(a_proposal(), telling=TOLD, **by("caretaker"))


def test_a_declined_proposal_keeps_its_reason():
    proposal, once = a_proposal(), by("team_leader")
    actions.decline_marker(proposal, reason="Another house", **once)

    declined = actions.decline_marker(proposal, reason="Another house", **once)

    assert (declined.decision, declined.decision_reason) == ("declined", "Another house")


def test_a_marker_is_renewed_or_ended_at_its_review():
    marker, once = a_marker(), by("team_leader")
    actions.review_marker(marker, renew=True, reason="Still there", **once)
    renewed = actions.review_marker(marker, renew=True, reason="Still there", **once)

    ended = actions.review_marker(renewed, renew=False, reason="Gone", **by("team_leader"))

    assert (renewed.until_on, ended.until_on) == (date(2027, 11, 20), TODAY)
    assert list(PlaceMarkerReview.objects.values_list("decision", "reason")) == [
        ("renewed", "Still there"),
        ("ended", "Gone"),
    ]


def test_what_ended_is_not_reviewed():
    marker = a_marker()
    actions.review_marker(marker, renew=False, reason="Gone", **by("team_leader"))

    with pytest.raises(Refused, match="ended by itself"):
        actions.review_marker(marker, renew=True, reason="Back", **by("team_leader"))


def test_markers_whose_review_is_due_come_first_on_the_list():
    due = a_marker()
    a_proposal()

    assert list(queries.markers_to_review(on=TODAY, before=date(2026, 12, 21))) == [due]
    assert not queries.markers_to_review(on=TODAY, before=date(2026, 12, 20)).exists()
