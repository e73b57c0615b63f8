"""One-time codes: six figures that the site's secret makes from a random number, and that are kept nowhere.

A copy of the database alone tells no code, not even by trying all million of them: the secret is not in it.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from rooftree.foundations import tries
from rooftree.people.models import PortalCode

FIGURES = 6
LASTS = timedelta(minutes=10)
TRIES = 5
"""Wrong codes after which a right one will not do either."""

LANGUAGES = ("en", "cy")


def new_seed() -> bytes:
    """Return the random number that a code is made from."""
    return secrets.token_bytes(32)


def code_of(row: PortalCode) -> str:
    """Return the six figures of a code. Only a message to the person may hold them."""
    key = sha256(f"rooftree portal code {settings.SECRET_KEY}".encode()).digest()
    made = hmac.new(key, bytes(row.seed) + row.council_id.to_bytes(8, "big"), sha256).digest()
    return f"{int.from_bytes(made, 'big') % 10**FIGURES:0{FIGURES}}"


def is_right(row: PortalCode, typed: str) -> bool:
    """Return whether these are the figures of the code, whatever stands between them. In constant time."""
    figures = "".join(character for character in typed if character.isascii() and character.isdigit())
    return hmac.compare_digest(code_of(row), figures)


def still_holds(row: PortalCode, *, at: datetime) -> bool:
    """Return whether a code can still be used: in time, the newest, not used, and not guessed at too often."""
    fresh = row.used_at is None and row.replaced_at is None
    return fresh and at < row.ends_at and row.tries < TRIES


def question(*typed: object) -> str:
    """Return the digest under which the same question is known when it is asked again."""
    return tries.digest("portal question", "\x1f".join(str(each) for each in typed))
