"""Find: the one box on every page, and what it found, with the reason for each."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases.permissions import may_read_cases
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_register_people
from rooftree.record.find import MOST, Findings, search
from rooftree.record.found import CaseFound, Found
from rooftree.record.found_history import HistoryFound
from rooftree.staff.permissions import may_find, require
from rooftree.staff.queries import SignedIn
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies.models import TenancyParty

AS_WHAT = {
    TenancyParty.Role.TENANT: "Tenant at",
    TenancyParty.Role.JOINT_TENANT: "Joint tenant at",
    TenancyParty.Role.OCCUPANT: "Lives at",
    "former": "Lived at",
}
"""What a person is to us, in the words that stand before an address."""


@require_safe
def find(request: StaffRequest) -> HttpResponse:
    """Show who and what matches, best first; go straight to what can only be one."""
    officer = request.officer.main
    typed = request.GET.get("q", "").strip()
    today = dates.london_day(dates.now())
    with _where_they_may(request.officer):
        findings = _as_they_may_read(request.officer, search(typed, on=today))
    if findings.straight_to and not request.htmx:
        return redirect(page_of(findings.straight_to))
    context = {
        "typed": typed,
        "findings": findings,
        "most": MOST,
        "as_what": AS_WHAT,
        "page_of": page_of,
        "labels": Labels(on=today, council_id=officer.council_id),
        "council_names": {council.pk: council.name for council in request.councils},
        "may_register": bool(may_register_people(officer)),
    }
    return render(request, "find/_results.html" if request.htmx else "find/find.html", context)


def _where_they_may(signed_in: SignedIn) -> AbstractContextManager[object]:
    """Act for the councils in which this person may find people: mostly, but not always, all of theirs."""
    answers = {council_id: may_find(officer) for council_id, officer in signed_in.officers.items()}
    allowed = [council_id for council_id, answer in answers.items() if answer]
    if len(allowed) == len(answers):
        return nullcontext()
    require(may_find(signed_in.at(allowed[0]) if allowed else signed_in.main))
    acting = now_acting()
    return acting_for(
        allowed, groups=acting.groups, opened=acting.opened, who=acting.who, where=acting.where, why=acting.why
    )


def _as_they_may_read(signed_in: SignedIn, findings: Findings) -> Findings:
    """Leave out cases, and contacts and cases of old systems, for those who may not read casework."""
    found = tuple(
        one
        for one in findings.found
        if not isinstance(one, CaseFound | HistoryFound) or may_read_cases(signed_in.at(one.council_id))
    )
    straight_to = findings.straight_to if findings.straight_to in found else None
    return replace(findings, found=found, straight_to=straight_to)


def page_of(found: Found) -> str:
    """Return the address of the page of what was found."""
    return reverse(f"staff:{found.kind}", args=[found.id if isinstance(found, HistoryFound) else found.reference])
