"""Pages of the periods of the books: laying a year out, closing a period, and closing the year."""

from functools import partial
from itertools import groupby
from typing import Any

from django import forms as django_forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations.periods import Period, until_of
from rooftree.ledger import closing
from rooftree.pages.forms import DateField, Form, sent
from rooftree.rents.actions import periods as actions
from rooftree.rents.models import AccountingPeriod, YearClose
from rooftree.rents.permissions import may_close_periods
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_frame import Books, books_of, change, found, show
from rooftree.staffweb.requests import StaffRequest


@require_safe
def periods(request: StaffRequest) -> HttpResponse:
    """List the periods of the books, year by year, the newest year first, each closed or open."""
    books = books_of(request)
    reviewed = Count("reconciliations", filter=Q(reconciliations__status="reviewed"))
    rows = AccountingPeriod.objects.filter(council_id=books.council_id).select_related("closed_by")
    by_year = groupby(rows.annotate(reviewed=reviewed).order_by("from_on"), key=lambda each: each.year_from_on)
    closes = {
        each.from_on: each for each in YearClose.objects.filter(council_id=books.council_id).select_related("by")
    }
    years = [(first, list(each), closes.get(first)) for first, each in by_year]
    context = {
        "years": list(reversed(years)),
        "kinds": len(books.labels.choices("rents.reconciliations")),
        "closed_until": closing.closed_until(books.council_id),
        "may_close": books.may(may_close_periods),
    }
    return show(request, books, "periods.html", context)


class YearForm(Form):
    """Which year of the books is laid out, and how it is divided."""

    first = DateField(label="the first day")
    last = DateField(label="the last day")
    pattern = django_forms.ChoiceField(label="how it is divided")


def lay_out_year(request: StaffRequest) -> HttpResponse:
    """Lay out the periods of a year of the books."""
    books = books_of(request, may_close_periods)
    form = YearForm(sent(request), initial=_next_year(books))
    offer(form, pattern=books.labels.choices("rents.period_patterns"))

    def lay_out(first: Any, last: Any, **facts: Any) -> list[AccountingPeriod]:
        return actions.lay_out_year(Period(first, until_of(last)), **facts, **books.acting)

    return change(
        request,
        books,
        form,
        lay_out,
        template="lay_out_year.html",
        back_to=f"{reverse('staff:periods')}?council={books.council.code}",
        said=lambda made: f"The year has {len(made)} periods.",
    )


def _next_year(books: Books) -> dict[str, Any]:
    """Return the day on which the next year of the books begins, where one stands already."""
    last = AccountingPeriod.objects.filter(council_id=books.council_id).order_by("-until_on").first()
    return {"first": last.until_on} if last else {}


def close_period(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a period: every difference is explained and reviewed, and nothing is posted into it any more."""
    period, books = found(request, AccountingPeriod.objects.all(), pk, may_close_periods)
    return change(
        request,
        books,
        Form(sent(request)),
        partial(actions.close_period, period, **books.acting),
        template="close_period.html",
        back_to=f"{reverse('staff:periods')}?council={books.council.code}",
        said="The period is closed. What is put right from now on stands in an open one.",
        period=period,
        standings=actions.standings(period),
    )


def close_year(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a year of the books, named by one of its periods; broken off, it goes on where it was."""
    period, books = found(request, AccountingPeriod.objects.all(), pk, may_close_periods)
    of_year = AccountingPeriod.objects.filter(council_id=books.council_id, year_from_on=period.year_from_on)
    return change(
        request,
        books,
        Form(sent(request)),
        partial(actions.close_year, period.year_from_on, **books.acting),
        template="close_year.html",
        back_to=f"{reverse('staff:periods')}?council={books.council.code}",
        said="The year is closed, and its balances are carried forward.",
        from_on=period.year_from_on,
        periods=list(of_year),
        begun=YearClose.objects.filter(council_id=books.council_id, from_on=period.year_from_on).first(),
    )
