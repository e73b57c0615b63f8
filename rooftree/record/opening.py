"""What is open by exception, and the log of it: by whom, from where and why, as the request said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import SignIn


@dataclass(frozen=True)
class Opened:
    """What a sign-in has open by exception: the ids of restricted people, and of restricted cases."""

    people: tuple[int, ...]
    cases: tuple[int, ...]


def opened_by(sign_in: SignIn, *, at: datetime) -> Opened:
    """Return what a sign-in has open by exception at a moment. One query, which can be asked before
    anything has been said.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT opened_by(%(who)s, %(at)s), cases_opened_by(%(who)s, %(at)s)", {"who": sign_in.pk, "at": at}
        )
        people, cases = cursor.fetchone()
    return Opened(tuple(people), tuple(cases))


def log_opening(council_id: int, people: Iterable[dict[str, Any]]) -> None:
    """Log the restricted among these people, given by `id` and `restricted_to`. One query a group."""
    groups: dict[int, list[int]] = {}
    for person in people:
        if person["restricted_to"] != OPEN_TO_ALL:
            groups.setdefault(person["restricted_to"], []).append(person["id"])
    for group, ids in groups.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT log_read(%s::int, %s, 'people_person', %s::bigint[], said('why'))",
                [council_id, group, ids],
            )
