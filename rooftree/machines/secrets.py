"""Makes what other systems prove themselves with, and keeps what must be read again sealed.

A token begins with what it is, so that a person knows it when it turns up where it should not, and a
scanner of code finds it. The rest is 256 bits of chance: too much to guess, and so a plain digest is
enough to keep of it.
"""

import secrets
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PERSONAL, ACCESS, SECRET, SIGNING = "rtp_", "rta_", "rts_", "whsec_"
"""How a personal token, an access token, a client's secret and a signing secret begin."""
SHOWN = 10
"""Characters by which a token is recognised: too few to guess the rest from."""
_BYTES = 32


def new_token(begins: str) -> str:
    """Return a new token that begins so."""
    return begins + secrets.token_urlsafe(_BYTES)


def new_signing_secret() -> str:
    """Return a new secret to sign messages with, as Standard Webhooks writes one."""
    return SIGNING + b64encode(secrets.token_bytes(_BYTES)).decode()


def new_identifier(council: str) -> str:
    """Return a new public name for a client of this council, by its code."""
    return f"{council}-{secrets.token_hex(8)}"


def prefix_of(token: str) -> str:
    """Return the characters by which a token is recognised."""
    return token[:SHOWN]


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def looks_like_ours(text: str) -> bool:
    """Say whether a text is, or may be, one of our tokens or secrets."""
    return text.startswith((PERSONAL, ACCESS, SECRET, SIGNING))


def seal(text: str) -> str:
    """Return a text encrypted under the site's secret key."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return a text that was sealed under this secret key, or an earlier one."""
    return _cipher().decrypt(sealed.encode()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(urlsafe_b64encode(sha256(f"signing of webhooks {key}".encode()).digest())) for key in keys
    )
