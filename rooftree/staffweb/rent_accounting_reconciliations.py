"""Pages of reconciliations: those of a period, and one with its parts, its difference and what explains it."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.money import in_words
from rooftree.pages.forms import Form, sent
from rooftree.rents.actions import periods as period_actions
from rooftree.rents.actions import reconciling as actions
from rooftree.rents.models import AccountingPeriod, Reconciliation
from rooftree.rents.permissions import may_prepare_reconciliations, may_review_reconciliations
from rooftree.rents.reconciling import EXPECTED, POSTED, Reckoned
from rooftree.staff.permissions import Permission
from rooftree.staffweb.council_pages import download, press
from rooftree.staffweb.rent_accounting_frame import Books, books_of, books_with, change, found, show, wants_table
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    Reconciliation.Status.PREPARED: "amber",
    Reconciliation.Status.REVIEWED: "green",
    Reconciliation.Status.RETURNED: "red",
    Reconciliation.Status.REPLACED: "grey",
}
"""How a reconciliation stands, as a colour beside its word."""


@require_safe
def reconciliations(request: StaffRequest) -> HttpResponseBase:
    """Show the reconciliations of a period: the one asked for, else the earliest that is over and open."""
    books = books_of(request)
    periods = list(AccountingPeriod.objects.filter(council_id=books.council_id).select_related("closed_by"))
    period = _period(request, periods, books)
    standings = period_actions.standings(period) if period else []
    if wants_table(request):
        return _as_table(books, period, standings)
    context = {
        "periods": periods,
        "period": period,
        "standings": standings,
        "colours": STATUSES,
        "may_prepare": period is not None and not period.closed_at and books.may(may_prepare_reconciliations),
        "may_review": books.may(may_review_reconciliations),
    }
    return show(request, books, "reconciliations.html", context)


def _period(request: StaffRequest, periods: list[AccountingPeriod], books: Books) -> AccountingPeriod | None:
    wanted = request.GET.get("period", "")
    if wanted:
        asked = next((each for each in periods if str(each.pk) == wanted), None)
        if asked is None:
            raise Http404("There is no such period in these books.")
        return asked
    is_open = [each for each in periods if not each.closed_at]
    begun = [each for each in is_open if each.from_on <= books.on]
    return next(iter(begun), None) or next(iter(is_open), None) or next(iter(reversed(periods)), None)


def _as_table(books: Books, period: AccountingPeriod | None, standings: list[Any]) -> HttpResponseBase:
    heading = ["Reconciliation", "Expected", "Posted", "Difference", "Explained", "Status", "Prepared by"]
    rows = []
    for each in standings:
        kept = each.reconciliation
        sums = [kept.expected, kept.posted, kept.difference] if kept else [None, None, None]
        status = kept.get_status_display() if kept else "Not prepared"
        prepared = kept.prepared_by.name if kept else ""
        reviewed = kept.reviewed_by.name if kept and kept.reviewed_by else ""
        rows.append([each.label, *sums, each.explained, status, prepared, reviewed])
    name = f"reconciliations {books.council.code} {period.from_on if period else ''}"
    return download(name, [*heading, "Reviewed by"], iter(rows))


@require_POST
def prepare_reconciliation(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Reckon a reconciliation of a period, and keep what it came to."""
    period, books = found(request, AccountingPeriod.objects.all(), pk, may_prepare_reconciliations)
    made: list[Reconciliation] = []

    def prepare(key: str) -> None:
        made.append(actions.prepare(period, kind, key=key, **books.acting))

    back_to = f"{reverse('staff:reconciliations')}?period={period.pk}&council={books.council.code}"
    answer = press(
        request, prepare, back_to=back_to, said="It is prepared. Explain a difference, if there is one."
    )
    if made:
        answer["Location"] = _page(made[0])
    return answer


@require_POST
def prepare_reconciliations(request: StaffRequest, pk: int) -> HttpResponse:
    """Reckon every reconciliation of a period that is not prepared, was sent back, or is behind the books."""
    period, books = found(request, AccountingPeriod.objects.all(), pk, may_prepare_reconciliations)

    def prepare(key: str) -> None:
        for each in period_actions.standings(period):
            stands = each.reconciliation and each.reconciliation.status != Reconciliation.Status.RETURNED
            if not stands or each.is_stale:
                actions.prepare(period, each.kind, key=f"{key}:{each.kind}", **books.acting)

    back_to = f"{reverse('staff:reconciliations')}?period={period.pk}&council={books.council.code}"
    return press(request, prepare, back_to=back_to, said="They are prepared. Explain what is different.")


@require_safe
def reconciliation(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one reconciliation: the parts of both sums, the difference and what explains it, and who looked."""
    rows = Reconciliation.objects.select_related("period", "prepared_by", "reviewed_by", "council")
    kept, books = found(request, rows, pk)
    labels = books.labels
    explained = kept.explanations.aggregate(together=Sum("amount"))["together"] or 0
    parts = Reckoned.from_json(kept.parts).parts
    own = kept.prepared_by_id == books.officer.pk
    waits = kept.status == Reconciliation.Status.PREPARED
    is_open = kept.period.closed_at is None
    context = {
        "kept": kept,
        "label": labels.of("rents.reconciliations", kept.kind),
        "sides": [
            (
                labels.flag("rents.reconciliations", kept.kind, side),
                [part for part in parts if part.side == side],
                total,
            )
            for side, total in ((EXPECTED, kept.expected), (POSTED, kept.posted))
        ],
        "explanations": kept.explanations.select_related("by"),
        "left": kept.difference - explained,
        "colour": STATUSES[Reconciliation.Status(kept.status)],
        "own": own,
        "is_open": is_open,
        "may_explain": waits and is_open and books.may(may_prepare_reconciliations),
        "may_prepare": is_open and books.may(may_prepare_reconciliations),
        "may_review": waits and not own and books.may(may_review_reconciliations),
        "waits": waits,
    }
    return show(request, books, "reconciliation.html", context)


class ExplainForm(Form):
    """How much of the difference is explained, and why it is there."""

    amount = django_forms.DecimalField(max_digits=14, decimal_places=2, label="how much of it")
    words = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="why it is there")


def explain_reconciliation(request: StaffRequest, pk: int) -> HttpResponse:
    """Explain some of a difference, or all of it."""
    kept, books = _kept(request, pk, may_prepare_reconciliations)
    explained = kept.explanations.aggregate(together=Sum("amount"))["together"] or 0
    left = kept.difference - explained
    return change(
        request,
        books,
        ExplainForm(sent(request), initial={"amount": left}),
        partial(actions.explain, kept, **books.acting),
        template="explain.html",
        back_to=_page(kept),
        said="The explanation is kept.",
        kept=kept,
        label=books.labels.of("rents.reconciliations", kept.kind),
        left=left,
    )


class ReviewForm(Form):
    """What whoever looks it over wants to say."""

    note = django_forms.CharField(required=False, max_length=2000, widget=django_forms.Textarea)


def review_reconciliation(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that a reconciliation that a colleague prepared was looked over."""
    kept, books = _kept(request, pk, may_review_reconciliations)
    return change(
        request,
        books,
        ReviewForm(sent(request)),
        partial(actions.review, kept, **books.acting),
        template="review.html",
        back_to=_page(kept),
        said="It is reviewed.",
        kept=kept,
        label=books.labels.of("rents.reconciliations", kept.kind),
    )


def send_back_reconciliation(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a reconciliation back to whoever prepared it, and say why."""
    kept, books = _kept(request, pk, may_review_reconciliations)
    return say_why(
        request,
        books,
        partial(actions.send_back, kept, **books.acting),
        back_to=_page(kept),
        said="It is sent back.",
        heading="Send it back",
        what=f"{books.labels.of('rents.reconciliations', kept.kind)}, difference {in_words(kept.difference)}",
    )


def _kept(request: StaffRequest, pk: int, permission: Permission) -> tuple[Reconciliation, Books]:
    kept: Reconciliation = get_object_or_404(Reconciliation.objects.select_related("period"), pk=pk)
    return kept, books_with(request, kept, permission)


def _page(kept: Reconciliation) -> str:
    return reverse("staff:reconciliation", args=[kept.pk])
