"""Pages that record who may act for a person, and end that."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from rooftree.foundations.periods import until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.people import actions, permissions
from rooftree.people.actions.authorities import Mandate
from rooftree.people.models import Authority
from rooftree.people.queries import records_of
from rooftree.staffweb.choosing import of_council, person_field
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change


class MandateForm(Form):
    """Who may act, in what, from when until when, and on what paper."""

    kind = django_forms.ChoiceField(label="what they act as")
    representative = person_field(required=False)
    representative_name = django_forms.CharField(required=False, max_length=120)
    scope = django_forms.CharField(max_length=1000, label="what they may do and be told")
    paper = django_forms.CharField(required=False, max_length=200)
    from_on = DateField(label="the first day")
    last_day = DateField(required=False)


def record(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody may act for a person."""
    subject = about(request, reference, permissions.may_record_authorities)
    form = MandateForm(sent(request), initial={"from_on": subject.on})
    offer(form, kind=subject.labels.choices("people.authorities"))
    of_council(form, subject.person.council_id)

    def send(last_day: Any, key: str, **said: Any) -> None:
        mandate = Mandate(**said, until_on=until_of(last_day))
        actions.record_authority(subject.person, mandate, by=subject.officer, at=subject.at, key=key)

    shown = {"hints": subject.labels.hints("people.authorities")}
    said = "Recorded. Everybody who serves this person sees it."
    return change(request, subject, form, send, template="people/record_authority.html", said=said, **shown)


class EndForm(Form):
    """The last day on which somebody may act."""

    last_day = DateField(label="the last day")


def end(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that somebody may no longer act for a person."""
    subject = about(request, reference, permissions.may_record_authorities)
    held = Authority.objects.filter(person__in=records_of(subject.person)).select_related("representative")
    authority = get_object_or_404(held, pk=number)
    form = EndForm(sent(request))

    def send(last_day: Any, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the last day."
        actions.end_authority(authority, until_on=until_on, by=subject.officer, at=subject.at, key=key)

    shown = {"authority": authority, "label": subject.labels.of("people.authorities", authority.kind)}
    return change(request, subject, form, send, template="people/end_authority.html", said="Ended.", **shown)
