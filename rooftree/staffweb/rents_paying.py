"""Pages on which an officer helps somebody to pay: a payment by card on the phone, and a direct debit."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.foundations.money import in_words
from rooftree.journeys import paying
from rooftree.pages.forms import Form, sent, was_done
from rooftree.people.models import Person
from rooftree.rents import paying_queries, permissions
from rooftree.rents.actions import card_payments
from rooftree.rents.direct_debits import BankDetails, guarantee
from rooftree.rents.models import CardPayment, Mandate, RentAccount
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rents_subject import AccountSubject, about_account
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change
from rooftree.tenancies.models import TenancyParty

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


# --- By card --------------------------------------------------------------------------------------


class CardForm(Form):
    """How much is paid."""

    amount = django_forms.DecimalField(max_digits=8, decimal_places=2, label="how much is paid")


def take_card_payment(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a payment by card: the card itself is typed on GOV.UK Pay's page, and never here."""
    subject = about_account(request, pk, permissions.may_take_card_payments)
    form = CardForm(sent(request))
    begun: list[CardPayment] = []
    back = reverse("staff:card_payment_ended", args=[pk, "REFERENCE"]).replace("REFERENCE", "{reference}")

    def send(amount: Decimal, key: str) -> None:
        begun.append(
            card_payments.start_card_payment(
                subject.account,
                amount,
                return_url=request.build_absolute_uri("/").rstrip("/") + back,
                person=None,
                by=subject.officer,
                at=subject.at,
                key=key,
            )
        )

    if was_done(form, send):
        return redirect(begun[0].next_url or subject.address)
    return change(request, subject, form, send, template="rents/card.html", said="")


@require_safe
def card_payment_ended(request: StaffRequest, pk: int, reference: str) -> HttpResponse:
    """Say what came of a payment by card, as GOV.UK Pay tells it now, and go back to the account."""
    subject = about_account(request, pk, permissions.may_take_card_payments)
    payment = CardPayment.objects.filter(rent_account=subject.account, reference=reference).first()
    if payment is None:
        raise Http404("No card payment of this account has this reference.")
    payment = card_payments.settle_card_payment(payment, at=dates.now())
    tell = messages.success if payment.status == CardPayment.Status.PAID else messages.warning
    tell(request, f"Card payment of {in_words(payment.amount)}: {payment.get_status_display().lower()}.")
    return redirect(subject.address)


# --- By direct debit ------------------------------------------------------------------------------


class TermsForm(Form):
    """When a direct debit is collected, and how much besides the charges."""

    every = django_forms.ChoiceField(choices=Mandate.Every.choices, label="how often it is collected")
    day_of_month = django_forms.IntegerField(required=False, min_value=1, max_value=28, label="a day from 1 to 28")
    day_of_week = django_forms.ChoiceField(
        required=False, choices=[("", "Choose the day"), *((str(n), day) for n, day in enumerate(WEEKDAYS, 1))]
    )
    more = django_forms.DecimalField(required=False, min_value=0, max_digits=8, decimal_places=2)

    def clean(self) -> dict[str, Any]:
        """Ask for the day that the answer needs."""
        said = super().clean() or {}
        wanted = "day_of_month" if said.get("every") == Mandate.Every.MONTH else "day_of_week"
        if said.get("every") and not said.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, "Choose the day on which it is collected")
        return said

    def terms(self) -> dict[str, Any]:
        """Return the answers as the actions take them."""
        said = self.cleaned_data
        is_monthly = said["every"] == Mandate.Every.MONTH
        day = int(said["day_of_month"] if is_monthly else said["day_of_week"])
        return {"every": said["every"], "day": day, "more": said["more"] or Decimal("0.00")}


class DebitForm(TermsForm):
    """A direct debit: who pays, from which bank account, and when."""

    person = django_forms.ModelChoiceField(Person.objects.none(), label="who pays")
    account_name = django_forms.CharField(max_length=100, label="the name on the bank account")
    sort_code = django_forms.CharField(max_length=12, label="the sort code")
    account_number = django_forms.CharField(max_length=12, label="the account number")


def set_up_debit(request: StaffRequest, pk: int) -> HttpResponse:
    """Set up a direct debit on the payer's word, read out to them, and confirm it to them in writing."""
    subject = about_account(request, pk, permissions.may_keep_mandates)
    form = DebitForm(sent(request), initial={"every": Mandate.Every.MONTH})
    offer(form, person=_payers(subject.account))

    def send(key: str, person: Person, **_: Any) -> None:
        said = form.cleaned_data
        details = BankDetails(said["account_name"], said["sort_code"], said["account_number"])
        paying.set_up_direct_debit(
            subject.account, details, person=person, **form.terms(), by=subject.officer, at=subject.at, key=key
        )

    return change(
        request,
        subject,
        form,
        send,
        template="rents/set_up_debit.html",
        said="The direct debit is set up. The payer is told in writing what is collected, and when.",
        guarantee=_guarantee(subject),
    )


def change_debit(request: StaffRequest, pk: int) -> HttpResponse:
    """Collect on another day, or more or less besides the charges."""
    subject = about_account(request, pk, permissions.may_keep_mandates)
    mandate = _mandate(subject.account)
    day = {"day_of_month" if mandate.every == Mandate.Every.MONTH else "day_of_week": mandate.day}
    form = TermsForm(sent(request), initial={"every": mandate.every, "more": mandate.more, **day})

    def send(key: str, **_: Any) -> None:
        paying.change_direct_debit(mandate, **form.terms(), by=subject.officer, at=subject.at, key=key)

    said = "The direct debit is changed. The payer is told in writing before it is collected."
    return change(request, subject, form, send, template="rents/change_debit.html", said=said, mandate=mandate)


class BankForm(Form):
    """The bank account to collect from instead, and what comes of the one before until then."""

    account_name = django_forms.CharField(max_length=100, label="the name on the bank account")
    sort_code = django_forms.CharField(max_length=12, label="the sort code")
    account_number = django_forms.CharField(max_length=12, label="the account number")
    goes_on = django_forms.TypedChoiceField(
        coerce=lambda said: said == "yes", label="whether the account before is collected from until then"
    )

    def __init__(self, *args: Any, move: paying_queries.Move, **more: Any) -> None:
        super().__init__(*args, **more)
        if not move.may_go_on:
            del self.fields["goes_on"]
            return
        go_on = f"Go on collecting from the {move.old.bank_account}"
        stop = "Collect nothing from it: the payer pays what is due then in another way"
        offer(self, goes_on=[("yes", go_on), ("no", stop)])


def change_debit_bank(request: StaffRequest, pk: int) -> HttpResponse:
    """Collect from another bank account of the payer: a new instruction, confirmed to them in writing."""
    subject = about_account(request, pk, permissions.may_keep_mandates)
    mandate = _mandate(subject.account)
    move = paying_queries.move_of(mandate, on=subject.on)
    form = BankForm(sent(request), initial={"goes_on": "yes"}, move=move)

    def send(key: str, account_name: str, sort_code: str, account_number: str, **until_then: Any) -> None:
        details = BankDetails(account_name, sort_code, account_number)
        acting: dict[str, Any] = {"by": subject.officer, "at": subject.at, "key": key}
        paying.change_direct_debit_bank(mandate, details, **until_then, **acting)

    return change(
        request,
        subject,
        form,
        send,
        template="rents/change_debit_bank.html",
        said="The bank account is changed. The payer is told in writing what is collected from which, and when.",
        mandate=mandate,
        move=move,
        guarantee=_guarantee(subject),
    )


class CancelForm(Form):
    """Why a direct debit is cancelled."""

    why = django_forms.CharField(max_length=200, label="why it is cancelled")


def cancel_debit(request: StaffRequest, pk: int) -> HttpResponse:
    """Cancel a direct debit: nothing more is collected on it."""
    subject = about_account(request, pk, permissions.may_keep_mandates)
    mandate = _mandate(subject.account)
    form = CancelForm(sent(request))

    def send(why: str, key: str) -> None:
        paying.cancel_direct_debit(mandate, why=why, by=subject.officer, at=subject.at, key=key)

    said = "The direct debit is cancelled, and the payer is told."
    return change(request, subject, form, send, template="rents/cancel_debit.html", said=said, mandate=mandate)


def _payers(account: RentAccount) -> Any:
    """Return the people who answer for an account: those whom the asker may see."""
    parts = {
        "tenancy_parts__tenancy__rent_account": account,
        "tenancy_parts__role__in": (TenancyParty.Role.TENANT, TenancyParty.Role.JOINT_TENANT),
    }
    return Person.objects.filter(**parts).distinct().order_by("pk")


def _mandate(account: RentAccount) -> Mandate:
    mandate = paying_queries.live_mandate(account)
    if mandate is None:
        raise Http404("This account has no direct debit that you may see.")
    return mandate


def _guarantee(subject: AccountSubject) -> list[str]:
    council = subject.officer.council
    return guarantee(council=council.name, on=subject.on, council_id=council.pk)
