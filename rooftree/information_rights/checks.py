"""What is checked of information rights each night: that proofs of destruction stand, and requests are whole."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.information_rights.models import DataComplaint, RightsRequest
from rooftree.information_rights.retention_queries import broken_certificates
from rooftree.information_rights.rules import ComplaintStatus, Status

OVER = (Status.ANSWERED.value, Status.REFUSED.value, Status.WITHDRAWN.value)
COMPLAINT_OVER = (ComplaintStatus.ANSWERED.value, ComplaintStatus.WITHDRAWN.value)


def certificates(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for each proof of destruction that is not what it says. For the list of nightly checks."""
    for number in broken_certificates(council.pk):
        yield f"Certificate of destruction {number} is not what it says, or does not follow the one before it."


def requests(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence where requests and complaints say another thing than their cases. It names none."""
    with acting_for_all_of(council, who="job:check-record"):
        torn = RightsRequest.objects.filter(council=council).filter(
            Q(status__in=OVER, case__closed_at__isnull=True)
            | Q(~Q(status__in=OVER), case__closed_at__isnull=False)
        )
        torn_complaints = DataComplaint.objects.filter(council=council).filter(
            Q(status__in=COMPLAINT_OVER, case__closed_at__isnull=True)
            | Q(~Q(status__in=COMPLAINT_OVER), case__closed_at__isnull=False)
        )
        found = torn.count() + torn_complaints.count()
    if found:
        yield f"Requests about data that are over while their cases are open, or the other way round: {found}."
