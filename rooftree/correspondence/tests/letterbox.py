"""What the tests of messages share: people who can be written to, and a folder that messages go to."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from rooftree.correspondence import actions
from rooftree.correspondence.backends import Envelope
from rooftree.correspondence.models import Message
from rooftree.correspondence.rules import Channel
from rooftree.foundations.models import Council
from rooftree.people.models import Adjustment, ContactPoint, Person, SpokenLanguage
from tests.builders import NOON, a_person, the_council

LATER = NOON + dt.timedelta(minutes=1)
FACTS = {"name": "Grace", "council": "Alder Borough Council"}
CODE = "correspondence.trial"


def an_email(person: Person, value: str = "grace@example.test", **facts: Any) -> ContactPoint:
    return _a_point(person, "email", value, **facts)


def an_address(person: Person, value: str = "12 Elm Walk, Alder, ZZ1 1AA", **facts: Any) -> ContactPoint:
    return _a_point(person, "post", value, **facts)


def a_mobile(person: Person, value: str = "+447700900123", **facts: Any) -> ContactPoint:
    return _a_point(person, "mobile", value, **facts)


def _a_point(person: Person, kind: str, value: str, **facts: Any) -> ContactPoint:
    return ContactPoint.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        kind=kind,
        value=value,
        **facts,
    )


def somebody(**facts: Any) -> Person:
    """A person with an email address."""
    person = a_person(**facts)
    an_email(person)
    return person


def who_needs(person: Person, code: str) -> Person:
    """The person, who needs us to do something differently."""
    Adjustment.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        code=code,
        from_on=dt.date(2020, 1, 1),
        reviewed_on=dt.date(2026, 1, 1),
    )
    return person


def who_speaks(person: Person, language: str) -> Person:
    """The person, whose main language it is."""
    SpokenLanguage.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        language=language,
        is_main=True,
    )
    return person


def a_message(person: Person | None = None, **facts: Any) -> Message:
    """A trial message to somebody, as it was put in the outbox."""
    given = {"facts": FACTS, "at": NOON, "key": "k1", **facts}
    return actions.send(CODE, person=person or somebody(), **given)


def an_envelope(
    channel: Channel = Channel.EMAIL, to_address: str = "grace@example.test", **facts: Any
) -> Envelope:
    """A message as a backend is given it. No database."""
    return Envelope(
        **{
            "token": str(uuid.uuid4()),
            "council": "alder",
            "council_name": "Alder Borough Council",
            "channel": channel,
            "language": "en",
            "to_name": "Grace Okafor",
            "to_address": to_address,
            "subject": "A trial message",
            "preview": "A message from your council.",
            "asks": "",
            "body": "Dear Grace",
            "queued_at": NOON,
            "pdf": lambda: b"%PDF-1.7",
            **facts,
        }
    )


def now(message: Message) -> Message:
    """The message as it now is."""
    return Message.objects.get(pk=message.pk)


def files(folder: Path, council: Council | None = None) -> list[Path]:
    """What is in the folder of messages, by name."""
    return sorted((folder / (council or the_council()).code).glob("*/*"))
