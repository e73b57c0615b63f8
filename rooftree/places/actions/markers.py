"""Proposes, approves and reviews the markers that keep staff safe at an address."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.places import permissions
from rooftree.places.models import Place, PlaceMarker, PlaceMarkerProposal, PlaceMarkerReview
from rooftree.staff import safety_markers
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staff.safety_markers import Telling, Terms


@transaction.atomic
def propose_marker(place: Place, terms: Terms, *, by: Officer, at: datetime, key: str) -> PlaceMarkerProposal:
    """Ask for a marker that warns staff of a risk at an address. It has no effect until approved.

    Raises Refused if the same marker is in force or asked for already, or for terms that cannot be.
    """
    require(permissions.may_propose_place_markers(by, place))
    place = Place.objects.select_for_update().get(pk=place.pk)
    done = once(key, "places.propose_marker", council_id=by.council_id, at=at)
    if done.before:
        return PlaceMarkerProposal.objects.get(pk=done.made["proposal"])
    _refuse_second(place, terms.code, on=london_day(at))
    proposal = PlaceMarkerProposal(council_id=place.council_id, place=place)
    safety_markers.propose(proposal, terms, subject="place", by=by, at=at)
    done.makes(proposal=proposal.pk)
    return proposal


def _refuse_second(place: Place, code: str, *, on: date) -> None:
    held = PlaceMarker.objects.filter(Q(start_on__lte=on, until_on__gt=on), place=place, code=code).first()
    if held:
        raise Refused(
            f"This marker is in force until {long_date(held.until_on)}. Review it there instead of asking again."
        )
    if PlaceMarkerProposal.objects.filter(place=place, code=code, decision="").exists():
        raise Refused("Somebody has asked for this marker already. It waits for approval.")


@transaction.atomic
def approve_marker(
    proposal: PlaceMarkerProposal,
    *,
    telling: Telling,
    until_on: date | None = None,
    review_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> PlaceMarker:
    """Approve a marker: it is in force from today until it ends by itself.

    Raises Refused for one's own proposal, one decided already, those who live there neither told nor
    excepted, or days out of bounds.
    """
    require(permissions.may_approve_place_markers(by, proposal))
    place, proposal = _lock(proposal)
    done = once(key, "places.approve_marker", council_id=by.council_id, at=at)
    if done.before:
        return PlaceMarker.objects.get(pk=done.made["marker"])
    marker = PlaceMarker(council_id=place.council_id, place=place)
    safety_markers.approve(proposal, marker, telling=telling, until_on=until_on, review_on=review_on, by=by, at=at)
    done.makes(marker=marker.pk)
    return marker


@transaction.atomic
def decline_marker(
    proposal: PlaceMarkerProposal, *, reason: str, by: Officer, at: datetime, key: str
) -> PlaceMarkerProposal:
    """Decline a marker that somebody asked for. Raises Refused for one's own, or without a reason."""
    require(permissions.may_approve_place_markers(by, proposal))
    _, proposal = _lock(proposal)
    if once(key, "places.decline_marker", council_id=by.council_id, at=at).before:
        return proposal
    safety_markers.decline(proposal, reason=reason, by=by, at=at)
    return proposal


@transaction.atomic
def review_marker(
    marker: PlaceMarker,
    *,
    renew: bool,
    reason: str,
    until_on: date | None = None,
    review_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> PlaceMarker:
    """Renew a marker from today, or end it today: the only ways to change when it ends.

    Raises Refused for one that has ended, without a reason, or for renewing a temporary one.
    """
    require(permissions.may_approve_place_markers(by, marker))
    marker = PlaceMarker.objects.select_for_update().get(pk=marker.pk)
    if once(key, "places.review_marker", council_id=by.council_id, at=at).before:
        return marker
    record = PlaceMarkerReview(council_id=marker.council_id, restricted_to=marker.restricted_to, marker=marker)
    safety_markers.review(
        marker, record, renew=renew, reason=reason, until_on=until_on, review_on=review_on, by=by, at=at
    )
    return marker


def _lock(proposal: PlaceMarkerProposal) -> tuple[Place, PlaceMarkerProposal]:
    place = Place.objects.select_for_update().get(pk=proposal.place_id)
    return place, PlaceMarkerProposal.objects.select_related("decided_by").get(pk=proposal.pk)
