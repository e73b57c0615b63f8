"""Pages of offices: whether each is open now, its hours, and the days on which it is closed."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates
from rooftree.pages.forms import DateField, Form, sent
from rooftree.staff import actions, directory, permissions
from rooftree.staff.actions.offices import Facts
from rooftree.staff.hours import Opening, opening
from rooftree.staff.models import Office, OfficeClosure
from rooftree.staffweb.council_pages import asked, asked_of, change, council_of, may, press, show
from rooftree.staffweb.hours_form import HoursForm, hours_of, week_of
from rooftree.staffweb.requests import StaffRequest


@require_safe
def offices(request: StaffRequest) -> HttpResponse:
    """List offices, and say whether each is open now and when that changes."""
    who = asked(request, permissions.may_see_staff)
    context = {
        "offices": [(office, _now(office, who.at)) for office in directory.offices(who.officers, on=who.on)],
        "several": len(who.councils) > 1,
        "may_add": [each.council for each in who.officers.values() if permissions.may_manage_staff(each)],
        "at": who.at,
    }
    return show(request, "offices/offices.html", context)


@require_safe
def office(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one office: where it is, its hours, and the days on which it is closed."""
    at = dates.now()
    office = _found(pk, at)
    asked_of(request, office, permissions.may_see_staff)
    context = {
        "office": office,
        "at": at,
        "now": _now(office, at),
        "week": week_of(office.opening_hours.all()),
        "closures": _closed_soon(office),
        "may_manage": may(request, office, permissions.may_manage_staff),
    }
    return show(request, "offices/office.html", context)


class OfficeForm(Form):
    """What the council says of an office."""

    name = forms.CharField(max_length=80)
    address = forms.CharField(required=False, max_length=400, widget=forms.Textarea)
    phone = forms.CharField(required=False, max_length=20)


def add_office(request: StaffRequest) -> HttpResponse:
    """Add an office."""
    who, by = council_of(request, permissions.may_manage_staff)

    def add(key: str, **facts: Any) -> Office:
        return actions.add_office(Facts(**facts), by=by, at=who.at, key=key)

    return change(
        request,
        OfficeForm(sent(request)),
        add,
        template="offices/add_office.html",
        back_to=reverse("staff:offices"),
        onward=_page,
        said="The office is added. Say when it opens.",
        council=by.council,
    )


def change_office(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what the council says of an office."""
    at = dates.now()
    office = _found(pk, at)
    by, _ = asked_of(request, office, permissions.may_manage_staff)
    form = OfficeForm(sent(request), initial={name: getattr(office, name) for name in OfficeForm.base_fields})

    def save(key: str, **facts: Any) -> Office:
        return actions.change_office(office, Facts(**facts), by=by, at=at, key=key)

    return change(
        request,
        form,
        save,
        template="offices/change_office.html",
        back_to=_page(office),
        said="The office is changed.",
        office=office,
    )


def opening_hours(request: StaffRequest, pk: int) -> HttpResponse:
    """Set when an office opens in a usual week."""
    at = dates.now()
    office = _found(pk, at)
    by, _ = asked_of(request, office, permissions.may_manage_staff)
    return change(
        request,
        HoursForm(sent(request), hours=hours_of(office.opening_hours.all())),
        partial(actions.set_opening_hours, office, by=by, at=at),
        template="offices/opening_hours.html",
        back_to=_page(office),
        said="The opening hours are changed.",
        office=office,
    )


class ClosureForm(Form):
    """A day on which an office does not open."""

    closed_on = DateField(label="the day")
    reason = forms.CharField(max_length=200, label="the reason")


def close_office(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that an office does not open on a day."""
    at = dates.now()
    office = _found(pk, at)
    by, _ = asked_of(request, office, permissions.may_manage_staff)
    return change(
        request,
        ClosureForm(sent(request)),
        partial(actions.close_office, office, by=by, at=at),
        template="offices/close_office.html",
        back_to=_page(office),
        said="The closure is recorded.",
        office=office,
    )


@require_POST
def open_after_all(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a closure."""
    try:
        closure = directory.closure(pk)
    except OfficeClosure.DoesNotExist as error:
        raise Http404("There is no such closure.") from error
    by, at = asked_of(request, closure, permissions.may_manage_staff)
    action = partial(actions.open_after_all, closure, by=by, at=at)
    return press(request, action, back_to=_page(closure.office), said="The office opens on that day after all.")


def _found(pk: int, at: Any) -> Office:
    try:
        return directory.office(pk, on=dates.london_day(at))
    except Office.DoesNotExist as error:
        raise Http404("There is no such office.") from error


def _now(office: Office, at: Any) -> Opening:
    closed = {closure.closed_on: closure.reason for closure in _closed_soon(office)}
    return opening(hours_of(office.opening_hours.all()), closed, at)


def _closed_soon(office: Any) -> list[OfficeClosure]:
    closures: list[OfficeClosure] = office.closed_soon
    return closures


def _page(office: Office) -> str:
    return reverse("staff:office", args=[office.pk])
