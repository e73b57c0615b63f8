"""The pages on which an officer helps somebody to pay."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents import pay_stand_in
from rooftree.rents.actions import mandates
from rooftree.rents.actions.mandates import NoticeDue
from rooftree.rents.models import CardPayment, Mandate, RentAccount
from rooftree.rents.tests.cards import KEYS, pays
from rooftree.rents.tests.collecting import BANK
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, a_tenancy, an_officer, by
from tests.rent_builders import a_charge, a_charged_account, an_account, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

KEY = "0b0ab6a3-6a4c-4a43-8f3a-5d0c9d7d1a11"


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("income_officer"))


@pytest.fixture
def pay(settings):
    with pay_stand_in.running() as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        yield running


def at(name: str, account: RentAccount, *further: str) -> str:
    return reverse(f"staff:{name}", args=[account.pk, *further])


def a_payer() -> RentAccount:
    account = an_account(a_tenancy(a_home(), a_person()))
    a_charge(account.place, "100.00")
    return account


def with_a_debit() -> RentAccount:
    account = a_payer()
    person = account.tenancy.parties.get().person
    mandates.set_up(account, BANK, person=person, every="month", day=1, **by("income_officer"))
    return account


def details(account: RentAccount, **other: str) -> dict[str, str]:
    return {
        "key": KEY,
        "person": str(account.tenancy.parties.get().person_id),
        "account_name": "Grace Okafor",
        "sort_code": "20-00-00",
        "account_number": "55779911",
        "every": "month",
        "day_of_month": "1",
        **other,
    }


# --- By direct debit ------------------------------------------------------------------------------


def test_a_direct_debit_is_set_up_and_shown_without_the_number(officer):
    account = a_payer()

    response = officer.post(at("set_up_debit", account), details(account))

    shown = words_of(officer.get(response["Location"]))
    assert "account ending 9911" in shown
    assert "55779911" not in shown
    assert Mandate.objects.get().day == 1


def test_it_is_set_up_once_however_often_it_is_sent(officer):
    account = a_payer()

    officer.post(at("set_up_debit", account), details(account))
    officer.post(at("set_up_debit", account), details(account))

    assert Mandate.objects.count() == 1


def test_a_day_that_is_missing_is_asked_for_and_nothing_typed_is_lost(officer):
    account = a_payer()

    response = officer.post(at("set_up_debit", account), details(account, every="week", day_of_month=""))

    assert "Choose the day on which it is collected" in refused(response)
    assert 'value="Grace Okafor"' in text_of(response)


def test_what_is_no_bank_account_is_refused_in_a_sentence(officer):
    account = a_payer()

    response = officer.post(at("set_up_debit", account), details(account, sort_code="12"))

    assert "sort code" in refused(response).lower()


def test_the_guarantee_stands_on_the_page(officer):
    response = officer.get(at("set_up_debit", a_payer()))

    assert "The Direct Debit Guarantee" in words_of(response)
    assert "Grace Okafor" in words_of(response)
    assert_valid_html(response)


def test_somebody_else_cannot_be_named_as_the_payer(officer):
    account, other = a_payer(), a_person("Ada", "Bell")

    response = officer.post(at("set_up_debit", account), details(account, person=str(other.pk)))

    assert response.status_code == 422
    assert Mandate.objects.count() == 0


def test_a_direct_debit_is_changed_and_cancelled(officer):
    account = with_a_debit()

    changed = officer.post(at("change_debit", account), {"every": "week", "day_of_week": "5", "more": "5"})
    assert changed.status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.every, mandate.day, mandate.more) == ("week", 5, Decimal("5.00"))

    cancelled = officer.post(at("cancel_debit", account), {"why": "She asked us to"})
    assert "She asked us to" in words_of(officer.get(cancelled["Location"]))


def test_without_a_direct_debit_there_is_none_to_change(officer):
    assert officer.get(at("change_debit", a_payer())).status_code == 404


NEW_BANK = {"account_name": "G Okafor", "sort_code": "30-00-00", "account_number": "66778899"}


def test_another_bank_account_takes_the_place_of_the_first(officer):
    account = with_a_debit()
    old = Mandate.objects.get()
    asked = officer.get(at("change_debit_bank", account))

    response = officer.post(at("change_debit_bank", account), {**NEW_BANK, "key": KEY})

    shown = words_of(officer.get(response["Location"]))
    assert_valid_html(asked)
    assert f"{old.reference} is collected from the account ending 9911 now." in words_of(asked)
    assert "The bank account is changed." in shown
    assert "account ending 8899" in shown
    assert Mandate.objects.get(replaces=old).last_four == "8899"


def test_an_officer_says_what_comes_of_what_is_due_before_then(officer):
    account = with_a_debit()
    old = in_force_since_long_ago(Mandate.objects.get())
    asked = officer.get(at("change_debit_bank", account))

    unsaid = officer.post(at("change_debit_bank", account), NEW_BANK)
    officer.post(at("change_debit_bank", account), {**NEW_BANK, "goes_on": "yes", "key": KEY})

    old.refresh_from_db()
    assert "Go on collecting from the account ending 9911" in words_of(asked)
    assert unsaid.status_code == 422
    assert old.goes_on


def in_force_since_long_ago(mandate: Mandate) -> Mandate:
    """The same, told of and taken up long ago, with a collection in a few days."""
    soon = dates.london_day(dates.now()) + dt.timedelta(days=3)
    mandate.day, mandate.status = min(soon.day, 28), Mandate.Status.ACTIVE
    mandate.lodged_at = mandate.active_at = dates.now()
    mandate.save()
    due = NoticeDue(Decimal("433.34"), soon - dt.timedelta(days=60), "Rent.", is_first=True)
    mandates.give_notice(mandate, due, at=dates.now())
    return mandate


def test_a_bank_account_that_is_none_is_refused_and_nothing_typed_is_lost(officer):
    response = officer.post(at("change_debit_bank", with_a_debit()), {**NEW_BANK, "sort_code": "12"})

    assert "A sort code has 6 digits" in refused(response)
    assert 'value="G Okafor"' in text_of(response)


def test_who_may_keep_no_direct_debits_moves_none(client, acting):
    auditor = sign_in_as(client, an_officer("auditor"))
    account = with_a_debit()

    assert auditor.post(at("change_debit_bank", account), NEW_BANK).status_code == 403
    assert Mandate.objects.count() == 1


def test_the_page_of_a_direct_debit_leads_to_changing_it_and_to_the_one_before(client, acting):
    account = with_a_debit()
    old = Mandate.objects.get()
    accountant = sign_in_as(client, an_officer("rent_accounting_officer"))
    accountant.post(at("change_debit_bank", account), {**NEW_BANK, "key": KEY})
    new = Mandate.objects.get(replaces=old)

    shown = accountant.get(reverse("staff:mandate", args=[new.pk]))
    before = accountant.get(reverse("staff:mandate", args=[old.pk]))

    assert at("change_debit_bank", account) in text_of(shown)
    assert f"It took the place of {old.reference}" in words_of(shown)
    assert new.reference in words_of(before)
    assert "account ending 8899, took its place." in words_of(before)
    assert at("change_debit_bank", account) not in text_of(before)
    assert_valid_html(shown)


# --- By card --------------------------------------------------------------------------------------


def test_a_payment_by_card_leads_to_the_card_page_and_back_to_the_account(officer, pay):
    account = a_charged_account()

    response = officer.post(at("take_card_payment", account), {"amount": "25.00", "key": KEY})

    payment = CardPayment.objects.get()
    assert response["Location"] == payment.next_url
    pays(payment)
    back = officer.get(at("card_payment_ended", account, payment.reference), follow=True)
    assert "Card payment of £25.00: paid." in words_of(back)
    assert owed(account) == Decimal("-25.00")


def test_a_council_that_takes_no_cards_offers_none(officer, settings):
    settings.GOVUK_PAY_API_KEYS = {}
    account = a_charged_account()

    assert at("take_card_payment", account) not in text_of(officer.get(at("rent_account", account)))
    response = officer.post(at("take_card_payment", account), {"amount": "25.00"})
    assert "This council takes no cards here." in refused(response)


def test_a_payment_of_another_account_is_not_there(officer, pay):
    account, other = a_charged_account(), a_charged_account()
    officer.post(at("take_card_payment", other), {"amount": "25.00", "key": KEY})

    assert officer.get(at("card_payment_ended", account, CardPayment.objects.get().reference)).status_code == 404


# --- Ways to others' pages ----------------------------------------------------------------------------


def test_who_may_is_led_to_journals(client, acting):
    account = a_charged_account()
    accountant = sign_in_as(client, an_officer("rent_accounting_officer"))

    assert f"{reverse('staff:prepare_journal')}?account={account.payment_reference}" in text_of(
        accountant.get(at("rent_account", account))
    )
