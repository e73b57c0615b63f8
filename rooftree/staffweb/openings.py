"""Opening by exception what is restricted, for somebody outside its group: a person's record, or a case."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rooftree.cases import actions as cases
from rooftree.cases.permissions import may_open_restricted_cases
from rooftree.foundations import references
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import Form, sent, was_done
from rooftree.people import actions as people
from rooftree.people.permissions import may_open_by_exception
from rooftree.staff.permissions import Permission
from rooftree.staffweb.council_pages import Asked, asked
from rooftree.staffweb.requests import StaffRequest


class OpeningForm(Form):
    """What to open, and why."""

    reference = django_forms.CharField(max_length=40, label="the reference")
    reason = django_forms.CharField(max_length=1000, label="the reason")


def open_record(request: StaffRequest) -> HttpResponse:
    """Open a person's restricted record for a while. It is logged."""
    action = people.open_by_exception
    return _open(request, may_open_by_exception, action, template="people/open_by_exception.html", page="person")


def open_case(request: StaffRequest) -> HttpResponse:
    """Open a restricted case for a while. It is logged."""
    action = cases.open_by_exception
    return _open(request, may_open_restricted_cases, action, template="cases/open_by_exception.html", page="case")


def _open(
    request: StaffRequest, permission: Permission, action: Callable[..., int], *, template: str, page: str
) -> HttpResponse:
    who = asked(request, permission)
    form = OpeningForm(sent(request))

    def send(**facts: Any) -> None:
        _in_whichever_council(who, action, **facts)

    if was_done(form, send):
        messages.success(request, "It is open to you for a while. That you opened it, and why, is recorded.")
        return redirect(f"staff:{page}", references.parse(form.cleaned_data["reference"]))
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


def _in_whichever_council(who: Asked, action: Callable[..., int], **facts: Any) -> None:
    """Open it as the officer that the asker is to its council; raise Refused if none of theirs has it."""
    refusals = []
    for officer in who.officers.values():
        try:
            action(by=officer, at=who.at, **facts)
        except Refused as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[0]
