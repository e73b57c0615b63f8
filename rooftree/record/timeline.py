"""The timeline of a person, a place or a tenancy: everything that the record keeps of what happened, latest first.

Each thing that is kept is an arm: a view of the database (`sql/0003_timeline.sql`). One function of the
database reads all arms at once, each by its own index and no further than is wanted. A page of lines goes
on where the last one ended (`Mark`), so a long story costs no more than a short one.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from rooftree.cases.permissions import may_read_cases
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.links import moment_of, number_of
from rooftree.people.permissions import may_read_vulnerability
from rooftree.record.opening import log_opening
from rooftree.record.reading import by_column
from rooftree.record.worklist import log_opening_of_cases
from rooftree.rents.permissions import may_see_accounts
from rooftree.staff import safety_markers
from rooftree.staff.models import Officer

KINDS = ("contact", "case", "promise", "tenancy", "details", "needs", "vulnerability", "safety", "rent", "record")
"""The kinds of thing that a timeline tells of."""

VULNERABILITY = frozenset({"vulnerability"})
"""The kind for those alone who may read the register of vulnerability."""
CASEWORK = frozenset({"contact", "case", "promise"})
"""The kinds for those alone who may read cases."""
MONEY = frozenset({"rent"})
"""The kind for those alone who may see rent accounts."""

BATCH = 500
"""Lines that a download reads at a time."""


@dataclass(frozen=True)
class Subject:
    """Whose timeline it is: "person", "place" or "tenancy", and which. A person is the one who stands."""

    what: str
    id: int
    council_id: int
    restricted_to: int = OPEN_TO_ALL


@dataclass(frozen=True)
class Mark:
    """Where a page ended: the moment, arm and id of its last line."""

    at: dt.datetime
    arm: str
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.arm}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """Return the mark that a link carries, or None for anything else."""
        at, _, rest = text.partition("~")
        arm, _, number = rest.partition("~")
        moment, row = moment_of(at), number_of(number)
        if moment is None or row is None or not arm.isidentifier():
            return None
        return cls(moment, arm, row)


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, who, how, and whom and what it was about."""

    arm: str
    id: int
    kind: str
    at: dt.datetime
    is_day: bool
    """Whether only the day is known."""
    what: str
    code: str | None
    words: str
    facts: dict[str, Any]
    channel: str
    who: str
    is_shown: bool
    """Whether the resident may read it in her own story."""
    restricted_to: int
    person_id: int | None
    person_reference: str | None
    person_name: str | None
    place_reference: str | None
    place_address: str | None
    tenancy_reference: str | None

    @property
    def mark(self) -> Mark:
        """Where a page that ends with it ends."""
        return Mark(self.at, self.arm, self.id)


@dataclass(frozen=True)
class Told:
    """A page of a timeline, and whether there is more before it."""

    lines: list[Line]
    more: bool

    @property
    def end(self) -> Mark | None:
        """Where the next page begins."""
        return self.lines[-1].mark if self.more else None


@dataclass(frozen=True)
class Sought:
    """Which lines are wanted: what kinds of thing (none named: all), and what the asker is not to be told."""

    kinds: Collection[str] = ()
    vulnerability: bool = False
    """Whether the asker may read the register of vulnerability."""
    casework: bool = False
    """Whether the asker may read cases."""
    money: bool = False
    """Whether the asker may see rent accounts."""
    without: Collection[str] = ()
    """Codes of lists of the rule book that are not told: safety rules of a record that is open to all."""

    @property
    def may_be_told(self) -> list[str]:
        """The kinds of thing that the asker may be told."""
        hidden = (frozenset() if self.vulnerability else VULNERABILITY) | (
            frozenset() if self.casework else CASEWORK
        )
        hidden |= frozenset() if self.money else MONEY
        return [kind for kind in KINDS if kind not in hidden]

    @property
    def told(self) -> list[str]:
        """The kinds of thing to tell."""
        return [kind for kind in self.may_be_told if not self.kinds or kind in self.kinds]


def sought_by(officer: Officer, of: Subject, *, at: dt.datetime) -> Sought:
    """Return what an officer may be told: what safety rules say is for the person's group alone."""
    open_to_all = of.restricted_to == OPEN_TO_ALL
    return Sought(
        vulnerability=bool(may_read_vulnerability(officer)),
        casework=bool(may_read_cases(officer)),
        money=bool(may_see_accounts(officer)),
        without=safety_markers.protecting(on=london_day(at)) if open_to_all else (),
    )


_STATEMENTS = {
    "person": "SELECT * FROM timeline_of_person(%s, %s, %s::text[], %s::text[], %s, %s, %s, %s, %s)",
    "place": "SELECT * FROM timeline_of_place(%s, %s, %s::text[], %s::text[], %s, %s, %s, %s, %s)",
    "tenancy": "SELECT * FROM timeline_of_tenancy(%s, %s, %s::text[], %s::text[], %s, %s, %s, %s, %s)",
}


def timeline_of(
    subject: Subject, sought: Sought, *, at: dt.datetime, most: int, after: Mark | None = None
) -> Told:
    """Return what happened up to a moment, latest first: at most so many lines, after the mark if one is given.

    One query; each restricted group of whose other people it tells takes one more, which logs it.
    """
    lines = _read(subject, sought, at=at, most=most + 1, after=after)
    told = Told(lines[:most], len(lines) > most)
    _log(subject, told.lines)
    return told


def whole_timeline(subject: Subject, sought: Sought, *, at: dt.datetime) -> Iterator[Line]:
    """Yield everything that happened up to a moment, latest first, read in batches: for a download."""
    after: Mark | None = None
    while True:
        told = timeline_of(subject, sought, at=at, most=BATCH, after=after)
        yield from told.lines
        if not told.more:
            return
        after = told.end


def _read(subject: Subject, sought: Sought, *, at: dt.datetime, most: int, after: Mark | None) -> list[Line]:
    start = after or Mark(at, "", 0)
    kinds, without = sought.told, list(sought.without)
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENTS[subject.what],
            [subject.council_id, subject.id, kinds, without, at, min(start.at, at), start.arm, start.id, most],
        )
        rows = by_column(cursor)
    return [Line(**row | {"facts": orjson.loads(row["facts"])}) for row in rows]


def _log(subject: Subject, lines: list[Line]) -> None:
    """Log the restricted people and cases of which it tells. Who opens the subject's own page is logged there."""
    people: dict[int, dict[str, Any]] = {}
    cases: dict[int, set[int]] = {}
    for line in lines:
        if line.facts.get("case_group"):
            cases.setdefault(line.facts["case_group"], set()).add(line.facts["case_id"])
        elif line.person_id and line.restricted_to not in (OPEN_TO_ALL, subject.restricted_to):
            people[line.person_id] = {"id": line.person_id, "restricted_to": line.restricted_to}
    log_opening(subject.council_id, people.values())
    for group, ids in cases.items():
        log_opening_of_cases(subject.council_id, group, sorted(ids))
