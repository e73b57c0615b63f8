"""Pages of requests about one's data and data-protection complaints, and their parts of the case page."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.cases.models import Case
from rooftree.foundations import dates
from rooftree.information_rights import actions
from rooftree.information_rights.actions import Asked
from rooftree.information_rights.models import (
    Correction,
    DataComplaint,
    Gathering,
    Release,
    RightsRequest,
    ToldRecipient,
)
from rooftree.information_rights.permissions import may_handle_rights, may_take_rights_requests
from rooftree.information_rights.queries import newest_gathering, release_of
from rooftree.information_rights.rules import ComplaintStatus, Outcome, Right, Status
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.people.rules import NameChange
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Permission
from rooftree.staffweb.case_subject import CaseSubject, about_case
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.details import DetailsForm, held_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import Subject, about, change

RIGHTS = [(each.value, each.label) for each in Right]
OUTCOMES = [(each.value, each.label) for each in Outcome]


# --- The parts of the case page -----------------------------------------------------------------------


@dataclass(frozen=True)
class RequestFacts:
    """What the case page shows of a request about one's data."""

    request: RightsRequest
    status: str
    right: str
    channel: str
    waits_for: str
    gathering: Gathering | None
    release: Release | None
    corrections: list[Correction]
    told: list[ToldRecipient]


def request_facts(case: Case, labels: Labels) -> RequestFacts:
    """Return what the case page shows of a request. Five queries."""
    request = RightsRequest.objects.select_related("looked_through_by", "answered_by").get(pk=case.pk)
    waits_for = request.waits_for and labels.of("information_rights.waits", request.waits_for)
    return RequestFacts(
        request=request,
        status=Status(request.status).label,
        right=Right(request.right).label,
        channel=labels.of("information_rights.channels", request.channel),
        waits_for=waits_for,
        gathering=newest_gathering(request),
        release=release_of(request),
        corrections=list(Correction.objects.filter(case=case).select_related("by")),
        told=list(ToldRecipient.objects.filter(case=case)),
    )


OPEN = frozenset({Status.RECEIVED, Status.WAITING, Status.REVIEWING, Status.READY})
REQUEST_LINKS: tuple[tuple[str, str, frozenset[Status], frozenset[Right]], ...] = (
    ("held", "Gather and look through what we hold", OPEN - {Status.WAITING}, frozenset({Right.ACCESS})),
    ("correct_by_request", "Correct it", frozenset({Status.RECEIVED}), frozenset({Right.RECTIFICATION})),
    ("tell_recipient", "Tell somebody who had it", OPEN | {Status.ANSWERED}, frozenset(Right) - {Right.ACCESS}),
    ("answer_rights", "Answer", frozenset({Status.RECEIVED}), frozenset(Right) - {Right.ACCESS}),
    (
        "wait_for_person",
        "Ask the person for something",
        frozenset({Status.RECEIVED, Status.REVIEWING}),
        frozenset(Right),
    ),
    ("person_gave_it", "They gave what we asked for", frozenset({Status.WAITING}), frozenset(Right)),
    ("more_time_for_rights", "Take more time", OPEN, frozenset(Right)),
    ("refuse_rights", "Refuse", frozenset({Status.RECEIVED, Status.WAITING, Status.REVIEWING}), frozenset(Right)),
    ("withdraw_rights", "Withdraw", OPEN, frozenset(Right)),
)
"""The pages that change a request, what their links say, in which states and for which rights they are offered."""


def request_links(facts: RequestFacts, officer: Officer) -> list[dict[str, str]]:
    """Return the links to what this officer may do with the request now."""
    if not may_handle_rights(officer, facts.request):
        return []
    status, right = Status(facts.request.status), Right(facts.request.right)
    reference = facts.request.case.reference
    return [
        {"text": words, "href": reverse(f"staff:{page}", args=[reference])}
        for page, words, states, rights in REQUEST_LINKS
        if status in states and right in rights
    ]


@dataclass(frozen=True)
class ComplaintFacts:
    """What the case page shows of a data-protection complaint."""

    complaint: DataComplaint
    status: str
    channel: str


def complaint_facts(case: Case, labels: Labels) -> ComplaintFacts:
    """Return what the case page shows of a complaint. One query."""
    complaint = DataComplaint.objects.select_related("answered_by").get(pk=case.pk)
    channel = labels.of("information_rights.channels", complaint.channel)
    return ComplaintFacts(complaint, ComplaintStatus(complaint.status).label, channel)


COMPLAINT_LINKS = (
    ("acknowledge_complaint", "Acknowledge", {ComplaintStatus.RECEIVED}),
    ("answer_data_complaint", "Tell the outcome", {ComplaintStatus.ACKNOWLEDGED}),
    ("withdraw_data_complaint", "Withdraw", {ComplaintStatus.RECEIVED, ComplaintStatus.ACKNOWLEDGED}),
)


def complaint_links(facts: ComplaintFacts, officer: Officer) -> list[dict[str, str]]:
    """Return the links to what this officer may do with the complaint now."""
    if not may_handle_rights(officer, facts.complaint):
        return []
    reference, status = facts.complaint.case.reference, ComplaintStatus(facts.complaint.status)
    return [
        {"text": words, "href": reverse(f"staff:{page}", args=[reference])}
        for page, words, states in COMPLAINT_LINKS
        if status in states
    ]


# --- Taking it in -------------------------------------------------------------------------------------


class RequestForm(Form):
    """What somebody asks of what we hold on them."""

    right = django_forms.ChoiceField(choices=RIGHTS, label="what they ask")
    words = django_forms.CharField(
        max_length=4000, widget=django_forms.Textarea, label="what they ask, in their own words"
    )
    channel = django_forms.ChoiceField(label="how it reached us")
    received_on = DateField(label="the day on which it was received")
    asked_by = django_forms.CharField(required=False, max_length=120)


def _received(day: Any, *, at: datetime) -> datetime:
    """Return the moment of receipt: now for today, noon of a day before, since the day alone counts."""
    if day == dates.london_day(at):
        return at
    return datetime.combine(day, time(12), tzinfo=dates.LONDON)


def take_request(request: StaffRequest, reference: str) -> HttpResponse:
    """Log that a person asks about their data."""
    subject = about(request, reference, may_take_rights_requests)
    form = RequestForm(sent(request), initial={"received_on": subject.on, "channel": "phone"})
    offer(form, channel=subject.labels.choices("information_rights.channels"))

    def send(right: str, words: str, channel: str, received_on: Any, asked_by: str, key: str) -> None:
        asked = Asked(Right(right), words, channel, _received(received_on, at=subject.at), asked_by)
        actions.take_request(subject.person, asked, by=subject.officer, at=subject.at, key=key)

    said = "The request is logged, and its month runs. Nothing else is needed of you."
    return change(request, subject, form, send, template="information_rights/take_request.html", said=said)


class ComplaintForm(Form):
    """What somebody complains of."""

    about = django_forms.CharField(max_length=4000, widget=django_forms.Textarea, label="what they complain of")
    channel = django_forms.ChoiceField(label="how it reached us")
    received_on = DateField(label="the day on which it was received")


def take_complaint(request: StaffRequest, reference: str) -> HttpResponse:
    """Log a complaint about how we use somebody's data."""
    subject = about(request, reference, may_take_rights_requests)
    form = ComplaintForm(sent(request), initial={"received_on": subject.on, "channel": "phone"})
    offer(form, channel=subject.labels.choices("information_rights.channels"))

    def send(received_on: Any, **facts: Any) -> None:
        received_at = _received(received_on, at=subject.at)
        actions.take_complaint(subject.person, received_at=received_at, by=subject.officer, at=subject.at, **facts)

    said = "The complaint is logged. It is to be acknowledged within 30 days."
    return change(request, subject, form, send, template="information_rights/take_complaint.html", said=said)


# --- Changing a request -------------------------------------------------------------------------------


def about_request(
    request: StaffRequest, reference: str, permission: Permission = may_handle_rights
) -> tuple[CaseSubject, RightsRequest]:
    """Return the request of a page, if this officer may: else 404, or 403 with the reason."""
    subject = about_case(request, reference, permission)
    return subject, get_object_or_404(RightsRequest.objects.select_related("case__person"), pk=subject.case.pk)


def acting(subject: Subject) -> dict[str, Any]:
    """Return who acts, and when."""
    return {"by": subject.officer, "at": subject.at}


class WordsForm(Form):
    """What was said, or why."""

    words = django_forms.CharField(max_length=4000, widget=django_forms.Textarea, label="the words")


class WaitForm(WordsForm):
    """What we ask the person for."""

    waits_for = django_forms.ChoiceField(label="what we wait for")


def wait_for(request: StaffRequest, reference: str) -> HttpResponse:
    """Stop the clock while the person proves who they are, or says what is meant."""
    subject, asked = about_request(request, reference)
    form = WaitForm(sent(request))
    offer(form, waits_for=subject.labels.choices("information_rights.waits"))
    action = partial(actions.wait_for, asked, **acting(subject))
    said = "The clock stands still until they give it."
    return change(request, subject, form, action, template="information_rights/wait_for.html", said=said)


def go_on(request: StaffRequest, reference: str) -> HttpResponse:
    """Let the clock go on: the person gave what we asked for."""
    subject, asked = about_request(request, reference)
    form = WordsForm(sent(request))
    action = partial(actions.go_on, asked, **acting(subject))
    return change(
        request,
        subject,
        form,
        action,
        template="information_rights/go_on.html",
        said="The clock goes on.",
        asked=asked,
    )


class MoreTimeForm(Form):
    """How much more time, and why."""

    months = django_forms.TypedChoiceField(
        choices=[(1, "One month"), (2, "Two months")], coerce=int, label="how much"
    )
    reason = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="why")


def more_time(request: StaffRequest, reference: str) -> HttpResponse:
    """Take up to two more months, and tell the person why."""
    subject, asked = about_request(request, reference)
    form = MoreTimeForm(sent(request))
    action = partial(actions.give_more_time, asked, **acting(subject))
    said = "There is more time, and the person reads why."
    return change(request, subject, form, action, template="information_rights/more_time.html", said=said)


class AnswerForm(WordsForm):
    """How it ended, and what the person is told."""

    outcome = django_forms.TypedChoiceField(choices=OUTCOMES, coerce=Outcome, label="how it ended")


def answer(request: StaffRequest, reference: str) -> HttpResponse:
    """Answer a request to correct, erase or object."""
    subject, asked = about_request(request, reference)
    form = AnswerForm(sent(request))
    action = partial(actions.answer_request, asked, **acting(subject))
    said = "Answered, and closed."
    return change(
        request, subject, form, action, template="information_rights/answer.html", said=said, asked=asked
    )


def refuse(request: StaffRequest, reference: str) -> HttpResponse:
    """Refuse a request, with reasons."""
    subject, asked = about_request(request, reference)
    action = partial(actions.refuse_request, asked, **acting(subject))
    template, said = "information_rights/refuse.html", "Refused, with your reasons, and closed."
    return change(request, subject, WordsForm(sent(request)), action, template=template, said=said)


class ReasonForm(Form):
    """Why."""

    reason = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="the reason")


def withdraw(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the person asks for it no more."""
    subject, asked = about_request(request, reference, may_take_rights_requests)
    action = partial(actions.withdraw_request, asked, **acting(subject))
    template, said = "information_rights/withdraw.html", "Withdrawn, and closed."
    return change(request, subject, ReasonForm(sent(request)), action, template=template, said=said)


def correct(request: StaffRequest, reference: str) -> HttpResponse:
    """Correct who the person is, as they asked: what it was is kept with the request."""
    subject, asked = about_request(request, reference)
    person = asked.case.person
    assert person is not None, "A request is somebody's."
    form = DetailsForm(sent(request), initial=held_of(person), labels=subject.labels)

    def send(name_change: str, key: str, **_: object) -> None:
        why = NameChange(name_change) if name_change else None
        actions.correct(asked, form.details(), name_change=why, key=key, **acting(subject))

    said = "Corrected. Tell those who had what was wrong, then answer."
    return change(request, subject, form, send, template="information_rights/correct.html", said=said, asked=asked)


class RecipientForm(Form):
    """Who had what was wrong, and what they were told."""

    recipient = django_forms.ChoiceField(label="what kind of recipient")
    name = django_forms.CharField(max_length=120, label="who was told")
    told = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="what they were told")


def tell_recipient(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody who had what was wrong was told."""
    subject, asked = about_request(request, reference)
    form = RecipientForm(sent(request))
    offer(form, recipient=subject.labels.choices("information_rights.recipients"))
    action = partial(actions.tell_recipient, asked, **acting(subject))
    template, said = "information_rights/tell_recipient.html", "Kept with the request."
    return change(request, subject, form, action, template=template, said=said)


# --- Changing a complaint -----------------------------------------------------------------------------


def _about_complaint(
    request: StaffRequest, reference: str, permission: Permission = may_handle_rights
) -> tuple[CaseSubject, DataComplaint]:
    subject = about_case(request, reference, permission)
    return subject, get_object_or_404(DataComplaint.objects.select_related("case"), pk=subject.case.pk)


class AcknowledgeForm(Form):
    """How we understand a complaint."""

    understood_as = django_forms.CharField(
        max_length=4000, widget=django_forms.Textarea, label="how we understand it"
    )


def acknowledge(request: StaffRequest, reference: str) -> HttpResponse:
    """Acknowledge a data-protection complaint."""
    subject, complaint = _about_complaint(request, reference)
    form = AcknowledgeForm(sent(request), initial={"understood_as": complaint.about})
    action = partial(actions.acknowledge_complaint, complaint, **acting(subject))
    template = "information_rights/acknowledge.html"
    return change(request, subject, form, action, template=template, said="Acknowledged.", complaint=complaint)


def answer_complaint(request: StaffRequest, reference: str) -> HttpResponse:
    """Tell the outcome of a data-protection complaint."""
    subject, complaint = _about_complaint(request, reference)
    action = partial(actions.answer_complaint, complaint, **acting(subject))
    template = "information_rights/answer_complaint.html"
    said = "The outcome is told, and the complaint closed."
    return change(
        request, subject, AnswerForm(sent(request)), action, template=template, said=said, complaint=complaint
    )


def withdraw_complaint(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the person complains no more."""
    subject, complaint = _about_complaint(request, reference, may_take_rights_requests)
    action = partial(actions.withdraw_complaint, complaint, **acting(subject))
    template, said = "information_rights/withdraw.html", "Withdrawn, and closed."
    return change(request, subject, ReasonForm(sent(request)), action, template=template, said=said)
