"""Reads an email that came in: who wrote, what, with which files, and whether a machine wrote it.

Plain bytes in, plain values out. Whatever comes in may be built to harm: what is read is bounded, and
nothing in it is believed. Sources: RFC 5322, RFC 2045 to 2047, RFC 3464 (delivery status), RFC 3834
(automatic answers).
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message

from rooftree.correspondence.replies.headings import (
    addresses,
    decoded,
    decoded_text,
    every_part,
    heading,
    ids,
    is_forged,
    leaves,
    moment_of,
    one_line,
    recipients,
)
from rooftree.correspondence.replies.pages import text_of
from rooftree.correspondence.replies.reports import Report, Wrote, answered, report_of, wrote

LARGEST = 25_000_000
"""Bytes of a whole message: what mail servers take."""
PARTS_AT_MOST = 100
BOUNDARIES_AT_MOST = 30
"""Each is looked for in every line, so many of them cost much to read."""
FILES_AT_MOST = 20
LONGEST_TEXT = 100_000
LONGEST_HEADING = 30_000
LONGEST_SUBJECT = 300
HEADERS_AT_MOST = 500


class Unreadable(Exception):
    """A message that cannot be read within the bounds. Says why, for an officer to read."""


@dataclass(frozen=True)
class Part:
    """A file that came with a message."""

    filename: str
    declared: str
    """The type that the sender's program gave."""
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """One email that came in, as far as we read it."""

    digest: str
    """SHA-256 of every byte: the same mail twice is known by it."""
    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    """Every address to which it went, by any of its headers."""
    subject: str
    written_at: datetime | None
    """As the sender's machine says; nothing where it says none that can be."""
    text: str
    """All of it, as plain text."""
    words: str
    """What is new in it: without the message that it answers."""
    wrote: Wrote
    answers: tuple[str, ...]
    """The ids of the messages that it answers."""
    files: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
    """What was not taken, in sentences."""
    report: Report | None = None
    is_forged: bool = False
    """Our own mail server says that it is not from whom it says."""


def read(raw: bytes) -> Mail:
    """Return what an email says. Raises Unreadable for one beyond the bounds."""
    message = _parsed(raw)
    parts = list(leaves(message))
    text = _text_in(parts)
    report = report_of(message, parts, text)
    files, left_out = _files_of(parts, is_report=report is not None)
    [(sender_name, sender), *_] = addresses(message, "From") or [("", "")]
    return Mail(
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=next(iter(ids(heading(message, "Message-ID"))), ""),
        sender=sender,
        sender_name=sender_name,
        recipients=recipients(message),
        subject=one_line(heading(message, "Subject"))[:LONGEST_SUBJECT],
        written_at=moment_of(heading(message, "Date")),
        text=text,
        words=new_words(text),
        wrote=wrote(message, report),
        answers=answered(message, parts, report),
        files=files,
        left_out=left_out,
        report=report,
        is_forged=is_forged(message),
    )


# --- Bounds ----------------------------------------------------------------------------------------


def _parsed(raw: bytes) -> Message:
    """Return a message in its parts. Raises Unreadable for one that would cost too much to read."""
    if len(raw) > LARGEST:
        raise Unreadable(f"It is larger than {LARGEST // 1_000_000} MB, the most that is taken.")
    if len(re.findall(rb"boundary\s*\*?[0-9]*\*?\s*=", raw, re.IGNORECASE)) > BOUNDARIES_AT_MOST:
        raise Unreadable("It is made of far more parts within parts than a person sends.")
    if len(re.findall(rb"\n[!-9;-~]+:", raw.partition(b"\n\r\n")[0].partition(b"\n\n")[0])) > HEADERS_AT_MOST:
        raise Unreadable("It has far more headings than a message has.")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
    except (MessageError, RecursionError, ValueError, LookupError) as error:
        raise Unreadable("It is not built as an email is.") from error
    parts = list(every_part(message))
    if len(parts) > PARTS_AT_MOST:
        raise Unreadable(f"It has more than {PARTS_AT_MOST} parts.")
    if any(len(str(value)) > LONGEST_HEADING for part in parts for value in part.values()):
        raise Unreadable("It has a heading far longer than a heading is.")
    return message


# --- What it says ----------------------------------------------------------------------------------


def _is_file(part: Message) -> bool:
    """Return whether a part is a file rather than what the person wrote."""
    kind = part.get_content_type()
    is_named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return is_named or kind not in ("text/plain", "text/html")


def _text_in(parts: list[Message]) -> str:
    """Return what was written: the plain text, else the text of the page; several one after the other."""
    written = [part for part in parts if not _is_file(part)]
    plain = [decoded_text(part) for part in written if part.get_content_type() == "text/plain"]
    if not any(each.strip() for each in plain):
        plain = [text_of(decoded_text(part)) for part in written if part.get_content_type() == "text/html"]
    return _readable("\n\n".join(plain))[:LONGEST_TEXT]


def _readable(text: str) -> str:
    """Return a text without signs that cannot be seen, its lines ending as lines do."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    shown = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    return re.sub(r"\n{4,}", "\n\n\n", shown).strip()


_ANSWERED_BELOW = re.compile(
    r"(-{2,}\s*(original|forwarded) message\s*-{2,}"
    r"|-{2,}\s*(neges wreiddiol)\s*-{2,}"
    r"|_{10,}"
    r"|(on|ar)\s.{4,200}(wrote|ysgrifennodd)\b.{0,120}:"
    r"|from:\s.*@.*"
    r"|>.*)\s*",
    re.IGNORECASE,
)
"""A line below which stands the message that is answered."""


def new_words(text: str) -> str:
    """Return what is new in an answer: what stands above the message that it answers.

    Where nothing stands above, the person wrote between the lines: then it is all of it.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        pair = f"{line.strip()} {lines[number + 1].strip()}" if number + 1 < len(lines) else line.strip()
        if _ANSWERED_BELOW.fullmatch(line.strip()) or (
            re.match(r"(on|ar)\s", line, re.IGNORECASE) and _ANSWERED_BELOW.fullmatch(pair)
        ):
            above = "\n".join(lines[:number]).strip()
            return above or text
    return text


# --- Files -----------------------------------------------------------------------------------------


def _files_of(parts: list[Message], *, is_report: bool) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the files that came with a message, and what is left out of them, in sentences."""
    files: list[Part] = []
    left_out: list[str] = []
    for part in parts:
        if is_report or not _is_file(part):
            continue
        name = one_line(decoded(part.get_filename() or ""))[:200] or f"file {len(files) + 1}"
        data = part.get_payload(decode=True)
        if part.is_multipart() or not isinstance(data, bytes):
            left_out.append(f"“{name}” is another message. Ask for what is in it to be sent by itself.")
        elif len(files) >= FILES_AT_MOST:
            left_out.append(
                f"“{name}” is one more than the {FILES_AT_MOST} files that are taken from one message."
            )
        elif data:
            files.append(Part(name, part.get_content_type(), data))
    return tuple(files), tuple(left_out[:FILES_AT_MOST])
