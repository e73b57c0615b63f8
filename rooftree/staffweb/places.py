"""The page of a place: a home with who lives in it, or an estate or block with what stands within it."""

from itertools import groupby
from operator import attrgetter
from types import SimpleNamespace

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.contact.permissions import may_log_contacts
from rooftree.foundations import dates, periods
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_read_vulnerability
from rooftree.places import permissions
from rooftree.places.models import Place
from rooftree.places.queries import who_looks_after
from rooftree.record.place import PlacePage, place_page
from rooftree.rents.permissions import may_see_accounts
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find, require
from rooftree.staffweb.part_words import part_words
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.timeline import section
from rooftree.tenancies.permissions import may_start_tenancies

CHILDREN_A_PAGE = 50
ORDER = models.Case(
    *(
        models.When(kind=kind, then=place)
        for place, kind in enumerate(("estate", "block", "core", "home", "garage"))
    ),
    default=9,
)
"""In which order the kinds of places within a place are listed: the others come last."""


@require_safe
def place(request: StaffRequest, reference: str) -> HttpResponse:
    """Show everything about one place, as far as this officer may see it."""
    at = dates.now()
    today = dates.london_day(at)
    page = place_page(reference, on=today)
    if page is None:
        raise Http404("No place that you may see has this reference.")
    officer = request.officer.at(page.place.council_id)
    require(may_find(officer))
    labels = Labels(on=today, council_id=officer.council_id)
    children = _children(page, request.GET.get("page"))
    context = {
        "page": page,
        "may": _may(officer),
        "labels": labels,
        "officers": who_looks_after([page.place.id], on=today).get(page.place.id, []),
        "children": children,
        "children_by_kind": [(kind, list(group)) for kind, group in groupby(children or (), attrgetter("kind"))],
        "children_page": lambda number: f"?page={number}",
        "part_of": part_words(labels),
        "last_day": periods.last_day_of,
        "timeline": section("place", page.place, officer=officer, labels=labels, at=at),
    }
    return render(request, "places/place.html", context)


def _may(officer: Officer) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    return SimpleNamespace(
        see_accounts=bool(may_see_accounts(officer)),
        log_contact=bool(may_log_contacts(officer)),
        correct=bool(permissions.may_correct_places(officer)),
        correct_home=bool(permissions.may_correct_homes(officer)),
        propose_markers=bool(permissions.may_propose_place_markers(officer)),
        approve_markers=bool(permissions.may_approve_place_markers(officer)),
        lettable=bool(permissions.may_change_lettable_status(officer)),
        start_tenancy=bool(may_start_tenancies(officer)),
        vulnerabilities=bool(may_read_vulnerability(officer)),
    )


def _children(page: PlacePage, number: str | None) -> Page | None:
    """Return one page of the places directly within this one; nothing, and no query, where there are none.

    What homes are in comes first, then homes, along their streets by number, then all else.
    """
    if not page.inside:
        return None
    within = Place.objects.filter(council_id=page.place.council_id, parent_id=page.place.id)
    street = Func(F("address_1"), Value(r"\d+"), Value(""), Value("g"), function="regexp_replace")
    door = Cast(Func(F("address_1"), Value(r"\d{1,9}"), function="substring"), models.IntegerField())
    children = within.annotate(street=street, door=door).order_by(
        ORDER, "kind", "address_2", "street", "door", "address_1", "name", "id"
    )
    return Paginator(children, CHILDREN_A_PAGE).get_page(number)
