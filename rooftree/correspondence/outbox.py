"""Empties the outbox: takes messages in hand, hands them over, and keeps what came of it. Each once.

Taking in hand is committed before anything is handed over. Whoever has messages in hand holds a lock of
the database for as long as they live; when they die the lock is free at once, and the next one finds what
they had, asks the backend whether it went, and hands over only what did not. `docs/messages.md` says more.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import QuerySet

from rooftree.correspondence import backends, outcomes, printing, rules
from rooftree.correspondence.backends import Answer, Backend, Envelope, Unavailable
from rooftree.correspondence.models import Message, Waiting
from rooftree.correspondence.outcomes import Drained, Tried
from rooftree.correspondence.readers import no_longer
from rooftree.correspondence.rules import Channel, Outcome
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused

log = logging.getLogger(__name__)

AT_ONCE = 100
"""So many are taken in hand together from a backend that can be asked what it has."""
LOCKS = 20_260_318
"""The first of the two numbers of a lock that says who is alive. The second is the hand's own."""
MOST_FAULTS = 5
"""So many that failed for now, one after the other on a channel, are no chance: the channel is left for later."""

_LOCK = "SELECT pg_try_advisory_lock(%s, %s)"
_UNLOCK = "SELECT pg_advisory_unlock(%s, %s)"
_LIVING = """
    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def drain(council: Council, *, clock: Callable[[], datetime], at_most: int | None = None) -> Drained:
    """Hand over everything that is due of a council that we act for, and return what came of it.

    Several may do this at the same time: each message is in one hand only. `clock` gives the moment,
    asked anew for each batch; `at_most` is how many are handed over before it returns.
    """
    done = Drained()
    with _hand() as hand, _backends() as by_channel:
        let_go(council, by_channel, at=clock())
        while at_most is None or done.sent + done.failed + done.put_off < at_most:
            channel = _next_channel(council, by_channel, done, at=clock())
            if channel is None:
                return done
            taken = _take(council, channel, hand, _batch(by_channel[channel]), at=clock())
            if taken:
                _hand_over_all(council, taken, by_channel[channel], done, clock=clock)
    return done


# --- In hand --------------------------------------------------------------------------------------


@contextmanager
def _hand() -> Iterator[int]:
    """Give the number of a hand, and hold its lock until the block ends or the process does."""
    assert not connection.in_atomic_block, "What is taken in hand must be committed before it is handed over."
    with connection.cursor() as cursor:
        hand = 0
        while not hand:
            drawn = secrets.randbelow(2**31 - 1) + 1
            cursor.execute(_LOCK, [LOCKS, drawn])
            hand = drawn if cursor.fetchone()[0] else 0
    try:
        yield hand
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_UNLOCK, [LOCKS, hand])


@contextmanager
def _backends() -> Iterator[dict[Channel, Backend]]:
    opened = {channel: backends.for_channel(channel) for channel in sorted(backends.handed_over())}
    try:
        yield opened
    finally:
        for backend in opened.values():
            backend.close()


def let_go(council: Council, by_channel: dict[Channel, Backend], *, at: datetime) -> int:
    """Take what dead hands held back into the queue, in doubt: it is asked for before it goes again.

    Returns how many. What a backend cannot have settled yet stays until it can.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, [LOCKS])
        living = [hand for (hand,) in cursor.fetchall()]
    held = Waiting.objects.filter(council=council, hand__isnull=False).exclude(hand__in=living)
    freed = 0
    for channel, backend in by_channel.items():
        settled = held.filter(channel=channel, taken_at__lte=at - backend.settles_in)
        freed += settled.update(hand=None, taken_at=None, in_doubt=True)
    return freed


def _batch(backend: Backend) -> int:
    return AT_ONCE if backend.can_be_asked else 1


def _next_channel(
    council: Council, by_channel: dict[Channel, Backend], done: Drained, *, at: datetime
) -> Channel | None:
    """Return the channel of the message that has been due longest, of those on which something can go."""
    longest: list[tuple[datetime, Channel]] = []
    for channel in by_channel:
        if channel not in done.stopped:
            due = _due(council, channel, at=at).values_list("due_at", flat=True)[:1]
            longest.extend((moment, channel) for moment in due)
    return min(longest)[1] if longest else None


def _due(council: Council, channel: Channel, *, at: datetime) -> QuerySet[Waiting]:
    """Return what is in nobody's hand on a channel and is due, longest first: in the order of its index."""
    waiting = Waiting.objects.filter(council=council, channel=channel, hand__isnull=True, due_at__lte=at)
    return waiting.order_by("due_at")


@transaction.atomic
def _take(council: Council, channel: Channel, hand: int, most: int, *, at: datetime) -> list[Waiting]:
    """Take the messages of a channel that have been due longest in hand, and return them."""
    due = _due(council, channel, at=at).select_for_update(skip_locked=True)
    ids = list(due.values_list("pk", flat=True)[:most])
    Waiting.objects.filter(pk__in=ids).update(hand=hand, taken_at=at)
    return list(Waiting.objects.filter(pk__in=ids).select_related("message").order_by("due_at", "pk"))


# --- Over -----------------------------------------------------------------------------------------


def _hand_over_all(
    council: Council, taken: list[Waiting], backend: Backend, done: Drained, *, clock: Callable[[], datetime]
) -> None:
    """Hand a batch over, and keep what came of each in one transaction."""
    tried: list[Tried] = []
    faults = 0
    channel = Channel(taken[0].channel)
    stopped_since = no_longer(council, [waiting.message for waiting in taken], at=clock())
    for waiting in taken:
        if channel in done.stopped:
            tried.append(Tried(waiting, None))
            continue
        try:
            answer = _hand_over(council, waiting, backend, stopped_since.get(waiting.pk, ""), at=clock())
        except Unavailable as stopped:
            done.stopped[channel] = stopped
            answer = stopped.answer()
        except Refused as refusal:
            answer = Answer(Outcome.REFUSED, str(refusal))
        except Exception as error:  # One message that we cannot make must not hold up those behind it.
            log.exception("Message %s could not be made", waiting.pk)
            answer = Answer(Outcome.TEMPORARY, f"It could not be made: {type(error).__name__}.", in_doubt=True)
        faults = faults + 1 if answer.outcome is Outcome.TEMPORARY else 0
        if faults == MOST_FAULTS:
            done.stopped[channel] = Unavailable(answer.words, wait=rules.WAITS[0])
        tried.append(Tried(waiting, answer))
    outcomes.keep(tried, backend, done, at=clock())


def _hand_over(council: Council, waiting: Waiting, backend: Backend, no_longer: str, *, at: datetime) -> Answer:
    message = waiting.message
    envelope = envelope_of(message, council, secret=waiting.secret)
    if waiting.in_doubt and (found := backend.find(envelope)):
        return found
    if no_longer:
        return Answer(Outcome.REFUSED, f"It was not sent after all: {no_longer}.")
    if message.useful_until and message.useful_until <= at:
        return Answer(Outcome.REFUSED, "It waited until it was of no use any more, and was not sent.")
    return backend.hand_over(envelope)


def envelope_of(message: Message, council: Council, *, secret: dict[str, str] | None = None) -> Envelope:
    """Return a message as a backend is given it, with what is secret in it."""
    words = {name: getattr(message, name) for name in ("subject", "preview", "asks", "body")} | (secret or {})
    return Envelope(
        token=str(message.token),
        council=council.code,
        council_name=council.name,
        channel=Channel(message.channel),
        language=message.language,
        to_name=message.to_name,
        to_address=message.to_address,
        queued_at=message.queued_at,
        pdf=partial(printing.as_pdf, message, council, words=words),
        **words,
    )
