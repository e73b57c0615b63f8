"""A "matter": a kind of case for the tests of the kernel, with a table of its own and nothing in it.

Its table is made as a service's migration makes one, so what the kernel promises every kind is tried.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection, migrations, transaction

from rooftree.cases.actions import NewCase, open_case
from rooftree.cases.kinds import CaseKind, Weighed
from rooftree.cases.models import Case
from rooftree.cases.protection import of_kind
from rooftree.cases.routing import Routed
from rooftree.cases.story import record
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.rulebook import Handle
from rooftree.people.models import Person
from rooftree.staff.models import Officer, Team
from tests.builders import NOON, _numbers, a_person, an_officer, the_council

TABLE = "cases_matter"
CREATE = f"""
    CREATE TABLE {TABLE} (
        council_id bigint NOT NULL, restricted_to int NOT NULL, person_restricted_to int NOT NULL DEFAULT 0,
        case_id bigint PRIMARY KEY)
"""


def weigh(stage: str, factors: Collection[str], on: dt.date, council_id: int) -> Weighed:
    points = Decimal("2.00") + len(factors)
    return Weighed(points, f"2.0 for {stage} + {len(factors)} for factors = {points}")


MATTER = CaseKind("matter", "Matter", "ZM", weigh=weigh, events={"matter.opened": "Opened"})


def table() -> Iterator[tuple[str, Any]]:
    """The statements that make the table, with their values."""
    yield CREATE, None
    for operation in of_kind(MATTER.name, TABLE):
        if isinstance(operation, migrations.RunSQL):
            for each in operation.sql:
                yield each if isinstance(each, tuple) else (each, None)
        else:
            yield from ((statement, None) for statement in operation.forwards())


def duty(code: str) -> Handle:
    """The handle of a duty of matters (matters.toml)."""
    return Handle("duty", f"matter.{code}")


@transaction.atomic
def open_matter(new: NewCase, *, by: Officer, at: dt.datetime, key: str, kind: CaseKind = MATTER) -> Case:
    """Open a matter, as a service's action opens a case of its kind."""
    case = open_case(kind, new, by=by, at=at, key=f"{key}/case")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING case_id",
            [case.council_id, case.restricted_to, case.person_restricted_to, case.pk],
        )
        if cursor.fetchone():
            record(case, "matter.opened", by=by, at=at)
    return case


def a_team(name: str = "Tenancy team", **facts: Any) -> Team:
    council = facts.pop("council", None) or the_council()
    return Team.objects.create(council=council, code=f"team-{next(_numbers)}", name=name, **facts)


def an_adviser(name: str = "Asha Bell", **facts: Any) -> Officer:
    return an_officer("adviser", name=name, **facts)


def a_manager(name: str = "Mo Reed", **facts: Any) -> Officer:
    return an_officer("team_leader", name=name, **facts)


def a_new_case(**facts: Any) -> NewCase:
    """What a case about Grace Okafor begins with, in the queue of a team unless an owner is given."""
    team, owner = facts.pop("team", None) or a_team(), facts.pop("owner", None)
    return NewCase(
        facts.pop("summary", "The front door does not close"),
        facts.pop("routed", None) or Routed(team, owner, f"{team.name} answers for it."),
        person=facts.pop("person", None) or a_person(),
        **facts,
    )


def a_case(
    *,
    owner: Officer | None = None,
    person: Person | None = None,
    group: RestrictedGroup | None = None,
    at: dt.datetime = NOON,
    opener: Officer | None = None,
    **facts: Any,
) -> Case:
    """A case of the tests' own kind: in a team's queue, or with an officer."""
    new = a_new_case(owner=owner, person=person, group=group, **facts)
    return open_matter(new, by=opener or owner or an_adviser("Olu Opener"), at=at, key=f"open-{next(_numbers)}")


def now(case: Case) -> Case:
    """The case as it is now."""
    return Case.objects.get(pk=case.pk)


def story_of(case: Case) -> list[str]:
    """What happened to a case, in the order in which it was recorded."""
    return list(case.events.order_by("pk").values_list("kind", flat=True))
