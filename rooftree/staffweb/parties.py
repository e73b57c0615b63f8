"""Pages that say who takes part in a tenancy: who lives there, who leaves, who takes it over."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from rooftree.foundations.periods import until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.staffweb.choosing import of_council, person_field
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.part_words import part_words
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import TenancySubject, about_tenancy, change
from rooftree.staffweb.tenancy_changes import relationships
from rooftree.tenancies import actions, permissions
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.models import TenancyParty

ROLES = (TenancyParty.Role.OCCUPANT, TenancyParty.Role.AUTHORISED_CONTACT, TenancyParty.Role.JOINT_TENANT)
"""What somebody may be added as; who holds a tenancy alone is said when it starts, or takes it over."""


class JoiningForm(Form):
    """Somebody who takes part in a tenancy."""

    person = person_field(label="the person’s reference")
    role = django_forms.ChoiceField(label="what part they have")
    relationship = django_forms.ChoiceField(required=False)
    from_on = DateField(label="the first day")

    def __init__(self, *args: Any, labels: Labels, tenure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = part_words(labels)
        roles = [(str(role), words(tenure, role)) for role in ROLES]
        offer(self, role=roles, relationship=relationships(labels))


def add(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that somebody lives in a home besides, or may be talked to about it."""
    subject = about_tenancy(request, reference, permissions.may_change_parties)
    tenancy = subject.tenancy
    initial = {"from_on": subject.on, "person": request.GET.get("person", ""), "role": ROLES[0]}
    form = JoiningForm(sent(request), labels=subject.labels, tenure=tenancy.tenure, initial=initial)
    of_council(form, tenancy.council_id)

    def send(from_on: Any, key: str, **part: Any) -> None:
        actions.add_party(tenancy, Joining(**part), from_on=from_on, by=subject.officer, at=subject.at, key=key)

    said = "Added. The home and the person show it."
    return change(request, subject, form, send, template="tenancies/add_party.html", said=said)


class LeavingForm(Form):
    """The last day of somebody's part in a tenancy."""

    last_day = DateField(label="the last day")


def end(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that somebody has no longer a part in a tenancy that goes on."""
    subject = about_tenancy(request, reference, permissions.may_change_parties)
    party = get_object_or_404(
        TenancyParty.objects.select_related("person", "tenancy"), tenancy=subject.tenancy, pk=number
    )
    form = LeavingForm(sent(request))

    def send(last_day: Any, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the last day."
        actions.end_party(party, until_on=until_on, by=subject.officer, at=subject.at, key=key)

    shown = {"party": party, "part": part_words(subject.labels)(subject.tenancy.tenure, party.role)}
    said = f"It is recorded when {party.person.known_as} leaves."
    return change(request, subject, form, send, template="tenancies/end_party.html", said=said, **shown)


class TakingOverForm(Form):
    """Who takes a tenancy over, and from when."""

    who = django_forms.ChoiceField(label="who takes it over")
    person = person_field(required=False)
    relationship = django_forms.ChoiceField(required=False)
    from_on = DateField(label="the first day")

    SOMEBODY_ELSE = "somebody_else"

    def __init__(self, *args: Any, living_there: list[TenancyParty], labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(part.pk): part.person for part in living_there}
        here = [(number, person.full_name) for number, person in self.people.items()]
        offer(self, who=[*here, (self.SOMEBODY_ELSE, "Somebody else")], relationship=relationships(labels))

    def clean(self) -> dict[str, Any]:
        """Return the answers as the action takes them: `who` as a person."""
        said = dict(super().clean() or {})
        who = said.pop("who", "")
        if who != self.SOMEBODY_ELSE:
            return {**said, "person": self.people.get(who)}
        if not said.get("person") and "person" not in self.errors:
            self.add_error("person", "Enter the person’s reference")
        return said


def take_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody takes a tenancy over, by succession or assignment."""
    subject = about_tenancy(request, reference, permissions.may_change_parties)
    tenancy = subject.tenancy
    form = TakingOverForm(sent(request), living_there=_living_there(subject), labels=subject.labels)
    of_council(form, tenancy.council_id)

    def send(person: Any, relationship: str, from_on: Any, key: str) -> None:
        joining = Joining(person, relationship=relationship)
        actions.take_over(tenancy, joining, from_on=from_on, by=subject.officer, at=subject.at, key=key)

    said = "The tenancy has a new tenant. The parts of those who held it before end."
    return change(request, subject, form, send, template="tenancies/take_over.html", said=said)


def _living_there(subject: TenancySubject) -> list[TenancyParty]:
    """Return those who may take the tenancy over because they live there: who holds it alone cannot."""
    parts = TenancyParty.objects.filter(tenancy=subject.tenancy, until_on__isnull=True)
    staying = parts.exclude(role__in=(TenancyParty.Role.TENANT, TenancyParty.Role.AUTHORISED_CONTACT))
    return list(
        staying.filter(person__deceased_on__isnull=True).select_related("person").order_by("from_on", "pk")
    )
