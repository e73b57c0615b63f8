"""Reads a mailbox over IMAP (RFC 3501, TLS only): each unread email is handed on, then marked as read.

An email is marked only after whoever takes it has committed. A crash in between shows it again, and
then it is known and taken no second time.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from rooftree.correspondence.replies.reading import LARGEST

TIMEOUT = 30
"""Seconds that a mail server may take to answer."""
AT_ONCE = 100
"""Emails that are taken in one go; the next go takes the rest."""


class Closed(Exception):
    """A mailbox cannot be opened or read. Says why, without the password."""


class Server(Protocol):
    """What is asked of a mail server, as imaplib offers it."""

    def uid(self, command: str, *arguments: str) -> tuple[str, list[object]]:
        """Send a command about emails named by their ids."""
        ...


@dataclass
class Polled:
    """What one look into a mailbox came to."""

    taken: int = 0
    failed: int = 0
    """Emails that could not be taken for a fault of ours. They are still unread."""


def poll(
    address: str,
    *,
    take: Callable[[bytes], None],
    too_large: Callable[[bytes], None],
    failed: Callable[[Exception], None],
) -> Polled:
    """Hand on each unread email of a mailbox, and mark it as read.

    `address` is "imaps://user:password@host/folder", its parts percent-encoded. `take` gets the bytes of
    one, `too_large` the headings of one beyond every limit; both commit before they return. What raises
    is told to `failed`, and stays unread. Raises Closed if the mailbox cannot be read.
    """
    done = Polled()
    try:
        with _opened(address) as server:
            for uid in _unread(server):
                is_large = _size(server, uid) > LARGEST
                raw = _fetch(server, uid, "BODY.PEEK[HEADER]" if is_large else "BODY.PEEK[]")
                if _handed_on(raw, too_large if is_large else take, failed):
                    _mark(server, uid, r"\Seen \Flagged" if is_large else r"\Seen")
                    done.taken += 1
                else:
                    done.failed += 1
    except (imaplib.IMAP4.error, OSError) as error:
        raise Closed(f"The mailbox was lost while it was read: {_without_secrets(error)}.") from error
    return done


def _handed_on(raw: bytes, take: Callable[[bytes], None], failed: Callable[[Exception], None]) -> bool:
    """Hand an email on, and return whether it was taken: one that cannot be keeps no other from being taken."""
    try:
        take(raw)
    except Exception as error:
        failed(error)
        return False
    return True


@contextmanager
def _opened(address: str) -> Iterator[Server]:
    """Sign in to a mailbox and choose its folder, until the block ends."""
    parts = urlsplit(address)
    if parts.scheme != "imaps" or not parts.hostname or not parts.username:
        raise Closed("The address of a mailbox is imaps://user:password@host/folder. Look at ROOFTREE_MAILBOXES.")
    try:
        server = _connect(parts)
    except (imaplib.IMAP4.error, OSError) as error:
        raise Closed(f"The mailbox at {parts.hostname} cannot be opened: {_without_secrets(error)}.") from error
    try:
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _connect(parts: SplitResult) -> imaplib.IMAP4_SSL:
    server = imaplib.IMAP4_SSL(
        parts.hostname or "", parts.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
    )
    server.login(unquote(parts.username or ""), unquote(parts.password or ""))
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    answered, _ = server.select(_quoted(folder))
    if answered != "OK":
        server.logout()
        raise Closed(f"The mailbox at {parts.hostname} has no folder {folder}.")
    return server


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _without_secrets(error: Exception) -> str:
    """Return what a server said, short. It is never told the password by us, and could not repeat it."""
    said = error.args[-1] if error.args else ""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:200].rstrip(".") or type(error).__name__


def _unread(server: Server) -> list[str]:
    """Return the ids of the unread emails, the oldest first."""
    answered, found = server.uid("SEARCH", "UNSEEN")
    if answered != "OK":
        raise Closed("The mailbox does not say what is unread.")
    ids = found[0] if found and isinstance(found[0], bytes) else b""
    return [uid.decode() for uid in ids.split()][:AT_ONCE]


def _size(server: Server, uid: str) -> int:
    _, found = server.uid("FETCH", uid, "(RFC822.SIZE)")
    said = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(each for each in found if isinstance(each, bytes)))
    return int(said.group(1)) if said else 0


def _fetch(server: Server, uid: str, what: str) -> bytes:
    """Return the bytes of an email, or of its headings. Raises the protocol's error where they do not come."""
    _, found = server.uid("FETCH", uid, f"({what})")
    for each in found:
        if isinstance(each, tuple) and len(each) > 1 and isinstance(each[1], bytes):
            return each[1]
    raise imaplib.IMAP4.error(f"Email {uid} did not come.")


def _mark(server: Server, uid: str, flags: str) -> None:
    server.uid("STORE", uid, "+FLAGS.SILENT", f"({flags})")
