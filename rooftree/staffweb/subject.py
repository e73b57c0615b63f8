"""What the pages that change a person share: whom a form is about, who sends it, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rooftree.foundations import dates
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Permission, require
from rooftree.staffweb.forms import Form, was_done
from rooftree.staffweb.labels import Labels
from rooftree.staffweb.requests import StaffRequest


@dataclass(frozen=True)
class Subject:
    """Whom a page is about, who asks, and when."""

    person: Person
    officer: Officer
    at: datetime
    labels: Labels

    @property
    def on(self) -> date:
        """The London day of `at`."""
        return dates.london_day(self.at)


def about(request: StaffRequest, reference: str, permission: Permission) -> Subject:
    """Return the person of a page, if this officer may see and do this: else 404, or 403 with the reason."""
    person = get_object_or_404(Person, reference=reference)
    officer = request.officer.at(person.council_id)
    require(permission(officer, person))
    at = dates.now()
    labels = Labels(on=dates.london_day(at), council_id=officer.council_id)
    return Subject(person=person, officer=officer, at=at, labels=labels)


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
    """Answer a page that changes one thing about a person.

    Done: back to the person, with what was done in `said`. Not sent yet, or refused: the form, with
    what is wrong and nothing lost.
    """
    if was_done(form, action):
        messages.success(request, said)
        return redirect("staff:person", subject.person.reference)
    shown = {"person": subject.person, "form": form, **context}
    return render(request, f"people/{template}.html", shown, status=422 if form.errors else 200)


def press(request: StaffRequest, subject: Subject, action: Callable[..., object], *, said: str) -> HttpResponse:
    """Answer a button that needs no more than a press: do it, and go back to the person either way."""
    form = Form(request.POST)
    if was_done(form, action):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("staff:person", subject.person.reference)
