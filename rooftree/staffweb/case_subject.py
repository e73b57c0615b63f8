"""The case that a page is about, as `subject` has the person, the place and the tenancy."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.cases.models import Case
from rooftree.foundations import dates
from rooftree.pages.labels import Labels
from rooftree.staff.permissions import Permission, require
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import Subject


@dataclass(frozen=True, kw_only=True)
class CaseSubject(Subject):
    """The case that a page is about."""

    case: Case

    @property
    def record(self) -> Case:
        """The case."""
        return self.case

    @property
    def called(self) -> str:
        """What a link back to it says."""
        return self.reference


def about_case(request: StaffRequest, reference: str, permission: Permission) -> CaseSubject:
    """Return the case of a page, if this officer may see and do this: else 404, or 403 with the reason."""
    case = get_object_or_404(Case.objects.select_related("team", "owner", "person"), reference=reference)
    officer = request.officer.at(case.council_id)
    require(permission(officer, case))
    at = dates.now()
    return CaseSubject(
        case=case,
        name=case.summary,
        reference=case.reference,
        address=page_of_case(case.reference),
        officer=officer,
        at=at,
        labels=Labels(on=dates.london_day(at), council_id=officer.council_id),
    )


def page_of_case(reference: str) -> str:
    """Return the address of the page of a case."""
    return reverse("staff:case", args=[reference])
