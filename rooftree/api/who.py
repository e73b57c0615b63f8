"""Who acts: who you are, the teams, and the colleagues to whom a case can be given."""

from typing import Any

from ninja import Router

from rooftree.api.answers import ColleaguesOut, Me, TeamsOut
from rooftree.api.caller import ApiRequest
from rooftree.api.described import reads
from rooftree.machines.rules import SCOPES
from rooftree.staff import directory
from rooftree.staff.permissions import may_see_staff

router = Router()


@router.get("/me", **reads("who_am_i", "Who you are", scope="", tag="who acts", out=Me))
def me(request: ApiRequest) -> dict[str, Any]:
    """Read as whom this token acts, in which councils, for what and until when. Every token may."""
    bearer = request.caller.bearer
    return {
        "who": bearer.who,
        "token": bearer.name,
        "works_until": bearer.works_until,
        "scopes": [scope for scope in SCOPES if scope in bearer.scopes],
        "acting_as": [
            {"council": officer.council, "officer": officer.name, "roles": sorted(officer.roles)}
            for officer in request.caller.officers.officers.values()
        ],
    }


@router.get("/teams", **reads("list_teams", "The teams", scope="see_staff", tag="who acts", out=TeamsOut))
def teams(request: ApiRequest) -> dict[str, Any]:
    """Read the teams of your councils, by name."""
    officers = request.caller.allowed(may_see_staff)
    return {
        "items": [
            {"id": team.pk, "council": team.council.code, "name": team.name, "function": team.function}
            for team in directory.team_choices(list(officers))
        ]
    }


@router.get(
    "/colleagues",
    **reads("list_colleagues", "The colleagues", scope="see_staff", tag="who acts", out=ColleaguesOut),
)
def colleagues(request: ApiRequest) -> dict[str, Any]:
    """Read the officers of your councils who are here, by name."""
    officers = request.caller.allowed(may_see_staff)
    return {
        "items": [
            {"email": each.email, "council": own.council.code, "name": each.name, "job_title": each.job_title}
            for council_id, own in officers.items()
            for each in directory.colleagues(council_id, on=request.caller.on)
        ]
    }
