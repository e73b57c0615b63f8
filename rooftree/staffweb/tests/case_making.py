"""Cases as the tests of pages need them: with an owner, a team and a reference that can be typed."""

import datetime as dt
from typing import Any

from rooftree.cases.models import Case, Clock
from rooftree.foundations import dates
from rooftree.staff.models import Officer, RoleHeld, Team
from tests.builders import a_case, a_person, an_officer, by

NOW = dates.now()
TODAY = dates.london_day(NOW)
DAY = dt.timedelta(days=1)


def a_member(team: Team, *roles: str, name: str = "Asha Bell") -> Officer:
    """An officer of a team who holds these roles in it."""
    officer = an_officer(name=name)
    held = roles or ("adviser",)
    for role in held:
        RoleHeld.objects.create(
            council_id=officer.council_id, officer=officer, role=role, team=team, from_on=dt.date(2020, 1, 1)
        )
    officer.roles = frozenset(held)
    return officer


def acting(officer: Officer | None = None, at: dt.datetime = NOW) -> dict[str, Any]:
    """Who acts, now, and under a key of its own."""
    return by(officer=officer or an_officer("adviser"), at=at) | {"at": at}


def a_case_of(
    owner: Officer | None = None, *, person: Any = None, opened_at: dt.datetime = NOW, **facts: Any
) -> Case:
    """An open case of an officer, or one that waits in the queue; it reached us now, or when said."""
    case = a_case(person or a_person(), acting=acting(at=opened_at), **facts)
    if owner:
        Case.objects.filter(pk=case.pk).update(owner=owner)
        Clock.objects.filter(case=case, duty="cases.take_up").update(stopped_at=NOW, outcome="met")
    case.refresh_from_db()
    return case
