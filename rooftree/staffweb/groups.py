"""Pages of restricted groups: who may open what, and why the group is there."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.periods import DAY, until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.staff import actions, directory, permissions
from rooftree.staff.models import GroupMember, Officer
from rooftree.staffweb.council_pages import asked, asked_of, change, council_of, offer, show
from rooftree.staffweb.officer_changes import LastDayForm
from rooftree.staffweb.requests import StaffRequest


@require_safe
def groups(request: StaffRequest) -> HttpResponse:
    """List restricted groups with their members, for those who manage staff."""
    who = asked(request, permissions.may_manage_staff)
    context = {
        "groups": directory.groups(who.officers, on=who.on),
        "several": len(who.councils) > 1,
        "may_add": who.councils,
        "on": who.on,
    }
    return show(request, "groups/groups.html", context)


class GroupForm(Form):
    """What a restricted group is called, and what it is for."""

    name = forms.CharField(max_length=60)
    purpose = forms.CharField(max_length=500, widget=forms.Textarea, label="what the group is for")


def add_group(request: StaffRequest) -> HttpResponse:
    """Add a restricted group."""
    who, by = council_of(request, permissions.may_manage_staff)
    return change(
        request,
        GroupForm(sent(request)),
        partial(actions.add_group, by=by, at=who.at),
        template="groups/add_group.html",
        back_to=reverse("staff:groups"),
        said="The group is added. It has no members yet.",
        council=by.council,
    )


def change_group(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what a restricted group is called and what it is for."""
    group = _found(pk)
    by, at = asked_of(request, group, permissions.may_manage_staff)
    return change(
        request,
        GroupForm(sent(request), initial={"name": group.name, "purpose": group.purpose}),
        partial(actions.change_group, group, by=by, at=at),
        template="groups/change_group.html",
        back_to=reverse("staff:groups"),
        said="The group is changed.",
        group=group,
    )


class MemberForm(Form):
    """An officer who may open what is restricted to a group."""

    officer = forms.ModelChoiceField(queryset=Officer.objects.none(), empty_label="Choose an officer")
    from_on = DateField(label="the first day")
    last_day = DateField(required=False, label="the last day")


def add_to_group(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an officer open what is restricted to a group."""
    group = _found(pk)
    by, at = asked_of(request, group, permissions.may_manage_staff)
    on = dates.london_day(at)
    form = MemberForm(sent(request), initial={"from_on": on})
    offer(form, officer=directory.colleagues(group.council_id, on=on).exclude(pk=by.pk))

    def add(last_day: Any, **facts: Any) -> GroupMember:
        return actions.add_to_group(group, **facts, until_on=until_of(last_day), by=by, at=at)

    return change(
        request,
        form,
        add,
        template="groups/add_to_group.html",
        back_to=reverse("staff:groups"),
        said="The officer is in the group.",
        group=group,
    )


def remove_from_group(request: StaffRequest, pk: int) -> HttpResponse:
    """End an officer's place in a restricted group."""
    try:
        member = directory.group_member(pk)
    except GroupMember.DoesNotExist as error:
        raise Http404("There is no such member.") from error
    by, at = asked_of(request, member, permissions.may_manage_staff)
    on = dates.london_day(at)

    def end(key: str, last_day: Any) -> None:
        actions.remove_from_group(member, until_on=last_day + DAY, by=by, at=at, key=key)

    return change(
        request,
        LastDayForm(sent(request), initial={"last_day": on}),
        end,
        template="groups/remove_from_group.html",
        back_to=reverse("staff:groups"),
        said="It is recorded when the officer leaves the group.",
        member=member,
        yesterday=on - DAY,
    )


def _found(pk: int) -> RestrictedGroup:
    try:
        return directory.group(pk)
    except RestrictedGroup.DoesNotExist as error:
        raise Http404("There is no such group.") from error
