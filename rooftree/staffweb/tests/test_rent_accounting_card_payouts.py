"""The list of card payments says which have reached the bank, and what the provider kept."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import CardPayment, CardSettlement
from rooftree.rents.tests.files_in import an_account
from rooftree.rents.tests.money import holder_of, posted
from rooftree.staffweb.tests.asking import words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, an_officer

ADDRESS = "/staff/rent-accounting/refunds/cards/"


@pytest.fixture(autouse=True)
def rae(client, acting):
    officer = an_officer("rent_accounting_officer", name="Rae Quill")
    sign_in_as(client, officer)
    return officer


@pytest.fixture
def account():
    return an_account()


def a_payment(account, reference="CP-1"):
    return CardPayment.objects.create(
        council_id=account.council_id,
        rent_account=account,
        person=holder_of(account),
        reference=reference,
        amount=Decimal("50.00"),
        status="paid",
        provider_id=f"p{reference}",
        started_at=NOON,
        ended_at=NOON,
        movement=posted(account, "-50.00").pk,
    )


def said_of(payment, provider="stripe", **facts):
    return CardSettlement.objects.create(
        council_id=payment.council_id,
        what="payment",
        payment=payment,
        provider_id=payment.provider_id,
        provider=provider,
        amount=payment.amount,
        taken_on=NOON.date(),
        said_at=NOON,
        **facts,
    )


def test_a_payment_that_was_paid_out_says_when_and_its_fee(client, account):
    said_of(a_payment(account), fee=Decimal("0.55"), settled_on=dt.date(2026, 11, 24))

    page = client.get(ADDRESS)

    assert_valid_html(page)
    assert "Tue 24 Nov 2026 £0.55" in words_of(page)


@pytest.mark.parametrize(
    ("provider", "words"), [("stripe", "On its way –"), ("worldpay", "The provider does not say –")]
)
def test_one_that_was_not_says_how_far_it_has_come(client, account, provider, words):
    said_of(a_payment(account), provider)

    assert words in words_of(client.get(ADDRESS))


def test_the_table_says_so_too(client, account):
    said_of(a_payment(account), fee=Decimal("0.55"), settled_on=dt.date(2026, 11, 24))

    sheet = b"".join(client.get(f"{ADDRESS}?as=csv").streaming_content).decode()

    assert '"2026-11-24",0.55' in sheet


def test_however_many_there_are_the_queries_are_the_same(client, account, django_assert_max_num_queries):
    for number in range(5):
        said_of(a_payment(account, f"CP-{number}"))

    with django_assert_max_num_queries(20):
        client.get(ADDRESS)
