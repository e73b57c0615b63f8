"""Says which places a patch has, and which officer looks after it, from when on. What was before is kept."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from rooftree.foundations.dates import long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.places import permissions, rules
from rooftree.places.models import Patch, PatchOfficer, PatchPlace, Place
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require


@transaction.atomic
def make_patch(code: str, purpose: str, *, team: Team | None = None, by: Officer, at: datetime, key: str) -> Patch:
    """Make a patch for one purpose, one of Patch.Purpose. Raises Refused for a code in use, or none."""
    require(permissions.may_manage_patches(by))
    done = once(key, "places.make_patch", council_id=by.council_id, at=at)
    if done.before:
        return Patch.objects.get(pk=done.made["patch"])
    code = rules.one_line(code)
    if not code:
        raise Refused("Give the patch a code, so that others can tell which it is.")
    if purpose not in Patch.Purpose.values:
        raise Refused("Say what the patch is for: tenancy, income, repairs or grounds.")
    if Patch.objects.filter(council_id=by.council_id, purpose=purpose, code=code).exists():
        raise Refused(f"There is a patch {code} for this purpose already. Choose another code.")
    patch = Patch.objects.create(council_id=by.council_id, code=code, purpose=purpose, team=team)
    done.makes(patch=patch.pk)
    return patch


@transaction.atomic
def assign_patch_officer(
    patch: Patch, officer: Officer, *, from_on: date, by: Officer, at: datetime, key: str
) -> PatchOfficer:
    """Let an officer look after a patch from a day on. Whoever did so until then does no longer.

    Raises Refused for an officer who is not here on that day, who looks after it already, or for a
    day on or before which the present officer began.
    """
    require(permissions.may_manage_patches(by, patch))
    require(permissions.may_manage_patches(by, officer))
    patch = Patch.objects.select_for_update().get(pk=patch.pk)
    done = once(key, "places.assign_patch_officer", council_id=by.council_id, at=at)
    if done.before:
        return PatchOfficer.objects.get(pk=done.made["assignment"])
    rules.check_officer_here(officer.name, leaves_on=officer.until_on, starts_on=officer.from_on, on=from_on)
    last = _last_from(PatchOfficer.objects.filter(patch=patch).select_related("officer"), from_on)
    if last:
        if last.officer_id == officer.pk:
            raise Refused(f"{officer.name} looks after patch {patch} since {long_date(last.from_on)}.")
        rules.check_follows_on(
            from_on, begun_on=last.from_on, what=f"{last.officer.name} looks after patch {patch}"
        )
        last.until_on = from_on
        last.save(update_fields=["until_on"])
    assignment = PatchOfficer.objects.create(
        council_id=by.council_id, patch=patch, officer=officer, from_on=from_on
    )
    done.makes(assignment=assignment.pk)
    return assignment


@transaction.atomic
def put_place_in_patch(
    place: Place, patch: Patch, *, from_on: date, by: Officer, at: datetime, key: str
) -> PatchPlace:
    """Let a place, and all within it that is not nearer said otherwise, belong to a patch from a day on.

    Its patch for the same purpose until then ends on that day. Raises Refused if it is in that patch
    already, or for a day on or before which its present patch began.
    """
    require(permissions.may_manage_patches(by, place))
    require(permissions.may_manage_patches(by, patch))
    place = Place.objects.select_for_update().get(pk=place.pk)
    done = once(key, "places.put_place_in_patch", council_id=by.council_id, at=at)
    if done.before:
        return PatchPlace.objects.get(pk=done.made["assignment"])
    held = PatchPlace.objects.filter(place=place, purpose=patch.purpose).select_related("patch")
    last = _last_from(held, from_on)
    if last:
        if last.patch_id == patch.pk:
            raise Refused(f"{place} is in patch {patch} since {long_date(last.from_on)}.")
        rules.check_follows_on(from_on, begun_on=last.from_on, what=f"{place} is in patch {last.patch}")
        last.until_on = from_on
        last.save(update_fields=["until_on"])
    assignment = PatchPlace.objects.create(
        council_id=by.council_id, patch=patch, purpose=patch.purpose, place=place, from_on=from_on
    )
    done.makes(assignment=assignment.pk)
    return assignment


@transaction.atomic
def take_place_out(held: PatchPlace, *, until_on: date, by: Officer, at: datetime, key: str) -> PatchPlace:
    """Take a place out of a patch from a day on: it then belongs to that of what it stands in, if any.

    Raises Refused if it is out already, or for a day on or before which it came in.
    """
    require(permissions.may_manage_patches(by, held))
    held = PatchPlace.objects.select_for_update(of=("self",)).select_related("place", "patch").get(pk=held.pk)
    if once(key, "places.take_place_out", council_id=by.council_id, at=at).before:
        return held
    if held.until_on:
        raise Refused(f"{held.place} left patch {held.patch} on {long_date(held.until_on)}.")
    rules.check_follows_on(until_on, begun_on=held.from_on, what=f"{held.place} is in patch {held.patch}")
    held.until_on = until_on
    held.save(update_fields=["until_on"])
    return held


Held = TypeVar("Held", PatchOfficer, PatchPlace)


def _last_from(rows: QuerySet[Held], from_on: date) -> Held | None:
    """Return the row that holds on a day or later, the last to begin; None if none does."""
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on)).order_by("-from_on").first()
