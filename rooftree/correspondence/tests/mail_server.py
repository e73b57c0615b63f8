"""A real mail server on this machine, that keeps what it takes and answers as a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.live import free_port


@dataclass
class MailServer:
    """What came, and what is answered to a recipient, to the words, and to a log-in."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    of_recipients: dict[str, str] = field(default_factory=dict)
    of_data: list[str] = field(default_factory=list)
    """Answers to the next mails, instead of taking them. "HANG UP" takes the mail and says nothing."""
    of_senders: str = ""
    log_ins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        if self.of_senders:
            return self.of_senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        if address in self.of_recipients:
            return self.of_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.of_data.pop(0) if self.of_data else ""
        if answer and answer != "HANG UP":
            return answer
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        if answer:
            server.transport.abort()
        return "250 Taken"

    def authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.log_ins.append(data.login.decode())
        return AuthResult(success=data.password == b"correct", handled=False)


@contextmanager
def running(**more: Any) -> Iterator[MailServer]:
    """Run a mail server until the block ends."""
    server = MailServer(port=free_port())
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, authenticator=server.authenticated, **more
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
