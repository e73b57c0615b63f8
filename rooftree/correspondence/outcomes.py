"""Keeps what came of messages that were handed over: gone, to be tried again, or given up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from rooftree.correspondence import rules, troubles
from rooftree.correspondence.backends import Answer, Backend, Unavailable
from rooftree.correspondence.models import Attempt, Message, Waiting
from rooftree.correspondence.rules import Channel, Outcome, Status


@dataclass
class Drained:
    """What one emptying of the outbox did."""

    sent: int = 0
    failed: int = 0
    put_off: int = 0
    stopped: dict[Channel, Unavailable] = field(default_factory=dict)
    """The channels on which nothing can go for now, and why."""


@dataclass(frozen=True)
class Tried:
    """One message that was in hand, and what came of it; nothing where it was not its turn."""

    waiting: Waiting
    answer: Answer | None


@transaction.atomic
def keep(tried: Iterable[Tried], backend: Backend, done: Drained, *, at: datetime) -> None:
    """Keep what came of the messages that were in hand: gone, given up, or to be tried again."""
    gone: list[tuple[Waiting, Answer]] = []
    attempts: list[Attempt] = []
    for each in tried:
        waiting, answer = each.waiting, each.answer
        if answer is None:
            _put_off(waiting, until=at + done.stopped[Channel(waiting.channel)].wait)
            done.put_off += 1
            continue
        attempts.append(_attempt(waiting, answer, backend, at=at))
        if answer.outcome in (Outcome.HANDED_OVER, Outcome.FOUND):
            gone.append((waiting, answer))
        elif (wait := _wait(waiting, answer)) is not None:
            _try_again(waiting, answer, until=at + wait)
            done.put_off += 1
        else:
            _give_up(waiting, answer, backend, at=at)
            done.failed += 1
    _note_sent(gone, backend, at=at)
    done.sent += len(gone)
    Attempt.objects.bulk_create(attempts)


def _wait(waiting: Waiting, answer: Answer) -> timedelta | None:
    """Return how long to wait before the next try; None to give up."""
    if answer.wait is not None:
        return answer.wait
    return rules.next_try(waiting.tries + 1) if answer.outcome is Outcome.TEMPORARY else None


def _put_off(waiting: Waiting, *, until: datetime) -> None:
    """Put back what was in hand and not its turn: nothing was tried."""
    Waiting.objects.filter(pk=waiting.pk).update(hand=None, taken_at=None, due_at=until)


def _try_again(waiting: Waiting, answer: Answer, *, until: datetime) -> None:
    tries = F("tries") if answer.wait is not None else F("tries") + 1
    Waiting.objects.filter(pk=waiting.pk).update(
        hand=None, taken_at=None, due_at=until, tries=tries, in_doubt=waiting.in_doubt or answer.in_doubt
    )


def _give_up(waiting: Waiting, answer: Answer, backend: Backend, *, at: datetime) -> None:
    """Say that a message did not go, and why. A secret one that is given up is forgotten too."""
    message = waiting.message
    Message.objects.filter(pk=message.pk, status=Status.QUEUED).update(
        status=Status.FAILED, failed_at=at, failure=answer.words, backend=backend.name
    )
    if answer.outcome is Outcome.BAD_ADDRESS:
        troubles.note(message, words=answer.words, at=at)
    Waiting.objects.filter(pk=waiting.pk).delete()


def _attempt(waiting: Waiting, answer: Answer, backend: Backend, *, at: datetime) -> Attempt:
    return Attempt(
        message_id=waiting.pk,
        council_id=waiting.council_id,
        at=at,
        backend=backend.name,
        outcome=answer.outcome,
        words=answer.words,
    )


_SENT = """
    UPDATE correspondence_message m
    SET status = CASE WHEN m.status = 'queued' THEN 'sent' ELSE m.status END,
        sent_at = coalesce(m.sent_at, %(at)s), backend = %(backend)s, backend_reference = g.reference
    FROM unnest(%(ids)s::bigint[], %(references)s::text[]) AS g (id, reference)
    WHERE m.id = g.id
"""


def _note_sent(gone: list[tuple[Waiting, Answer]], backend: Backend, *, at: datetime) -> None:
    """Say of a batch that it went. A receipt that was faster than we are stays as it is."""
    if not gone:
        return
    ids = [waiting.pk for waiting, _ in gone]
    facts: dict[str, Any] = {
        "at": at,
        "backend": backend.name,
        "ids": ids,
        "references": [answer.reference for _, answer in gone],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SENT, facts)
    Waiting.objects.filter(pk__in=ids).delete()
