"""Proposes, approves and reviews the markers that keep staff safe with a person."""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import Person, PersonMarker, PersonMarkerProposal, PersonMarkerReview
from rooftree.people.queries import in_force, records_of
from rooftree.staff import safety_markers
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staff.safety_markers import Telling, Terms


@transaction.atomic
def propose_marker(person: Person, terms: Terms, *, by: Officer, at: datetime, key: str) -> PersonMarkerProposal:
    """Ask for a marker that warns staff of a risk from a person. It has no effect until approved.

    Raises Refused if the same marker is in force or asked for already, or for terms that cannot be;
    for domestic abuse, unless the person is restricted: the marker protects them, and only their
    group may see it.
    """
    require(permissions.may_propose_markers(by, person))
    person = lock_person(person)
    done = once(key, "people.propose_marker", council_id=by.council_id, at=at)
    if done.before:
        return PersonMarkerProposal.objects.get(pk=done.made["proposal"])
    _refuse_unprotected(person, terms.code, on=london_day(at))
    _refuse_second(person, terms.code, on=london_day(at))
    proposal = PersonMarkerProposal(**of(person))
    safety_markers.propose(proposal, terms, subject="person", by=by, at=at)
    done.makes(proposal=proposal.pk)
    return proposal


def _refuse_unprotected(person: Person, code: str, *, on: date) -> None:
    """Raise Refused for a marker that protects, where anybody could read it."""
    listed = safety_markers.MARKERS.version(on=on, council=person.council_id)
    if listed.flag(code, "protects") and person.restricted_to == OPEN_TO_ALL:
        raise Refused(
            f"Everybody can open the record of {person.full_name}. Restrict it to the group that protects "
            "them first; then only that group sees the safety rules."
        )


def _refuse_second(person: Person, code: str, *, on: date) -> None:
    held = in_force(PersonMarker.objects.filter(person__in=records_of(person), code=code), on, "start_on").first()
    if held:
        raise Refused(
            f"This marker is in force until {long_date(held.until_on)}. Review it there instead of asking again."
        )
    if PersonMarkerProposal.objects.filter(person=person, code=code, decision="").exists():
        raise Refused("Somebody has asked for this marker already. It waits for approval.")


@transaction.atomic
def approve_marker(
    proposal: PersonMarkerProposal,
    *,
    telling: Telling,
    until_on: date | None = None,
    review_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> PersonMarker:
    """Approve a marker: it is in force from today until it ends by itself.

    Without `until_on` it lasts as long as the rule book lets it, without `review_on` it is reviewed
    when that is usual. Raises Refused for one's own proposal, one decided already, a person neither
    told nor excepted, or days out of bounds.
    """
    require(permissions.may_approve_markers(by, proposal))
    person, proposal = _lock(proposal)
    done = once(key, "people.approve_marker", council_id=by.council_id, at=at)
    if done.before:
        return PersonMarker.objects.get(pk=done.made["marker"])
    _refuse_unprotected(person, proposal.code, on=london_day(at))
    marker = PersonMarker(**of(person))
    safety_markers.approve(proposal, marker, telling=telling, until_on=until_on, review_on=review_on, by=by, at=at)
    done.makes(marker=marker.pk)
    return marker


@transaction.atomic
def decline_marker(
    proposal: PersonMarkerProposal, *, reason: str, by: Officer, at: datetime, key: str
) -> PersonMarkerProposal:
    """Decline a marker that somebody asked for. Raises Refused for one's own, or without a reason."""
    require(permissions.may_approve_markers(by, proposal))
    _, proposal = _lock(proposal)
    if once(key, "people.decline_marker", council_id=by.council_id, at=at).before:
        return proposal
    safety_markers.decline(proposal, reason=reason, by=by, at=at)
    return proposal


@transaction.atomic
def review_marker(
    marker: PersonMarker,
    *,
    renew: bool,
    reason: str,
    until_on: date | None = None,
    review_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> PersonMarker:
    """Renew a marker from today, or end it today: the only ways to change when it ends.

    Raises Refused for one that has ended, without a reason, or for renewing a temporary one.
    """
    require(permissions.may_approve_markers(by, marker))
    person = Person.objects.select_for_update().get(pk=marker.person_id)
    marker = PersonMarker.objects.get(pk=marker.pk)
    if once(key, "people.review_marker", council_id=by.council_id, at=at).before:
        return marker
    record = PersonMarkerReview(council_id=person.council_id, restricted_to=person.restricted_to, marker=marker)
    safety_markers.review(
        marker,
        record,
        renew=renew,
        reason=reason,
        until_on=until_on,
        review_on=review_on,
        by=by,
        at=at,
    )
    return marker


def _lock(proposal: PersonMarkerProposal) -> tuple[Person, PersonMarkerProposal]:
    person = Person.objects.select_for_update().get(pk=proposal.person_id)
    return person, PersonMarkerProposal.objects.select_related("decided_by").get(pk=proposal.pk)
