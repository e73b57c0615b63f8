"""Pages of two registers: what we do differently for a person, and what may mean they need extra help."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.journeys import what_people_need
from rooftree.pages.forms import DateField, Form, sent
from rooftree.people import actions, permissions
from rooftree.people.models import Adjustment, Strength, Vulnerability
from rooftree.people.queries import records_of
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change, press


class AdjustmentForm(Form):
    """Something that we do differently."""

    code = django_forms.ChoiceField(label="what we do differently")
    note = django_forms.CharField(required=False, max_length=300)


def add_adjustment(request: StaffRequest, reference: str) -> HttpResponse:
    """Record something that we do differently for a person."""
    subject = about(request, reference, permissions.may_record_needs)
    form = AdjustmentForm(sent(request))
    offer(form, code=subject.labels.choices("people.adjustments"))
    action = partial(actions.add_adjustment, subject.person, by=subject.officer, at=subject.at)
    said = "Recorded. Everybody who serves this person sees it from now on."
    return change(request, subject, form, action, template="people/add_adjustment.html", said=said)


class ReviewForm(Form):
    """Whether an adjustment still holds."""

    still = django_forms.ChoiceField(
        choices=[("yes", "Yes, it still holds"), ("no", "No, it is no longer needed")],
        label="whether it still holds",
    )
    note = django_forms.CharField(required=False, max_length=300)


def review_adjustment(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Ask whether an adjustment is still right, and keep or end it."""
    subject = about(request, reference, permissions.may_record_needs)
    adjustment = get_object_or_404(Adjustment, person__in=records_of(subject.person), pk=number)
    form = ReviewForm(sent(request), initial={"note": adjustment.note})

    def review(still: str, note: str, key: str) -> None:
        if still == "yes":
            actions.review_adjustment(adjustment, note=note, by=subject.officer, at=subject.at, key=key)
        else:
            actions.end_adjustment(adjustment, by=subject.officer, at=subject.at, key=key)

    shown = {"adjustment": adjustment, "label": subject.labels.of("people.adjustments", adjustment.code)}
    said = "Recorded that somebody asked today."
    return change(request, subject, form, review, template="people/review_adjustment.html", said=said, **shown)


@require_POST
def record_needs_asked(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody asked what we must do differently, and nothing changed."""
    subject = about(request, reference, permissions.may_record_needs)
    action = partial(what_people_need.confirm, subject.person, by=subject.officer, at=subject.at)
    return press(request, subject, action, said="Recorded that somebody asked today, and that nothing changed.")


class VulnerabilityForm(Form):
    """A factor that may need extra help."""

    factor = django_forms.ChoiceField(label="the factor")
    note = django_forms.CharField(required=False, max_length=1000)
    until_on = DateField(required=False)


def add_vulnerability(request: StaffRequest, reference: str) -> HttpResponse:
    """Record a factor that may mean a person needs extra help."""
    subject = about(request, reference, permissions.may_record_vulnerability)
    form = VulnerabilityForm(sent(request))
    offer(form, factor=subject.labels.choices("people.vulnerabilities"))
    action = partial(actions.record_vulnerability, subject.person, by=subject.officer, at=subject.at)
    return change(request, subject, form, action, template="people/add_vulnerability.html", said="Recorded.")


class VulnerabilityReviewForm(Form):
    """Whether a factor still holds."""

    still = django_forms.ChoiceField(
        choices=[("yes", "Yes: renew it from today"), ("no", "No: it ends today")],
        label="whether it still holds",
    )
    until_on = DateField(required=False)


def review_vulnerability(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Renew a factor, or end it."""
    subject = about(request, reference, permissions.may_record_vulnerability)
    vulnerability = get_object_or_404(Vulnerability, person__in=records_of(subject.person), pk=number)
    form = VulnerabilityReviewForm(sent(request))

    def review(still: str, key: str, **until: Any) -> None:
        sent: dict[str, Any] = {"by": subject.officer, "at": subject.at, "key": key}
        if still == "yes":
            actions.renew_vulnerability(vulnerability, **until, **sent)
        else:
            actions.end_vulnerability(vulnerability, **sent)

    label = subject.labels.of("people.vulnerabilities", vulnerability.factor)
    shown = {"vulnerability": vulnerability, "label": label}
    return change(
        request, subject, form, review, template="people/review_vulnerability.html", said="Recorded.", **shown
    )


class StrengthForm(Form):
    """What the person has going for them."""

    code = django_forms.ChoiceField(label="the strength")
    note = django_forms.CharField(required=False, max_length=1000)


def add_strength(request: StaffRequest, reference: str) -> HttpResponse:
    """Record what a person has going for them."""
    subject = about(request, reference, permissions.may_record_vulnerability)
    form = StrengthForm(sent(request))
    offer(form, code=subject.labels.choices("people.strengths"))
    action = partial(actions.record_strength, subject.person, by=subject.officer, at=subject.at)
    return change(request, subject, form, action, template="people/add_strength.html", said="Recorded.")


@require_POST
def end_strength(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Record that a strength no longer holds."""
    subject = about(request, reference, permissions.may_record_vulnerability)
    strength = get_object_or_404(Strength, person__in=records_of(subject.person), pk=number)
    action = partial(actions.end_strength, strength, by=subject.officer, at=subject.at)
    return press(request, subject, action, said="Ended.")
