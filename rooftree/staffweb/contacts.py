"""The page of one contact, what was said of it afterwards or set right, and who is to be rung back."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases.models import Task
from rooftree.cases.permissions import may_read_cases
from rooftree.cases.queries import who_has
from rooftree.contact import actions, rules
from rooftree.contact.actions import Call
from rooftree.contact.models import Contact
from rooftree.contact.permissions import may_correct_contacts, may_log_contacts, may_ring_back
from rooftree.contact.queries import to_ring_back
from rooftree.foundations import dates
from rooftree.pages.forms import Form, sent
from rooftree.pages.labels import Labels
from rooftree.record.opening import log_opening
from rooftree.staff.permissions import for_oneself_or, require
from rooftree.staffweb.case_subject import page_of_case
from rooftree.staffweb.council_pages import asked, asked_of, change, offer
from rooftree.staffweb.reason_picker import Reasons
from rooftree.staffweb.requests import StaffRequest

LOOKED_BACK = timedelta(days=28)
"""Lost calls from longer ago are not rung back any more."""


@require_safe
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one contact: what was asked, how it ended, what to tell the caller, and where it is now."""
    found = get_object_or_404(
        Contact.objects.select_related(
            "person", "place", "tenancy", "case__team", "case__owner", "handler", "by_resident", "broken_promise"
        ),
        pk=pk,
    )
    officer = request.officer.at(found.council_id)
    require(may_read_cases(officer, found))
    if found.person:
        log_opening(found.council_id, [{"id": found.person.pk, "restricted_to": found.person.restricted_to}])
    context = {
        "contact": found,
        "labels": Labels(on=dates.london_day(found.started_at), council_id=found.council_id),
        "now": dates.now(),
        "page_of_case": page_of_case,
        "may_log": bool(may_log_contacts(officer, found)),
        "may_correct": bool(found.handler_id == officer.pk or may_correct_contacts(officer, found))
        and not (found.source_system or found.is_automatic),
        "ask_more": not found.accepted or found.satisfaction is None,
        **_of_its_case(found),
    }
    return render(request, "contact/contact.html", context)


def _of_its_case(found: Contact) -> dict[str, Any]:
    """Return what to tell the caller of the case: who has it, and what is to be done by when."""
    if found.case is None:
        return {"has": None, "clocks": [], "promises": []}
    kinds = [Task.Kind.PROMISE, Task.Kind.CALLBACK]
    promises = Task.objects.filter(case=found.case, kind__in=kinds, ended_at=None).select_related("owner")
    return {
        "has": who_has(found.case),
        "clocks": list(found.case.clocks.filter(stopped_at=None, duty__in=[duty.code for duty in rules.ANSWERS])),
        "promises": list(promises),
    }


class HeardForm(Form):
    """What the person says afterwards."""

    accepted = django_forms.ChoiceField(
        required=False,
        choices=[
            ("", "They did not say"),
            (rules.YES, Contact.Accepted.YES.label),
            (rules.NO, Contact.Accepted.NO.label),
        ],
    )
    satisfaction = django_forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "They did not say"), *((str(score), str(score)) for score in range(1, 6))],
    )


def hear_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what the person said afterwards: whether that settled it, and how happy they were."""
    found = get_object_or_404(Contact, pk=pk)
    by, at = asked_of(request, found, may_log_contacts)
    return change(
        request,
        HeardForm(sent(request)),
        partial(actions.hear_back, found, by=by, at=at),
        template="contact/hear_back.html",
        back_to=reverse("staff:contact", args=[found.pk]),
        said="What they said is kept.",
        contact=found,
    )


class CorrectionForm(Form):
    """What was wrongly noted, as it should be, and what was wrong."""

    channel = django_forms.ChoiceField(label="how they got in touch")
    asked = django_forms.CharField(max_length=rules.LONGEST_ASKED, label="what they asked, in their own words")
    main = django_forms.ChoiceField(label="why they got in touch")
    also = django_forms.ChoiceField(required=False)
    also_too = django_forms.ChoiceField(required=False)
    demand = django_forms.ChoiceField(choices=Contact.Demand.choices, label="why they had to ask")
    failure_cause = django_forms.ChoiceField(required=False)
    outcome = django_forms.ChoiceField(label="how it ended")
    note = django_forms.CharField(required=False, widget=django_forms.Textarea, max_length=4000)
    reason = django_forms.CharField(max_length=500, label="what was wrong")


def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Set right what was wrongly noted of a contact."""
    found = get_object_or_404(Contact.objects.select_related("person", "place", "tenancy", "case"), pk=pk)
    by, at = asked_of(request, found, may_log_contacts)
    require(for_oneself_or(may_correct_contacts, by, found.handler or by))
    on = dates.london_day(found.started_at)
    labels = Labels(on=on, council_id=found.council_id)
    reasons = Reasons.of(found.council_id, on=on).choices()
    form = CorrectionForm(sent(request), initial=_noted(found))
    offer(
        form,
        channel=labels.choices("contact.channels"),
        main=reasons,
        also=[("", "Nothing else"), *reasons],
        also_too=[("", "Nothing else"), *reasons],
        failure_cause=[("", "Choose what we failed to do"), *labels.choices("contact.failure_causes")],
        outcome=labels.choices("contact.outcomes"),
    )

    def send(key: str, reason: str, **said: Any) -> None:
        actions.correct_contact(found, _as_it_should_be(found, said), reason=reason, by=by, at=at, key=key)

    return change(
        request,
        form,
        send,
        template="contact/correct_contact.html",
        back_to=reverse("staff:contact", args=[found.pk]),
        said="Set right. The audit keeps what stood there.",
        contact=found,
    )


def _noted(found: Contact) -> dict[str, Any]:
    """Return what stands there, for the form."""
    main, also, also_too = (*found.reasons, "", "", "")[:3]
    kept = ("channel", "asked", "demand", "failure_cause", "outcome", "note")
    return {"main": main, "also": also, "also_too": also_too, **{name: getattr(found, name) for name in kept}}


KEPT = (
    *("caller", "caller_name", "identity", "person", "place", "tenancy", "started_at", "ended_at", "queue"),
    *("wait_seconds", "handle_seconds", "accepted", "satisfaction"),
)
"""What a correction leaves as it was noted."""


def _as_it_should_be(found: Contact, said: dict[str, Any]) -> Call:
    """Return the contact with what was set right. What is no failure has neither cause nor broken promise."""
    is_failure = said["demand"] == rules.FAILURE
    return Call(
        channel=said["channel"],
        reasons=tuple(said[name] for name in ("main", "also", "also_too") if said[name]),
        asked=said["asked"],
        outcome=said["outcome"],
        demand=said["demand"],
        failure_cause=said["failure_cause"] if is_failure else "",
        broken_promise=found.broken_promise if is_failure else None,
        adjustments_used=tuple(found.adjustments_used),
        note=said["note"],
        **{name: getattr(found, name) for name in KEPT},
    )


@require_safe
def ring_back(request: StaffRequest) -> HttpResponse:
    """List who may need extra help and whose call was lost: nobody has spoken with them since."""
    who = asked(request, may_ring_back)
    since = who.at - LOOKED_BACK
    lost = [each for council_id in who.officers for each in to_ring_back(council_id, since=since, on=who.on)]
    context = {"lost": lost, "labels": who.labels(), "now": who.at}
    return render(request, "contact/ring_back.html", context)
