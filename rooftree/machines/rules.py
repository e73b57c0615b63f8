"""What tokens, clients and webhooks may be: how long they last, what they open, when we try again."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from rooftree.foundations.refusals import Refused

SCOPES = (
    "find",
    "read_vulnerability",
    "read_cases",
    "work_cases",
    "give_cases",
    "log_contacts",
    "answer_enquiries",
    "see_service",
    "see_staff",
)
"""What a token can be made for. Each is a permission, without the "may_" before it."""

LONGEST_NAME = 80
LONGEST_LIFE = 366
"""Days that a token or a secret works at the longest."""
USUAL_LIFE = 90
"""Days that a token or a secret works unless somebody says otherwise."""
MOST_TOKENS = 20
"""Tokens that one person may have at a time."""
ACCESS_LIFE = timedelta(hours=1)
"""How long what a client gets for its secret works."""
OVERLAP = timedelta(days=7)
"""How long the old secret of a client works beside the new one."""
SIGNING_OVERLAP = timedelta(days=1)
"""How long messages are signed with the old secret too."""
USED_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a token was last used."""
USUAL_RATE = 300
HIGHEST_RATE = 6000
"""Requests a minute."""

WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
"""How long we wait before each further try; after the last of them, as long again each time."""
GIVE_UP_AFTER = timedelta(hours=24)
LEASE = timedelta(minutes=1)
"""A message in the hands of a worker that was killed is told again after this long."""
LONGEST_REST = timedelta(minutes=20)
"""An endpoint that does not answer is left alone for this long at the most."""
KEPT_FOR = timedelta(days=90)
"""How long we keep that a message was delivered."""


def permission_of(scope: str) -> str:
    """Return the name of the permission that a scope is: "may_find" for "find"."""
    return f"may_{scope}"


def check_name(name: str) -> str:
    """Return a name without spaces about it. Raises Refused for none, and for one too long."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Give it a name, so that you know later what it is for.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"A name has at most {LONGEST_NAME} characters.")
    return name


def check_days(days: int) -> timedelta:
    """Return how long something works, given in days. Raises Refused for none, and for more than a year."""
    if not 1 <= days <= LONGEST_LIFE:
        raise Refused(f"It can work for 1 to {LONGEST_LIFE} days. After that, make another.")
    return timedelta(days=days)


def check_scopes(wanted: Iterable[str], allowed: Collection[str]) -> list[str]:
    """Return what something is made for, in our order.

    Raises Refused for nothing at all, for what no token can be made for, and for what is not `allowed`
    to whom it acts for.
    """
    wanted = set(wanted)
    if unknown := sorted(wanted - set(SCOPES)):
        raise Refused(f"There is no scope “{unknown[0]}”. There are: {', '.join(SCOPES)}.")
    if beyond := sorted(wanted - set(allowed)):
        raise Refused(f"No role gives {', '.join(beyond)}. A token can do no more than whom it acts for.")
    if not wanted:
        raise Refused("Choose at least one thing that it is for.")
    return [scope for scope in SCOPES if scope in wanted]


def check_few(have: int) -> None:
    """Raise Refused for somebody who has as many tokens as one may have."""
    if have >= MOST_TOKENS:
        raise Refused(f"You have {MOST_TOKENS} tokens that work. Revoke one that you no longer need first.")


def check_rate(a_minute: int) -> int:
    """Return how many requests a minute are let through. Raises Refused for none, and for too many."""
    if not 1 <= a_minute <= HIGHEST_RATE:
        raise Refused(f"Say how many requests it may make in a minute: from 1 to {HIGHEST_RATE:,}.")
    return a_minute


def wait_before(tries: int) -> timedelta:
    """Return how long to wait after so many tries that failed."""
    return WAITS[min(tries, len(WAITS)) - 1]


def is_over(first_tried_at: datetime, *, at: datetime) -> bool:
    """Say whether a message that does not arrive is given up: a day after it was first tried."""
    return at - first_tried_at >= GIVE_UP_AFTER
