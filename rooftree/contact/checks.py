"""What is checked of every enquiry each night: that something says by when, and that it is over when its case is.

Restricted enquiries are checked too, and counted without a reference.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from rooftree.cases.models import Clock, Task
from rooftree.contact.models import Enquiry
from rooftree.contact.rules import Status
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import Council

OVER = (Status.SETTLED.value, Status.WITHDRAWN.value)
SHOWN = 5
"""References told in one sentence; more are counted."""


def enquiries(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for what is wrong with the council's enquiries. For the list of nightly checks."""
    with acting_for_all_of(council, who="job:check-record"):
        of_council = Enquiry.objects.filter(council=council).select_related("case").order_by("case__reference")
        forgotten, torn = list(_forgotten(of_council)), list(_torn(of_council))
    if forgotten:
        yield f"Nothing says by when these open enquiries are answered: {_named(forgotten)}."
    if torn:
        yield f"These enquiries are over and their cases open, or the other way round: {_named(torn)}."


def _forgotten(of_council: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Return the open enquiries on which no clock runs and nothing is to be done."""
    running = Clock.objects.filter(council=OuterRef("council"), case=OuterRef("case"), stopped_at__isnull=True)
    to_do = Task.objects.filter(council=OuterRef("council"), case=OuterRef("case"), ended_at__isnull=True)
    return of_council.filter(~Exists(running), ~Exists(to_do), case__closed_at__isnull=True)


def _torn(of_council: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Return the enquiries that say another thing than their cases."""
    over_but_open = Q(status__in=OVER, case__closed_at__isnull=True)
    return of_council.filter(over_but_open | (~Q(status__in=OVER) & Q(case__closed_at__isnull=False)))


def _named(found: Iterable[Enquiry]) -> str:
    """Return the references of the first few, and how many more there are; restricted ones are only counted."""
    rows = list(found)
    open_to_all = [row for row in rows if row.restricted_to == row.person_restricted_to == OPEN_TO_ALL]
    named = [row.case.reference for row in open_to_all[:SHOWN]]
    more = len(rows) - len(named)
    return ", ".join(named + ([f"{more} more" if named else f"{more} restricted"] if more else []))
