"""Takes an email in, once: keeps it with what it belongs to, and with its files. Used inside a transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import connection

from rooftree.correspondence.actions.receipts import note_return
from rooftree.correspondence.models import InboundFile, InboundMail
from rooftree.correspondence.replies.finding import Found, find
from rooftree.correspondence.replies.reading import Mail
from rooftree.correspondence.replies.reports import Report, Wrote
from rooftree.foundations import files
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused

OF_THE_POINT = ("5.1.", "5.2.1")
"""Statuses that say that the address is the trouble, not the message or the moment. RFC 3463 section 3."""


@dataclass(frozen=True)
class Taken:
    """An email as it is kept, and whether it came just now."""

    mail: InboundMail
    is_new: bool


def take(mail: Mail, *, council: Council, at: datetime) -> Taken:
    """Keep an email that came in, with what it belongs to; the same email twice is kept once.

    A report that a message of ours came back becomes that message's failure. Runs in the caller's
    transaction, for a council that we act for.
    """
    _lock(council)
    if before := _before(mail.digest, mail.message_id, mail.sender, council):
        return Taken(before, is_new=False)
    found = find(mail, council)
    status, why = _where(mail, found)
    files_kept, refused = _keep_files(mail, council, at=at)
    kept = InboundMail.objects.create(
        council=council,
        digest=mail.digest,
        message_id=mail.message_id,
        from_address=mail.sender,
        from_name=mail.sender_name,
        subject=mail.subject,
        words=mail.words,
        text=mail.text,
        written_at=mail.written_at,
        taken_at=at,
        wrote=mail.wrote.value,
        known_by=found.known_by,
        is_from_them=found.is_from_them,
        left_out=[*mail.left_out, *refused],
        answers=found.message,
        status=status,
        why=why,
        **belonging(found),
    )
    InboundFile.objects.bulk_create([InboundFile(council=council, mail=kept, file=each) for each in files_kept])
    if mail.report and mail.report.is_final and found.message:
        _came_back(found, mail.report, at=at)
    return Taken(kept, is_new=True)


def take_unreadable(raw: bytes, why: str, *, council: Council, at: datetime) -> Taken:
    """Keep that an email came which cannot be read: it stays in the mailbox, for somebody to look at there."""
    _lock(council)
    digest = hashlib.sha256(raw).hexdigest()
    if before := _before(digest, "", "", council):
        return Taken(before, is_new=False)
    kept = InboundMail.objects.create(
        council=council,
        digest=digest,
        subject="An email that cannot be read",
        taken_at=at,
        wrote=InboundMail.Wrote.NOBODY,
        status=InboundMail.Status.WAITS,
        why=f"{why} It is still in the mailbox: read it there.",
    )
    return Taken(kept, is_new=True)


def belonging(found: Found) -> dict[str, Any]:
    """Return the columns that say to whom and to which case an email belongs, with their groups."""
    person, case = found.person, found.case
    return {
        "person": person,
        "restricted_to": person.restricted_to if person else 0,
        "case": case,
        "case_restricted_to": case.restricted_to if case else 0,
        "case_person_restricted_to": case.person_restricted_to if case else 0,
    }


def _lock(council: Council) -> None:
    """Let the emails of a council be taken one after the other: two at once could be the same."""
    assert connection.in_atomic_block, "An email is taken in a transaction."
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail of {council.pk}"])


def _before(digest: str, message_id: str, sender: str, council: Council) -> InboundMail | None:
    """Return the email as it was taken before: the same bytes, or the same id from the same sender."""
    mails = InboundMail.objects.filter(council=council)
    same = mails.filter(digest=digest).first()
    if same or not message_id:
        return same
    return mails.filter(message_id=message_id, from_address=sender).first()


def _where(mail: Mail, found: Found) -> tuple[str, str]:
    """Return where an email goes, and why, in a sentence."""
    status = InboundMail.Status
    if mail.wrote is Wrote.POSTMASTER:
        whose = "of a message of ours" if found.message else "of no message that we know"
        return status.KEPT, f"A mail server’s report {whose}."
    if mail.wrote is Wrote.MACHINE:
        return status.KEPT, "An answer that sent itself: nobody is asking for anything."
    if found.case is None:
        whom = f"{found.person.known_as} wrote" if found.person else "Somebody wrote"
        return status.WAITS, f"{whom}, and nothing says to which case it belongs."
    if found.case.closed_at:
        return (
            status.WAITS,
            f"It is about {found.case.reference}, which is closed. Decide whether that opens again.",
        )
    who = "from an address of theirs" if found.is_from_them else "from an address that we do not know as theirs"
    return status.ON_CASE, f"{InboundMail.Known(found.known_by).label}, and it came {who}."


def _keep_files(mail: Mail, council: Council, *, at: datetime) -> tuple[list[Any], list[str]]:
    """Return the files that are kept, and why others are not, in sentences."""
    kept, refused = [], []
    for part in mail.files:
        try:
            kept.append(
                files.keep(
                    BytesIO(part.data), filename=part.filename, declared=part.declared, council=council, at=at
                )
            )
        except Refused as refusal:
            refused.append(str(refusal))
    return kept, refused


def _came_back(found: Found, report: Report, *, at: datetime) -> None:
    assert found.message is not None, "A message came back."
    whom = f" to {report.recipient}" if report.recipient else ""
    note_return(
        found.message,
        words=f"The mail server could not deliver it{whom}: {report.words or 'it does not say why'}",
        is_of_the_point=report.status.startswith(OF_THE_POINT),
        backend="smtp",
        at=at,
    )
