"""One of each thing that a page about messages can be about, and the addresses of all those pages."""

from typing import Any

from django.db import transaction

from rooftree.contact import telling
from rooftree.correspondence import troubles
from rooftree.correspondence.models import Attempt, InboundMail, LetterInRun, Message, PrintRun, Waiting
from rooftree.foundations import dates
from rooftree.people.models import ContactPoint, Person
from tests.builders import an_enquiry, an_officer

MESSAGES = {
    "undelivered": [],
    "replies": [],
    "reply": ["mail"],
    "match_reply": ["mail"],
    "deal_with_reply": ["mail"],
    "letters_to_print": [],
    "print_run": ["print_run"],
    "templates": [],
    "template": ["template", "language"],
    "replace_words": ["template", "language"],
    "bring_back_words": ["template", "language"],
    "message": ["message"],
    "settle_message": ["message"],
    "messages_to": ["person"],
    "end_trouble": ["person", "trouble"],
    "messages_about": ["written_case"],
    "write_message": ["written_case"],
}
NO_MESSAGE_PAGES = {
    *("reply_file", "gather_letters", "print_file", "letters_printed", "put_back_letters"),
    *("message_letter", "send_message_again"),
}
"""Buttons, which lead back to a page, and files to take away."""


def messages_at_work(grace: Person) -> dict[str, Any]:
    """Make a message that did not arrive, a letter in a print run, and an email that waits."""
    at = dates.now()
    ContactPoint.objects.create(council_id=grace.council_id, person=grace, kind="email", value="grace@example.org")
    case = an_enquiry(grace, asked="Why did my rent go up?").case
    words = "The plumber comes on Friday.\n\nPlease leave the gate open."
    with transaction.atomic():
        message = telling.written(case, words=words, by=an_officer("adviser"), at=at, key="a page")
    assert message is not None, "The case is about somebody."
    Waiting.objects.filter(message=message).delete()
    Message.objects.filter(pk=message.pk).update(status="failed", failed_at=at, failure="No such mailbox")
    Attempt.objects.create(
        message=message, council_id=message.council_id, at=at, backend="smtp", outcome="bad_address", words="550"
    )
    gathered = {"made_at": at, "made_by": an_officer("adviser"), "letters": 1}
    trouble = troubles.note(message, words="No such mailbox", at=at)
    assert trouble is not None, "The message went to an address."
    run = PrintRun.objects.create(council_id=grace.council_id, **gathered)
    LetterInRun.objects.create(council_id=grace.council_id, run=run, message=message, number=1)
    mail = InboundMail.objects.create(
        council_id=grace.council_id,
        person=grace,
        digest="0" * 64,
        from_address="grace@example.org",
        from_name="Grace Okafor",
        subject="My boiler " + "again and " * 8,
        words="It leaks.\n\nIt drips too.",
        text="It leaks.\n\n> We mended it",
        left_out=["“run.exe” is not a kind of file that can be kept here."],
        taken_at=at,
        wrote="person",
        status="waits",
        why="Grace wrote, and nothing says to which case it belongs.",
    )
    return {
        "message": message.token,
        "trouble": trouble.pk,
        "print_run": run.pk,
        "mail": mail.pk,
        "template": "contact.written",
        "language": "en",
        "written_case": case.reference,
    }
