"""The page that puts a new person on the record, after a look at who may be the same person."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rooftree.foundations import dates
from rooftree.pages.forms import sent, was_done
from rooftree.pages.labels import Labels
from rooftree.people import actions, permissions, rules
from rooftree.people.models import BirthDateCertainty, Person
from rooftree.people.queries import likely_same
from rooftree.staff.models import Officer
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.details import PersonForm
from rooftree.staffweb.requests import StaffRequest

SHOWN = 10
"""Of those who may be the same person, as many as one can compare."""


class RegistrationForm(PersonForm):
    """Who somebody is of whom we know nothing yet, and with which council."""

    council = django_forms.ChoiceField(label="the council")
    is_somebody_else = django_forms.BooleanField(required=False)

    def __init__(self, *args: Any, officers: dict[str, Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = officers
        offer(self, council=[(pk, officer.council.name) for pk, officer in officers.items()])
        self.fields["birth_date_certainty"].initial = BirthDateCertainty.STATED
        if len(officers) == 1:
            del self.fields["council"]

    @property
    def officer(self) -> Officer:
        """Who registers the person: the officer that the asker is to the chosen council, or to the only one."""
        return self.officers[self.cleaned_data.get("council") or next(iter(self.officers))]

    @property
    def may_be(self) -> list[Person]:
        """Those on the record who may be the person described, once that can be told. One query."""
        if not self.is_bound or set(self.errors) - {NON_FIELD_ERRORS}:
            return []
        details = rules.tidy(self.details())
        return list(likely_same(details, council_id=self.officer.council_id)[:SHOWN])


def register(request: StaffRequest) -> HttpResponse:
    """Put somebody on the record, once."""
    at = dates.now()
    form = RegistrationForm(
        sent(request),
        officers=_officers(request),
        labels=Labels(on=dates.london_day(at), council_id=request.officer.main.council_id),
    )
    made: list[Person] = []

    def send(is_somebody_else: bool, key: str, **_: object) -> None:
        details = form.details()
        made.append(
            actions.register_person(details, is_somebody_else=is_somebody_else, by=form.officer, at=at, key=key)
        )

    if was_done(form, send):
        messages.success(request, f"{made[0].known_as} is on the record. Add how to reach them.")
        return redirect("staff:person", made[0].reference)
    shown = {"form": form, "may_be": form.may_be}
    return render(request, "people/register.html", shown, status=422 if form.errors else 200)


def _officers(request: StaffRequest) -> dict[str, Officer]:
    """Return the officers that the asker is to the councils where they may register people, by council."""
    answers = {pk: permissions.may_register_people(officer) for pk, officer in request.officer.officers.items()}
    if not any(answers.values()):
        raise PermissionDenied(next(iter(answers.values())).because)
    return {str(pk): request.officer.at(pk) for pk, answer in answers.items() if answer}
