"""Pages of credits: which accounts hold money that is the payer's, and asking for it to be given back."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.pages.forms import Form, sent
from rooftree.people.models import Person
from rooftree.record import rent_accounting_credits as reader
from rooftree.rents.actions import refunds as actions
from rooftree.rents.models import Refund, RentAccount
from rooftree.rents.permissions import may_request_refunds
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_accounts import PARTS, part_for
from rooftree.staffweb.rent_accounting_frame import Column, Filter, answer_list, books_of, books_with, change
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies.models import TenancyParty

COLUMNS = (
    Column("Account", lambda row: row.payment_reference, ("payment_reference",)),
    Column("Home", lambda row: row.place),
    Column("In credit", lambda row: row.pounds, ("pounds",), numeric=True),
    Column("Last moved", lambda row: row.last_moved_on),
    Column("Tenancy ended", lambda row: row.until_on, ("until_on",)),
    Column("Owed elsewhere", lambda row: row.owed_elsewhere, numeric=True),
    Column("Refund", lambda row: "asked for" if row.refund_id else ""),
)


class CreditsFilter(Filter):
    """Which credits are listed."""

    which = django_forms.ChoiceField(
        required=False,
        choices=[("", "Every account"), ("current", "Current tenants"), ("former", "Former tenants")],
    )
    least = django_forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)

    def rows(self) -> reader.Credits:
        """Return the credits that are asked for, the largest first."""
        said = self.said()
        return reader.Credits(
            self.books.council_id,
            on=self.books.on,
            which=said.get("which", ""),
            least=said.get("least") or Decimal(),
        )


@require_safe
def credits_list(request: StaffRequest) -> HttpResponseBase:
    """List accounts in credit, the largest first, with what the same people owe elsewhere."""
    books = books_of(request)
    form = CreditsFilter(request.GET, books)
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="credits",
        template="credits.html",
        filter=form,
        may_request=books.may(may_request_refunds),
    )


class RefundForm(Form):
    """How much is given back, of which part, to whom and how."""

    part = django_forms.ChoiceField(choices=PARTS, initial="rent", label="the part of the account")
    pounds = django_forms.DecimalField(max_digits=12, decimal_places=2, label="how much")
    person: Any = django_forms.ModelChoiceField(None, empty_label="Choose who is paid", label="whom to pay")
    name = django_forms.CharField(max_length=200, label="the name that the bank knows")
    how = django_forms.ChoiceField(choices=Refund.How.choices, label="how to pay it")
    sort_code = django_forms.CharField(required=False, max_length=12)
    account_number = django_forms.CharField(required=False, max_length=12)
    why = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="why the credit is there")


def request_refund(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for a credit to be given back."""
    accounts = RentAccount.objects.select_related("place", "council")
    account = get_object_or_404(
        accounts, payment_reference=reference, council_id__in=list(request.officer.officers)
    )
    books = books_with(request, account, may_request_refunds)
    credit = reader.credit_of(account)
    form = RefundForm(sent(request), initial={"pounds": credit if credit > 0 else None})
    held = TenancyParty.objects.filter(tenancy=account.tenancy_id)
    offer(form, person=Person.objects.filter(pk__in=held.values("person")))

    def ask(part: str, pounds: Any, person: Person, key: str, **facts: Any) -> Refund:
        payee = actions.Payee(person, facts["name"], facts["sort_code"], facts["account_number"])
        held = part_for(account, part, on=books.on)
        return actions.request_refund(
            held, pounds, payee, how=facts["how"], why=facts["why"], key=key, **books.acting
        )

    return change(
        request,
        books,
        form,
        ask,
        template="request_refund.html",
        back_to=reverse("staff:credits"),
        onward=lambda made: reverse("staff:refund", args=[made.pk]),
        said="It is asked for. Note what you looked at, and a colleague decides.",
        account=account,
        credit=credit,
    )
