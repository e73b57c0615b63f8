"""Pages that record who may act for a person, and end that."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from rooftree.foundations.periods import until_of
from rooftree.journeys import what_people_need
from rooftree.pages.forms import DateField, Form, sent
from rooftree.people import actions, permissions
from rooftree.people.actions.authorities import Mandate
from rooftree.people.models import Authority
from rooftree.people.queries import records_of
from rooftree.staffweb.choosing import of_council, person_field
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import PersonSubject, about, change


def scopes_field() -> django_forms.MultipleChoiceField:
    """Return the boxes for what somebody may on the website: none ticked is an answer too."""
    return django_forms.MultipleChoiceField(required=False, widget=django_forms.CheckboxSelectMultiple)


class MandateForm(Form):
    """Who may act, in what, from when until when, and on what paper."""

    kind = django_forms.ChoiceField(label="what they act as")
    representative = person_field(required=False)
    representative_name = django_forms.CharField(required=False, max_length=120)
    scope = django_forms.CharField(max_length=1000, label="what they may do and be told")
    paper = django_forms.CharField(required=False, max_length=200)
    from_on = DateField(label="the first day")
    last_day = DateField(required=False)
    may = scopes_field()


def record(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody may act for a person."""
    subject = about(request, reference, permissions.may_record_authorities)
    form = MandateForm(sent(request), initial={"from_on": subject.on})
    offer(form, kind=subject.labels.choices("people.authorities"))
    offer(form, may=subject.labels.choices("people.authority_scopes"))
    of_council(form, subject.person.council_id)

    def send(last_day: Any, may: list[str], key: str, **said: Any) -> None:
        mandate = Mandate(**said, may=tuple(may), until_on=until_of(last_day))
        what_people_need.record_authority(subject.person, mandate, by=subject.officer, at=subject.at, key=key)

    shown = {"hints": subject.labels.hints("people.authorities")}
    said = "Recorded. Everybody who serves this person sees it."
    return change(request, subject, form, send, template="people/record_authority.html", said=said, **shown)


class OnlineForm(Form):
    """What somebody may on the website."""

    may = scopes_field()


def online(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say what somebody who acts for a person may do on the website."""
    subject = about(request, reference, permissions.may_record_authorities)
    authority = _held(subject, number)
    form = OnlineForm(sent(request), initial={"may": authority.may})
    offer(form, may=subject.labels.choices("people.authority_scopes"))

    def send(may: list[str], key: str) -> None:
        actions.say_what_authority_gives_online(authority, may=may, by=subject.officer, at=subject.at, key=key)

    shown = {"authority": authority, "label": subject.labels.of("people.authorities", authority.kind)}
    said = "Recorded. It holds on the website at once."
    return change(request, subject, form, send, template="people/authority_online.html", said=said, **shown)


def _held(subject: PersonSubject, number: int) -> Authority:
    """Return an authority of the person, on whichever of their records it was written."""
    held = Authority.objects.filter(person__in=records_of(subject.person)).select_related("representative")
    return get_object_or_404(held, pk=number)


class EndForm(Form):
    """The last day on which somebody may act."""

    last_day = DateField(label="the last day")


def end(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that somebody may no longer act for a person."""
    subject = about(request, reference, permissions.may_record_authorities)
    authority = _held(subject, number)
    form = EndForm(sent(request))

    def send(last_day: Any, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the last day."
        actions.end_authority(authority, until_on=until_on, by=subject.officer, at=subject.at, key=key)

    shown = {"authority": authority, "label": subject.labels.of("people.authorities", authority.kind)}
    return change(request, subject, form, send, template="people/end_authority.html", said="Ended.", **shown)
