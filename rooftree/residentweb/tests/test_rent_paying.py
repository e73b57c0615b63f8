"""Rent paid by card: how much, on to the card service, and what came of it, whichever way it went."""

from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents import pay_stand_in
from rooftree.rents.models import CardPayment
from rooftree.rents.tests.cards import KEYS, SECRETS, pays
from rooftree.residentweb.tests.rent_of_grace import rent_of
from rooftree.residentweb.tests.test_resident_pages import page, send, text_of
from tests.builders import a_home, a_person, a_tenancy
from tests.residents import an_account, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pay(settings):
    with pay_stand_in.running() as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        settings.GOVUK_PAY_WEBHOOK_SECRETS = SECRETS
        settings.GOVUK_PAY_TIMEOUT = 2
        yield running


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


@pytest.fixture
def browser(grace, client):
    rent_of(a_tenancy(a_home("12 Elm Walk"), grace))
    return let_in(client, an_account(grace))


def begun(browser, **fields) -> CardPayment:
    """A payment of hers that was begun."""
    send(browser, "rent_pay", "77001", **fields or {"how_much": "all"})
    return CardPayment.objects.get()


def test_the_page_of_her_rent_lets_her_pay(browser):
    assert "Pay now" in text_of(page(browser, "rent"))


def test_she_can_pay_all_that_she_owes(browser):
    asked = page(browser, "rent_pay", "77001")
    response = send(browser, "rent_pay", "77001", how_much="all")

    payment = CardPayment.objects.get()
    assert_valid_html(asked)
    assert "All that I owe: £109.60" in text_of(asked)
    assert (payment.amount, response.url) == (Decimal("109.60"), payment.next_url)


def test_she_can_pay_another_amount_as_people_write_it(browser):
    assert begun(browser, how_much="other", amount="£1,020.50").amount == Decimal("1020.50")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose how much you want to pay"),
        ({"how_much": "other"}, "Write how much you want to pay"),
        ({"how_much": "other", "amount": "ten"}, "Write the amount in pounds and pence"),
        ({"how_much": "other", "amount": "0"}, "Write how much you want to pay"),
    ],
)
def test_an_amount_that_cannot_be_paid_is_asked_for_again(browser, fields, words):
    response = send(browser, "rent_pay", "77001", **fields)

    assert response.status_code == 422
    assert words in text_of(response)
    assert not CardPayment.objects.exists()


def test_a_payment_that_was_made_is_on_her_statement(browser):
    payment = begun(browser)

    back = pays(payment)
    said = text_of(browser.get(back))

    assert "Your payment has been made" in said
    assert "You owe nothing." in said
    assert "Card payment, thank you" in text_of(page(browser, "rent_statement", "77001"))


def test_looking_again_posts_it_once(browser):
    payment = begun(browser)
    back = pays(payment)

    browser.get(back)
    browser.get(back)

    assert text_of(page(browser, "rent_statement", "77001")).count("Card payment, thank you") == 2


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (pay_stand_in.DECLINED, "Your bank declined the payment"),
        (pay_stand_in.FAILS, "The payment could not be made"),
    ],
)
def test_a_payment_that_failed_says_so_and_can_be_tried_again(browser, number, words):
    payment = begun(browser)

    pays(payment, number)
    response = page(browser, "rent_paid", "77001", payment.reference)

    said = text_of(response)
    assert_valid_html(response)
    assert words in said
    assert "You owe £109.60." in said
    assert "Try again" in said


def test_a_payment_that_is_not_finished_says_so(browser):
    payment = begun(browser)

    said = text_of(page(browser, "rent_paid", "77001", payment.reference))

    assert "Your payment is not finished yet" in said
    assert "Look again" in said


def test_nobody_sees_anothers_payment(browser, client):
    payment = begun(browser)
    stranger = let_in(client, an_account(a_person("Ada", "Bell")))

    assert page(stranger, "rent_paid", "77001", payment.reference).status_code == 404
    assert page(stranger, "rent_pay", "77001").status_code == 404


def test_without_the_card_service_nothing_is_offered(browser, settings):
    settings.GOVUK_PAY_API_KEYS = {}

    assert "Pay now" not in text_of(page(browser, "rent"))
    assert browser.get(reverse("resident:rent_pay", args=["77001"])).status_code == 404
