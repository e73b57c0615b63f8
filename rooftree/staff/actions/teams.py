"""Teams: who answers for a piece of the service."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.staff import permissions, rules
from rooftree.staff.models import Office, Officer, Team
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Facts:
    """What the council says of a team. `function` is the part of the service it answers for."""

    name: str
    function: str = ""
    manager: Officer | None = None
    office: Office | None = None


@transaction.atomic
def add_team(facts: Facts, *, by: Officer, at: datetime, key: str, code: str = "") -> Team:
    """Add a team to the council that `by` acts for. Its `code` is made from its name where none is given.

    Raises Refused for a name or a code that a team has, and for a manager who has left.
    """
    require(permissions.may_manage_staff(by))
    done = once(key, "staff.add_team", council_id=by.council_id, at=at)
    if done.before:
        return Team.objects.get(pk=done.made["team"])
    _check(facts, council_id=by.council_id, at=at)
    code = code or slugify(facts.name)[:40]
    teams = Team.objects.filter(council_id=by.council_id)
    rules.check_name_free("team", code, teams.filter(code=code).exists())
    team = Team.objects.create(
        council_id=by.council_id,
        code=code,
        name=facts.name.strip(),
        function=facts.function,
        manager=facts.manager,
        office=facts.office,
    )
    done.makes(team=team.pk)
    return team


@transaction.atomic
def change_team(team: Team, facts: Facts, *, by: Officer, at: datetime, key: str) -> Team:
    """Change what the council says of a team: its name, function, manager and office.

    Raises Refused for a name that another team has, and for a manager who has left.
    """
    require(permissions.may_manage_staff(by, team))
    team = Team.objects.select_for_update().get(pk=team.pk)
    if once(key, "staff.change_team", council_id=team.council_id, at=at).before:
        return team
    _check(facts, council_id=team.council_id, at=at, own=team)
    team.name, team.function = facts.name.strip(), facts.function
    team.manager, team.office = facts.manager, facts.office
    team.save()
    return team


def _check(facts: Facts, *, council_id: int, at: datetime, own: Team | None = None) -> None:
    rules.check_said(facts.name, "A team needs a name.")
    others = Team.objects.filter(council_id=council_id)
    if own:
        others = others.exclude(pk=own.pk)
    rules.check_name_free("team", facts.name, others.filter(name__iexact=facts.name.strip()).exists())
    if facts.manager:
        rules.check_still_here(facts.manager.name, facts.manager.until_on, "manage a team", today=london_day(at))
