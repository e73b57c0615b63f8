"""Tells a person's answer from one that sends itself, and reads what mail servers report of our messages.

Sources: RFC 3464 (delivery status), RFC 3463 (status codes), RFC 3834 (automatic answers).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from rooftree.correspondence.replies.headings import addresses, children, decoded_text, heading, ids, one_line


class Wrote(StrEnum):
    """Who, or what, wrote a message."""

    PERSON = "person"
    MACHINE = "machine"
    """An answer that sends itself: away until Monday."""
    POSTMASTER = "postmaster"
    """A report that a message of ours did not arrive, or arrived."""


@dataclass(frozen=True)
class Report:
    """What a mail server says became of a message of ours."""

    is_final: bool
    """It will not arrive: no further try."""
    recipient: str
    status: str
    """RFC 3463: "5.1.1"; nothing where the server gave none."""
    words: str


def wrote(message: Message, report: Report | None) -> Wrote:
    """Return whether a person wrote a message (RFC 3834, section 5)."""
    if report is not None:
        return Wrote.POSTMASTER
    said = heading(message, "Auto-Submitted").split(";")[0].strip().lower()
    is_away = bool(_AWAY.match(heading(message, "Subject").strip()))
    is_automatic = (
        said.startswith("auto-replied")
        or heading(message, "Precedence").strip().lower() == "auto_reply"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or (said.startswith("auto-") and heading(message, "Return-Path").strip() == "<>")
        or (heading(message, "X-Auto-Response-Suppress").strip().lower() == "all" and is_away)
    )
    return Wrote.MACHINE if is_automatic else Wrote.PERSON


_AWAY = re.compile(r"(automatic reply|out of office|autoreply|automatische antwort)\b", re.IGNORECASE)
_POSTMASTERS = re.compile(r"(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


def report_of(message: Message, parts: list[Message], text: str) -> Report | None:
    """Return what a mail server reports of a message of ours; None if this is no such report."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            return _delivery_status(part, text)
    from_postmaster = any(_POSTMASTERS.match(address) for _, address in addresses(message, "From"))
    if from_postmaster and (
        heading(message, "Return-Path").strip() in ("<>", "") or "X-Failed-Recipients" in message
    ):
        found = _STATUS.search(text)
        status = found.group(1) if found else ""
        recipient = one_line(heading(message, "X-Failed-Recipients"))[:300]
        return Report(not status.startswith("4"), recipient, status, _first_words(text))
    return None


_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def _delivery_status(part: Message, text: str) -> Report:
    """Return what RFC 3464 says of the first recipient that it names."""
    for group in children(part):
        action = heading(group, "Action").strip().lower()
        if action:
            recipient = heading(group, "Final-Recipient") or heading(group, "Original-Recipient")
            diagnosis = one_line(heading(group, "Diagnostic-Code").partition(";")[2])
            status = _STATUS.search(heading(group, "Status"))
            return Report(
                is_final=action == "failed",
                recipient=one_line(recipient.partition(";")[2] or recipient)[:300],
                status=status.group(1) if status else "",
                words=(diagnosis or _first_words(text))[:500],
            )
    return Report(is_final=False, recipient="", status="", words=_first_words(text))


def _first_words(text: str) -> str:
    return one_line(text[:2_000])[:500]


def answered(message: Message, parts: list[Message], report: Report | None) -> tuple[str, ...]:
    """Return the ids of the messages that this one answers or reports on, the nearest first."""
    found = ids(heading(message, "In-Reply-To")) + ids(heading(message, "References"))[::-1]
    if report is not None:
        found = [*_reported(parts), *found]
    return tuple(dict.fromkeys(found))[:50]


def _reported(parts: list[Message]) -> Iterator[str]:
    """Yield the ids of the message that came back, from what the report holds of it."""
    for part in parts:
        for inner in children(part)[:1]:
            yield from ids(heading(inner, "Message-ID"))
        if part.get_content_maintype() in ("text", "message") and not part.is_multipart():
            for line in re.findall(r"(?im)^message-id:[ \t]*(<[^<>\s]+>)", decoded_text(part)):
                yield from ids(line)
