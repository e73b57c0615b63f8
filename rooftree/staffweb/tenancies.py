"""The page of a tenancy."""

from collections.abc import Callable
from types import SimpleNamespace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.foundations import dates, periods
from rooftree.record.tenancy import tenancy_page
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find, require
from rooftree.staffweb.labels import Labels
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies import permissions
from rooftree.tenancies.models import TenancyParty


@require_safe
def tenancy(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what was agreed about a home, with whom, from when until when."""
    today = dates.london_day(dates.now())
    page = tenancy_page(reference, on=today)
    if page is None:
        raise Http404("No tenancy that you may see has this reference.")
    officer = request.officer.at(page.tenancy.council_id)
    require(may_find(officer))
    labels = Labels(on=today, council_id=officer.council_id)
    context = {
        "page": page,
        "may": _may(officer),
        "labels": labels,
        "part_of": part_words(labels),
        "last_day": periods.last_day_of,
    }
    return render(request, "tenancies/tenancy.html", context)


def _may(officer: Officer) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    return SimpleNamespace(
        change_parties=bool(permissions.may_change_parties(officer)),
        end=bool(permissions.may_end_tenancies(officer)),
        correct=bool(permissions.may_correct_tenancies(officer)),
    )


def part_words(labels: Labels) -> Callable[[str, str], str]:
    """Return what says somebody's part in an agreement of a tenure, by its role: "Joint leaseholder"."""

    def words(tenure: str, role: str) -> str:
        holder = str(labels.flag("tenancies.tenures", tenure, "holder") or "Tenant")
        held = {TenancyParty.Role.TENANT: holder, TenancyParty.Role.JOINT_TENANT: f"Joint {holder.lower()}"}
        return held.get(TenancyParty.Role(role)) or TenancyParty.Role(role).label

    return words
