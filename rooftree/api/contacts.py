"""One contact: who got in touch, what they asked, and what came of it."""

from typing import Any

from ninja import Router

from rooftree.api.answers import ContactOut
from rooftree.api.caller import ApiRequest
from rooftree.api.described import reads
from rooftree.api.kinds import Number
from rooftree.cases.permissions import may_read_cases
from rooftree.contact.models import Contact
from rooftree.record.opening import log_opening

router = Router()

AS_IT_IS = (
    *("started_at", "ended_at", "channel", "caller", "identity", "reasons", "demand", "failure_cause", "asked"),
    *("outcome", "accepted", "satisfaction", "note"),
)


@router.get(
    "/contacts/{number}", **reads("get_contact", "A contact", scope="read_cases", tag="contacts", out=ContactOut)
)
def contact(request: ApiRequest, number: Number) -> dict[str, Any]:
    """Read one contact. Its number stands with the last contacts of a person."""
    found, _officer = request.caller.found(Contact, may_read_cases, pk=number)
    if found.person:
        log_opening(found.council_id, [{"id": found.person.pk, "restricted_to": found.person.restricted_to}])
    return {
        **{name: getattr(found, name) for name in AS_IT_IS},
        "id": found.pk,
        "council": request.caller.code_of(found.council_id),
        "person": found.person.reference if found.person else None,
        "place": found.place.reference if found.place else None,
        "tenancy": found.tenancy.reference if found.tenancy else None,
        "case": found.case.reference if found.case else None,
        "handler": found.handler.name if found.handler else found.handler_name,
        "by_resident": found.by_resident.reference if found.by_resident else None,
    }
