"""Pages that correct a place: its address, what is known of a home, and whether a home can be let."""

from dataclasses import fields
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.pages.forms import Form, sent
from rooftree.pages.labels import Labels
from rooftree.places import actions, permissions
from rooftree.places.models import Home, Place
from rooftree.places.rules import MOVES, Facts, HomeFacts
from rooftree.staffweb.choosing import of_council, place_field
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.details import ANSWERS, WORDS
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import PlaceSubject, about_place, change, press

YES_NO_UNKNOWN = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
BANDS = "ABCDEFGH"


class AddressForm(Form):
    """What a place is called, where it is, and what it stands in."""

    name = django_forms.CharField(required=False, max_length=120)
    address_1 = django_forms.CharField(required=False, max_length=120)
    address_2 = django_forms.CharField(required=False, max_length=120)
    address_3 = django_forms.CharField(required=False, max_length=120)
    address_4 = django_forms.CharField(required=False, max_length=120)
    postcode = django_forms.CharField(required=False, max_length=10)
    parent = place_field(required=False)
    uprn = django_forms.IntegerField(required=False, label="UPRN")
    easting = django_forms.IntegerField(required=False, label="the easting")
    northing = django_forms.IntegerField(required=False, label="the northing")
    ward = django_forms.CharField(required=False, max_length=80)
    area_office = django_forms.CharField(required=False, max_length=80)
    year_built = django_forms.IntegerField(required=False, label="the year it was built")
    floors = django_forms.IntegerField(required=False, label="the number of floors")
    lifts = django_forms.IntegerField(required=False, label="the number of lifts")


def correct_address(request: StaffRequest, reference: str) -> HttpResponse:
    """Correct what a place is called, where it is, and what it stands in."""
    subject = about_place(request, reference, permissions.may_correct_places)
    place = subject.place
    form = AddressForm(sent(request), initial={**_held(place, Facts), "parent": place.parent})
    of_council(form, place.council_id)

    def send(parent: Place | None, key: str, **facts: Any) -> None:
        actions.correct_place(place, Facts(**facts), parent=parent, by=subject.officer, at=subject.at, key=key)

    said = "The address is corrected. Find knows it from now on."
    return change(request, subject, form, send, template="places/correct_address.html", said=said)


class HomeForm(Form):
    """What an applicant, a surveyor or a carer asks about a home."""

    property_type = django_forms.ChoiceField(required=False)
    bedrooms = django_forms.IntegerField(required=False)
    bed_spaces = django_forms.IntegerField(required=False)
    floor = django_forms.IntegerField(required=False)
    lift = django_forms.ChoiceField(choices=YES_NO_UNKNOWN, required=False)
    own_entrance = django_forms.ChoiceField(choices=YES_NO_UNKNOWN, required=False)
    external_steps = django_forms.IntegerField(required=False)
    internal_steps = django_forms.IntegerField(required=False)
    heating = django_forms.CharField(required=False, max_length=60)
    garden = django_forms.CharField(required=False, max_length=40)
    adaptations = django_forms.CharField(required=False, max_length=1000)
    accessibility_category = django_forms.CharField(required=False, max_length=10)
    epc = django_forms.ChoiceField(required=False)
    council_tax_band = django_forms.ChoiceField(required=False)
    key_location = django_forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, labels: Labels, held: Home, **kwargs: Any) -> None:
        super().__init__(*args, initial=_answers(held), **kwargs)
        types, bands = labels.choices("places.property_types"), [(band, band) for band in BANDS]
        offer(
            self,
            property_type=_or_not_known(types, held.property_type),
            epc=_or_not_known(bands[:-1], held.epc),
            council_tax_band=_or_not_known(bands, held.council_tax_band),
        )

    def clean(self) -> dict[str, Any]:
        """Return the answers as the action takes them: as the facts of a home."""
        said = dict(super().clean() or {})
        yes_or_no = {name: ANSWERS[said.get(name) or ""] for name in ("lift", "own_entrance")}
        adaptations = str(said.get("adaptations", "")).splitlines()
        return {**said, **yes_or_no, "adaptations": adaptations}


def correct_home(request: StaffRequest, reference: str) -> HttpResponse:
    """Correct what is known of a home."""
    subject = about_place(request, reference, permissions.may_correct_homes)
    home = _home(subject)
    form = HomeForm(sent(request), labels=subject.labels, held=home)

    def send(key: str, **facts: Any) -> None:
        actions.correct_home(home, HomeFacts(**facts), by=subject.officer, at=subject.at, key=key)

    said = "The facts are corrected."
    return change(request, subject, form, send, template="places/correct_home.html", said=said)


@require_POST
def make_home(request: StaffRequest, reference: str) -> HttpResponse:
    """Give a home that an old system knew by its address alone its page of facts."""
    subject = about_place(request, reference, permissions.may_correct_homes)
    action = partial(actions.make_home, subject.place, by=subject.officer, at=subject.at)
    return press(request, subject, action, said="What is known of this home can be written down now.")


class LettableForm(Form):
    """Whether a home can be let, and why not."""

    to = django_forms.ChoiceField(label="whether it can be let")
    reason = django_forms.CharField(required=False, max_length=200)


def change_lettable_status(request: StaffRequest, reference: str) -> HttpResponse:
    """Say whether a home can be let: the next step, or another reason for the present one."""
    subject = about_place(request, reference, permissions.may_change_lettable_status)
    home = _home(subject)
    now = home.lettable_status
    form = LettableForm(sent(request), initial={"to": now, "reason": home.lettable_reason})
    steps = {now, *MOVES.get(now, ())}
    listed = subject.labels.choices("places.lettable_statuses")
    offer(form, to=[(code, label) for code, label in listed if code in steps])
    action = partial(actions.change_lettable_status, home, by=subject.officer, at=subject.at)
    shown = {"hints": subject.labels.hints("places.lettable_statuses")}
    return change(
        request,
        subject,
        form,
        action,
        template="places/change_lettable_status.html",
        said="Whether it can be let has changed.",
        **shown,
    )


def _home(subject: PlaceSubject) -> Home:
    return get_object_or_404(Home, place=subject.place)


def _held(record: Place | Home, kind: type[Facts] | type[HomeFacts]) -> dict[str, Any]:
    return {fact.name: getattr(record, fact.name) for fact in fields(kind)}


def _answers(home: Home) -> dict[str, Any]:
    """Return what is held of a home as its form shows it."""
    yes_or_no = {name: WORDS[getattr(home, name)] for name in ("lift", "own_entrance")}
    return {**_held(home, HomeFacts), **yes_or_no, "adaptations": "\n".join(home.adaptations)}


def _or_not_known(choices: list[tuple[str, str]], held: str) -> list[tuple[str, str]]:
    """Return the choices, and what is held though it is none of them, as old systems have it."""
    odd = [(held, held)] if held and held not in dict(choices) else []
    return [("", "Not known"), *choices, *odd]
