"""Pages of refunds: credits that stand, asking for one back, what is looked at first, two people, and paying."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import audit
from rooftree.foundations.money import in_words
from rooftree.journeys import refunds as paying
from rooftree.pages.forms import DateField, Form, sent
from rooftree.rents.actions import refund_paying
from rooftree.rents.actions import refunds as actions
from rooftree.rents.models import Refund, RefundCheck, RefundPayee, RefundPayment
from rooftree.rents.permissions import may_approve_refunds, may_pay_refunds, may_request_refunds
from rooftree.rents.refund_queries import debts_of_same_people
from rooftree.staff.permissions import Permission
from rooftree.staffweb.council_pages import offer, press
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    change,
    found,
    show,
)
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    Refund.Status.REQUESTED: "amber",
    Refund.Status.APPROVED: "blue",
    Refund.Status.PAID: "green",
    Refund.Status.REFUSED: "red",
    Refund.Status.WITHDRAWN: "grey",
}
"""How a refund stands, as a colour beside its word."""

COLUMNS = (
    Column("Refund", lambda row: row.pk, ("pk",)),
    Column("Account", lambda row: row.rent_account.payment_reference, ("rent_account__payment_reference",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("How", lambda row: row.get_how_display(), ("how",)),
    Column("Asked", lambda row: row.requested_at, ("requested_at",)),
    Column("Asked by", lambda row: row.requested_by.name, ("requested_by__name",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
    Column("Settled by", lambda row: row.settled_by.name if row.settled_by else "", ("settled_by__name",)),
)


class RefundsFilter(Filter):
    """Which refunds are listed."""

    status = django_forms.ChoiceField(
        required=False,
        choices=[("", "Every status"), ("open", "Not paid yet"), *Refund.Status.choices],
    )
    how = django_forms.ChoiceField(required=False, choices=[("", "Either way"), *Refund.How.choices])
    account = django_forms.CharField(required=False, max_length=40)

    def rows(self) -> QuerySet[Refund]:
        """Return the refunds that are asked for, the newest first."""
        said = self.said()
        rows = Refund.objects.filter(council_id=self.books.council_id)
        if said.get("status") == "open":
            rows = rows.filter(status__in=(Refund.Status.REQUESTED, Refund.Status.APPROVED))
        elif "status" in said:
            rows = rows.filter(status=said["status"])
        if "how" in said:
            rows = rows.filter(how=said["how"])
        if "account" in said:
            rows = rows.filter(rent_account__payment_reference=said["account"].strip())
        return rows.select_related("rent_account__place", "requested_by", "settled_by")


@require_safe
def refunds(request: StaffRequest) -> HttpResponseBase:
    """List refunds, those not paid yet unless more is asked for, and the files that paid them."""
    books = books_of(request)
    form = RefundsFilter(request.GET, books, status="open")
    context: dict[str, Any] = {
        "filter": form,
        "colours": STATUSES,
        "payments": RefundPayment.objects.filter(council_id=books.council_id).select_related("made_by")[:10],
        "may_request": books.may(may_request_refunds),
        "may_pay": books.may(may_pay_refunds),
    }
    return answer_list(request, books, form.rows(), COLUMNS, name="refunds", template="refunds.html", **context)


@require_safe
def refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one refund: the credit, who is paid, what was looked at, who agreed, and when it was paid."""
    rows = Refund.objects.select_related(
        "rent_account__place", "part", "requested_by", "bank_checked_by", "settled_by", "payment", "council"
    )
    asked, books = found(request, rows, pk)
    labels = books.labels
    looked_at = list(RefundCheck.objects.filter(refund=asked).select_related("by"))
    done = {each.check_code for each in looked_at}
    waits = asked.status == Refund.Status.REQUESTED
    own = asked.requested_by_id == books.officer.pk
    context = {
        "refund": asked,
        "colour": STATUSES[Refund.Status(asked.status)],
        "payee": RefundPayee.objects.filter(refund=asked).select_related("person").first(),
        "looked_at": [(each, labels.of("rents.refund_checks", each.check_code)) for each in looked_at],
        "to_look_at": [pair for pair in labels.choices("rents.refund_checks") if pair[0] not in done],
        "bank_check": labels.of("rents.bank_checks", asked.bank_check) if asked.bank_check else "",
        "debts": debts_of_same_people(asked.rent_account),
        "waits": waits,
        "own": own,
        "may_note": waits and books.may(may_request_refunds),
        "may_approve": waits and not own and books.may(may_approve_refunds),
        "may_pay_cheque": asked.status == Refund.Status.APPROVED
        and asked.how == Refund.How.CHEQUE
        and books.may(may_pay_refunds),
    }
    return show(request, books, "refund.html", context)


# --- Looking first ----------------------------------------------------------------------------------


class CheckForm(Form):
    """What was looked at, and what was found."""

    check = django_forms.ChoiceField(label="what was looked at")
    found = django_forms.DecimalField(max_digits=12, decimal_places=2, label="what was found")
    note = django_forms.CharField(required=False, max_length=500, widget=django_forms.Textarea)


def note_refund_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Note what was looked at before a refund."""
    asked, books = _refund(request, pk, may_request_refunds)
    form = CheckForm(sent(request), initial={"check": request.GET.get("check", "")})
    offer(form, check=books.labels.choices("rents.refund_checks"))
    return change(
        request,
        books,
        form,
        partial(actions.note_check, asked, **books.acting),
        template="refund_check.html",
        back_to=_page(asked),
        said="It is noted.",
        refund=asked,
        debts=debts_of_same_people(asked.rent_account),
    )


class BankForm(Form):
    """How the bank account was verified."""

    how = django_forms.ChoiceField(label="how it was verified")


def verify_refund_bank(request: StaffRequest, pk: int) -> HttpResponse:
    """Say how the bank account of a refund was verified."""
    asked, books = _refund(request, pk, may_request_refunds)
    form = BankForm(sent(request))
    offer(form, how=books.labels.choices("rents.bank_checks"))
    return change(
        request,
        books,
        form,
        partial(actions.verify_bank_account, asked, **books.acting),
        template="refund_bank.html",
        back_to=_page(asked),
        said="The bank account is verified.",
        refund=asked,
    )


# --- The second person ------------------------------------------------------------------------------


@require_POST
def approve_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve a refund that a colleague asked for."""
    asked, books = _refund(request, pk, may_approve_refunds)
    action = partial(actions.approve_refund, asked, **books.acting)
    return press(request, action, back_to=_page(asked), said="It is approved, and waits to be paid.")


def refuse_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse a refund, and say why."""
    asked, books = _refund(request, pk, may_approve_refunds)
    action = partial(actions.refuse_refund, asked, **books.acting)
    return _settle(request, asked, books, action, heading="Refuse this refund", said="It is refused.")


def withdraw_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a refund that waits, and say why."""
    asked, books = _refund(request, pk, may_request_refunds)
    action = partial(actions.withdraw_refund, asked, **books.acting)
    return _settle(request, asked, books, action, heading="Withdraw this refund", said="It is withdrawn.")


def _settle(
    request: StaffRequest, asked: Refund, books: Books, action: Callable[..., Any], *, heading: str, said: str
) -> HttpResponse:
    what = f"{in_words(asked.amount)} of account {asked.rent_account}. {asked.why}"
    return say_why(request, books, action, heading=heading, what=what, said=said, back_to=_page(asked))


# --- Paying -----------------------------------------------------------------------------------------


class PayForm(Form):
    """Which approved refunds go into the file, and the day on which the bank pays them."""

    refunds: Any = django_forms.ModelMultipleChoiceField(None, label="at least one refund")
    pay_on = DateField(label="the day on which the bank pays")


def pay_refunds(request: StaffRequest) -> HttpResponse:
    """Hand approved refunds over to be paid by the bank, as a file."""
    books = books_of(request, may_pay_refunds)
    ready = Refund.objects.filter(
        council_id=books.council_id, status=Refund.Status.APPROVED, how=Refund.How.BACS
    ).select_related("rent_account")
    form = PayForm(sent(request), initial={"pay_on": books.on, "refunds": list(ready)})
    offer(form, refunds=ready)
    form.fields["refunds"].required = ready.exists()  # Without any the action says so: no box is shown.
    form.fields["refunds"].label_from_instance = (  # type: ignore[attr-defined]
        lambda each: f"{each.rent_account.payment_reference}, {in_words(each.amount)}"
    )

    def pay(refunds: Any, **facts: Any) -> RefundPayment:
        return paying.hand_over(list(refunds), **facts, **books.acting)[0]

    return change(
        request,
        books,
        form,
        pay,
        template="pay_refunds.html",
        back_to=reverse("staff:refunds"),
        said=lambda made: f"File {made.number} is made: {in_words(made.total)} in all. Download it for the bank.",
    )


@require_safe
def refund_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the file of refunds as it was handed over. That it was taken is in the audit."""
    payment = get_object_or_404(RefundPayment, pk=pk)
    books_with(request, payment, may_pay_refunds)
    audit.log_download(payment.council_id, what=f"Downloaded the file of refunds {payment.number}")
    answer = HttpResponse(refund_paying.refund_file(payment), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refunds-{payment.number}.csv"'
    return answer


class ChequeForm(Form):
    """When the cheque was sent."""

    paid_on = DateField(label="the day on which the cheque was sent")


def pay_refund_by_cheque(request: StaffRequest, pk: int) -> HttpResponse:
    """Say when the cheque of an approved refund was sent."""
    asked, books = _refund(request, pk, may_pay_refunds)
    if asked.how != Refund.How.CHEQUE:
        raise Http404("This refund is paid by bank transfer.")
    return change(
        request,
        books,
        ChequeForm(sent(request), initial={"paid_on": books.on}),
        partial(paying.pay_by_cheque, asked, **books.acting),
        template="refund_cheque.html",
        back_to=_page(asked),
        said="It is paid.",
        refund=asked,
    )


def _refund(request: StaffRequest, pk: int, permission: Permission) -> tuple[Refund, Books]:
    asked: Refund = get_object_or_404(Refund.objects.select_related("rent_account", "part"), pk=pk)
    return asked, books_with(request, asked, permission)


def _page(asked: Refund) -> str:
    return reverse("staff:refund", args=[asked.pk])
