"""Reads the headings and the parts of an email, whatever they are written in. Nothing in them is believed.

Sources: RFC 5322, RFC 2045 to 2047, RFC 8601 (what mail servers say of a sender).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

LONGEST_HEADING = 2_000


def children(part: Message) -> list[Message]:
    """Return the parts that a part is made of; none for one that holds something itself."""
    inner = part.get_payload() if part.is_multipart() else []
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def every_part(message: Message) -> Iterator[Message]:
    """Yield a message and all its parts, without nesting calls."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something. What stands within an attached message is not its sender's."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(children(part)))
        else:
            yield part


def heading(message: Message, name: str) -> str:
    """Return a heading as text, whatever it is written in; nothing where it is missing."""
    return decoded(str(message.get(name, ""))[:LONGEST_HEADING])


def decoded(value: str) -> str:
    """Return the words of a heading (RFC 2047). What cannot be read stays as it is written."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(letters(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces)


def letters(data: bytes, charset: str | None) -> str:
    """Return bytes as text, in the charset that is said, else in what fits."""
    for each in (charset, "utf-8"):
        try:
            return data.decode(each or "utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def one_line(text: str) -> str:
    """Return a text on one line, without signs that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """Return the names and addresses of these headings; those that are none are left out."""
    values = [str(value)[:LONGEST_HEADING] for name in names for value in message.get_all(name, [])]
    pairs = getaddresses(values)
    return [(one_line(decoded(name))[:120], address.lower()) for name, address in pairs if _ADDRESS.match(address)]


_ADDRESS = re.compile(r"[^\s@<>\x00-\x1f]{1,120}@[^\s@<>\x00-\x1f]{1,180}\Z")
_WENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")


def recipients(message: Message) -> tuple[str, ...]:
    """Return every address to which a message went."""
    return tuple(dict.fromkeys(address for _, address in addresses(message, *_WENT_TO)))


def ids(text: str) -> list[str]:
    """Return the ids of messages in a heading, without their brackets."""
    return re.findall(r"<([^<>\s]{1,250})>", text)


def moment_of(text: str) -> datetime | None:
    """Return when a message says that it was written, in UTC."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def is_forged(message: Message) -> bool:
    """Return whether a mail server on the way says that the sender's domain disowns it (RFC 8601).

    It only ever counts against a message, so a heading that the sender put there gains nothing.
    """
    said = [str(each) for each in message.get_all("Authentication-Results", [])]
    return any(re.search(r"\bdmarc\s*=\s*fail\b", each, re.IGNORECASE) for each in said)


def decoded_text(part: Message) -> str:
    """Return the text of a part, whatever it is written in; nothing for what is no text."""
    data = part.get_payload(decode=True)
    return letters(data, part.get_content_charset()) if isinstance(data, bytes) else ""
