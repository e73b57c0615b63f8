"""Deals with messages that did not arrive: another way, or again; and with contact points that do not work."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.correspondence import permissions, rules
from rooftree.correspondence.actions.sending import write_again
from rooftree.correspondence.models import Message, PointTrouble
from rooftree.correspondence.rules import Status
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions as people
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def settle(message: Message, *, words: str, by: Officer, at: datetime, key: str) -> Message:
    """Say how a message was dealt with: told on the phone, made in Braille and posted, not needed any more.

    Its task on the case is finished with it. Raises Refused if there is nothing to deal with, or
    nothing is said.
    """
    require(permissions.may_settle_messages(by, message))
    message = Message.objects.select_for_update().get(pk=message.pk)
    if once(key, "correspondence.settle", council_id=message.council_id, at=at).before:
        return message
    if not words.strip():
        raise Refused("Say what was done instead, so that others can read it.")
    _settle(message, words.strip(), by=by, at=at)
    if message.task and message.task.ended_at is None:
        cases.finish_task(message.task, ending=words.strip(), by=by, at=at, key=f"{key}:task")
    return message


@transaction.atomic
def send_again(message: Message, *, by: Officer, at: datetime, key: str) -> Message:
    """Send what a message said once more, the way that is best and safe now. Returns the new message.

    For when a number was set right, or a person can be written to again. Raises Refused for a message
    that arrived or is on its way, and for a one-time code.
    """
    require(permissions.may_settle_messages(by, message))
    message = Message.objects.select_for_update().get(pk=message.pk)
    done = once(key, "correspondence.send_again", council_id=message.council_id, at=at)
    if done.before:
        return Message.objects.get(pk=done.made["message"])
    if message.is_secret:
        raise Refused("What was secret in this message is not kept. Whoever needs a code asks for a new one.")
    _check_to_deal_with(message)
    again = write_again(message, by=by, at=at, key=key)
    if message.status != Status.SETTLED:
        _settle(message, "It was sent again.", by=by, at=at)
    done.makes(message=again.pk)
    return again


@transaction.atomic
def end_trouble(trouble: PointTrouble, *, words: str, by: Officer, at: datetime, key: str) -> PointTrouble:
    """Say that a number or an address works, so that messages go there again.

    Raises Refused if that was said already, or nothing is said.
    """
    require(people.may_change_contact_points(by, trouble))
    trouble = PointTrouble.objects.select_for_update().get(pk=trouble.pk)
    if once(key, "correspondence.end_trouble", council_id=trouble.council_id, at=at).before:
        return trouble
    if trouble.ended_at is not None:
        raise Refused("Messages go there again already.")
    if not words.strip():
        raise Refused("Say how you know that it works.")
    trouble.ended_at, trouble.ended_by, trouble.ended_words = at, by, words.strip()
    trouble.save(update_fields=["ended_at", "ended_by", "ended_words"])
    return trouble


def _check_to_deal_with(message: Message) -> None:
    if Status(message.status) not in (*rules.OWNED_WORK, Status.SETTLED):
        raise Refused("This message arrived or is on its way, so there is nothing to send again.")


def _settle(message: Message, words: str, *, by: Officer, at: datetime) -> None:
    rules.check_move(Status(message.status), Status.SETTLED)
    message.status = Status.SETTLED
    message.settled_at, message.settled_by, message.settled_words = at, by, words
    message.save(update_fields=["status", "settled_at", "settled_by", "settled_words"])
