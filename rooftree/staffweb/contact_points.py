"""Pages that change how a person is reached, and whether it is safe."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.pages.filters import phone
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.people import actions, permissions
from rooftree.people.models import ContactPoint, Person
from rooftree.people.queries import records_of
from rooftree.people.rules import PHONES, USES, Safety, Use
from rooftree.staffweb import subject as subjects
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.details import ANSWERS, WORDS, YES_NO_UNASKED
from rooftree.staffweb.requests import StaffRequest

SAFE = {use: f"safe_to_{use}" for use in Use}


class ContactPointForm(Form):
    """A number or an address, whose it is, and what is safe."""

    value = django_forms.CharField(max_length=300, label="the number or address")
    owner = django_forms.ChoiceField(label="whose it is")
    owner_name = django_forms.CharField(required=False, max_length=120)
    note = django_forms.CharField(required=False, max_length=200)
    safe_to_call = django_forms.ChoiceField(choices=YES_NO_UNASKED, required=False)
    safe_to_text = django_forms.ChoiceField(choices=YES_NO_UNASKED, required=False)
    safe_to_voicemail = django_forms.ChoiceField(choices=YES_NO_UNASKED, required=False)
    safe_to_write = django_forms.ChoiceField(choices=YES_NO_UNASKED, required=False)

    def __init__(self, *args: Any, labels: Labels, uses: tuple[Use, ...] = tuple(Use), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, owner=labels.choices("people.contact_owners"))
        for use in set(Use) - set(uses):
            del self.fields[SAFE[use]]

    def clean(self) -> dict[str, Any]:
        """Return the answers as the actions take them: the safe uses as one value."""
        said = dict(super().clean() or {})
        safety = {str(use): ANSWERS[said.pop(name, "") or ""] for use, name in SAFE.items()}
        return {**said, "safety": Safety(**safety)}


class NewContactPointForm(ContactPointForm):
    """A contact point that we did not know."""

    kind = django_forms.ChoiceField(choices=ContactPoint.Kind.choices, label="what it is")

    field_order = ["kind"]


def add(request: StaffRequest, reference: str) -> HttpResponse:
    """Add a phone, an email or an address."""
    subject = subjects.about(request, reference, permissions.may_change_contact_points)
    form = NewContactPointForm(sent(request), initial={"owner": "self"}, labels=subject.labels)
    action = partial(actions.add_contact_point, subject.person, by=subject.officer, at=subject.at)
    return subjects.change(
        request,
        subject,
        form,
        action,
        template="people/add_contact_point.html",
        said="Added. Find knows it from now on.",
    )


def change(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Change a phone, an email or an address: what it is, whose it is, whether it is safe."""
    subject = subjects.about(request, reference, permissions.may_change_contact_points)
    point = _point(subject.person, number)
    uses = USES[point.kind]
    form = ContactPointForm(sent(request), initial=_held(point), labels=subject.labels, uses=uses)
    action = partial(actions.change_contact_point, point, by=subject.officer, at=subject.at)
    return subjects.change(
        request, subject, form, action, template="people/change_contact_point.html", said="Changed.", point=point
    )


class EndForm(Form):
    """From when something no longer holds."""

    until_on = DateField(label="the first day on which it no longer worked")


def end(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that a phone, an email or an address no longer reaches the person."""
    subject = subjects.about(request, reference, permissions.may_change_contact_points)
    point = _point(subject.person, number)
    form = EndForm(sent(request), initial={"until_on": subject.on})
    action = partial(actions.end_contact_point, point, by=subject.officer, at=subject.at)
    said = "Ended. It stays in the history."
    return subjects.change(
        request, subject, form, action, template="people/end_contact_point.html", said=said, point=point
    )


@require_POST
def verify(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Record that the person was reached this way today."""
    subject = subjects.about(request, reference, permissions.may_change_contact_points)
    point = _point(subject.person, number)
    action = partial(actions.verify_contact_point, point, by=subject.officer, at=subject.at)
    return subjects.press(request, subject, action, said="Marked as checked today.")


def _point(person: Person, number: int) -> ContactPoint:
    """Return a contact point of this person, or of a record merged into theirs."""
    return get_object_or_404(ContactPoint, person__in=records_of(person), pk=number)


def _held(point: ContactPoint) -> dict[str, Any]:
    return {
        "value": phone(point.value) if point.kind in PHONES else point.value,
        "owner": point.owner,
        "owner_name": point.owner_name,
        "note": point.note,
        **{name: WORDS[getattr(point, name)] for name in SAFE.values()},
    }
