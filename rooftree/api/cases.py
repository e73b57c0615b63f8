"""Cases, read: what is open about somebody, one case with its clocks, and its story."""

import datetime as dt
from typing import Any

from ninja import Router

from rooftree.api import cursors
from rooftree.api.answers import CaseOut, StoryOut
from rooftree.api.caller import ApiRequest, there
from rooftree.api.described import reads
from rooftree.api.kinds import Reference
from rooftree.api.timelines import Cursor
from rooftree.cases.kinds import label_of_event, label_of_kind
from rooftree.cases.permissions import may_read_cases
from rooftree.record.case_story import CasePage, EventFacts, EventPlace, case_page

router = Router()


@router.get("/cases/{reference}", **reads("get_case", "A case", scope="read_cases", tag="cases", out=CaseOut))
def case(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read a case: what it is, who has it and why, by when with each sum, what next, and what happened last."""
    page = _page(request, reference)
    return {
        **vars(page.case),
        "council": request.caller.code_of(page.case.council_id),
        "kind_label": label_of_kind(page.case.kind),
        "is_restricted": bool(page.case.restricted_to or page.case.person_restricted_to),
        "cover": page.cover.cover if page.cover else None,
        "because": page.since.because if page.since else None,
        "weight": str(page.case.weight),
        "person": page.person.reference if page.person else None,
        "person_known_as": page.person.known_as if page.person else None,
        "place": page.place.reference if page.place else None,
        "address": page.place.address if page.place else None,
        "tenancy": page.tenancy,
        "is_unsafe": page.unsafe,
        "is_protected": page.is_protected,
        "interpreter": page.person.interpreter if page.person else None,
        "adjustments": page.adjustments,
        "markers": [*page.markers, *page.place_markers],
        "clocks": [{**vars(clock), "is_paused": clock.paused_since is not None} for clock in page.clocks],
        "tasks": page.tasks,
        "holds": page.live_holds,
        "links": page.links,
        "latest": _events(page),
    }


@router.get(
    "/cases/{reference}/story",
    **reads("get_case_story", "The story of a case", scope="read_cases", tag="cases", out=StoryOut),
)
def story(request: ApiRequest, reference: Reference, cursor: Cursor) -> dict[str, Any]:
    """Read what happened in a case, the latest first, twenty events a page."""
    of = f"{request.path} {request.caller.bearer.who}"
    page = _page(request, reference, before=_place(cursors.read(cursor, of=of)))
    place = page.next_before
    end = [place[0].isoformat(), place[1]] if place else None
    return {"items": _events(page), "next": cursors.written(end, of=of)}


def _page(request: ApiRequest, reference: str, *, before: EventPlace | None = None) -> CasePage:
    """Return the page of a case, if the caller may read it."""
    page: CasePage = there(case_page(reference, at=request.caller.at, before=before))
    request.caller.at_council(page.case.council_id, may_read_cases)
    return page


def _place(read: Any) -> EventPlace | None:
    return (dt.datetime.fromisoformat(read[0]), int(read[1])) if read else None


def _events(page: CasePage) -> list[dict[str, Any]]:
    return [event_out(event, page.case.kind) for event in page.events]


def event_out(event: EventFacts, kind: str) -> dict[str, Any]:
    """Return an event of a case of this kind, with what people call it."""
    return {**vars(event), "code": event.kind, "label": label_of_event(kind, event.kind)}
