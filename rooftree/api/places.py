"""Homes and other places: who lives there, what we must know before we knock, who looks after them."""

from typing import Any

from ninja import Router

from rooftree.api.answers import OpenCasesOut, PlaceOut, TimelineOut
from rooftree.api.caller import ApiRequest, there
from rooftree.api.described import reads
from rooftree.api.kinds import Reference
from rooftree.api.timelines import Cursor, Limit, timeline
from rooftree.cases.permissions import may_read_cases
from rooftree.contact.queries import About, open_for
from rooftree.places.models import Place
from rooftree.places.queries import who_looks_after
from rooftree.record.place import PlacePage, place_page
from rooftree.record.timeline import Subject
from rooftree.staff.permissions import may_find

router = Router()


@router.get("/places/{reference}", **reads("get_place", "A place", scope="find", tag="places", out=PlaceOut))
def place(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read a home, or another place, as its page shows it: who lives there, and who looks after it today."""
    caller = request.caller
    page = there(place_page(reference, on=caller.on))
    caller.at_council(page.place.council_id, may_find)
    officers = who_looks_after([page.place.id], on=caller.on).get(page.place.id, [])
    return {
        **vars(page.place),
        "council": caller.code_of(page.place.council_id),
        "address": page.place.address,
        "uprn": str(page.place.uprn) if page.place.uprn else None,
        "home": page.home,
        "within": page.within,
        "tenancies": page.tenancies,
        "people": _people(page),
        "looked_after_by": officers,
        "markers": page.markers,
        "legacy_references": page.legacy_references,
    }


def _people(page: PlacePage) -> list[dict[str, Any]]:
    tenancies = {held.id: held.reference for held in page.tenancies}
    return [{**vars(each), "tenancy_reference": tenancies.get(each.tenancy_id, "")} for each in page.people]


@router.get(
    "/places/{reference}/timeline",
    **reads("get_place_timeline", "What happened at a place", scope="find", tag="places", out=TimelineOut),
)
def place_timeline(request: ApiRequest, reference: Reference, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Read what happened at a place, the latest first. Casework needs the scope `read_cases` besides."""
    found, officer = request.caller.found(Place, may_find, reference=reference)
    subject = Subject("place", found.pk, found.council_id)
    return timeline(request, subject, officer=officer, limit=limit, cursor=cursor)


@router.get(
    "/places/{reference}/cases",
    **reads("list_place_cases", "What is open for a place", scope="read_cases", tag="cases", out=OpenCasesOut),
)
def place_cases(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read the open cases about a place, what is late first."""
    found, _officer = request.caller.found(Place, may_read_cases, reference=reference)
    return {"items": [vars(each) for each in open_for(About(place_id=found.pk), at=request.caller.at)]}
