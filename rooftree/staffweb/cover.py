"""Pages that arrange who looks after the work of an officer who is away."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.periods import until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.staff import actions, directory, permissions
from rooftree.staff.models import Cover, Officer
from rooftree.staffweb.council_pages import asked_of, change, offer
from rooftree.staffweb.officers import found
from rooftree.staffweb.requests import StaffRequest


class ColleagueForm(Form):
    """Who covers, and from when."""

    covered_by = forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Choose a colleague", label="who covers"
    )
    from_on = DateField(label="the first day")

    def __init__(self, *args: Any, officer: Officer, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, covered_by=directory.colleagues(officer.council_id, on=on).exclude(pk=officer.pk))


class AbsenceForm(ColleagueForm):
    """Who covers, from when until when."""

    last_day = DateField(label="the last day away")


def arrange_cover(request: StaffRequest, pk: int) -> HttpResponse:
    """Arrange cover for an officer."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_arrange_cover)
    on = dates.london_day(at)

    def arrange(last_day: Any, **facts: Any) -> Cover:
        until_on = until_of(last_day)
        assert until_on is not None
        return actions.arrange_cover(officer, **facts, until_on=until_on, by=by, at=at)

    return change(
        request,
        AbsenceForm(sent(request), officer=officer, on=on, initial={"from_on": on}),
        arrange,
        template="officers/arrange_cover.html",
        back_to=reverse("staff:officer", args=[pk]),
        said=f"Cover for {officer.name} is arranged.",
        colleague=officer,
    )


class BackForm(Form):
    """When an officer is back."""

    until_on = DateField(label="the day they are back")


def end_cover(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that an officer is back sooner."""
    cover = _found(pk)
    by, at = asked_of(request, cover, permissions.may_arrange_cover)
    return change(
        request,
        BackForm(sent(request), initial={"until_on": dates.london_day(at)}),
        partial(actions.end_cover, cover, by=by, at=at),
        template="officers/end_cover.html",
        back_to=reverse("staff:officer", args=[cover.officer_id]),
        said=f"It is recorded when {cover.officer.name} is back.",
        cover=cover,
    )


def hand_on_cover(request: StaffRequest, pk: int) -> HttpResponse:
    """Let another colleague cover from a day on."""
    cover = _found(pk)
    by, at = asked_of(request, cover, permissions.may_arrange_cover)
    on = dates.london_day(at)
    return change(
        request,
        ColleagueForm(sent(request), officer=cover.officer, on=on, initial={"from_on": max(on, cover.from_on)}),
        partial(actions.hand_on_cover, cover, by=by, at=at),
        template="officers/hand_on_cover.html",
        back_to=reverse("staff:officer", args=[cover.officer_id]),
        said=f"Cover for {cover.officer.name} is handed on.",
        cover=cover,
    )


def _found(pk: int) -> Cover:
    try:
        return directory.cover_of(pk)
    except Cover.DoesNotExist as error:
        raise Http404("There is no such absence.") from error
