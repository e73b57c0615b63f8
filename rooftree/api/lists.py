"""The codes of the rule book's lists, as they are today in a council."""

from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Router

from rooftree.api.answers import ListOut
from rooftree.api.caller import ApiRequest
from rooftree.api.described import reads
from rooftree.api.kinds import Code
from rooftree.cases.permissions import may_read_cases
from rooftree.foundations import rulebook
from rooftree.staff.models import Officer

router = Router()

Listed = Literal[
    "contact.reasons",
    "contact.channels",
    "contact.outcomes",
    "contact.failure_causes",
    "people.adjustments",
    "people.vulnerabilities",
    "people.strengths",
    "staff.safety_markers",
]


@router.get("/lists/{code}", **reads("get_list", "A list of codes", scope="read_cases", tag="lists", out=ListOut))
def listed(request: ApiRequest, code: Listed, council: Annotated[Code | None, Query(None)]) -> dict[str, Any]:
    """Read the codes that can be chosen today, and what they are called in a council: else in your first."""
    caller = request.caller
    officer = _officer(caller.allowed(may_read_cases), council)
    version = rulebook.open_at(on=caller.on, council=officer.council_id).code_list(code)
    chosen = [item for item in version if item.period.covers(caller.on)]
    return {
        "code": code,
        "items": [{"code": item.code, "label": item.label, "flags": _plain(item.flags)} for item in chosen],
    }


def _officer(officers: dict[int, Officer], council: str | None) -> Officer:
    for officer in officers.values():
        if council in (None, officer.council.code):
            return officer
    raise Http404("You act for no council of this code.")


def _plain(flags: Any) -> dict[str, Any]:
    """Return flags as JSON has them: numbers with a point as text."""
    return {name: value if isinstance(value, bool | int | str) else str(value) for name, value in flags.items()}
