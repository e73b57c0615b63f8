"""What the pages that change one record share: what a form is about, who sends it, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.forms import Form, was_done
from rooftree.pages.labels import Labels
from rooftree.people.models import Person
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.staff.permissions import OfCouncil, Permission, require
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies.models import Tenancy


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The record that a page is about, as its own page heads it; who asks, and when."""

    name: str
    reference: str
    address: str
    """Of the record's own page: where one comes from, and goes back to."""
    officer: Officer
    at: datetime
    labels: Labels

    @property
    def on(self) -> date:
        """The London day of `at`."""
        return dates.london_day(self.at)

    @property
    def called(self) -> str:
        """What a link back to it says."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class PersonSubject(Subject):
    """The person whom a page is about."""

    person: Person

    @property
    def record(self) -> Person:
        """The person."""
        return self.person


@dataclass(frozen=True, kw_only=True)
class PlaceSubject(Subject):
    """The place that a page is about."""

    place: Place

    @property
    def record(self) -> Place:
        """The place."""
        return self.place


@dataclass(frozen=True, kw_only=True)
class TenancySubject(Subject):
    """The tenancy that a page is about, with its place."""

    tenancy: Tenancy

    @property
    def called(self) -> str:
        """What a link back to it says."""
        return f"the tenancy of {self.name}"


def about(request: StaffRequest, reference: str, permission: Permission) -> PersonSubject:
    """Return the person of a page, if this officer may see and do this: else 404, or 403 with the reason."""
    person = get_object_or_404(Person, reference=reference)
    asked = _asked(request, person, permission)
    return PersonSubject(person=person, name=person.known_as, **_headed("person", person), **asked)


def about_place(request: StaffRequest, reference: str, permission: Permission) -> PlaceSubject:
    """Return the place of a page, as `about` does a person."""
    place = get_object_or_404(Place, reference=reference)
    asked = _asked(request, place, permission)
    return PlaceSubject(place=place, name=str(place) or reference, **_headed("place", place), **asked)


def about_tenancy(request: StaffRequest, reference: str, permission: Permission) -> TenancySubject:
    """Return the tenancy of a page, as `about` does a person."""
    tenancy = get_object_or_404(Tenancy.objects.select_related("place"), reference=reference)
    asked = _asked(request, tenancy, permission)
    return TenancySubject(tenancy=tenancy, name=str(tenancy.place), **_headed("tenancy", tenancy), **asked)


def _headed(page: str, record: Person | Place | Tenancy) -> dict[str, Any]:
    return {"reference": record.reference, "address": reverse(f"staff:{page}", args=[record.reference])}


def _asked(request: StaffRequest, record: OfCouncil, permission: Permission) -> dict[str, Any]:
    """Return who asks, when, and the rule book's words, if this officer may; raise PermissionDenied else."""
    officer = request.officer.at(record.council_id)
    require(permission(officer, record))
    at = dates.now()
    return {
        "officer": officer,
        "at": at,
        "labels": Labels(on=dates.london_day(at), council_id=officer.council_id),
    }


def change(
    request: StaffRequest,
    subject: Subject,
    form: Form,
    action: Callable[..., object],
    *,
    template: str,
    said: str,
    **context: object,
) -> HttpResponse:
    """Answer a page that changes one thing about a record.

    Done: back to the record, with what was done in `said`. Not sent yet, or refused: the form, with
    what is wrong and nothing lost.
    """
    if was_done(form, action):
        messages.success(request, said)
        return redirect(subject.address)
    shown = {"subject": subject, "form": form, **context}
    return render(request, template, shown, status=422 if form.errors else 200)


def press(request: StaffRequest, subject: Subject, action: Callable[..., object], *, said: str) -> HttpResponse:
    """Answer a button that needs no more than a press: do it, and go back to the record either way."""
    form = Form(request.POST)
    if was_done(form, action):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(subject.address)
