"""Makes a letter of a message: the name and address in the window, the words, and by what to quote it."""

import re
from collections.abc import Mapping

from rooftree.correspondence import letters
from rooftree.correspondence.letters import Letter
from rooftree.correspondence.models import Message
from rooftree.correspondence.rules import Format
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council

_GREETING = re.compile(r"\s*((?:Dear|Annwyl)\b[^\n]*)\n+")
"""How a body greets the person: on its first line."""
GREETINGS = {"en": "Dear", "cy": "Annwyl"}


def as_pdf(message: Message, council: Council, *, words: Mapping[str, str]) -> bytes:
    """Return a message as a tagged PDF, dated the day on which it was written. `words` are what it says."""
    greeting, body = _greeted(message, words["body"])
    return letters.typeset(
        Letter(
            council=council.name,
            title=words["subject"],
            address=(message.to_name, *(line.strip() for line in message.to_address.split(","))),
            sent_on=london_day(message.queued_at),
            reference=reference_of(message),
            greeting=greeting,
            body=body,
            signed=(council.name,),
            accent=council.accent,
            asks=words["asks"],
            language=message.language,
            is_large=message.format == Format.LARGE_PRINT,
        )
    )


def reference_of(message: Message) -> str:
    """Return what whoever replies to a message quotes: the case's reference, else the person's."""
    return message.case.reference if message.case else message.person.reference


def _greeted(message: Message, body: str) -> tuple[str, str]:
    """Return the greeting and what follows it. A body that greets nobody is greeted for."""
    if found := _GREETING.match(body):
        return found.group(1).strip().rstrip(","), body[found.end() :]
    return f"{GREETINGS[message.language]} {message.to_name}", body
