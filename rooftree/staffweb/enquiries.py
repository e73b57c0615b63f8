"""Pages that answer an enquiry and end it, and its part of the case page."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.cases.models import Case
from rooftree.contact import actions, rules
from rooftree.contact.models import Contact, Enquiry
from rooftree.contact.permissions import may_answer_enquiries
from rooftree.contact.rules import Status
from rooftree.pages.forms import Form, sent
from rooftree.pages.labels import Labels
from rooftree.staff.models import Officer
from rooftree.staffweb.case_subject import CaseSubject, about_case
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change


@dataclass(frozen=True)
class EnquiryFacts:
    """What the case page shows of an enquiry, besides what it shows of every case."""

    enquiry: Enquiry
    status: str
    reason: str
    contacts: int
    """How many contacts there were about it."""
    answer_by: str
    """How the person wants to be answered; nothing where nobody asked."""


def facts_of(case: Case, labels: Labels) -> EnquiryFacts:
    """Return what the case page shows of an enquiry. Two queries."""
    enquiry = Enquiry.objects.select_related("opening_contact", "answered_by").get(pk=case.pk)
    contacts = Contact.objects.filter(case=case, is_automatic=False).count()
    reason = labels.of("contact.reasons", enquiry.reason)
    answer_by = labels.of("contact.answer_ways", enquiry.answer_by) if enquiry.answer_by else ""
    return EnquiryFacts(enquiry, Status(enquiry.status).label, reason, contacts, answer_by)


VERBS = {
    "answer_enquiry": ("Answer", {Status.RECEIVED}),
    "enquiry_accepted": ("They accept the answer", {Status.ANSWERED}),
    "enquiry_not_accepted": ("They do not accept it", {Status.ANSWERED, Status.SETTLED, Status.WITHDRAWN}),
    "withdraw_enquiry": ("Withdraw", {Status.RECEIVED, Status.ANSWERED}),
}
"""The pages that change an enquiry, what their links say, and in which states they are offered."""


def links_of(facts: EnquiryFacts, officer: Officer) -> list[dict[str, str]]:
    """Return the links to what this officer may do with the enquiry now."""
    if not may_answer_enquiries(officer, facts.enquiry):
        return []
    reference, status = facts.enquiry.case.reference, Status(facts.enquiry.status)
    return [
        {"text": words, "href": reverse(f"staff:{page}", args=[reference])}
        for page, (words, states) in VERBS.items()
        if status in states
    ]


def _about_enquiry(request: StaffRequest, reference: str) -> tuple[CaseSubject, Enquiry]:
    subject = about_case(request, reference, may_answer_enquiries)
    return subject, get_object_or_404(Enquiry.objects.select_related("case"), pk=subject.case.pk)


class AnswerForm(Form):
    """What the person was told."""

    words = django_forms.CharField(max_length=4000, widget=django_forms.Textarea, label="what the person was told")


def answer(request: StaffRequest, reference: str) -> HttpResponse:
    """Record the answer that the person was given."""
    subject, enquiry = _about_enquiry(request, reference)
    form = AnswerForm(sent(request))
    action = partial(actions.answer, enquiry, by=subject.officer, at=subject.at)
    said = "Answered. Ask the person whether that settles it: it stays open until they say so."
    return change(request, subject, form, action, template="contact/answer.html", said=said, enquiry=enquiry)


class AcceptedForm(Form):
    """The person's own answer: is it settled?"""

    accepted = django_forms.ChoiceField(
        choices=[(rules.YES, "Yes, they say that it is settled"), (rules.NOT_ASKED, "They could not be asked")],
        label="what the person says",
    )
    words = django_forms.CharField(max_length=1000, required=False, widget=django_forms.Textarea)


def accepted(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the person accepts the answer, or could not be asked: the enquiry closes."""
    subject, enquiry = _about_enquiry(request, reference)
    form = AcceptedForm(sent(request))
    action = partial(actions.say_accepted, enquiry, by=subject.officer, at=subject.at)
    said = "The enquiry is closed."
    return change(request, subject, form, action, template="contact/accepted.html", said=said, enquiry=enquiry)


class NotAcceptedForm(Form):
    """What is not settled."""

    words = django_forms.CharField(
        max_length=1000, widget=django_forms.Textarea, label="what is not settled, in their own words"
    )


def not_accepted(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the person does not accept the answer: it is to be answered again."""
    subject, enquiry = _about_enquiry(request, reference)
    form = NotAcceptedForm(sent(request))
    action = partial(actions.say_not_accepted, enquiry, by=subject.officer, at=subject.at)
    said = "It is to be answered again, and its clock has begun anew."
    return change(request, subject, form, action, template="contact/not_accepted.html", said=said, enquiry=enquiry)


class WithdrawForm(Form):
    """Why no answer is needed any more."""

    reason = django_forms.CharField(
        max_length=1000, widget=django_forms.Textarea, label="why no answer is needed any more"
    )


def withdraw(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the person wants no answer any more: the enquiry closes."""
    subject, enquiry = _about_enquiry(request, reference)
    form = WithdrawForm(sent(request))
    action: Any = partial(actions.withdraw, enquiry, by=subject.officer, at=subject.at)
    said = "The enquiry is withdrawn and closed."
    return change(request, subject, form, action, template="contact/withdraw.html", said=said, enquiry=enquiry)
