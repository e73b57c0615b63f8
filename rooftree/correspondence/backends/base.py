"""What every backend is given, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from rooftree.correspondence.rules import Channel, Outcome
from rooftree.foundations.marks import as_plain


@dataclass(frozen=True)
class Envelope:
    """One message as it is handed over."""

    token: str
    """By which it is known outside: a UUID, the same at every try."""
    council: str
    """The council's code: settings are kept by it."""
    council_name: str
    channel: Channel
    language: str
    to_name: str
    to_address: str
    subject: str
    preview: str
    asks: str
    body: str
    queued_at: datetime
    pdf: Callable[[], bytes]
    """Makes the letter; asked of letters only."""

    @property
    def plain_text(self) -> str:
        """What an email says: first the preview, since the first line shows before it is opened."""
        return "\n\n".join(part for part in (self.preview, self.asks, as_plain(self.body)) if part)

    @property
    def marked_text(self) -> str:
        """What an email says, with the marks of its body, for a backend that understands them."""
        return "\n\n".join(part for part in (self.preview, self.asks, self.body) if part)


@dataclass(frozen=True)
class Answer:
    """What came of handing one message over."""

    outcome: Outcome
    words: str = ""
    reference: str = ""
    """What the other side calls it."""
    in_doubt: bool = False
    """Whether it may have gone although we were not told: asked before the next try."""
    wait: timedelta | None = None
    """When to try again, where it is not this message that is at fault: no try of its own is counted."""


class Unavailable(Exception):
    """Nothing can be handed over on this channel for now, whichever message it is.

    `is_ours` where our own settings are wrong, so that somebody must put them right.
    """

    def __init__(self, words: str, *, wait: timedelta, is_ours: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.wait = wait
        self.is_ours = is_ours

    def answer(self) -> Answer:
        """Return what this is for the message that met it."""
        outcome = Outcome.OUR_FAULT if self.is_ours else Outcome.TEMPORARY
        return Answer(outcome, self.words, wait=self.wait)


class Backend(Protocol):
    """Hands messages over, one after the other, from one process."""

    name: str
    can_be_asked: bool
    """Whether `find` knows what was handed over. If not, each message is marked as sent at once."""
    settles_in: timedelta
    """After a crash, so long passes before it is asked: what was on its way has arrived then."""

    def hand_over(self, envelope: Envelope) -> Answer:
        """Hand a message over. Raises Unavailable when nothing can be on this channel."""
        ...

    def find(self, envelope: Envelope) -> Answer | None:
        """Return what is known of a message that may have been handed over before; None if it was not."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
