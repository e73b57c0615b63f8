"""Pages of card payments and of how files are laid out."""

from decimal import Decimal

import pytest

from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents import pay_stand_in
from rooftree.rents.models import CardPayment, CardRefund, FileMapping
from rooftree.rents.tests.cards import KEYS
from rooftree.rents.tests.cards import paid as paid_by_card
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, an_officer
from tests.rent_builders import an_account, owed

pytestmark = pytest.mark.usefixtures("acting")

ADDRESS = "/staff/rent-accounting"


@pytest.fixture
def paid() -> CardPayment:
    account = an_account()
    return CardPayment.objects.create(
        council_id=account.council_id,
        rent_account=account,
        reference="R-7JR8-PCNT",
        amount=Decimal("54.20"),
        status="paid",
        provider_id="provider1",
        started_at=NOON,
        ended_at=NOON,
        movement=1,
    )


def test_a_card_payment_that_is_not_given_back_is_refused_by_a_colleague(client, asha, bo, paid):
    facts = {"amount": "4.20", "why": "She paid twice"}
    own = client.post(f"{ADDRESS}/refunds/cards/{paid.pk}/give-back/", facts, follow=True)
    refund = CardRefund.objects.get()

    sign_in_as(client, bo)
    front = client.get(f"{ADDRESS}/")
    offered = client.get(f"{ADDRESS}/refunds/cards/")
    page = client.post(f"{ADDRESS}/refunds/cards/refunds/{refund.pk}/refuse/", follow=True)

    assert_valid_html(own)
    assert "It is asked for, and waits for a colleague to approve it." in words_of(own)
    assert "A colleague decides" in words_of(own)
    assert "Card payments to give back 1 payment, £4.20" in words_of(front)
    assert "Approve giving back R-7JR8-PCNT" in words_of(offered)
    assert "It is refused. Nothing goes back." in words_of(page)


@pytest.fixture
def pay(settings):
    with pay_stand_in.running() as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        yield running


def test_what_a_colleague_approves_goes_back_to_the_card(client, asha, bo, pay):
    payment = paid_by_card()
    account = payment.rent_account
    facts = {"amount": "4.20", "why": "She paid twice"}
    client.post(f"{ADDRESS}/refunds/cards/{payment.pk}/give-back/", facts)
    refund = CardRefund.objects.get()
    own = client.post(f"{ADDRESS}/refunds/cards/refunds/{refund.pk}/approve/", follow=True)

    sign_in_as(client, bo)
    page = client.post(f"{ADDRESS}/refunds/cards/refunds/{refund.pk}/approve/", follow=True)

    refund.refresh_from_db()
    assert own.status_code == 403
    assert "somebody else decides it" in words_of(own)
    assert_valid_html(page)
    assert "It is approved, and goes back to the card." in words_of(page)
    assert (refund.status, refund.decided_by) == ("paid", bo)
    assert owed(account) == Decimal("-45.80")


def test_who_may_not_gives_nothing_back(client, paid):
    sign_in_as(client, an_officer("auditor"))

    asked = client.post(f"{ADDRESS}/refunds/cards/{paid.pk}/give-back/", {"amount": "4.20", "why": "Twice"})

    assert asked.status_code == 403
    assert not CardRefund.objects.exists()


def test_more_than_was_paid_is_refused(client, asha, paid):
    page = client.post(
        f"{ADDRESS}/refunds/cards/{paid.pk}/give-back/", {"amount": "60.00", "why": "She paid twice"}
    )

    assert "£54.20 is left of this payment." in refused(page)
    assert "She paid twice" in text_of(page)
    assert not CardRefund.objects.exists()


def test_a_layout_is_kept_and_a_wrong_one_is_refused_with_nothing_lost(client, asha):
    wrong = client.post(f"{ADDRESS}/files/layouts/cash/", {"layout": "mark = "})
    kept = client.post(
        f"{ADDRESS}/files/layouts/bank/", {"elsewhere": "direct_debit; PMNT/RDDT\nhb;; benefit"}, follow=True
    )

    assert "mark = " in text_of(wrong)
    assert wrong.status_code == 422
    assert_valid_html(kept)
    assert "It holds from the next file on." in words_of(kept)
    assert FileMapping.objects.get().elsewhere == [
        ["direct_debit", "PMNT/RDDT", "", ""],
        ["hb", "", "BENEFIT", ""],
    ]


@pytest.mark.parametrize("typed", ["; PMNT", "a;b;c;d;e"])
def test_an_entry_that_is_none_says_how_to_write_it(client, asha, typed):
    page = client.post(f"{ADDRESS}/files/layouts/bank/", {"elsewhere": typed})

    assert "control account; the bank’s code; payer; text" in refused(page)
