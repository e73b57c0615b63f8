"""Worklists: one's own, a team's, and the whole service's. Each row says why it is here."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Router

from rooftree.api import cursors
from rooftree.api.answers import WorklistOut
from rooftree.api.caller import ApiRequest
from rooftree.api.described import reads
from rooftree.api.kinds import Number
from rooftree.api.timelines import Cursor, Limit
from rooftree.cases.permissions import may_read_cases, may_see_service
from rooftree.record.desk import desk, every_team
from rooftree.record.worklist import Row, Sought, Whose, worklist
from rooftree.staff.models import Officer

router = Router()

Shown = Annotated[
    Literal["", "own", "covered", "offered", "tasks", "requests", "queue", "late", "held"], Query("")
]
Order = Annotated[Literal["", "oldest", "heaviest"], Query("")]
NO_TEAM = "No team that you may see is there."


@router.get(
    "/worklists/mine",
    **reads("my_worklist", "Your own list", scope="read_cases", tag="worklists", out=WorklistOut),
)
def mine(
    request: ApiRequest,
    shown: Shown,
    order: Order,
    limit: Limit,
    cursor: Cursor,
) -> dict[str, Any]:
    """Read what is to be done by the officer whom the token acts for, what is late and due first."""
    officers = request.caller.allowed(may_read_cases)
    own = [officer.pk for officer in officers.values()]
    about = desk(own, councils=list(officers), heads=[], page="home", at=request.caller.at)
    whose = Whose(tuple(own), tuple(team.id for team in about.own_teams))
    return _page(request, whose, officers, shown=shown, order=order, limit=limit, cursor=cursor)


@router.get(
    "/worklists/teams/{number}",
    **reads("team_worklist", "A team's list", scope="read_cases", tag="worklists", out=WorklistOut),
)
def team(
    request: ApiRequest,
    number: Number,
    shown: Shown,
    order: Order,
    limit: Limit,
    cursor: Cursor,
) -> dict[str, Any]:
    """Read all that a team has and is asked."""
    officers = request.caller.allowed(may_read_cases)
    if number not in {pk for pk, _name in every_team(list(officers))}:
        raise Http404(NO_TEAM)
    return _page(request, Whose((), (number,)), officers, shown=shown, order=order, limit=limit, cursor=cursor)


@router.get(
    "/worklists/service",
    **reads("service_worklist", "The whole service's list", scope="see_service", tag="worklists", out=WorklistOut),
)
def service(
    request: ApiRequest,
    shown: Shown,
    order: Order,
    limit: Limit,
    cursor: Cursor,
) -> dict[str, Any]:
    """Read all that every team has and is asked. Needs the scope `read_cases` besides."""
    officers = request.caller.allowed(may_see_service)
    request.caller.allowed(may_read_cases)
    whose = Whose((), tuple(pk for pk, _name in every_team(list(officers))))
    return _page(request, whose, officers, shown=shown, order=order, limit=limit, cursor=cursor)


def _page(
    request: ApiRequest,
    whose: Whose,
    officers: dict[int, Officer],
    *,
    shown: str,
    order: str,
    limit: int,
    cursor: str,
) -> dict[str, Any]:
    at, of = request.caller.at, f"{request.path} {shown} {order} {request.caller.bearer.who}"
    after = cursors.read(cursor, of=of)
    sought = Sought(shown=shown, order=order, after=tuple(after) if after else None)
    found = worklist(whose, sought, at=at, most=limit)
    return {
        "items": [_row(row, officers, at) for row in found.rows],
        "counts": found.counts,
        "next": cursors.written(found.next_after, of=of),
    }


WHY = {
    "is_own": "own",
    "is_covered": "covered",
    "is_offered": "offered",
    "in_queue": "queue",
    "has_task": "tasks",
    "has_request": "requests",
    "is_held": "held",
}


def _row(row: Row, officers: dict[int, Officer], at: datetime) -> dict[str, Any]:
    return {
        **vars(row),
        "council": officers[row.council_id].council.code,
        "subject": row.subject,
        "person": row.person_reference,
        "home": row.place_reference,
        "is_late": row.is_late(at),
        "why": [word for name, word in WHY.items() if getattr(row, name)],
        "next_action": row.next_action,
        "clock": row.clock.label if row.clock else None,
        "weight": str(row.weight),
    }
