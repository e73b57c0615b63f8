"""Equality answers, held apart: handed in, taken back, counted. What somebody said is read by themselves alone.

The database sees to it: the app's log-in has no right to the tables, only to the functions called here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rooftree.information_rights import rules


@dataclass(frozen=True)
class Counted:
    """How many people gave an answer; None where so few did that they could be known."""

    question: str
    answer: str
    people: int | None


def write(council_id: int, person_id: int, answers: Mapping[str, str], *, on: date, on_paper: bool) -> None:
    """Write down somebody's answers, in place of any they gave before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT equality_declare(%s, %s, %s::jsonb, %s, %s)",
            [council_id, person_id, json.dumps(dict(answers)), on, on_paper],
        )


def take_back(council_id: int, person_id: int) -> bool:
    """Take somebody's answers away, and say whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT equality_withdraw(%s, %s)", [council_id, person_id])
        return bool(cursor.fetchone()[0])


def of_mine(council_id: int, person_id: int) -> dict[str, str]:
    """Return what a resident who is signed in said of herself. The database refuses anybody else."""
    return _said("SELECT equality_of_mine(%s, %s)", council_id, person_id)


def of_request(council_id: int, case_id: int) -> dict[str, str]:
    """Return what somebody said of themselves, for the package of their request that is ready to be given."""
    return _said("SELECT equality_of_request(%s, %s)", council_id, case_id)


def _said(statement: str, *values: int) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        said = cursor.fetchone()[0]
    found: dict[str, str] = json.loads(said) if isinstance(said, str) else said
    return found


def counts(council_id: int, *, on: date) -> list[Counted]:
    """Return how many people gave each answer, small numbers hidden. One query."""
    smallest = int(rules.SMALLEST_COUNT.version(on=on, council=council_id).value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM equality_counts(%s, %s)", [council_id, smallest])
        return [Counted(*row) for row in cursor.fetchall()]
