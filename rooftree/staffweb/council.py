"""Pages of the council itself: the overview of who acts, and its name and colour."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import colour
from rooftree.pages.forms import Form, sent
from rooftree.places import patch_queries
from rooftree.staff import actions, directory, permissions
from rooftree.staff.hours import opening
from rooftree.staffweb.council_pages import asked, change, show
from rooftree.staffweb.hours_form import hours_of
from rooftree.staffweb.requests import StaffRequest


@require_safe
def council(request: StaffRequest) -> HttpResponse:
    """Show who acts today, and what nobody answers for because somebody has left."""
    who = asked(request, permissions.may_see_staff)
    councils = list(who.officers)
    here = directory.officers(directory.Wanted(councils=councils), on=who.on)
    offices = [
        (office, opening(hours_of(office.opening_hours.all()), _closed(office), who.at))
        for office in directory.offices(councils, on=who.on)
    ]
    teams = list(directory.teams(councils, on=who.on))
    context = {
        "on": who.on,
        "at": who.at,
        "officers_here": here.count(),
        "away": [officer for officer in here.filter(pk__in=directory.away_on(councils, on=who.on))],
        "teams": teams,
        "without_manager": [team for team in teams if team.manager is None],
        "offices": offices,
        "left_behind": directory.left_behind(councils, on=who.on),
        "patches_left": patch_queries.left_behind(councils, on=who.on),
        "may_cover": any(permissions.may_arrange_cover(each) for each in who.officers.values()),
        "settings": [each.council for each in who.officers.values() if permissions.may_change_council(each)],
        "several": len(councils) > 1,
    }
    return show(request, "council/council.html", context)


class CouncilForm(Form):
    """A council's name and colour."""

    name = forms.CharField(max_length=100)
    accent = forms.CharField(max_length=7, label="a colour")


def council_settings(request: StaffRequest, code: str) -> HttpResponse:
    """Change a council's name and colour."""
    who = asked(request, permissions.may_change_council)
    by = next((each for each in who.officers.values() if each.council.code == code), None)
    if by is None:
        raise Http404("There is no such council.")
    held = by.council
    form = CouncilForm(sent(request), initial={"name": held.name, "accent": held.accent})
    return change(
        request,
        form,
        partial(actions.change_council, by=by, at=who.at),
        template="council/council_settings.html",
        back_to=reverse("staff:council"),
        said="The council’s name and colour are changed.",
        council=held,
        contrast=colour.contrast_ratio(held.accent, colour.PAPER),
        least=colour.TEXT_CONTRAST,
    )


def _closed(office: Any) -> dict[Any, str]:
    return {closure.closed_on: closure.reason for closure in office.closed_soon}
