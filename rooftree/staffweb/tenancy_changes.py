"""Pages that start a tenancy, correct it, and end it."""

from collections.abc import Iterator
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse

from rooftree.foundations.periods import last_day_of, until_of
from rooftree.journeys import tenancies as journeys
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.staffweb.choosing import of_council, person_field, tenancy_field
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about_place, about_tenancy, change
from rooftree.tenancies import permissions
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy, TenancyParty

JOINT = ("second", "third", "fourth")
"""The fields of joint tenants: at most four can hold a tenancy (Law of Property Act 1925 s 34(2))."""


class TermsForm(Form):
    """What an agreement says."""

    tenure = django_forms.ChoiceField(label="the kind of agreement")
    from_on = DateField(label="the first day")
    fixed_term_last_day = DateField(required=False)
    previous = tenancy_field(required=False)
    payment_reference = django_forms.CharField(required=False, max_length=40)
    conditions_version = django_forms.CharField(required=False, max_length=40)

    def terms(self) -> Terms:
        """Return the answers as the actions take them."""
        said = self.cleaned_data
        return Terms(
            tenure=said["tenure"],
            from_on=said["from_on"],
            fixed_term_until_on=until_of(said["fixed_term_last_day"]),
            previous=said["previous"],
            payment_reference=said["payment_reference"],
            conditions_version=said["conditions_version"],
        )


class StartForm(TermsForm):
    """A new agreement, and who holds it."""

    tenant = person_field(label="the reference of the tenant")
    second = person_field(required=False)
    second_relationship = django_forms.ChoiceField(required=False)
    third = person_field(required=False)
    third_relationship = django_forms.ChoiceField(required=False)
    fourth = person_field(required=False)
    fourth_relationship = django_forms.ChoiceField(required=False)

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, **{f"{name}_relationship": relationships(labels) for name in JOINT})

    def holders(self) -> Iterator[Joining]:
        """Return the tenant and the joint tenants."""
        said = self.cleaned_data
        yield Joining(said["tenant"], TenancyParty.Role.TENANT)
        for name in JOINT:
            if said[name]:
                yield Joining(said[name], TenancyParty.Role.JOINT_TENANT, said[f"{name}_relationship"])


def start(request: StaffRequest, reference: str) -> HttpResponse:
    """Record a new agreement about a place."""
    subject = about_place(request, reference, permissions.may_start_tenancies)
    place = subject.place
    initial = {"from_on": subject.on, "tenant": request.GET.get("tenant", "")}
    form = StartForm(sent(request), labels=subject.labels, initial=initial)
    offer(form, tenure=_tenures_for(place.kind, subject.labels))
    of_council(form, place.council_id)

    def send(key: str, **_: object) -> None:
        journeys.start_tenancy(
            place, form.terms(), list(form.holders()), by=subject.officer, at=subject.at, key=key
        )

    said = "The tenancy is recorded. Open it to add those who live there besides."
    shown = {"joint": JOINT, "hints": subject.labels.hints("tenancies.tenures")}
    return change(request, subject, form, send, template="tenancies/start.html", said=said, **shown)


class CorrectionForm(TermsForm):
    """What an agreement says, and how it ended."""

    introductory_last_day = DateField(required=False)
    last_day = DateField(required=False)
    end_reason = django_forms.ChoiceField(required=False)


def correct(request: StaffRequest, reference: str) -> HttpResponse:
    """Correct what is recorded of an agreement where it was wrong."""
    subject = about_tenancy(request, reference, permissions.may_correct_tenancies)
    tenancy, labels = subject.tenancy, subject.labels
    form = CorrectionForm(sent(request), initial=_held(tenancy))
    tenure, reason = tenancy.tenure, tenancy.end_reason
    tenures = _tenures_for(tenancy.place.kind, labels)
    reasons = [("", "It has not ended"), *labels.choices("tenancies.end_reasons")]
    offer(
        form,
        tenure=with_held(tenures, tenure, labels.of("tenancies.tenures", tenure)),
        end_reason=with_held(reasons, reason, labels.of("tenancies.end_reasons", reason)),
    )
    of_council(form, tenancy.council_id)

    def send(key: str, last_day: Any, end_reason: str, introductory_last_day: Any, **_: object) -> None:
        journeys.correct_tenancy(
            tenancy,
            form.terms(),
            until_on=until_of(last_day),
            end_reason=end_reason,
            introductory_until_on=until_of(introductory_last_day),
            by=subject.officer,
            at=subject.at,
            key=key,
        )

    said = "The tenancy is corrected."
    return change(request, subject, form, send, template="tenancies/correct.html", said=said)


class EndForm(Form):
    """The last day of an agreement, and why it ends."""

    last_day = DateField(label="the last day")
    reason = django_forms.ChoiceField(label="why it ends")


def end(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that a tenancy has ended, or will."""
    subject = about_tenancy(request, reference, permissions.may_end_tenancies)
    form = EndForm(sent(request))
    offer(form, reason=[("", "Choose why"), *subject.labels.choices("tenancies.end_reasons")])

    def send(last_day: Any, reason: str, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the last day."
        journeys.end_tenancy(
            subject.tenancy, until_on=until_on, reason=reason, by=subject.officer, at=subject.at, key=key
        )

    said = "The end is recorded, and whether the home can be let follows it."
    return change(request, subject, form, send, template="tenancies/end.html", said=said)


def relationships(labels: Labels) -> list[tuple[str, str]]:
    """Return how somebody may be related to the tenant, for a form."""
    return [("", "Not said"), *labels.choices("people.relationships")]


def with_held(choices: list[tuple[str, str]], held: str, label: str) -> list[tuple[str, str]]:
    """Return the choices, and what is held though it can no longer be chosen."""
    return choices if held in dict(choices) else [*choices, (held, label)]


def _tenures_for(kind: str, labels: Labels) -> list[tuple[str, str]]:
    """Return the kinds of agreement for a kind of place; for one that is not let, all, and the rules say no."""
    lets_as = labels.flag("places.kinds", kind, "lets_as")
    fitting = labels.choices("tenancies.tenures", **({"lets": lets_as} if lets_as else {}))
    return [("", "Choose the kind of agreement"), *fitting]


def _held(tenancy: Tenancy) -> dict[str, Any]:
    return {
        "tenure": tenancy.tenure,
        "from_on": tenancy.from_on,
        "fixed_term_last_day": last_day_of(tenancy.fixed_term_until_on),
        "previous": tenancy.previous,
        "payment_reference": tenancy.payment_reference,
        "conditions_version": tenancy.conditions_version,
        "introductory_last_day": last_day_of(tenancy.introductory_until_on),
        "last_day": last_day_of(tenancy.until_on),
        "end_reason": tenancy.end_reason,
    }
