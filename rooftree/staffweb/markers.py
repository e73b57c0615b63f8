"""Pages of the staff-safety markers of people and of addresses: propose, decide, review, and what waits."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain
from types import ModuleType
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.people import actions as people_actions
from rooftree.people import permissions as people_permissions
from rooftree.people import queries as people_queries
from rooftree.people.models import PersonMarker, PersonMarkerProposal
from rooftree.places import actions as place_actions
from rooftree.places import permissions as place_permissions
from rooftree.places import queries as place_queries
from rooftree.places.models import PlaceMarker, PlaceMarkerProposal
from rooftree.staff.permissions import Permission
from rooftree.staff.queries import SignedIn
from rooftree.staff.safety_markers import Telling, Terms
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, about_place, change

SOON = timedelta(weeks=4)
"""How far ahead the list of what waits looks for reviews."""


@dataclass(frozen=True)
class Register:
    """The markers of people, or those of addresses: where they are kept, and who may do what with them."""

    of: str
    """What a marker is of: `person` or `place`."""
    about: Callable[[StaffRequest, str, Permission], Any]
    records: Callable[[Any], Collection[int]]
    """Given the person or the place, the ids under which its markers may stand."""
    marker: type[Any]
    proposal: type[Any]
    actions: ModuleType
    queries: ModuleType
    may_propose: Permission
    may_approve: Permission
    decide_page: str
    review_page: str
    name: Callable[[Any], str] = str
    """Given the person or the place, what a list calls it."""

    def councils(self, someone: SignedIn) -> list[int]:
        """Return the councils, by id, where somebody may decide on these markers."""
        return [pk for pk, officer in someone.officers.items() if self.may_approve(officer)]

    def waiting(self, someone: SignedIn) -> QuerySet[Any]:
        """Return the proposals that wait where somebody may decide; their own wait for somebody else."""
        return self.queries.markers_to_decide().filter(council_id__in=self.councils(someone))

    def to_review(self, someone: SignedIn, *, on: date) -> QuerySet[Any]:
        """Return the markers whose review is due, or soon will be, where somebody may review them."""
        due = self.queries.markers_to_review(on=on, before=on + SOON)
        return due.filter(council_id__in=self.councils(someone))


OF_PEOPLE = Register(
    of="person",
    about=about,
    records=people_queries.records_of,
    marker=PersonMarker,
    proposal=PersonMarkerProposal,
    actions=people_actions,
    queries=people_queries,
    may_propose=people_permissions.may_propose_markers,
    may_approve=people_permissions.may_approve_markers,
    decide_page="staff:decide_marker",
    review_page="staff:review_marker",
    name=lambda person: str(person.known_as),
)
OF_PLACES = Register(
    of="place",
    about=about_place,
    records=lambda place: [place.pk],
    marker=PlaceMarker,
    proposal=PlaceMarkerProposal,
    actions=place_actions,
    queries=place_queries,
    may_propose=place_permissions.may_propose_place_markers,
    may_approve=place_permissions.may_approve_place_markers,
    decide_page="staff:decide_place_marker",
    review_page="staff:review_place_marker",
)
REGISTERS = (OF_PEOPLE, OF_PLACES)


class ProposalForm(Form):
    """A marker that somebody asks for."""

    code = django_forms.ChoiceField(label="the marker")
    reason = django_forms.CharField(max_length=2000, label="what happened, in facts")
    control_measure = django_forms.CharField(max_length=500, label="what to do about it")
    incident_on = DateField(required=False)
    source_reference = django_forms.CharField(required=False, max_length=60)
    is_temporary = django_forms.BooleanField(required=False)


def propose(request: StaffRequest, reference: str, register: Register) -> HttpResponse:
    """Ask for a marker that warns staff of a risk."""
    subject = register.about(request, reference, register.may_propose)
    form = ProposalForm(sent(request))
    said_of = {f"of_{register.of}": True}
    offer(form, code=subject.labels.choices("staff.safety_markers", record_as="", **said_of))

    def send(key: str, **terms: Any) -> None:
        register.actions.propose_marker(subject.record, Terms(**terms), by=subject.officer, at=subject.at, key=key)

    said = "Proposed. Somebody else approves it before it has any effect."
    return change(request, subject, form, send, template="markers/propose.html", said=said, of=register.of)


@dataclass(frozen=True)
class Waiting:
    """A marker that waits for somebody, as a line of the list."""

    about: str
    href: str
    """Where to decide on it or to review it; nothing for one's own proposal."""
    marker: str
    who: str
    on: date


@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """List the markers that wait for a decision or a review, in the councils where this officer may decide."""
    someone, today = request.officer, dates.london_day(dates.now())
    if not any(register.councils(someone) for register in REGISTERS):
        raise PermissionDenied(OF_PEOPLE.may_approve(someone.main).because)
    labels = {council_id: Labels(on=today, council_id=council_id) for council_id in someone.officers}
    context = {
        "to_decide": _in_order(_to_decide(register, someone, labels) for register in REGISTERS),
        "to_review": _in_order(_to_review(register, someone, labels, today) for register in REGISTERS),
        "today": today,
    }
    return render(request, "markers/waiting.html", context)


def _in_order(kinds: Iterable[Iterable[Waiting]]) -> list[Waiting]:
    return sorted(chain.from_iterable(kinds), key=lambda each: each.on)


def _to_decide(register: Register, someone: SignedIn, labels: dict[int, Labels]) -> Iterator[Waiting]:
    own = {officer.pk for officer in someone.officers.values()}
    for proposal in register.waiting(someone):
        yield Waiting(
            about=register.name(getattr(proposal, register.of)),
            href="" if proposal.proposed_by_id in own else reverse(register.decide_page, args=[proposal.pk]),
            marker=labels[proposal.council_id].of("staff.safety_markers", proposal.code),
            who=proposal.proposed_by.name,
            on=dates.london_day(proposal.proposed_at),
        )


def _to_review(register: Register, someone: SignedIn, labels: dict[int, Labels], today: date) -> Iterator[Waiting]:
    for marker in register.to_review(someone, on=today):
        record = getattr(marker, register.of)
        yield Waiting(
            about=register.name(record),
            href=reverse(register.review_page, args=[record.reference, marker.pk]),
            marker=labels[marker.council_id].of("staff.safety_markers", marker.code),
            who=marker.approved_by,
            on=marker.review_on,
        )


class DecisionForm(Form):
    """Yes or no to a marker, and what those it is about were told."""

    decision = django_forms.ChoiceField(
        choices=[("approve", "Approve it"), ("decline", "Decline it")], label="whether to approve it"
    )
    told_on = DateField(required=False)
    not_told_reason = django_forms.CharField(required=False, max_length=1000)
    review_on = DateField(required=False)
    until_on = DateField(required=False)
    reason = django_forms.CharField(required=False, max_length=1000)


def decide(request: StaffRequest, number: int, register: Register) -> HttpResponse:
    """Approve or decline a marker that somebody asked for."""
    proposals = register.proposal.objects.select_related(register.of, "proposed_by")
    proposal = get_object_or_404(proposals, pk=number)
    reference = getattr(proposal, register.of).reference
    subject = register.about(request, reference, register.may_approve)
    form = DecisionForm(sent(request))

    def send(decision: str, told_on: Any, not_told_reason: str, reason: str, key: str, **days: Any) -> None:
        sent: dict[str, Any] = {"by": subject.officer, "at": subject.at, "key": key}
        if decision == "approve":
            telling = Telling(told_on=told_on, not_told_reason=not_told_reason)
            register.actions.approve_marker(proposal, telling=telling, **days, **sent)
        else:
            register.actions.decline_marker(proposal, reason=reason, **sent)

    label = subject.labels.of("staff.safety_markers", proposal.code)
    shown = {"proposal": proposal, "label": label, "of": register.of}
    return change(request, subject, form, send, template="markers/decide.html", said="Decided.", **shown)


class MarkerReviewForm(Form):
    """Whether a marker is still needed."""

    renew = django_forms.ChoiceField(
        choices=[("yes", "Yes: renew it from today"), ("no", "No: end it today")],
        label="whether it is still needed",
    )
    reason = django_forms.CharField(max_length=1000, label="the reason")
    review_on = DateField(required=False)
    until_on = DateField(required=False)


def review(request: StaffRequest, reference: str, number: int, register: Register) -> HttpResponse:
    """Renew a marker, or end it."""
    subject = register.about(request, reference, register.may_approve)
    held = {f"{register.of}__in": register.records(subject.record)}
    marker = get_object_or_404(register.marker, pk=number, **held)
    form = MarkerReviewForm(sent(request))
    action = partial(register.actions.review_marker, marker, by=subject.officer, at=subject.at)

    def send(renew: str, **facts: Any) -> None:
        action(renew=renew == "yes", **facts)

    shown = {"marker": marker, "label": subject.labels.of("staff.safety_markers", marker.code)}
    return change(request, subject, form, send, template="markers/review.html", said="Reviewed.", **shown)
