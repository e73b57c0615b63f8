"""Lets two officers act at the same moment, each on a connection of their own."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.refusals import Refused

PATIENCE = 5
"""Seconds that the second has to come to an end, or to a lock."""


@dataclass
class Second:
    """What became of the one who came second: whether they waited, and the answer or the refusal."""

    waited: bool = False
    answer: Any = None
    refusal: str = ""


def while_first_has_not_ended(first: Callable[[], Any], second: Callable[[], Any]) -> Second:
    """Do the first in a transaction that stays open while the second begins, then let both end.

    Needs a test that commits: `@pytest.mark.django_db(transaction=True)`.
    """
    outcome, acting = Second(), now_acting()

    def act() -> None:
        try:
            with acting_for(acting.councils, groups=acting.groups, who="second"):
                outcome.answer = second()
        except Refused as refusal:
            outcome.refusal = str(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        first()
        thread.start()
        outcome.waited = _waits_for_us(thread)
    thread.join(10)
    assert not thread.is_alive(), "The second never ended."
    return outcome


def _waits_for_us(thread: threading.Thread) -> bool:
    """Wait until the second is done, or stands at a lock that the first holds; return whether it stands."""
    patience = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < patience:
            cursor.execute(
                "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone() is not None:
                break
            thread.join(0.01)
    return thread.is_alive()
