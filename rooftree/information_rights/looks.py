"""Reads who looked at somebody's record: for the person, for their package, and for those who audit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.people.models import Person
from rooftree.people.queries import records_of

_LOOKS = """
    SELECT look.id, look.at, look.what, look.who, coalesce(officer.name, ''), coalesce(team.name, ''),
           coalesce(held.role, ''), coalesce(c.reference, ''), coalesce(p.reference, '')
    FROM information_rights_look look
    LEFT JOIN staff_officer officer ON officer.council_id = look.council_id
        AND look.who = 'sign-in:' || officer.sign_in_id
    LEFT JOIN LATERAL (
        SELECT r.team_id, r.role FROM staff_roleheld r
        WHERE r.council_id = look.council_id AND r.officer_id = officer.id AND r.from_on <= london_day(look.at)
          AND (r.until_on IS NULL OR r.until_on > london_day(look.at))
        ORDER BY r.team_id IS NULL, r.from_on DESC, r.id LIMIT 1) held ON true
    LEFT JOIN staff_team team ON team.council_id = look.council_id AND team.id = held.team_id
    LEFT JOIN cases_case c ON look.what = 'case' AND c.council_id = look.council_id AND c.id = look.record_id
    LEFT JOIN people_person p ON p.council_id = look.council_id AND p.id = look.person_id
    WHERE look.council_id = ANY (%(councils)s)
      AND (%(people)s::bigint[] IS NULL OR look.person_id = ANY (%(people)s::bigint[]))
      AND (%(who)s = '' OR look.who = %(who)s)
      AND (%(before)s::bigint IS NULL OR look.id < %(before)s)
    ORDER BY look.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Looked:
    """Somebody looked: when, at which page, who, and for which team on that day."""

    id: int
    at: datetime
    what: str
    who: str
    """As the audit says it."""
    officer: str
    team: str
    role: str
    case_reference: str
    """Of the case whose page it was, as far as the asker may see it."""
    person_reference: str

    def said(self, *, with_name: bool) -> str:
        """Return who it was, as the person is told: the team or the role; the name too by choice."""
        if not self.officer:
            return "Rooftree itself" if self.who.startswith("job:") else "Another system of the council"
        of_what = self.team or self.role.replace("_", " ").capitalize() or "An officer"
        return f"{self.officer}, {of_what}" if with_name else of_what


def looks_at(person: Person, *, most: int, before: int | None = None) -> list[Looked]:
    """Return who looked at a person's record and at cases of theirs, the newest first. Two queries."""
    return _looks([person.council_id], people=records_of(person), most=most, before=before)


def looks_of(
    councils: Collection[int],
    *,
    who: str = "",
    people: Collection[int] | None = None,
    most: int,
    before: int | None,
) -> list[Looked]:
    """Return who looked at whom in these councils, the newest first: for those who audit. One query.

    `who` is as the audit says it; `people` are ids of persons; what is left out narrows nothing.
    """
    return _looks(councils, who=who, people=people, most=most, before=before)


def _looks(councils: Collection[int], **sought: Any) -> list[Looked]:
    people = sought.get("people")
    values = {
        "councils": list(councils),
        "people": None if people is None else list(people),
        "who": sought.get("who", ""),
        "before": sought["before"],
        "most": sought["most"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, values)
        return [Looked(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class LookedOn:
    """Who looked on one day, in a line: the day, who, and how often."""

    on: date
    who: str
    times: int


def by_day(looks: Collection[Looked], *, with_name: bool) -> list[LookedOn]:
    """Return looks a day and a team in a line, the newest first: as the person reads them."""
    counted: dict[tuple[date, str], int] = {}
    for look in looks:
        key = (london_day(look.at), look.said(with_name=with_name))
        counted[key] = counted.get(key, 0) + 1
    return [LookedOn(on, who, times) for (on, who), times in counted.items()]
