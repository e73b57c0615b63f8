"""The page of benefits that were expected to pay rent and have not come: a whole schedule, or one account."""

from datetime import date
from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from rooftree.foundations.calendar_table import in_force
from rooftree.foundations.calendars import EW
from rooftree.foundations.periods import Period
from rooftree.rents import benefit_queries, benefits_due
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_frame import Books, Column, Filter, answer_list, books_of
from rooftree.staffweb.requests import StaffRequest

COLUMNS = (
    Column("Account", lambda row: row.rent_account.payment_reference, ("rent_account__payment_reference",)),
    Column("Home", lambda row: str(row.rent_account.place)),
    Column("Benefit", lambda row: row.kind, ("kind",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("Expected", lambda row: row.next_on, ("next_on",)),
)


class LateFilter(Filter):
    """Which benefits that have not come are listed."""

    kind = django_forms.ChoiceField(required=False)
    account = django_forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, books: Books) -> None:
        super().__init__(data, books)
        ours = benefits_due.through_us(books.on, books.council_id)
        labels = books.labels
        offer(self, kind=[("", "Every benefit"), *((each, labels.of("rents.benefits", each)) for each in ours)])

    def rows(self) -> QuerySet[Any]:
        """Return what is asked for, the oldest first."""
        said = self.said()
        rows = benefit_queries.late_ones(self.books.council_id, on=self.books.on)
        if "kind" in said:
            rows = rows.filter(kind=said["kind"])
        if "account" in said:
            rows = rows.filter(rent_account__payment_reference=said["account"].strip())
        return rows


@require_safe
def late_benefits(request: StaffRequest) -> HttpResponseBase:
    """List benefits that were expected and have not come, the oldest first."""
    books = books_of(request)
    form = LateFilter(request.GET, books)
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="benefits that have not come",
        template="late_benefits.html",
        filter=form,
        label_of=partial(books.labels.of, "rents.benefits"),
        working_days=partial(_working_days, on=books.on),
    )


def _working_days(since: date, *, on: date) -> int:
    return in_force(EW).working_days(Period(since, on))
