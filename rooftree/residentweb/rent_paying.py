"""Pay rent by card: how much, on to GOV.UK Pay's own pages, and what came of it."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from rooftree.foundations import dates
from rooftree.pages.forms import Form, sent, was_done
from rooftree.people.models import Person
from rooftree.rents import govuk_pay
from rooftree.rents.actions import card_payments
from rooftree.rents.models import CardPayment
from rooftree.residentweb import rent_words
from rooftree.residentweb.answering import offer
from rooftree.residentweb.rent import kept, own_account
from rooftree.residentweb.requests import ResidentRequest

ALL, OTHER = "all", "other"


class AmountForm(Form):
    """How much to pay: all that is owed, or another sum."""

    how_much = django_forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose how much you want to pay")}
    )
    amount = django_forms.DecimalField(
        required=False,
        max_digits=8,
        decimal_places=2,
        error_messages={
            "invalid": gettext_lazy("Write the amount in pounds and pence, such as 50 or 50.25"),
            "max_decimal_places": gettext_lazy("Write the amount in pounds and pence, such as 50 or 50.25"),
            "max_digits": gettext_lazy("Write a smaller amount"),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the other sum where that was chosen."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("how_much") == OTHER and "amount" in said and not (said["amount"] or 0) > 0:
            self.add_error("amount", str(gettext_lazy("Write how much you want to pay")))
        return said


def pay(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask how much she wants to pay, and go on to where the card is asked for."""
    account = own_account(request, payment_reference)
    if not govuk_pay.is_set_up(request.councils[0].code):
        raise Http404("Cards are not taken here.")
    form = AmountForm(_without_pound_sign(request), initial={"how_much": ALL if account.balance > 0 else OTHER})
    choices = [(ALL, rent_words.all_of(account.balance))] if account.balance > 0 else []
    offer(form, how_much=[*choices, (OTHER, str(gettext_lazy("Another amount")))])
    started: list[CardPayment] = []

    def start(how_much: str, amount: Decimal | None, key: str) -> None:
        pounds = account.balance if how_much == ALL else amount
        assert pounds is not None, "The form asks for the sum."
        back = request.build_absolute_uri(reverse("resident:rent_paid", args=[payment_reference, "REFERENCE"]))
        started.append(
            card_payments.start_card_payment(
                kept(account),
                pounds,
                return_url=back.replace("REFERENCE", "{reference}"),
                person=Person.objects.get(pk=request.resident.person_id),
                language="cy" if (get_language() or "").startswith("cy") else "en",
                by=request.resident,
                at=dates.now(),
                key=key,
            )
        )

    if was_done(form, start):
        payment = started[0]
        return redirect(
            payment.next_url or reverse("resident:rent_paid", args=[payment_reference, payment.reference])
        )
    shown = {"form": form, "account": account, "stands": rent_words.standing(account.balance)}
    return render(request, "rent/pay.html", shown, status=422 if form.errors else 200)


def _without_pound_sign(request: ResidentRequest) -> Any:
    """Return what was sent, the sum without a pound sign and commas: people write them."""
    given = sent(request)
    if given is None:
        return None
    said = given.copy()
    if "amount" in said:
        said["amount"] = str(said["amount"]).replace("£", "").replace(",", "").strip()
    return said


def paid(request: ResidentRequest, payment_reference: str, reference: str) -> HttpResponse:
    """Say what came of a payment: paid, on its way, declined, cancelled, or not finished. Asks GOV.UK Pay."""
    account = own_account(request, payment_reference)
    payment = CardPayment.objects.filter(rent_account=account.id, reference=reference).first()
    if payment is None:
        raise Http404("No payment of yours has this reference.")
    payment = card_payments.settle_card_payment(payment, at=dates.now())
    account = own_account(request, payment_reference)
    shown = {
        "account": account,
        "payment": payment,
        "outcome": rent_words.OUTCOMES[payment.status],
        "stands": rent_words.standing(account.balance),
        "may_try_again": payment.status not in ("paid", "asked", "open"),
    }
    return render(request, "rent/paid.html", shown)
