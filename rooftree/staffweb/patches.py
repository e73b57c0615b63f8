"""Pages of patches: who looks after which homes for which purpose, today and before."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.foundations.periods import DAY, Period
from rooftree.pages.forms import DateField, Form, sent
from rooftree.places import actions, patch_queries, permissions
from rooftree.places.models import Patch, PatchPlace
from rooftree.staff import directory
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import may_see_staff
from rooftree.staffweb.council_pages import (
    address_of_page,
    asked,
    asked_of,
    change,
    council_of,
    may,
    offer,
    page_of,
    show,
)
from rooftree.staffweb.officer_changes import LastDayForm
from rooftree.staffweb.requests import StaffRequest

PURPOSES = dict(Patch.Purpose.choices)


@require_safe
def patches(request: StaffRequest) -> HttpResponse:
    """List the patches for one purpose, with their homes and who looks after each today."""
    who = asked(request, may_see_staff)
    wanted = request.GET.get("purpose", "")
    purpose = wanted if wanted in PURPOSES else Patch.Purpose.TENANCY.value
    context = {
        "purposes": [
            {"text": label, "href": f"?purpose={code}", "current": code == purpose}
            for code, label in PURPOSES.items()
        ],
        "purpose": PURPOSES[purpose],
        "patches": patch_queries.patches(purpose, councils=list(who.officers), on=who.on),
        "several": len(who.councils) > 1,
        "may_add": [each.council for each in who.officers.values() if permissions.may_manage_patches(each)],
        "on": who.on,
    }
    return show(request, "patches/patches.html", context)


@require_safe
def patch(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one patch: its officers and its places, now and before."""
    patch = _found(pk)
    _, at = asked_of(request, patch, may_see_staff)
    on = dates.london_day(at)
    officers = list(patch_queries.officers_of(patch))
    now = next((held for held in officers if Period(held.from_on, held.until_on).covers(on)), None)
    page = page_of(request, patch_queries.places_of(patch, on=on))
    context = {
        "patch": patch,
        "on": on,
        "officers": officers,
        "now": now,
        "absences": list(directory.absences_of(now.officer, on=on)) if now else [],
        "page": page,
        "page_address": address_of_page(request),
        "before": patch_queries.places_before(patch, on=on)[:50],
        "may_manage": may(request, patch, permissions.may_manage_patches),
    }
    return show(request, "patches/patch.html", context)


class NewPatchForm(Form):
    """A patch for one purpose."""

    code = forms.CharField(max_length=40)
    purpose = forms.ChoiceField(choices=Patch.Purpose.choices)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, empty_label="None")


def add_patch(request: StaffRequest) -> HttpResponse:
    """Make a patch."""
    who, by = council_of(request, permissions.may_manage_patches)
    form = NewPatchForm(sent(request))
    offer(form, team=directory.choices_of(Team, by.council_id))
    return change(
        request,
        form,
        partial(actions.make_patch, by=by, at=who.at),
        template="patches/add_patch.html",
        back_to=reverse("staff:patches"),
        onward=_page,
        said="The patch is made. Say who looks after it, and which places it has.",
        council=by.council,
    )


class PatchOfficerForm(Form):
    """Who looks after a patch, from when on."""

    officer = forms.ModelChoiceField(queryset=Officer.objects.none(), empty_label="Choose an officer")
    from_on = DateField(label="the first day")


def change_patch_officer(request: StaffRequest, pk: int) -> HttpResponse:
    """Let another officer look after a patch from a day on."""
    patch = _found(pk)
    by, at = asked_of(request, patch, permissions.may_manage_patches)
    on = dates.london_day(at)
    form = PatchOfficerForm(sent(request), initial={"from_on": on})
    offer(form, officer=directory.colleagues(patch.council_id, on=on))
    return change(
        request,
        form,
        partial(actions.assign_patch_officer, patch, by=by, at=at),
        template="patches/change_patch_officer.html",
        back_to=_page(patch),
        said="The patch has an officer from that day on.",
        patch=patch,
    )


class PlaceInPatchForm(Form):
    """A place for a patch, from when on."""

    place = forms.CharField(max_length=20, label="the place’s reference")
    from_on = DateField(label="the first day")


def add_place_to_patch(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a place, and all within it, into a patch."""
    patch = _found(pk)
    by, at = asked_of(request, patch, permissions.may_manage_patches)
    form = PlaceInPatchForm(sent(request), initial={"from_on": dates.london_day(at)})

    def put(place: str, **facts: Any) -> PatchPlace:
        found = patch_queries.place_called(place, council_id=patch.council_id)
        return actions.put_place_in_patch(found, patch, **facts, by=by, at=at)

    return change(
        request,
        form,
        put,
        template="patches/add_place_to_patch.html",
        back_to=_page(patch),
        said="The place is in the patch from that day on.",
        patch=patch,
    )


def take_place_out(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a place out of a patch after a last day."""
    try:
        held = patch_queries.place_in_patch(pk)
    except PatchPlace.DoesNotExist as error:
        raise Http404("There is no such place in a patch.") from error
    by, at = asked_of(request, held, permissions.may_manage_patches)

    def take(key: str, last_day: Any) -> PatchPlace:
        return actions.take_place_out(held, until_on=last_day + DAY, by=by, at=at, key=key)

    return change(
        request,
        LastDayForm(sent(request), initial={"last_day": dates.london_day(at)}),
        take,
        template="patches/take_place_out.html",
        back_to=_page(held.patch),
        said="It is recorded when the place leaves the patch.",
        held=held,
    )


def _found(pk: int) -> Patch:
    try:
        return patch_queries.patch(pk)
    except Patch.DoesNotExist as error:
        raise Http404("There is no such patch.") from error


def _page(patch: Patch) -> str:
    return reverse("staff:patch", args=[patch.pk])
