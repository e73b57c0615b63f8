"""Sends one signed message to one endpoint, to the very address that was checked, and says what came back."""

import hmac
import http.client
import socket
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rooftree.foundations.refusals import Refused
from rooftree.machines.addresses import Target, target_of
from rooftree.machines.secrets import SIGNING

SECONDS = 10
"""How long we wait for an endpoint to connect, and to answer."""
READ = 2_000
"""Bytes of an answer that we read. We keep none of them: they are not ours to keep."""


@dataclass(frozen=True)
class Outcome:
    """What came of a try: whether it arrived, in words, and whether there was anybody there at all."""

    arrived: bool
    words: str
    answered: bool = True


def signatures(secrets: Iterable[str], *, message: str, moment: datetime, body: bytes) -> str:
    """Return the signatures of a message, one for each secret, as Standard Webhooks writes them.

    HMAC-SHA256 over the message's number, the moment in seconds and the body, with full stops between.
    """
    signed = f"{message}.{int(moment.timestamp())}.".encode() + body
    keys = (b64decode(secret.removeprefix(SIGNING)) for secret in secrets)
    return " ".join("v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode() for key in keys)


def send(address: str, *, message: str, body: bytes, secrets: Iterable[str], at: datetime) -> Outcome:
    """Send a message. Anything but a status from 200 to 299 within ten seconds has not arrived.

    Redirects are not followed: they could lead to where we do not go.
    """
    try:
        target = target_of(address)
    except Refused as refusal:
        return Outcome(False, str(refusal), answered=False)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Rooftree-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(secrets, message=message, moment=at, body=body),
    }
    connection = _Pinned(target)
    try:
        connection.request("POST", target.path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(READ)
    except (OSError, http.client.HTTPException) as error:
        return Outcome(False, f"It could not be reached: {type(error).__name__}.", answered=False)
    finally:
        connection.close()
    return Outcome(200 <= answer.status < 300, f"It answered {answer.status}.")


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever its name leads to by now.

    The certificate must still be of the name.
    """

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((self.target.address, self.target.port), timeout=SECONDS)
        if self.target.is_secure:
            try:
                self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)
            except BaseException:
                plain.close()
                raise
        else:
            self.sock = plain
