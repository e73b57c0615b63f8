"""Pages of journals: the list, one journal with its lines, and the second person's answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import Min, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.money import in_words
from rooftree.journeys import reversals
from rooftree.rents.actions import journals as actions
from rooftree.rents.models import Apology, Journal
from rooftree.rents.permissions import (
    may_prepare_journals,
    may_propose_write_offs,
    to_prepare,
    to_settle,
)
from rooftree.staffweb.council_pages import offer, press
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    found,
    show,
)
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    Journal.Status.PREPARED: "amber",
    Journal.Status.POSTED: "green",
    Journal.Status.REFUSED: "red",
    Journal.Status.WITHDRAWN: "grey",
}
"""How a journal stands, as a colour beside its word."""

COLUMNS = (
    Column("Journal", lambda row: str(row), ("pk",)),
    Column("Account", lambda row: row.account, ("account",)),
    Column("Pounds", lambda row: row.total, ("total",), numeric=True),
    Column("Why", lambda row: row.why),
    Column("Prepared", lambda row: row.prepared_at, ("prepared_at",)),
    Column("Prepared by", lambda row: row.prepared_by.name if row.prepared_by else "", ("prepared_by__name",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
    Column("Settled by", lambda row: row.settled_by.name if row.settled_by else "", ("settled_by__name",)),
)


class JournalsFilter(Filter):
    """Which journals are listed."""

    status = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    by = forms.ChoiceField(required=False, choices=[("", "Anybody"), ("me", "Me"), ("others", "My colleagues")])
    account = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, books: Books) -> None:
        super().__init__(data, books, status="prepared" if not data else "")
        offer(
            self,
            status=[("", "Every status"), *Journal.Status.choices],
            kind=[("", "Every kind"), *Journal.Kind.choices],
        )

    def rows(self) -> QuerySet[Journal]:
        """Return the journals that are asked for."""
        said = self.said()
        rows = Journal.objects.filter(council_id=self.books.council_id)
        for name in ("status", "kind"):
            if name in said:
                rows = rows.filter(**{name: said[name]})
        if said.get("by") == "me":
            rows = rows.filter(prepared_by=self.books.officer)
        if said.get("by") == "others":
            rows = rows.exclude(prepared_by=self.books.officer)
        if "account" in said:
            rows = rows.filter(lines__rent_account__payment_reference=said["account"].strip())
        account = Min("lines__rent_account__payment_reference")
        rows = rows.annotate(account=account).select_related("prepared_by", "settled_by")
        return rows.order_by("-prepared_at", "-pk")


@require_safe
def journals(request: StaffRequest) -> HttpResponseBase:
    """List journals, the newest first: those that wait for a second person, unless more is asked for."""
    books = books_of(request)
    form = JournalsFilter(request.GET, books)
    context: dict[str, Any] = {
        "filter": form,
        "colours": STATUSES,
        "may_prepare": books.may(may_prepare_journals) or books.may(may_propose_write_offs),
    }
    return answer_list(request, books, form.rows(), COLUMNS, name="journals", template="journals.html", **context)


@require_safe
def journal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one journal: what it moves, why, who prepared it and who settled it, and what it makes us sorry for."""
    rows = Journal.objects.select_related("prepared_by", "settled_by", "council")
    made, books = found(request, rows, pk)
    labels = books.labels
    waits = made.status == Journal.Status.PREPARED
    own = made.prepared_by_id == books.officer.pk
    may_settle = to_settle(made.kind)(books.officer, made)
    related = ("rent_account__place", "other_account__place", "debit", "credit", "posting")
    context = {
        "journal": made,
        "reason": labels.of(f"rents.{made.kind}_reasons", made.reason),
        "lines": [
            (line, labels.of("rents.transaction_codes", line.code)) for line in made.lines.select_related(*related)
        ],
        "apologies": Apology.objects.filter(journal=made).select_related("rent_account", "owner", "team"),
        "colour": STATUSES[Journal.Status(made.status)],
        "own": own,
        "may_settle": waits and not own and bool(may_settle),
        "why_not": may_settle.because,
        "may_withdraw": waits and own,
    }
    return show(request, books, "journal.html", context)


# --- The second person ------------------------------------------------------------------------------


@require_POST
def approve_journal(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve a journal that a colleague prepared, and post it."""
    made, books = _to_settle(request, pk)
    action = partial(reversals.approve, made, **books.acting)
    return press(request, action, back_to=_page(made), said="It is approved, and stands in the books.")


def refuse_journal(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse a journal that a colleague prepared, and say why."""
    made, books = _to_settle(request, pk)
    action = partial(actions.refuse, made, **books.acting)
    return _settle(request, made, books, action, heading="Refuse this journal", said="It is refused.")


def withdraw_journal(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a journal that one prepared oneself, and say why."""
    made = get_object_or_404(Journal, pk=pk)
    books = books_with(request, made, to_prepare(made.kind))
    action = partial(actions.withdraw, made, **books.acting)
    return _settle(request, made, books, action, heading="Withdraw this journal", said="It is withdrawn.")


def _settle(
    request: StaffRequest, made: Journal, books: Books, action: Callable[..., Any], *, heading: str, said: str
) -> HttpResponse:
    what = f"{made}, {in_words(made.total)}. {made.why}"
    return say_why(request, books, action, heading=heading, what=what, said=said, back_to=_page(made))


def _to_settle(request: StaffRequest, pk: int) -> tuple[Journal, Books]:
    made = get_object_or_404(Journal, pk=pk)
    return made, books_with(request, made, to_settle(made.kind))


def _page(made: Journal) -> str:
    return reverse("staff:journal", args=[made.pk])
