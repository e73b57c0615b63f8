"""Puts money back into suspense, where a journal takes its posting to accounts back: whose it is is open again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rooftree.rents.models import Journal, SuspenseItem, SuspenseMove, SuspenseShare
from rooftree.staff.models import Officer


def shares_of(movement_ids: Collection[int], *, council_id: int) -> set[int]:
    """Return which of these movements took money out of suspense to an account, and stand."""
    posted = SuspenseShare.objects.filter(
        council_id=council_id, movement__in=movement_ids, move__status=SuspenseMove.Status.POSTED
    )
    return {movement for movement in posted.values_list("movement", flat=True) if movement is not None}


def with_all_parts(movement_ids: Sequence[int], *, council_id: int) -> list[int]:
    """Return movements with every part of what was divided: a payment goes back to suspense whole."""
    some = SuspenseShare.objects.filter(council_id=council_id, movement__in=movement_ids).values("move")
    parts = SuspenseShare.objects.filter(council_id=council_id, move__in=some).order_by("pk")
    moved = [movement for movement in parts.values_list("movement", flat=True) if movement is not None]
    return list(dict.fromkeys([*movement_ids, *moved]))


def reopen(movement_ids: Collection[int], journal: Journal, *, by: Officer, at: datetime) -> None:
    """Open the items again whose posting a journal takes back. The shares keep the movements that were."""
    shares = SuspenseShare.objects.filter(council_id=journal.council_id, movement__in=movement_ids)
    moves = SuspenseMove.objects.filter(pk__in=shares.values("move"), status=SuspenseMove.Status.POSTED)
    items = list(SuspenseItem.objects.select_for_update(no_key=True).filter(moves__in=moves).order_by("pk"))
    why = f"Taken back by {journal}. {journal.why}"
    moves.update(
        status=SuspenseMove.Status.WITHDRAWN, movement=None, settled_by=by, settled_at=at, settled_why=why
    )
    for item in items:
        item.status, item.settled_on = SuspenseItem.Status.OPEN, None
    SuspenseItem.objects.bulk_update(items, ["status", "settled_on"])
