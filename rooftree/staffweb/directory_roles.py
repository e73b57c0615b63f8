"""Pages on which an administrator says which groups of the council's directory give which roles."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates
from rooftree.foundations.models import Council
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.staff import actions, directory, directory_queries, permissions
from rooftree.staff.actions.roles import ROLES
from rooftree.staff.models import DirectoryRole, Team
from rooftree.staffweb.council_pages import asked, asked_of, change, council_of, offer, press, show
from rooftree.staffweb.directories import Directory
from rooftree.staffweb.officers import found
from rooftree.staffweb.requests import StaffRequest


def _directories(council: Council) -> list[Directory]:
    return [each for each in settings.DIRECTORIES if council.code in each.councils]


@require_safe
def directory_roles(request: StaffRequest) -> HttpResponse:
    """List what the groups of each council's directory give, now, before and later."""
    who = asked(request, permissions.may_map_directory)
    labels = who.labels()
    rows = [
        (each, labels[each.council_id].of(ROLES.code, each.role))
        for each in directory_queries.group_roles(who.officers, on=who.on)
    ]
    context = {
        "now": [row for row in rows if not _is_over(row[0], who.on)],
        "over": [row for row in rows if _is_over(row[0], who.on)],
        "councils_with": [each for each in who.councils if _directories(each)],
        "several": len(who.councils) > 1,
        "on": who.on,
    }
    return show(request, "council/directory_roles.html", context)


class GroupForm(Form):
    """Which group gives which role, from when, and why."""

    directory = forms.ChoiceField(label="the directory")
    group = forms.CharField(max_length=200, label="the group")
    role = forms.ChoiceField(label="the role")
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, empty_label="The whole council")
    from_on = DateField(label="the first day")
    reason = forms.CharField(max_length=1000, label="the reason")


def map_group(request: StaffRequest) -> HttpResponse:
    """Say that a group gives a role."""
    who, by = council_of(request, permissions.may_map_directory)
    offered = _directories(by.council)
    if not offered:
        raise Http404("This council has no directory in the settings.")
    form = GroupForm(sent(request), initial={"from_on": who.on, "directory": offered[0].code})
    labels = Labels(on=who.on, council_id=by.council_id)
    offer(
        form,
        directory=[(each.code, each.name) for each in offered],
        role=[("", "Choose a role"), *labels.choices(ROLES.code)],
        team=directory.choices_of(Team, by.council_id),
    )
    return change(
        request,
        form,
        partial(actions.map_group, by=by, at=who.at),
        template="council/map_group.html",
        back_to=reverse("staff:directory_roles"),
        said="Whoever is in the group has the role from the next time they sign in.",
        council=by.council,
    )


class EndForm(Form):
    """Why a group gives a role no longer."""

    reason = forms.CharField(max_length=1000, label="the reason")


def end_mapping(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that a group gives a role no longer."""
    try:
        mapping = directory_queries.group_role(pk)
    except DirectoryRole.DoesNotExist as error:
        raise Http404("No group gives that.") from error
    by, at = asked_of(request, mapping, permissions.may_map_directory)
    labels = Labels(on=dates.london_day(at), council_id=mapping.council_id)
    return change(
        request,
        EndForm(sent(request)),
        partial(actions.end_mapping, mapping, by=by, at=at),
        template="council/end_mapping.html",
        back_to=reverse("staff:directory_roles"),
        said="The group gives the role no longer, and nobody holds it by that from today.",
        mapping=mapping,
        label=labels.of(ROLES.code, mapping.role),
    )


@require_POST
def untie(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget with which account of a directory an officer signs in."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    said = f"The next time that {officer.name} signs in by the directory counts as the first."
    action = partial(actions.untie_directory, officer, by=by, at=at)
    return press(request, action, back_to=reverse("staff:officer", args=[pk]), said=said)


def _is_over(mapping: DirectoryRole, on: Any) -> bool:
    return mapping.until_on is not None and mapping.until_on <= on
