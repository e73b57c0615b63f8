"""Find: the one box on every page, and what it found, with the reason for each."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_register_people
from rooftree.record.find import MOST
from rooftree.record.find_as import search_as
from rooftree.record.found import Found
from rooftree.record.found_history import HistoryFound
from rooftree.rents.permissions import may_see_accounts
from rooftree.staffweb.limits import count_search
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
    now = dates.now()
    today = dates.london_day(now)
    if typed:
        count_search(request.user.pk, at=now)
    findings = search_as(request.officer, typed, on=today)
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
        "may_see_accounts": bool(may_see_accounts(officer)),
    }
    return render(request, "find/_results.html" if request.htmx else "find/find.html", context)


def page_of(found: Found) -> str:
    """Return the address of the page of what was found."""
    return reverse(f"staff:{found.kind}", args=[found.id if isinstance(found, HistoryFound) else found.reference])
