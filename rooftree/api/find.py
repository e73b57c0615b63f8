"""One box for people, homes, tenancies and cases."""

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import StringConstraints

from rooftree.api.answers import FindOut
from rooftree.api.caller import ApiRequest, Caller
from rooftree.api.described import reads
from rooftree.api.kinds import TEXT
from rooftree.record.find_as import search_as
from rooftree.record.found import CaseFound, Found, PersonFound, PlaceFound, TenancyFound
from rooftree.record.found_history import HistoryFound

router = Router()

Typed = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=TEXT)]
PARTS = {"person": "people", "place": "places", "tenancy": "tenancies", "case": "cases", "contact": "contacts"}


@router.get("/find", **reads("find", "Find by what you know", scope="find", tag="find", out=FindOut))
def find(request: ApiRequest, q: Query[Typed]) -> dict[str, Any]:
    """Find a person, home, tenancy or case from a part of a name, an address, a phone or a reference.

    Also with a slip of the keyboard. Each result says why it was found; the best is first.
    """
    caller = request.caller
    findings = search_as(caller.officers, q.strip(), on=caller.on)
    return {"items": [_found(caller, one) for one in findings.found], "more": findings.more}


def _found(caller: Caller, one: Found) -> dict[str, Any]:
    """Return something found, as the API tells of it."""
    title, details = _told(one)
    key = one.id if isinstance(one, HistoryFound) else one.reference
    return {
        "kind": one.kind,
        "council": caller.code_of(one.council_id),
        "reference": one.reference,
        "title": title,
        "details": [each for each in details if each],
        "because": list(one.because),
        "href": f"/api/v1/{PARTS[one.kind]}/{key}" if one.kind in PARTS else None,
    }


def _told(one: Found) -> tuple[str, list[str]]:
    """Return what to call something found, and what tells it apart."""
    if isinstance(one, PersonFound):
        return one.name, [one.born, one.role, one.home.address if one.home else ""]
    if isinstance(one, PlaceFound):
        return one.address or one.name, [one.place_kind, one.within, one.let]
    if isinstance(one, TenancyFound):
        return one.address, [one.tenure, one.payment_reference]
    if isinstance(one, CaseFound):
        return one.summary, [one.case_kind, one.team, one.owner, one.person, one.address]
    return one.words or one.what, [one.source_system, one.person, one.address]
