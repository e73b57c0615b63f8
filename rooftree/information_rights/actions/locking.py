"""The locks that actions on requests and complaints take, and where such a case goes."""

from datetime import date

from rooftree.cases.routing import Routed, route
from rooftree.cases.story import lock_case
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import rules
from rooftree.information_rights.models import DataComplaint, RightsRequest


def lock_request(request: RightsRequest) -> RightsRequest:
    """Return the request as it now is, its case locked."""
    lock_case(request.case)
    return RightsRequest.objects.select_related("case", "case__person", "case__owner").get(pk=request.pk)


def lock_complaint(complaint: DataComplaint) -> DataComplaint:
    """Return the complaint as it now is, its case locked."""
    lock_case(complaint.case)
    return DataComplaint.objects.select_related("case", "case__owner").get(pk=complaint.pk)


def where_it_goes(council_id: int, *, on: date) -> Routed:
    """Return the team that answers for information rights, else for customer contact.

    Raises Refused if no team answers for either.
    """
    try:
        return route(council_id=council_id, function=rules.FUNCTION, on=on)
    except Refused:
        return route(council_id=council_id, function=rules.ELSE_FUNCTION, on=on)
