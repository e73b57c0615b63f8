"""Pages of card payments: what was paid through GOV.UK Pay, and giving a payment back by two people."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.pages.forms import Form, sent
from rooftree.rents.actions import card_refunds as actions
from rooftree.rents.actions.card_settlements import PAYS_OUT
from rooftree.rents.models import CardPayment, CardRefund, CardSettlement
from rooftree.rents.permissions import may_approve_card_refunds, may_ask_card_refunds
from rooftree.staffweb.council_pages import press
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    change,
    log_people,
)
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    CardPayment.Status.ASKED: "blue",
    CardPayment.Status.OPEN: "blue",
    CardPayment.Status.PAID: "green",
    CardPayment.Status.DECLINED: "grey",
    CardPayment.Status.EXPIRED: "grey",
    CardPayment.Status.CANCELLED: "grey",
    CardPayment.Status.FAILED: "red",
}
"""How a card payment stands, as a colour beside its word."""

COLUMNS = (
    Column("Reference", lambda row: row.reference, ("reference",)),
    Column("Account", lambda row: row.rent_account.payment_reference, ("rent_account__payment_reference",)),
    Column("Payer", lambda row: row.person.full_name if row.person else "", ("person__surname",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("Begun", lambda row: row.started_at, ("started_at",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
    Column("Reached the bank", lambda row: reached_the_bank(row)),
    Column("Fee", lambda row: fee_of(row), numeric=True),
)


def way_of(payment: Any) -> CardSettlement | None:
    """Return what GOV.UK Pay says of a payment's way to the bank; None until it says something."""
    return next(iter(payment.ways), None)


def reached_the_bank(payment: Any) -> date | str:
    """Return when a payment reached the bank, or how far it has come: nothing for one that is not paid."""
    way = way_of(payment)
    if way is None:
        return ""
    if way.settled_on is None and way.provider != PAYS_OUT:
        return "The provider does not say"
    return way.settled_on or "On its way"


def fee_of(payment: Any) -> Decimal | None:
    """Return what the provider kept of a payment, in pounds; None where it does not say."""
    way = way_of(payment)
    return way.fee if way else None


class CardsFilter(Filter):
    """Which card payments are listed."""

    status = django_forms.ChoiceField(required=False, choices=[("", "Every status"), *CardPayment.Status.choices])
    words = django_forms.CharField(required=False, max_length=40)

    def rows(self) -> QuerySet[CardPayment]:
        """Return the card payments that are asked for, the newest first."""
        said = self.said()
        rows = CardPayment.objects.filter(council_id=self.books.council_id)
        if "status" in said:
            rows = rows.filter(status=said["status"])
        if words := said.get("words", "").strip():
            rows = rows.filter(reference__iexact=words) | rows.filter(rent_account__payment_reference=words)
        ways = CardSettlement.objects.filter(what=CardSettlement.What.PAYMENT)
        return rows.select_related("person", "rent_account__place").prefetch_related(
            Prefetch("settlements", ways, to_attr="ways")
        )


@require_safe
def card_payments(request: StaffRequest) -> HttpResponseBase:
    """List card payments, the newest first, and above them what somebody asked to have given back."""
    books = books_of(request)
    form = CardsFilter(request.GET, books)
    waiting = CardRefund.objects.filter(council_id=books.council_id, status=CardRefund.Status.ASKED)
    asked = list(waiting.select_related("payment__rent_account", "payment__person", "asked_by"))
    log_people(books, [each.payment for each in asked])
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="card payments",
        template="card_payments.html",
        about=lambda row: row,
        filter=form,
        colours=STATUSES,
        reached_the_bank=reached_the_bank,
        fee_of=fee_of,
        asked=asked,
        may_ask=books.may(may_ask_card_refunds),
        may_approve=books.may(may_approve_card_refunds),
    )


class GiveBackForm(Form):
    """How much of a card payment is given back, and why."""

    amount = django_forms.DecimalField(max_digits=8, decimal_places=2, label="how much")
    why = django_forms.CharField(max_length=300, widget=django_forms.Textarea, label="why")


def ask_card_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a card payment to be given back to its card."""
    payment = get_object_or_404(CardPayment.objects.select_related("rent_account__place"), pk=pk)
    books = books_with(request, payment, may_ask_card_refunds)
    left = actions.left_of(payment)
    return change(
        request,
        books,
        GiveBackForm(sent(request), initial={"amount": left}),
        partial(actions.ask_refund, payment, **books.acting),
        template="ask_card_refund.html",
        back_to=_page(books),
        said="It is asked for, and waits for a colleague to approve it.",
        payment=payment,
        left=left,
    )


@require_POST
def approve_card_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve that a card payment is given back, which a colleague asked for."""
    return _decide(request, pk, actions.approve_refund, said="It is approved, and goes back to the card.")


@require_POST
def refuse_card_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse that a card payment is given back, which a colleague asked for."""
    return _decide(request, pk, actions.refuse_refund, said="It is refused. Nothing goes back.")


def _decide(request: StaffRequest, pk: int, action: Any, *, said: str) -> HttpResponse:
    asked = get_object_or_404(CardRefund.objects.select_related("payment"), pk=pk)
    books = books_with(request, asked, may_approve_card_refunds)
    return press(request, partial(action, asked, **books.acting), back_to=_page(books), said=said)


def _page(books: Books) -> str:
    return f"{reverse('staff:card_payments')}?council={books.council.code}"
