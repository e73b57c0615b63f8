"""A file to which each message that is handed over adds its line, and a worker that empties the outbox into it.

The worker runs in a process of its own, on the database that the environment names.
"""

import datetime as dt
import os
from pathlib import Path

import django

from rooftree.correspondence.backends import Answer, Envelope
from rooftree.correspondence.rules import Outcome


class Tally:
    """Adds a line to a file for each message: whole, or not at all."""

    name = "tally"
    can_be_asked = True
    settles_in = dt.timedelta(0)

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def hand_over(self, envelope: Envelope) -> Answer:
        """Add the message's line."""
        self.add(envelope.token)
        return Answer(Outcome.HANDED_OVER, reference=envelope.token)

    def add(self, token: str) -> None:
        """Add a line."""
        os.write(self._file, f"{token}\n".encode())

    def find(self, envelope: Envelope) -> Answer | None:
        """Say whether the message's line is there."""
        return Answer(Outcome.FOUND) if envelope.token in Path(self._path).read_text().split() else None

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def work(tally: str) -> None:
    """Empty the outbox of the council, as the job does."""
    django.setup()
    from rooftree.correspondence import backends, outbox
    from rooftree.foundations import dates
    from rooftree.foundations.isolation import acting_for
    from rooftree.foundations.models import Council

    backends.for_channel = lambda channel: Tally(tally)
    council = Council.objects.get(code="alder")
    with acting_for([council.pk], who="job:send-messages"):
        outbox.drain(council, clock=dates.now)
