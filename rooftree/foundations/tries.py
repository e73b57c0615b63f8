"""Counts tries, so that nobody can guess for ever: one row a bucket and a stretch of time.

The count is in the database, because every worker must see the others'. A key is kept as a keyed
digest: the rows tell neither numbers nor addresses. They belong to no council, since a guesser does not
keep to one, and are swept away at night.

Count outside the transaction that does the thing: what fails must still count.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from rooftree.foundations import dates
from rooftree.foundations.refusals import Refused

_COUNT = """
    INSERT INTO foundations_try AS held (bucket, starts_at, tries) VALUES (%s, %s, 1)
    ON CONFLICT (bucket, starts_at) DO UPDATE SET tries = held.tries + 1
    RETURNING tries
"""
_SWEEP = "DELETE FROM foundations_try WHERE starts_at < %s"

LONGEST = timedelta(days=1)
"""No stretch is longer, so what began before yesterday counts for nothing."""


class TooMany(Refused):
    """There were too many tries. `again_at` is when the next one will be heard."""

    def __init__(self, again_at: datetime) -> None:
        self.again_at = again_at
        words = gettext("There were too many tries, so nothing was done. Try again after %(time)s.")
        super().__init__(words % {"time": dates.clock_time(again_at)})


def count_try(name: str, key: str, *, limit: int, per: timedelta, at: datetime) -> None:
    """Count one try under a name, such as "portal.code", and a key, such as an address.

    Raises TooMany for more than `limit` tries in a stretch of `per`. Stretches begin at fixed moments,
    so at the edge between two there can be twice as many within `per`. A try that is refused counts too.
    """
    assert timedelta(0) < per <= LONGEST, "A stretch is longer than nothing and at most a day."
    seconds = int(per.total_seconds())
    starts = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_bucket(name, key), starts])
        (tries,) = cursor.fetchone()
    if tries > limit:
        raise TooMany(starts + per)


def sweep(*, at: datetime) -> int:
    """Forget what no longer counts. Returns how many rows. For the nightly job."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, [at - 2 * LONGEST])
        return int(cursor.rowcount)


def digest(purpose: str, text: str) -> str:
    """Return a digest that nobody without the site's secret can make: hexadecimal, 64 characters."""
    key = sha256(f"rooftree {purpose} {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _bucket(name: str, key: str) -> str:
    return f"{name}:{digest('tries', key)[:32]}"
