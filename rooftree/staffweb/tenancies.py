"""The page of a tenancy."""

from types import SimpleNamespace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.foundations import dates, periods
from rooftree.pages.labels import Labels
from rooftree.record.tenancy import tenancy_page
from rooftree.rents.permissions import may_see_accounts
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find, require
from rooftree.staffweb.part_words import part_words
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.timeline import section
from rooftree.tenancies import permissions


@require_safe
def tenancy(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what was agreed about a home, with whom, from when until when."""
    at = dates.now()
    today = dates.london_day(at)
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
        "timeline": section("tenancy", page.tenancy, officer=officer, labels=labels, at=at),
    }
    return render(request, "tenancies/tenancy.html", context)


def _may(officer: Officer) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    return SimpleNamespace(
        see_accounts=bool(may_see_accounts(officer)),
        change_parties=bool(permissions.may_change_parties(officer)),
        end=bool(permissions.may_end_tenancies(officer)),
        correct=bool(permissions.may_correct_tenancies(officer)),
    )
