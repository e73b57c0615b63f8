"""Finds out whose money in suspense is: notes, owners, and posting it to an account or giving it back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import Once, once
from rooftree.foundations.refusals import Refused
from rooftree.rents import money_in, permissions, suspense_rules
from rooftree.rents.actions import benefits_came, suspense_shares
from rooftree.rents.actions.suspense_shares import Share
from rooftree.rents.models import AccountPart, RentAccount, SuspenseItem, SuspenseMove, SuspenseNote
from rooftree.staff.models import Officer, RoleHeld, Team
from rooftree.staff.permissions import require
from rooftree.staff.queries import here


@transaction.atomic
def post_to_account(
    item: SuspenseItem,
    *,
    account: RentAccount,
    part: str = AccountPart.Part.RENT,
    why: str,
    by: Officer,
    at: datetime,
    key: str,
) -> SuspenseMove:
    """Post money in suspense to an account: at once, or, above rents.suspense_limit, once another agrees.

    Raises Refused without saying why, for money that has left suspense or that a colleague has prepared, and
    for the void account of a home.
    """
    require(permissions.may_work_suspense(by, item))
    item = _locked(item)
    done = once(key, "rents.post_from_suspense", council_id=item.council_id, at=at)
    if done.before:
        return SuspenseMove.objects.get(pk=done.made["move"])
    whole = Share(account, abs(item.amount), part)
    return _prepare(item, [whole], _said(why, "Say how you know whose it is."), done, by=by, at=at)


@transaction.atomic
def divide(
    item: SuspenseItem, parts: Sequence[Share], *, why: str, by: Officer, at: datetime, key: str
) -> SuspenseMove:
    """Post money in suspense to several accounts at once, to each what it gets: two rents paid in one sum.

    Parts are pounds above nought, and make the whole to the penny. Above rents.suspense_limit, by the whole,
    it is posted once another agrees. Raises Refused as `post_to_account`, and for parts that do not fit.
    """
    require(permissions.may_work_suspense(by, item))
    item = _locked(item)
    done = once(key, "rents.divide_suspense", council_id=item.council_id, at=at)
    if done.before:
        return SuspenseMove.objects.get(pk=done.made["move"])
    suspense_rules.check_divided(abs(item.amount), [(each.name, each.pounds) for each in parts])
    return _prepare(item, parts, _said(why, "Say how you know whose each part is."), done, by=by, at=at)


def _prepare(
    item: SuspenseItem, parts: Sequence[Share], why: str, done: Once, *, by: Officer, at: datetime
) -> SuspenseMove:
    """Keep to whom money goes, and post it where one officer may."""
    _check_free(item)
    suspense_shares.check(item, parts)
    second = suspense_shares.second_officer(item, parts, by=by, on=london_day(at))
    move = SuspenseMove.objects.create(
        council_id=item.council_id,
        item=item,
        kind=SuspenseMove.Kind.POST,
        rent_account=parts[0].account,
        part=parts[0].part,
        why=why,
        needs_second=second.needed,
        because=second.because,
        prepared_by=by,
        prepared_at=at,
    )
    suspense_shares.keep(move, parts)
    done.makes(move=move.pk)
    if not second.needed:
        _post(move, item, by=by, at=at)
    return move


@transaction.atomic
def ask_to_return(
    item: SuspenseItem, *, payee: str, why: str, by: Officer, at: datetime, key: str
) -> SuspenseMove:
    """Ask that money in suspense goes back to whoever paid it. Another officer always agrees first.

    Agreed to, it stands under refunds, from which it is paid. Raises Refused without a payee and a reason,
    and for money that never came in.
    """
    require(permissions.may_work_suspense(by, item))
    item = _locked(item)
    done = once(key, "rents.return_from_suspense", council_id=item.council_id, at=at)
    if done.before:
        return SuspenseMove.objects.get(pk=done.made["move"])
    _check_free(item)
    if item.amount < 0:
        raise Refused(
            "This is money that went back already, so there is nothing to return. Post it to the account that "
            "it was for."
        )
    move = SuspenseMove.objects.create(
        council_id=item.council_id,
        item=item,
        kind=SuspenseMove.Kind.RETURN,
        payee=_said(payee, "Say whom it goes back to."),
        why=_said(why, "Say why it is not ours."),
        needs_second=True,
        because="Money that leaves the council always needs a second officer.",
        prepared_by=by,
        prepared_at=at,
    )
    done.makes(move=move.pk)
    return move


@transaction.atomic
def approve(move: SuspenseMove, *, by: Officer, at: datetime, key: str) -> SuspenseMove:
    """Agree to what a colleague prepared, and post it. Raises Refused for the officer who prepared it."""
    require(permissions.may_approve_suspense(by, move))
    move, item = _waiting(move)
    done = once(key, "rents.approve_suspense", council_id=move.council_id, at=at)
    if done.before:
        return move
    _check_waits(move)
    if move.prepared_by_id == by.pk:
        raise Refused("You prepared this, so a colleague has to approve it. Ask one, or withdraw it.")
    _post(move, item, by=by, at=at)
    return move


@transaction.atomic
def refuse(move: SuspenseMove, *, why: str, by: Officer, at: datetime, key: str) -> SuspenseMove:
    """Say no to what a colleague prepared: the money stays in suspense. Raises Refused without a reason."""
    require(permissions.may_approve_suspense(by, move))
    move, _ = _waiting(move)
    done = once(key, "rents.refuse_suspense", council_id=move.council_id, at=at)
    if done.before:
        return move
    _check_waits(move)
    return _end(move, SuspenseMove.Status.REFUSED, why=_said(why, "Say why not."), by=by, at=at)


@transaction.atomic
def withdraw(move: SuspenseMove, *, by: Officer, at: datetime, key: str) -> SuspenseMove:
    """Take back what one prepared oneself. Raises Refused for a colleague's, which is approved or refused."""
    require(permissions.may_work_suspense(by, move))
    move, _ = _waiting(move)
    done = once(key, "rents.withdraw_suspense", council_id=move.council_id, at=at)
    if done.before:
        return move
    _check_waits(move)
    if move.prepared_by_id != by.pk:
        raise Refused("A colleague prepared this: approve or refuse it instead.")
    return _end(move, SuspenseMove.Status.WITHDRAWN, why="", by=by, at=at)


@transaction.atomic
def note(item: SuspenseItem, *, text: str, by: Officer, at: datetime, key: str) -> SuspenseNote:
    """Write down what was found out, or tried, about money in suspense. Raises Refused for an empty note."""
    require(permissions.may_work_suspense(by, item))
    done = once(key, "rents.note_suspense", council_id=item.council_id, at=at)
    if done.before:
        return SuspenseNote.objects.get(pk=done.made["note"])
    text = _said(text, "Write down what was found out, or what was tried.")
    written = SuspenseNote.objects.create(council_id=item.council_id, item=item, text=text, by=by, at=at)
    done.makes(note=written.pk)
    return written


@transaction.atomic
def own(item: SuspenseItem, *, by: Officer, at: datetime, key: str) -> SuspenseItem:
    """Take money in suspense upon oneself, to find out whose it is. Raises Refused for what has left suspense."""
    require(permissions.may_work_suspense(by, item))
    item = _locked(item)
    if once(key, "rents.own_suspense", council_id=item.council_id, at=at).before:
        return item
    _check_open(item)
    item.owner = by
    item.save(update_fields=["owner"])
    return item


@transaction.atomic
def give(
    item: SuspenseItem,
    *,
    to: Officer | None = None,
    team: Team | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> SuspenseItem:
    """Give money in suspense to a colleague or to a team to look into.

    Raises Refused for what has left suspense, for somebody of another council, and for an officer who may
    not work on it.
    """
    require(permissions.may_give_suspense(by, item))
    assert (to is None) != (team is None), "It is given to an officer or to a team."
    item = _locked(item)
    if once(key, "rents.give_suspense", council_id=item.council_id, at=at).before:
        return item
    _check_open(item)
    receiver = to or team
    if receiver is None or receiver.council_id != item.council_id:
        raise Refused("Choose an officer or a team of this council.")
    if to is not None and not _may_work(to, on=london_day(at)):
        raise Refused(
            f"{to.name} may not work on suspense. Choose somebody of rent accounting or income, or a team."
        )
    item.owner = to
    item.team = team or item.team
    item.save(update_fields=["owner", "team"])
    return item


def suggest_again(council_id: int, *, on: date) -> int:
    """Reckon anew whose the money in suspense may be, and return how many suggestions changed. Nothing is posted.

    After a day's new accounts, names and payments a suggestion may be found where there was none.
    """
    with transaction.atomic():
        return money_in.suggest_again(council_id=council_id, on=on)


# --- What all of them need -----------------------------------------------------------------------------


def _post(move: SuspenseMove, item: SuspenseItem, *, by: Officer, at: datetime) -> None:
    """Move the money out of suspense, and settle the item."""
    move.movement = suspense_shares.post(move, item, at=at)
    _end(move, SuspenseMove.Status.POSTED, why="", by=by, at=at)
    returned = move.kind == SuspenseMove.Kind.RETURN
    item.status = SuspenseItem.Status.RETURNED if returned else SuspenseItem.Status.POSTED
    item.settled_on = london_day(at)
    item.save(update_fields=["status", "settled_on"])
    benefits_came.move_on(item.council_id, on=london_day(at), accounts=_paid_to(move))


def _paid_to(move: SuspenseMove) -> list[int]:
    return list(move.shares.values_list("rent_account", flat=True))


def _end(move: SuspenseMove, status: SuspenseMove.Status, *, why: str, by: Officer, at: datetime) -> SuspenseMove:
    move.status, move.settled_by, move.settled_at, move.settled_why = status, by, at, why
    move.save(update_fields=["status", "settled_by", "settled_at", "settled_why", "movement"])
    return move


def _locked(item: SuspenseItem) -> SuspenseItem:
    return SuspenseItem.objects.select_for_update(no_key=True).get(pk=item.pk)


def _waiting(move: SuspenseMove) -> tuple[SuspenseMove, SuspenseItem]:
    """Hold the money that a move is about, and return both as they are now."""
    item = SuspenseItem.objects.select_for_update(no_key=True).get(pk=move.item_id)
    return SuspenseMove.objects.select_related("rent_account").get(pk=move.pk), item


def _may_work(officer: Officer, *, on: date) -> bool:
    roles = permissions.may_work_suspense.roles
    return RoleHeld.objects.filter(here("", on), officer=officer, role__in=roles).exists()


def _check_waits(move: SuspenseMove) -> None:
    if move.status != SuspenseMove.Status.PREPARED:
        raise Refused(f"This is {move.get_status_display().lower()} already, so there is nothing left to decide.")


def _check_open(item: SuspenseItem) -> None:
    if item.status != SuspenseItem.Status.OPEN:
        raise Refused(f"This money is out of suspense: {item.get_status_display().lower()}.")


def _check_free(item: SuspenseItem) -> None:
    _check_open(item)
    waiting = item.moves.filter(status=SuspenseMove.Status.PREPARED).select_related("prepared_by").first()
    if waiting is not None:
        raise Refused(f"{waiting.prepared_by.name} has prepared this: it waits for approval.")


def _said(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refused(sentence)
    return text.strip()
