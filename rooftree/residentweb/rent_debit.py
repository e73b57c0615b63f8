"""A Direct Debit for the rent: set it up, change when and how much, move it to another bank account, cancel it.

One question to a page. What was answered so far is kept in the session, but never the details of a bank
account: they are asked for last, and kept sealed at once. Only the last four digits are shown afterwards.
"""

import time
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooftree.foundations import dates
from rooftree.journeys import paying
from rooftree.pages.forms import Form, sent
from rooftree.people.models import Person
from rooftree.record.rent import RentAccount
from rooftree.rents import direct_debits, paying_queries
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import Mandate
from rooftree.residentweb import drafts, rent_words
from rooftree.residentweb.answering import change, offer, today
from rooftree.residentweb.rent import kept, live_mandate, own_account
from rooftree.residentweb.requests import ResidentRequest

MONTH, WEEK = "month", "week"
EVERY = [(MONTH, gettext_lazy("Each month")), (WEEK, gettext_lazy("Each week"))]
WEEKDAYS = [
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
]
DAYS_OF_MONTH = [(str(day), str(day)) for day in range(1, 29)]


@dataclass(frozen=True)
class Plan:
    """What was answered so far: how often, on which day, and how much more than what is charged."""

    every: str = ""
    day: int = 0
    more: Decimal = Decimal()

    @property
    def is_whole(self) -> bool:
        """Whether it says how often and when."""
        return bool(self.every and self.day)


def _plan(request: ResidentRequest, account: RentAccount) -> Plan:
    held = drafts.read(request, drafts.DEBIT)
    if held.get("account") != account.id:
        return Plan()
    return Plan(held.get("every", ""), int(held.get("day", 0)), Decimal(held.get("more", "0")))


def _keep(request: ResidentRequest, account: RentAccount, plan: Plan) -> None:
    answers = {"account": account.id, "every": plan.every, "day": plan.day, "more": str(plan.more)}
    drafts.write(request, drafts.DEBIT, answers, account=request.resident.account_id, at=time.time())


def debit(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Show the Direct Debit that stands, or what one is and where to begin."""
    account = own_account(request, payment_reference)
    mandate = live_mandate(account)
    shown = {
        "account": account,
        "mandate": mandate,
        "when": rent_words.collected_when(mandate.every, mandate.day) if mandate else "",
        "coming": paying_queries.next_collections(mandate, on=today()) if mandate else [],
        "still": paying_queries.still_to_come(mandate, on=today()) if mandate else [],
        "guarantee": _guarantee(request),
    }
    return render(request, "rent/debit.html", shown)


# --- Setting one up -----------------------------------------------------------------------------------


class EveryForm(Form):
    """How often to collect."""

    every = django_forms.ChoiceField(
        choices=EVERY, error_messages={"required": gettext_lazy("Choose how often we collect")}
    )


def every(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask how often to collect: of a new Direct Debit, or of the one that stands."""
    account = own_account(request, payment_reference)
    mandate = live_mandate(account)
    known = _plan(request, account).every or (mandate.every if mandate else MONTH)
    form = EveryForm(sent(request), initial={"every": known})
    if form.is_valid():
        _keep(request, account, Plan(form.cleaned_data["every"]))
        return redirect("resident:rent_debit_day", payment_reference)
    return _asked(request, account, form, "rent/debit_every.html")


class DayForm(Form):
    """On which day to collect."""

    day = django_forms.ChoiceField(error_messages={"required": gettext_lazy("Choose the day on which we collect")})


def day(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask on which day of the month or the week to collect."""
    account = own_account(request, payment_reference)
    plan = _plan(request, account)
    if not plan.every:
        return redirect("resident:rent_debit_every", payment_reference)
    mandate = live_mandate(account)
    now = mandate.day if mandate and mandate.every == plan.every else ""
    form = DayForm(sent(request), initial={"day": str(plan.day or now)})
    offered = WEEKDAYS if plan.every == WEEK else DAYS_OF_MONTH
    offer(form, day=[(code, str(words)) for code, words in offered])
    if form.is_valid():
        _keep(request, account, Plan(plan.every, int(form.cleaned_data["day"])))
        following = "resident:rent_debit_more" if account.balance > 0 else _last_question(account)
        return redirect(following, payment_reference)
    return _asked(request, account, form, "rent/debit_day.html", plan=plan)


def _last_question(account: RentAccount) -> str:
    return "resident:rent_debit_change" if live_mandate(account) else "resident:rent_debit_bank"


class MoreForm(Form):
    """How much to collect each time beside what is charged."""

    more = django_forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        error_messages={
            "invalid": gettext_lazy("Write the amount in pounds and pence, such as 5 or 5.25"),
            "min_value": gettext_lazy("Write an amount above nought, or nothing"),
        },
    )


def more(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask whether to collect something towards what is owed, beside what is charged."""
    account = own_account(request, payment_reference)
    plan = _plan(request, account)
    if not plan.is_whole:
        return redirect("resident:rent_debit_every", payment_reference)
    mandate = live_mandate(account)
    form = MoreForm(sent(request), initial={"more": plan.more or (mandate and mandate.more) or None})
    if form.is_valid():
        _keep(request, account, Plan(plan.every, plan.day, form.cleaned_data["more"] or Decimal()))
        return redirect(_last_question(account), payment_reference)
    standing = rent_words.standing(account.balance)
    return _asked(request, account, form, "rent/debit_more.html", stands=standing, plan=plan)


class BankForm(Form):
    """The bank account to collect from."""

    account_name = django_forms.CharField(
        max_length=70, error_messages={"required": gettext_lazy("Write the name on the bank account")}
    )
    sort_code = django_forms.CharField(
        max_length=12, error_messages={"required": gettext_lazy("Write the sort code")}
    )
    account_number = django_forms.CharField(
        max_length=12, error_messages={"required": gettext_lazy("Write the account number")}
    )
    is_mine = django_forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Confirm that the bank account is yours, and that you alone can sign for it")
        }
    )


def bank(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Show what will be collected, ask from which bank account, and set it up."""
    account = own_account(request, payment_reference)
    plan = _plan(request, account)
    if live_mandate(account):
        return redirect("resident:rent_debit_move", payment_reference)
    if not plan.is_whole:
        return redirect("resident:rent_debit_every", payment_reference)

    def keep(account_name: str, sort_code: str, account_number: str, is_mine: bool, key: str) -> None:
        paying.set_up_direct_debit(
            kept(account),
            BankDetails(account_name, sort_code, account_number),
            person=Person.objects.get(pk=request.resident.for_person_id),
            every=plan.every,
            day=plan.day,
            more=plan.more,
            by=request.resident,
            at=dates.now(),
            key=key,
        )
        drafts.forget(request, drafts.DEBIT)

    return change(
        request,
        BankForm(sent(request)),
        keep,
        template="rent/debit_bank.html",
        following=reverse("resident:rent_debit", args=[payment_reference]),
        said=_("Your Direct Debit is set up. We write to you before we collect for the first time."),
        **_told(request, account, plan.every, plan.day, plan.more),
    )


class MoveForm(BankForm):
    """The bank account to collect from instead, and what comes of the one before until then."""

    goes_on = django_forms.TypedChoiceField(
        coerce=lambda said: said == "yes",
        error_messages={"required": gettext_lazy("Choose what happens until then")},
    )

    def __init__(self, *args: Any, move: paying_queries.Move, **more: Any) -> None:
        super().__init__(*args, **more)
        if not move.may_go_on:
            del self.fields["goes_on"]
            return
        go_on = _("Collect it from the account that ends with %(digits)s") % {"digits": move.old.last_four}
        offer(self, goes_on=[("yes", go_on), ("no", _("Do not collect it: I pay it in another way"))])


def move(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Show what comes from which bank account and when, ask for the new one, and collect from it."""
    account = own_account(request, payment_reference)
    mandate = _mandate(account)
    coming = paying_queries.move_of(mandate, on=today())

    def keep(account_name: str, sort_code: str, account_number: str, is_mine: bool, key: str, **then: Any) -> None:
        details = BankDetails(account_name, sort_code, account_number)
        acting: dict[str, Any] = {"by": request.resident, "at": dates.now(), "key": key}
        paying.change_direct_debit_bank(mandate, details, **then, **acting)

    return change(
        request,
        MoveForm(sent(request), initial={"goes_on": "yes"}, move=coming),
        keep,
        template="rent/debit_move.html",
        following=reverse("resident:rent_debit", args=[payment_reference]),
        said=_("Your bank account is changed. We write to you with what we collect from which account, and when."),
        mandate=mandate,
        move=coming,
        **_told(request, account, mandate.every, mandate.day, mandate.more),
    )


def _guarantee(request: ResidentRequest) -> list[str]:
    """Return the Direct Debit Guarantee, in the words that the scheme prescribes."""
    council = request.councils[0]
    return direct_debits.guarantee(council=council.name, on=today(), council_id=council.pk)


def _told(request: ResidentRequest, account: RentAccount, every: str, day: int, more: Decimal) -> dict[str, Any]:
    """Return what will be collected, when and why, and the guarantee."""
    amount = paying_queries.amount_now(kept(account), every=every, more=more, on=today())
    return {
        "account": account,
        "amount": amount.amount,
        "when": rent_words.collected_when(every, day),
        "more": more,
        "guarantee": _guarantee(request),
    }


def _asked(
    request: ResidentRequest, account: RentAccount, form: Form, template: str, **more: object
) -> HttpResponse:
    shown = {"form": form, "account": account, **more}
    return render(request, template, shown, status=422 if form.errors else 200)


# --- Changing and cancelling --------------------------------------------------------------------------


def _mandate(account: RentAccount) -> Mandate:
    mandate = live_mandate(account)
    if mandate is None:
        raise Http404("There is no Direct Debit for this account.")
    return mandate


def confirm_change(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Show what will be collected from now on, and change it."""
    account = own_account(request, payment_reference)
    mandate, plan = _mandate(account), _plan(request, account)
    if not plan.is_whole:
        return redirect("resident:rent_debit_every", payment_reference)

    def keep(key: str) -> None:
        paying.change_direct_debit(
            mandate, every=plan.every, day=plan.day, more=plan.more, by=request.resident, at=dates.now(), key=key
        )
        drafts.forget(request, drafts.DEBIT)

    return change(
        request,
        Form(request.POST if request.method == "POST" else None),
        keep,
        template="rent/debit_change.html",
        following=reverse("resident:rent_debit", args=[payment_reference]),
        said=_("Your Direct Debit is changed. We write to you before we collect another sum, or on another day."),
        **_told(request, account, plan.every, plan.day, plan.more),
    )


class CancelForm(Form):
    """Why it is cancelled, if she wants to say."""

    words = django_forms.CharField(required=False, max_length=150)


def cancel(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask whether to cancel it, and say what follows."""
    account = own_account(request, payment_reference)
    acting = partial(_cancel, _mandate(account), request)
    return change(
        request,
        CancelForm(sent(request)),
        acting,
        template="rent/debit_cancel.html",
        following=reverse("resident:rent_of", args=[payment_reference]),
        said=_("Your Direct Debit is cancelled. Choose another way to pay, so that nothing is missed."),
        account=account,
    )


def _cancel(mandate: Mandate, request: ResidentRequest, *, words: str, key: str) -> None:
    why = words or "The payer cancelled it on the website"
    paying.cancel_direct_debit(mandate, why=why, by=request.resident, at=dates.now(), key=key)
