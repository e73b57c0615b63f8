"""Pages that change what is known of one rent account: benefits, how it is paid, charges, and days not charged."""

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.foundations.periods import last_day_of, until_of
from rooftree.pages.forms import DateField, Form, sent
from rooftree.rents import codes, permissions
from rooftree.rents.actions import accounts, benefits, charges, putting_right
from rooftree.rents.actions.benefits import Expected
from rooftree.rents.models import Charge, ExpectedBenefit, RentAccount, Suspension
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rents_subject import CODES, AccountSubject, about_account
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change, press

HOME, ACCOUNT = "home", "account"
POUNDS: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}


# --- Benefits -------------------------------------------------------------------------------------


class BenefitForm(Form):
    """What is known of a benefit."""

    kind = django_forms.ChoiceField(label="which benefit")
    amount = django_forms.DecimalField(min_value=0, label="how much comes each time", **POUNDS)
    every = django_forms.ChoiceField(required=False)
    claimed_on = DateField(required=False)
    next_on = DateField(required=False)
    from_on = DateField(label="the first day that it is for")
    note = django_forms.CharField(required=False, max_length=300)


def add_benefit(request: StaffRequest, pk: int) -> HttpResponse:
    """Expect a benefit towards an account, or record that a claim is pending."""
    subject = about_account(request, pk, permissions.may_keep_benefits)
    labels = subject.labels
    form = BenefitForm(sent(request), initial={"from_on": subject.on})
    offer(
        form,
        kind=[("", "Choose the benefit"), *labels.choices("rents.benefits")],
        every=[("", "As often as it usually comes"), *labels.choices("rents.frequencies")],
    )

    def send(key: str, **facts: Any) -> None:
        benefits.expect_benefit(subject.account, Expected(**facts), by=subject.officer, at=subject.at, key=key)

    return change(request, subject, form, send, template="rents/add_benefit.html", said="The benefit is expected.")


class LastDayForm(Form):
    """The last day of something."""

    last_day = DateField(label="the last day")


def end_benefit(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Expect a benefit no more."""
    subject = about_account(request, pk, permissions.may_keep_benefits)
    benefit = get_object_or_404(ExpectedBenefit, pk=number, rent_account=subject.account)
    form = LastDayForm(sent(request), initial={"last_day": subject.on})

    def send(last_day: Any, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the day."
        benefits.end_benefit(benefit, until_on=until_on, by=subject.officer, at=subject.at, key=key)

    return change(
        request,
        subject,
        form,
        send,
        template="rents/end_benefit.html",
        said="The benefit ends on that day.",
        benefit=subject.labels.of("rents.benefits", benefit.kind),
    )


# --- How it is paid -------------------------------------------------------------------------------


class PayingForm(Form):
    """How the payer usually pays."""

    paying_by = django_forms.ChoiceField(label="how it is usually paid")


def change_paying_by(request: StaffRequest, pk: int) -> HttpResponse:
    """Say how the payer of an account usually pays."""
    subject = about_account(request, pk, permissions.may_change_accounts)
    form = PayingForm(sent(request), initial={"paying_by": subject.account.paying_by})
    offer(form, paying_by=[("", "Choose one"), *subject.labels.choices("rents.payment_methods")])

    def send(paying_by: str, key: str) -> None:
        accounts.change_paying_by(subject.account, paying_by=paying_by, by=subject.officer, at=subject.at, key=key)

    return change(request, subject, form, send, template="rents/paying.html", said="How it is paid is recorded.")


# --- Charges --------------------------------------------------------------------------------------


class ChargeForm(Form):
    """A dated line of what is charged."""

    whose = django_forms.ChoiceField(
        choices=[
            (ACCOUNT, "This account alone, such as contents insurance"),
            (HOME, "The home, whoever lives there, such as the rent"),
        ],
        label="what is charged",
    )
    code = django_forms.ChoiceField(label="what for")
    amount = django_forms.DecimalField(label="how many pounds", **POUNDS)
    per = django_forms.ChoiceField(choices=[("week", "A week"), ("month", "A month"), ("night", "A night")])
    from_on = DateField(label="the first day")
    last_day = DateField(required=False)
    why = django_forms.CharField(max_length=100, label="where it comes from")


def add_charge(request: StaffRequest, pk: int) -> HttpResponse:
    """Charge an account, or its home, for something from a day on."""
    subject = about_account(request, pk, permissions.may_change_charges)
    per = subject.labels.flag("rents.cycles", subject.account.cycle, "per") or "week"
    form = ChargeForm(sent(request), initial={"whose": ACCOUNT, "per": per, "from_on": _next_week(subject)})
    chargeable = codes.charge_choices(on=subject.on, council=subject.officer.council_id)
    offer(form, code=[("", "Choose what for"), *((code, f"{label} ({code})") for code, label in chargeable)])

    def send(whose: str, last_day: Any, key: str, **facts: Any) -> None:
        of = subject.account if whose == ACCOUNT else subject.account.place
        charges.charge(of, until_on=until_of(last_day), by=subject.officer, at=subject.at, key=key, **facts)

    return change(request, subject, form, send, template="rents/add_charge.html", said=SAID_CHARGED)


SAID_CHARGED = "It is charged from that day. What was charged for earlier days is put right by the next run."


class CorrectionForm(Form):
    """What a line comes to from a day on."""

    amount = django_forms.DecimalField(label="how many pounds", **POUNDS)
    from_on = DateField(label="the first day")
    why = django_forms.CharField(max_length=100, label="why it changes")


def correct_charge(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Charge another amount from a day on, past days included."""
    subject = about_account(request, pk, permissions.may_change_charges)
    line = _line(subject.account, number)
    form = CorrectionForm(sent(request), initial={"amount": line.amount, "from_on": line.from_on})

    def send(key: str, **facts: Any) -> None:
        charges.charge(
            line.place or subject.account,
            code=line.code,
            per=line.per,
            until_on=line.until_on,
            by=subject.officer,
            at=subject.at,
            key=key,
            **facts,
        )

    named = {"line": line, "what": subject.labels.of(CODES, line.code), "last_day": last_day_of(line.until_on)}
    return change(request, subject, form, send, template="rents/correct_charge.html", said=SAID_CHARGED, **named)


def end_charge(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Charge nothing of a line after a day."""
    subject = about_account(request, pk, permissions.may_change_charges)
    line = _line(subject.account, number)
    form = LastDayForm(sent(request), initial={"last_day": subject.on})

    def send(last_day: Any, key: str) -> None:
        until_on = until_of(last_day)
        assert until_on is not None, "The form asks for the day."
        charges.end_charge(
            line.place or subject.account,
            code=line.code,
            until_on=until_on,
            by=subject.officer,
            at=subject.at,
            key=key,
        )

    named = {"line": line, "what": subject.labels.of(CODES, line.code)}
    said = "It is charged until that day. What was charged for later days is put right by the next run."
    return change(request, subject, form, send, template="rents/end_charge.html", said=said, **named)


def _line(account: RentAccount, number: int) -> Charge:
    """Return a line of an account or of its home."""
    lines = Charge.objects.select_related("place").filter(council_id=account.council_id)
    of_home, of_account = lines.filter(place_id=account.place_id), lines.filter(rent_account=account)
    return get_object_or_404(of_home | of_account, pk=number)


def _next_week(subject: AccountSubject) -> Any:
    return debit_day_of(subject.on) + WEEK


@require_POST
def put_right(request: StaffRequest, pk: int) -> HttpResponse:
    """Put right what was charged wrongly for the home, at once."""
    subject = about_account(request, pk, permissions.may_run_debits)

    def send(key: str) -> None:
        putting_right.put_place_right(subject.account.place, by=subject.officer, at=subject.at, key=key)

    return press(request, subject, send, said="What was charged is put right.")


# --- Days that are not charged --------------------------------------------------------------------


class SuspendForm(Form):
    """From when until when nothing is charged, and why."""

    from_on = DateField(label="the first day that is not charged")
    last_day = DateField(required=False)
    why = django_forms.CharField(max_length=300, label="why it is not charged meanwhile")


def suspend(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop charging an account for a time."""
    subject = about_account(request, pk, permissions.may_suspend_charging)
    form = SuspendForm(sent(request), initial={"from_on": _next_week(subject)})

    def send(last_day: Any, key: str, **facts: Any) -> None:
        accounts.suspend(
            subject.account, until_on=until_of(last_day), by=subject.officer, at=subject.at, key=key, **facts
        )

    said = "It is not charged from that day on. What was charged already is put right by the next run."
    return change(request, subject, form, send, template="rents/suspend.html", said=said)


class ChargeAgainForm(Form):
    """From which day on it is charged again."""

    from_on = DateField(label="the first day that is charged again")


def charge_again(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Charge an account again from a day on."""
    subject = about_account(request, pk, permissions.may_suspend_charging)
    suspension = get_object_or_404(
        Suspension.objects.select_related("rent_account"), pk=number, rent_account=subject.account
    )
    form = ChargeAgainForm(sent(request), initial={"from_on": _next_week(subject)})

    def send(from_on: Any, key: str) -> None:
        accounts.end_suspension(suspension, until_on=from_on, by=subject.officer, at=subject.at, key=key)

    said = "It is charged again from that day on."
    return change(
        request, subject, form, send, template="rents/charge_again.html", said=said, suspension=suspension
    )
