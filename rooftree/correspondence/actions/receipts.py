"""Keeps what we are told of a message after it went: that it arrived, or that it came back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from rooftree.correspondence import rules, troubles
from rooftree.correspondence.models import Attempt, Message, Waiting
from rooftree.correspondence.rules import Outcome, Status

CAME_BACK: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "permanent-failure": ("The number or address does not exist, or refuses messages.", True),
        "temporary-failure": (
            "It could not be delivered for three days: a phone that is off, a full mailbox.",
            False,
        ),
        "technical-failure": ("It failed between GOV.UK Notify and the network.", False),
        "validation-failed": ("GOV.UK Notify could not print the letter as it was made.", False),
        "virus-scan-failed": ("GOV.UK Notify held the letter back.", False),
        "cancelled": ("It was cancelled at GOV.UK Notify.", False),
        "returned-letter": ("The letter was returned: nobody of that name is at the address.", True),
    }
)
"""What Notify says of a message that did not arrive: our words, and whether the contact point is the trouble.

Source: GOV.UK Notify, message statuses."""
ARRIVED = "delivered"


def note_receipt(message: Message, status: str, *, backend_reference: str, at: datetime) -> bool:
    """Keep what GOV.UK Notify says became of a message. Returns whether that changed anything.

    `status` is one of Notify's own. What is on its way still says nothing new; said twice, it is kept
    once. A receipt of another try than the one we know of is left aside.
    """
    known = message.backend_reference
    if known and backend_reference and known != backend_reference:
        return False
    if status == ARRIVED:
        return note_arrival(message, backend="notify", at=at)
    if status in CAME_BACK:
        words, is_of_the_point = CAME_BACK[status]
        return note_return(message, words=words, is_of_the_point=is_of_the_point, backend="notify", at=at)
    return False


@transaction.atomic
def note_arrival(message: Message, *, backend: str, at: datetime) -> bool:
    """Keep that a message arrived. Returns whether that is news. Trouble with its contact point is over."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not rules.may_move(Status(message.status), Status.DELIVERED):
        return False
    message.status = Status.DELIVERED
    message.sent_at, message.delivered_at = message.sent_at or at, at
    message.save(update_fields=["status", "sent_at", "delivered_at"])
    Waiting.objects.filter(pk=message.pk).delete()
    _keep(message, Outcome.DELIVERED, backend=backend, words="", at=at)
    troubles.over(message, at=at)
    return True


@transaction.atomic
def note_return(message: Message, *, words: str, is_of_the_point: bool, backend: str, at: datetime) -> bool:
    """Keep that a message did not arrive after all, so that somebody deals with it. Returns whether that is news.

    `words` are for an officer to read. Where it `is_of_the_point`, further messages go another way
    until somebody has set the number or address right.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not rules.may_move(Status(message.status), Status.FAILED):
        return False
    message.status = Status.FAILED
    message.failed_at, message.failure = at, words
    message.save(update_fields=["status", "failed_at", "failure"])
    Waiting.objects.filter(pk=message.pk).delete()
    _keep(message, Outcome.RETURNED, backend=backend, words=words, at=at)
    if is_of_the_point:
        troubles.note(message, words=words, at=at)
    return True


def _keep(message: Message, outcome: Outcome, *, backend: str, words: str, at: datetime) -> None:
    Attempt.objects.create(
        message=message, council_id=message.council_id, at=at, backend=backend, outcome=outcome, words=words
    )
