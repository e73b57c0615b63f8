"""What we sent a resident, readable again for ever."""

import datetime as dt
from dataclasses import dataclass

import orjson
from django.db import connection

from rooftree.correspondence import printing
from rooftree.correspondence.models import Message
from rooftree.foundations.models import Council
from rooftree.people.portal import Resident, Scope
from rooftree.record.reading import as_fact, as_facts
from rooftree.record.resident import Sent, check_may

ON_A_PAGE = 25

MessagePlace = tuple[dt.datetime, int]
"""A message's moment and id: the next page begins before it."""


@dataclass(frozen=True)
class MessageFacts:
    """One message in full."""

    id: int
    at: dt.datetime
    channel: str
    format: str
    subject: str
    preview: str
    asks: str
    body: str
    status: str
    language: str
    to_address: str
    sent_at: dt.datetime | None
    case: str | None
    is_open: bool
    """Whether the request that it is about is open, and hers."""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.subject or self.preview or self.asks


@dataclass(frozen=True)
class MessagesPage:
    """A page of messages, the newest first, and where the next one begins."""

    messages: list[Sent]
    next_before: MessagePlace | None


def messages_page(resident: Resident, *, before: MessagePlace | None = None) -> MessagesPage:
    """Return what we sent her, the newest first, from before a message on. One query.

    Raises PermissionDenied where an authority does not let her see messages.
    """
    check_may(resident, Scope.SEE_MESSAGES)
    before_at, before_id = before or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resident_messages(%s, her_records(%s), %s::timestamptz, %s::bigint, %s)::text",
            [resident.council_id, resident.for_person_id, before_at, before_id, ON_A_PAGE + 1],
        )
        (written,) = cursor.fetchone()
    found = as_facts(Sent, orjson.loads(written) if written else None)
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    return MessagesPage(found[:ON_A_PAGE], (last.at, last.id) if last else None)


def message_page(resident: Resident, pk: int) -> MessageFacts | None:
    """Return one message that we sent her, or None for none of hers. One query.

    Raises PermissionDenied where an authority does not let her see messages.
    """
    check_may(resident, Scope.SEE_MESSAGES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resident_message(%s, %s, %s)::text", [resident.council_id, resident.for_person_id, pk]
        )
        (written,) = cursor.fetchone()
    return as_fact(MessageFacts, orjson.loads(written)) if written else None


def letter_of(resident: Resident, pk: int, *, council: Council) -> tuple[str, bytes] | None:
    """Return a letter that we sent her as a file's name and a PDF, or None for none of hers.

    Raises PermissionDenied where an authority does not let her see messages.
    """
    if message_page(resident, pk) is None:
        return None
    message = Message.objects.select_related("case", "person").get(pk=pk)
    words = {"subject": message.subject, "asks": message.asks, "body": message.body}
    return f"{printing.reference_of(message)}.pdf", printing.as_pdf(message, council, words=words)
