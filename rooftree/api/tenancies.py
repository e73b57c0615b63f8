"""Tenancies: who holds which home, on what terms, from when until when."""

from typing import Any

from ninja import Router

from rooftree.api.answers import OpenCasesOut, TenancyOut, TimelineOut
from rooftree.api.caller import ApiRequest, there
from rooftree.api.described import reads
from rooftree.api.kinds import Reference
from rooftree.api.timelines import Cursor, Limit, timeline
from rooftree.cases.permissions import may_read_cases
from rooftree.contact.queries import About, open_for
from rooftree.record.tenancy import tenancy_page
from rooftree.record.timeline import Subject
from rooftree.staff.permissions import may_find
from rooftree.tenancies.models import Tenancy

router = Router()


@router.get(
    "/tenancies/{reference}", **reads("get_tenancy", "A tenancy", scope="find", tag="tenancies", out=TenancyOut)
)
def tenancy(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read what was agreed about a home, with whom, from when until when."""
    caller = request.caller
    page = there(tenancy_page(reference, on=caller.on))
    caller.at_council(page.tenancy.council_id, may_find)
    return {
        **vars(page.tenancy),
        "council": caller.code_of(page.tenancy.council_id),
        "parties": page.parts,
        "legacy_references": page.legacy_references,
    }


@router.get(
    "/tenancies/{reference}/timeline",
    **reads("get_tenancy_timeline", "What happened in a tenancy", scope="find", tag="tenancies", out=TimelineOut),
)
def tenancy_timeline(request: ApiRequest, reference: Reference, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Read what happened in a tenancy, the latest first. Casework needs the scope `read_cases` besides."""
    found, officer = request.caller.found(Tenancy, may_find, reference=reference)
    subject = Subject("tenancy", found.pk, found.council_id)
    return timeline(request, subject, officer=officer, limit=limit, cursor=cursor)


@router.get(
    "/tenancies/{reference}/cases",
    **reads("list_tenancy_cases", "What is open for a tenancy", scope="read_cases", tag="cases", out=OpenCasesOut),
)
def tenancy_cases(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read the open cases about a tenancy, what is late first."""
    found, _officer = request.caller.found(Tenancy, may_read_cases, reference=reference)
    return {"items": [vars(each) for each in open_for(About(tenancy_id=found.pk), at=request.caller.at)]}
