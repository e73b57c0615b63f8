"""Pages of the staff-safety markers of people: propose, decide, review."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.people import actions, permissions
from rooftree.people.models import PersonMarker, PersonMarkerProposal
from rooftree.people.queries import markers_to_decide, records_of
from rooftree.staff.permissions import require
from rooftree.staff.safety_markers import Telling, Terms
from rooftree.staffweb.forms import DateField, Form, sent
from rooftree.staffweb.labels import Labels
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change


class ProposalForm(Form):
    """A marker that somebody asks for."""

    code = django_forms.ChoiceField(label="the marker")
    reason = django_forms.CharField(max_length=2000, label="what happened, in facts")
    control_measure = django_forms.CharField(max_length=500, label="what to do about it")
    incident_on = DateField(required=False)
    source_reference = django_forms.CharField(required=False, max_length=60)
    is_temporary = django_forms.BooleanField(required=False)


def propose(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for a marker that warns staff of a risk from a person."""
    subject = about(request, reference, permissions.may_propose_markers)
    form = ProposalForm(sent(request))
    form.fields["code"].choices = subject.labels.choices("staff.safety_markers")

    def send(key: str, **terms: Any) -> None:
        actions.propose_marker(subject.person, Terms(**terms), by=subject.officer, at=subject.at, key=key)

    said = "Proposed. Somebody else approves it before it has any effect."
    return change(request, subject, form, send, template="propose_marker", said=said)


@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """List the markers that wait for a decision, in the councils where this officer may decide."""
    answers = {
        council: permissions.may_approve_markers(officer) for council, officer in request.officer.officers.items()
    }
    deciding = [council for council, answer in answers.items() if answer]
    require(answers[deciding[0] if deciding else request.officer.main.council_id])
    context = {
        "proposals": list(markers_to_decide().filter(council_id__in=deciding)),
        "labels": Labels(on=dates.london_day(dates.now()), council_id=deciding[0]),
    }
    return render(request, "people/marker_proposals.html", context)


class DecisionForm(Form):
    """Yes or no to a marker, and what the person was told."""

    decision = django_forms.ChoiceField(
        choices=[("approve", "Approve it"), ("decline", "Decline it")], label="whether to approve it"
    )
    told_on = DateField(required=False)
    not_told_reason = django_forms.CharField(required=False, max_length=1000)
    review_on = DateField(required=False)
    until_on = DateField(required=False)
    reason = django_forms.CharField(required=False, max_length=1000)


def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Approve or decline a marker that somebody asked for."""
    proposals = PersonMarkerProposal.objects.select_related("person", "proposed_by")
    proposal = get_object_or_404(proposals, pk=number)
    subject = about(request, proposal.person.reference, permissions.may_approve_markers)
    form = DecisionForm(sent(request))

    def send(decision: str, told_on: Any, not_told_reason: str, reason: str, key: str, **days: Any) -> None:
        sent: dict[str, Any] = {"by": subject.officer, "at": subject.at, "key": key}
        if decision == "approve":
            telling = Telling(told_on=told_on, not_told_reason=not_told_reason)
            actions.approve_marker(proposal, telling=telling, **days, **sent)
        else:
            actions.decline_marker(proposal, reason=reason, **sent)

    label = subject.labels.of("staff.safety_markers", proposal.code)
    shown = {"proposal": proposal, "label": label}
    return change(request, subject, form, send, template="decide_marker", said="Decided.", **shown)


class MarkerReviewForm(Form):
    """Whether a marker is still needed."""

    renew = django_forms.ChoiceField(
        choices=[("yes", "Yes: renew it from today"), ("no", "No: end it today")],
        label="whether it is still needed",
    )
    reason = django_forms.CharField(max_length=1000, label="the reason")
    review_on = DateField(required=False)
    until_on = DateField(required=False)


def review(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Renew a marker, or end it."""
    subject = about(request, reference, permissions.may_approve_markers)
    marker = get_object_or_404(PersonMarker, person__in=records_of(subject.person), pk=number)
    form = MarkerReviewForm(sent(request))
    action = partial(actions.review_marker, marker, by=subject.officer, at=subject.at)

    def send(renew: str, **facts: Any) -> None:
        action(renew=renew == "yes", **facts)

    shown = {"marker": marker, "label": subject.labels.of("staff.safety_markers", marker.code)}
    return change(request, subject, form, send, template="review_marker", said="Reviewed.", **shown)
