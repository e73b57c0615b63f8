"""An absence becomes a handover: what stands in somebody's name goes to colleagues, and comes back with them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.cases import handover_queries, having
from rooftree.cases.actions import covering, handovers
from rooftree.cases.actions.covering import Offer
from rooftree.cases.models import Handover, HandoverPiece
from rooftree.foundations.dates import london_day
from rooftree.foundations.refusals import Refused
from rooftree.places import actions as places
from rooftree.places.models import PatchOfficer
from rooftree.places.patch_queries import patches_of
from rooftree.staff import actions as staff
from rooftree.staff.actions.cover import lock_officers
from rooftree.staff.models import Absence, Cover, Officer
from rooftree.staff.permissions import for_oneself_or, may_arrange_cover


@dataclass(frozen=True)
class Entered:
    """An absence with its handover, and what is left to do, in sentences."""

    absence: Absence
    handover: Handover
    left_to_do: list[str]
    """What could not be done at once: why nobody was asked, or nobody stands in."""


@transaction.atomic
def enter(
    officer: Officer,
    *,
    starts: datetime,
    until_on: date | None,
    is_for_good: bool = False,
    note: str = "",
    cover: Officer | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Entered:
    """Enter that somebody is away, make the handover from what is in their name, and tell their manager.

    With a colleague named as cover, all of it is offered to them, and they are arranged for patches
    and phone, as far as that can be. An absence is never refused because its cover cannot: that is
    left to do. Sent twice with one key, it is done once. Raises Refused as `staff.enter_absence`.
    """
    concerned = _whose_work_they_hold(officer)
    lock_officers(officer, *concerned, *filter(None, [cover]))  # All at once: two may name each other.
    absence = staff.enter_absence(
        officer, starts=starts, until_on=until_on, is_for_good=is_for_good, by=by, at=at, key=f"{key}/absence"
    )
    left = _stand_in(absence, cover, by=by, at=at, key=key) if cover else []
    handovers.keep_up(officer, at=at)
    handover = handovers.handover_of(absence, at=at)
    if note.strip():
        covering.write_note(handover, words=note, by=by, at=at, key=f"{key}/note")
    left += _ask(handover, cover, by=by, at=at, key=key) if cover else []
    for each in concerned:
        handovers.keep_up(each, at=at)
    return Entered(absence, handover_queries.handover(handover.pk), left)


def _whose_work_they_hold(officer: Officer) -> list[Officer]:
    """Return for whom an officer covers, or is asked to: that falls away with the officer."""
    held = HandoverPiece.objects.filter(offered_to=officer, ended_at__isnull=True, handover__ended_at__isnull=True)
    return list(Officer.objects.filter(pk__in=held.values("handover__officer")).order_by("pk"))


def _ask(handover: Handover, cover: Officer, *, by: Officer, at: datetime, key: str) -> list[str]:
    """Offer everything to one colleague. Returns what could not be done, in sentences."""
    left = []
    cases = [piece.case for piece in handover_queries.pieces_of(handover) if not piece.covered_by_id]
    on = london_day(at)
    open_to_them = [case for case in cases if having.is_member(cover, having.groups_of(case), on=on)]
    try:
        if open_to_them:
            offers = [Offer(case, cover, "Named when the absence was entered.") for case in open_to_them]
            covering.offer(handover, offers, by=by, at=at, key=f"{key}/offer")
    except Refused as refusal:
        left.append(f"Nobody is asked to cover yet. {refusal}")
    if len(open_to_them) < len(cases):
        left.append(f"{cover.name} may not open every case: offer the restricted ones to members of their group.")
    return left


def _stand_in(absence: Absence, cover: Officer, *, by: Officer, at: datetime, key: str) -> list[str]:
    if not for_oneself_or(may_arrange_cover, by, absence.officer):
        return ["Who looks after the phone and the patches is for a manager to arrange."]
    try:
        staff.stand_in(absence, covered_by=cover, by=by, at=at, key=f"{key}/stand-in")
    except Refused as refusal:
        return [f"Nobody looks after the phone and the patches yet. {refusal}"]
    return []


@transaction.atomic
def stand_in(handover: Handover, *, covered_by: Officer, by: Officer, at: datetime, key: str) -> Cover:
    """Arrange who looks after the patches and the phone of somebody who is away.

    Raises Refused as `staff.stand_in`.
    """
    cover = staff.stand_in(handover.absence, covered_by=covered_by, by=by, at=at, key=key)
    handovers.keep_up(handover.officer, at=at)
    return cover


@transaction.atomic
def change_return(absence: Absence, *, until_on: date | None, by: Officer, at: datetime, key: str) -> Absence:
    """Record another day on which somebody is expected back; who covers goes on until then."""
    absence = staff.change_return(absence, until_on=until_on, by=by, at=at, key=key)
    handovers.keep_up(absence.officer, at=at)
    return absence


@transaction.atomic
def come_back(absence: Absence, *, by: Officer, at: datetime, key: str) -> Absence:
    """Record that somebody is back, or does not go: nobody covers any more, and the cases are theirs as before."""
    absence = staff.end_absence(absence, by=by, at=at, key=key)
    handovers.keep_up(absence.officer, at=at)
    return absence


@transaction.atomic
def move_patches(handover: Handover, *, to: Officer, by: Officer, at: datetime, key: str) -> list[PatchOfficer]:
    """Let a colleague have all patches of somebody who leaves, from the first day that they are gone.

    Raises Refused for an officer who only is away: their patches stay theirs, and somebody stands in.
    """
    if not handover.absence.is_for_good:
        raise Refused(f"{handover.officer.name} comes back, so the patches stay theirs. Let somebody stand in.")
    from_on = max(london_day(at), london_day(handover.absence.starts))
    moved = [
        places.assign_patch_officer(held.patch, to, from_on=from_on, by=by, at=at, key=f"{key}/{held.patch_id}")
        for held in patches_of(handover.officer, on=from_on)
        if held.officer_id != to.pk
    ]
    handovers.keep_up(handover.officer, at=at)
    return moved
