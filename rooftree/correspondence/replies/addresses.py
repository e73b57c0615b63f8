"""The addresses for replies: each message has its own, signed, so that its reply is known by where it came.

A council's address for replies may hold {tag}, "housing+{tag}@alder.example", where its mail server takes
such addresses. The tag names the message and is signed: nobody can make one who was not written to.
Source: RFC 5233 (subaddresses).
"""

import base64
import binascii
import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

TAG = "{tag}"
_SALT = "rooftree.correspondence.reply"
_SIGNED = re.compile(r"(?<![a-z0-9])r([a-z2-7]{26})([a-z2-7]{10})(?![a-z0-9])")
_SIGNATURE = 10
"""Letters of five bits: one guess in a million million million is right."""


def reply_address(address: str, token: str) -> str:
    """Return the address for replies to one message: the council's, with the message's tag if it takes one."""
    return address.replace(TAG, tag_of(token))


def tag_of(token: str) -> str:
    """Return the signed tag of a message, in small letters and figures that every mail server keeps."""
    named = _letters(UUID(token).bytes)
    return f"r{named}{_signature(named, settings.SECRET_KEY)}"


def token_in(address: str) -> str:
    """Return the token of the message that an address is for; nothing where it holds no tag of ours."""
    for named, signature in _SIGNED.findall(address.lower().partition("@")[0]):
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if any(constant_time_compare(signature, _signature(named, secret)) for secret in secrets):
            try:
                return str(UUID(bytes=base64.b32decode(f"{named.upper()}======")))
            except (binascii.Error, ValueError):
                continue
    return ""


def _signature(named: str, secret: str) -> str:
    made = salted_hmac(_SALT, named, secret=secret, algorithm="sha256").digest()
    return _letters(made)[:_SIGNATURE]


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
