"""Logs that restricted people were opened: by whom, from where and why, as the request said."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from rooftree.foundations.isolation import OPEN_TO_ALL


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
