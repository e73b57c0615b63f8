"""What must hold of messages: how they move, which channel reaches somebody safely, and when to try again.

Plain values in, plain values out.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from rooftree.foundations.refusals import Refused


class Labelled(StrEnum):
    """A code, and how people read it."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Make a member of its code and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Status(Labelled):
    """Where a message is."""

    QUEUED = "queued", "Waiting to go"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Arrived"
    FAILED = "failed", "Did not arrive"
    CANNOT = "cannot", "Cannot be sent"
    BY_HAND = "by_hand", "To be made by hand"
    SETTLED = "settled", "Dealt with"


MOVES: Mapping[Status, Collection[Status]] = MappingProxyType(
    {
        Status.QUEUED: {Status.SENT, Status.DELIVERED, Status.FAILED},
        Status.SENT: {Status.DELIVERED, Status.FAILED},
        Status.DELIVERED: {Status.FAILED},
        Status.FAILED: {Status.DELIVERED, Status.SETTLED},
        Status.CANNOT: {Status.SETTLED},
        Status.BY_HAND: {Status.SETTLED},
    }
)
"""A receipt may come before we know that we sent, and a returned letter after it arrived."""

OWNED_WORK = (Status.FAILED, Status.CANNOT, Status.BY_HAND)
"""What somebody must deal with."""


def check_move(before: Status, after: Status) -> None:
    """Raise Refused unless a message may go from one status to the other."""
    if after not in MOVES.get(before, ()):
        raise Refused(f"This message is “{before.label.lower()}”, so it cannot become “{after.label.lower()}”.")


def may_move(before: Status, after: Status) -> bool:
    """Say whether a message may go from one status to the other."""
    return after in MOVES.get(before, ())


class Channel(Labelled):
    """How a message goes."""

    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class Format(Labelled):
    """What a message is made as. Beyond standard and large print, a person makes it."""

    STANDARD = "standard", "Standard"
    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    EASY_READ = "easy_read", "Easy read"
    TRANSLATED = "translated", "Translated"


class Outcome(Labelled):
    """How one try to hand a message over ended."""

    HANDED_OVER = "handed_over", "Handed over"
    FOUND = "found", "Had been handed over before"
    TEMPORARY = "temporary", "Not taken now"
    REFUSED = "refused", "Not taken at all"
    BAD_ADDRESS = "bad_address", "No such address"
    OUR_FAULT = "our_fault", "Our settings are wrong"
    DELIVERED = "delivered", "Arrived"
    RETURNED = "returned", "Came back"


WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long until the next try, after the first, the second, … After the last it is given up: a day or so."""
OUR_FAULT_WAITS = timedelta(minutes=10)
"""How long until the next try where our own settings are wrong. It is not given up: it is nobody's address."""


def next_try(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries that failed for now; None to give up."""
    assert tries >= 1, "Nothing was tried yet."
    return WAITS[tries - 1] if tries <= len(WAITS) else None
