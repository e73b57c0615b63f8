"""Plain functions that make what the tests of who acts are about."""

import datetime as dt
from typing import Any

from rooftree.foundations.dates import LONDON
from rooftree.foundations.models import RestrictedGroup
from rooftree.staff import queries
from rooftree.staff.models import Cover, GroupMember, Office, Officer, RoleHeld, Team
from tests.builders import an_officer, the_council

MONDAY = dt.date(2026, 3, 2)
TUESDAY = dt.date(2026, 3, 3)
WEDNESDAY = dt.date(2026, 3, 4)
THURSDAY = dt.date(2026, 3, 5)
FRIDAY = dt.date(2026, 3, 6)
SATURDAY = dt.date(2026, 3, 7)

NINE_ON_MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=LONDON)


def acting_as(*roles: str, name: str = "Mo Clarke", **facts: Any) -> Officer:
    """An officer who acts in these roles, loaded as a request loads them."""
    officer = an_officer(*roles, name=name, **facts)
    queries.load_roles([officer], on=MONDAY)
    return officer


def an_administrator(**facts: Any) -> Officer:
    return acting_as("administrator", **{"name": "Ada Gray", **facts})


def a_team(name: str = "Income", **facts: Any) -> Team:
    council = facts.pop("council", None) or the_council()
    return Team.objects.create(council=council, code=name.lower().replace(" ", "-"), name=name, **facts)


def an_office(name: str = "Town Hall", **facts: Any) -> Office:
    return Office.objects.create(council=facts.pop("council", None) or the_council(), name=name, **facts)


def a_group(name: str = "Protected persons", **facts: Any) -> RestrictedGroup:
    council = facts.pop("council", None) or the_council()
    return RestrictedGroup.objects.create(council=council, name=name, purpose="Witness protection", **facts)


def a_role(officer: Officer, role: str, *, from_on: dt.date = MONDAY, **facts: Any) -> RoleHeld:
    return RoleHeld.objects.create(
        council_id=officer.council_id, officer=officer, role=role, from_on=from_on, **facts
    )


def a_member(group: RestrictedGroup, officer: Officer, *, from_on: dt.date = MONDAY, **facts: Any) -> GroupMember:
    return GroupMember.objects.create(
        council_id=group.council_id, group=group, officer=officer, from_on=from_on, **facts
    )


def a_cover(officer: Officer, covered_by: Officer, *, from_on: dt.date, until_on: dt.date) -> Cover:
    return Cover.objects.create(
        council_id=officer.council_id,
        officer=officer,
        covered_by=covered_by,
        from_on=from_on,
        until_on=until_on,
        arranged_by=officer,
    )
