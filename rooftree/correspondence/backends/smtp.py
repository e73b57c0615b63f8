"""Hands emails to a mail server. Each keeps its Message-ID at every try.

A mail server cannot be asked what it has. Where it was lost between taking an email and saying so, the
email is handed over again under the same Message-ID: most mail programs then show one. That is the only
case in which somebody may get an email twice (docs/messages.md).
"""

import re
import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from rooftree.correspondence.backends.base import Answer, Envelope, Unavailable
from rooftree.correspondence.replies.addresses import reply_address
from rooftree.correspondence.rules import Outcome

SOON = timedelta(minutes=2)
LATER = timedelta(minutes=10)
BAD_ADDRESS = (550, 551, 553)
"""What a server answers of an address that it does not know. RFC 5321 section 4.2.3."""
NOT_OF_THE_ADDRESS = re.compile(r"\b5\.[02-9]\.\d")
"""What it adds where it is about something else than the address. RFC 3463 section 3."""


class Smtp:
    """Keeps one connection open while there is something to send."""

    name = "smtp"
    can_be_asked = False
    settles_in = timedelta(minutes=2)

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def hand_over(self, envelope: Envelope) -> Answer:
        """Send one email, and say what the server answered."""
        try:
            email = as_email(envelope)
        except ValueError as wrong:
            return Answer(Outcome.BAD_ADDRESS, f"This cannot be written as an email: {wrong}.")
        server = self._connected()
        try:
            server.send_message(email, from_addr=_sender(envelope), to_addrs=[envelope.to_address])
        except smtplib.SMTPRecipientsRefused as refused:
            self._begin_again()
            return _refused(*refused.recipients[envelope.to_address])
        except smtplib.SMTPSenderRefused as refused:
            self.close()
            said = f"The mail server does not take mail from us: {_said(refused.smtp_code, refused.smtp_error)}"
            raise Unavailable(said, wait=LATER, is_ours=refused.smtp_code >= 500) from refused
        except smtplib.SMTPResponseException as refused:
            self.close()
            return _refused(refused.smtp_code, refused.smtp_error)
        except smtplib.SMTPNotSupportedError as refused:
            return Answer(Outcome.BAD_ADDRESS, f"The mail server does not know addresses of this kind: {refused}.")
        except (smtplib.SMTPException, OSError) as lost:
            self.close()
            words = f"The mail server was lost in the middle: {lost}."
            return Answer(Outcome.TEMPORARY, words, in_doubt=True)
        return Answer(Outcome.HANDED_OVER, reference=message_id(envelope))

    def find(self, envelope: Envelope) -> Answer | None:
        """A mail server cannot be asked."""
        return None

    def close(self) -> None:
        """Take leave of the server."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    def _begin_again(self) -> None:
        assert self._server is not None
        try:
            self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _connect()
            except smtplib.SMTPAuthenticationError as refused:
                said = f"The mail server does not let us in: {_said(refused.smtp_code, refused.smtp_error)}"
                raise Unavailable(said, wait=LATER, is_ours=True) from refused
            except ssl.SSLError as refused:
                said = f"The mail server cannot be trusted: {refused.reason}."
                raise Unavailable(said, wait=LATER, is_ours=True) from refused
            except (smtplib.SMTPException, OSError) as lost:
                raise Unavailable(f"The mail server cannot be reached: {lost}.", wait=SOON) from lost
        return self._server


def _connect() -> smtplib.SMTP:
    """Open a connection as the settings say: over TLS from the start, or from STARTTLS on, or in the clear."""
    host, port, wait = settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TIMEOUT
    if settings.SMTP_SECURITY == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=wait, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=wait)
    try:
        if settings.SMTP_SECURITY == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.SMTP_USER:
            server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def as_email(envelope: Envelope) -> EmailMessage:
    """Return a message as an email: plain text, from the council, and known to be sent by a machine."""
    email = EmailMessage(policy=SMTP)
    email["From"] = Address(envelope.council_name, addr_spec=_sender(envelope))
    email["To"] = envelope.to_address
    email["Subject"] = envelope.subject
    email["Date"] = format_datetime(envelope.queued_at)
    email["Message-ID"] = message_id(envelope)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it.
    if replies := settings.MAIL_REPLIES_TO.get(envelope.council):
        email["Reply-To"] = reply_address(replies, envelope.token)
    email.set_content(envelope.plain_text)
    email["Content-Language"] = envelope.language
    return email


def message_id(envelope: Envelope) -> str:
    """Return the Message-ID, which stays the same at every try, and by which a reply is known."""
    return f"<{envelope.token}@{_sender(envelope).partition('@')[2]}>"


def _sender(envelope: Envelope) -> str:
    sender = settings.MAIL_FROM.get(envelope.council)
    if not sender:
        said = f"ROOFTREE_MAIL_FROM names no address for {envelope.council}."
        raise Unavailable(said, wait=LATER, is_ours=True)
    return str(sender)


def _refused(code: int, said: bytes | str) -> Answer:
    words = f"The mail server answered {_said(code, said)}"
    if code in BAD_ADDRESS and not NOT_OF_THE_ADDRESS.search(words):
        return Answer(Outcome.BAD_ADDRESS, words)
    return Answer(Outcome.REFUSED if code >= 500 else Outcome.TEMPORARY, words)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code}: {' '.join(text.split())[:300]}"
