"""The page of income that moved from one rent group to another, because an agreement was of another kind."""

from typing import Any

from django import forms as django_forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from rooftree.pages.labels import Labels
from rooftree.rents.models import GroupChange, IncomeMove
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_frame import Books, Column, Filter, answer_list, books_of
from rooftree.staffweb.requests import StaffRequest

COLUMNS = (
    Column("Account", lambda row: row.rent_account.payment_reference, ("rent_account__payment_reference",)),
    Column("What", lambda row: row.code, ("code",)),
    Column("From group", lambda row: row.from_group, ("from_group",)),
    Column("To group", lambda row: row.to_group, ("to_group",)),
    Column("Income", lambda row: row.pounds, ("pounds",), numeric=True),
    Column("Moved", lambda row: row.at, ("at",)),
    Column("Why", lambda row: row.why, ("why",)),
    Column("Corrected by", lambda row: row.corrected_by, ("corrected_by",)),
)


class RegroupedFilter(Filter):
    """Which moves are listed: those from a group or to it."""

    group = django_forms.ChoiceField(required=False)

    def __init__(self, data: Any, books: Books, labels: Labels) -> None:
        super().__init__(data, books)
        offer(self, group=[("", "Every group"), *labels.choices("rents.groups")])

    def rows(self) -> QuerySet[IncomeMove]:
        """Return the moves that are asked for, the newest first, each with the change that it followed."""
        said = self.said()
        latest = GroupChange.objects.filter(rent_account=OuterRef("rent_account"), at__lte=OuterRef("at"))
        rows = IncomeMove.objects.filter(council_id=self.books.council_id).select_related("rent_account")
        if "group" in said:
            rows = rows.filter(Q(from_group=said["group"]) | Q(to_group=said["group"]))
        return rows.annotate(
            why=Subquery(latest.order_by("-pk").values("why")[:1]),
            corrected_by=Subquery(latest.order_by("-pk").values("by__name")[:1]),
        ).order_by("-pk")


@require_safe
def regrouped(request: StaffRequest) -> HttpResponseBase:
    """List the income that moved between rent groups, account by account and code by code, the newest first."""
    books = books_of(request)
    labels = books.labels
    form = RegroupedFilter(request.GET, books, labels)
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="income moved",
        template="regrouped.html",
        filter=form,
        labels=labels,
    )
