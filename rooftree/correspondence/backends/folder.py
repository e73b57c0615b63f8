"""Puts messages in a folder, a file each: for the demonstration and for tests. Nobody receives them.

The file's name is the message's token, so a message that is handed over twice is there once.
"""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from rooftree.correspondence.backends.base import Answer, Envelope
from rooftree.correspondence.rules import Channel, Outcome
from rooftree.foundations.marks import as_plain

ENDINGS = {Channel.EMAIL: "txt", Channel.TEXT: "txt", Channel.LETTER: "pdf"}


class Folder:
    """Writes each message under MESSAGES_FOLDER/<council>/<channel>/<token>."""

    name = "folder"
    can_be_asked = True
    settles_in = timedelta(0)

    def hand_over(self, envelope: Envelope) -> Answer:
        """Write the file whole, or find it there."""
        place = _place(envelope)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = place.with_name(f".{uuid4().hex}")
        try:
            with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_bytes(envelope))
            with suppress(FileExistsError):
                os.link(written, place)
        finally:
            written.unlink(missing_ok=True)
        return Answer(Outcome.HANDED_OVER, reference=place.name)

    def find(self, envelope: Envelope) -> Answer | None:
        """Return that a message is there, if it is."""
        place = _place(envelope)
        return Answer(Outcome.FOUND, reference=place.name) if place.exists() else None

    def close(self) -> None:
        """Nothing is held open."""


def _place(envelope: Envelope) -> Path:
    name = f"{envelope.token}.{ENDINGS[envelope.channel]}"
    return Path(settings.MESSAGES_FOLDER) / envelope.council / envelope.channel / name


def _bytes(envelope: Envelope) -> bytes:
    if envelope.channel is Channel.LETTER:
        return envelope.pdf()
    heading = [f"To: {envelope.to_name} <{envelope.to_address}>"]
    if envelope.channel is Channel.EMAIL:
        heading.append(f"Subject: {envelope.subject}")
        return "\n".join([*heading, "", envelope.plain_text, ""]).encode()
    return "\n".join([*heading, "", as_plain(envelope.body), ""]).encode()
