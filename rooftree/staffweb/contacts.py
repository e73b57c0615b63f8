"""The page of one contact, what the person said of it afterwards, and who is to be rung back after a lost call."""

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
from rooftree.contact.models import Contact
from rooftree.contact.permissions import may_log_contacts, may_ring_back
from rooftree.contact.queries import to_ring_back
from rooftree.foundations import dates
from rooftree.record.opening import log_opening
from rooftree.staff.permissions import require
from rooftree.staffweb.case_subject import page_of_case
from rooftree.staffweb.council_pages import asked, asked_of, change
from rooftree.staffweb.forms import Form, sent
from rooftree.staffweb.labels import Labels
from rooftree.staffweb.requests import StaffRequest

LOOKED_BACK = timedelta(days=28)
"""Lost calls from longer ago are not rung back any more."""


@require_safe
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one contact: what was asked, how it ended, what to tell the caller, and where it is now."""
    found = get_object_or_404(
        Contact.objects.select_related(
            "person", "place", "tenancy", "case__team", "case__owner", "handler", "broken_promise"
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
        "clocks": list(found.case.clocks.filter(stopped_at=None, task=None)),
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


@require_safe
def ring_back(request: StaffRequest) -> HttpResponse:
    """List who may need extra help and whose call was lost: nobody has spoken with them since."""
    who = asked(request, may_ring_back)
    since = who.at - LOOKED_BACK
    lost = [each for council_id in who.officers for each in to_ring_back(council_id, since=since, on=who.on)]
    context = {"lost": lost, "labels": who.labels(), "now": who.at}
    return render(request, "contact/ring_back.html", context)
