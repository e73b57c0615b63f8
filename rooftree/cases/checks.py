"""What is checked of every case each night, and said where it is not so.

The database refuses most of what must never be true (docs/cases.md); this finds what time, or a hand at
the database itself, can bring about. Restricted cases are checked too, and counted without a reference.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection

from rooftree.cases import permissions
from rooftree.cases.reckoning import close_old_news, disagreeing, reckon_again
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council

SQL = Path(__file__).parent / "sql"
SHOWN = 5
"""References told in one sentence; more are counted."""


def owners(council: Council, on: date) -> Iterator[str]:
    """Yield what is wrong with who has the open cases: nobody and no clock, or somebody who cannot have them."""
    yield from _found("check_owners", council, on)


def stories(council: Council, on: date) -> Iterator[str]:
    """Yield where a case and its own rows do not say the same: story, assignments, weight, tasks, holds."""
    yield from _found("check_stories", council, on)


def clocks(council: Council, on: date) -> Iterator[str]:
    """Yield how many running clocks were not late when the calendar says, and reckon them anew.

    What was told of dates that moved more than a week ago is old news, and its alarms are closed.
    """
    with acting_for_all_of(council, who="job:check-record"):
        close_old_news(at=dates.now())
        wrong = disagreeing()
        if not wrong:
            return
        moved = reckon_again(at=dates.now())
        left = disagreeing()
    yield f"{_clocks(wrong)} not late when the calendar says. {moved.clocks:,} moved, and their cases tell of it."
    if left:
        yield f"{_clocks(left)} still not, though reckoned anew. Look at the calendars, and at who changed them."


def _clocks(number: int) -> str:
    return "1 running clock was" if number == 1 else f"{number:,} running clocks were"


def _found(name: str, council: Council, on: date) -> Iterator[str]:
    """Run a statement that returns what is wrong and the reference, or nothing for a restricted case."""
    with acting_for_all_of(council, who="job:check-record"), connection.cursor() as cursor:
        cursor.execute(
            (SQL / f"{name}.sql").read_text(encoding="utf-8"),
            {"on": on, "at": dates.now(), "roles": sorted(permissions.may_work_cases.roles)},
        )
        rows = cursor.fetchall()
    wrong: dict[str, list[str]] = {}
    for what, reference in rows:
        wrong.setdefault(what, []).append(reference)
    for what, references in wrong.items():
        yield f"{_cases(references)} {what}"


def _cases(references: list[str]) -> str:
    """Return which cases as a sentence begins: "3 cases (E-…, E-…, and 1 more)"."""
    number = "1 case" if len(references) == 1 else f"{len(references):,} cases"
    named = sorted(filter(None, references))[:SHOWN]
    others = len(references) - len(named)
    more = [] if not others else [f"and {others:,} more"] if named else ["restricted"]
    return f"{number} ({', '.join([*named, *more])})"
