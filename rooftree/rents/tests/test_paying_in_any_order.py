"""Whatever happens to a payment, in any order and any number of times, no penny is made or lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents import pay_stand_in
from rooftree.rents.actions import bank_answers, card_payments, card_refunds, direct_debits, mandates
from rooftree.rents.files.bacs import MandateNews, News
from rooftree.rents.models import CardPayment, Collection, RentAccount
from rooftree.rents.tests.cards import KEYS, LATER, SECRETS, a_payment, messages, tell
from rooftree.rents.tests.collecting import FIRST_FEB, USERS, acts, in_force, noon_of, submitted
from tests.builders import an_officer, the_council
from tests.rent_builders import owed

pytestmark = [pytest.mark.usefixtures("acting"), pytest.mark.django_db]

often = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def pay(settings):
    with pay_stand_in.running() as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        settings.GOVUK_PAY_WEBHOOK_SECRETS = SECRETS
        settings.GOVUK_PAY_TIMEOUT = 2
        yield running


HAPPENS = (
    "pays",
    "is declined",
    "gives up",
    "expires",
    "comes back",
    "webhook",
    "old webhook",
    "job",
    "fault",
    "asks for it back",
    "gives back",
    "others give back",
)


def refused_or(do, *arguments, **facts):
    """Do it, or leave it where a rule says no."""
    try:
        return do(*arguments, **facts)
    except Refused:
        return None


@often
@given(happens=st.lists(st.sampled_from(HAPPENS), min_size=1, max_size=10))
def test_a_card_payment_in_any_order(client, pay, happens):
    payment = a_payment(amount="50.00")
    there = pay.payments[payment.provider_id]
    asker, approver = an_officer("income_officer"), an_officer("rent_accounting_officer")
    steps = {
        "pays": lambda: pay.pay(there, pay_stand_in.PAYS),
        "is declined": lambda: pay.pay(there, pay_stand_in.DECLINED),
        "gives up": lambda: pay.give_up(there),
        "expires": lambda: pay.expire(there),
        "comes back": lambda: card_payments.settle_card_payment(payment, at=LATER),
        "webhook": lambda: tell(client, messages(pay)[-1]),
        "old webhook": lambda: tell(client, messages(pay)[0]),
        "job": lambda: card_payments.settle_open_payments(the_council(), at=LATER),
        "fault": lambda: pay.fails_next.append("fault"),
        "asks for it back": lambda: refused_or(
            card_refunds.ask_refund,
            CardPayment.objects.get(pk=payment.pk),
            Decimal("20.00"),
            why="Paid twice",
            **{**acts(asker), "at": LATER},
        ),
        "gives back": lambda: [
            refused_or(card_refunds.approve_refund, each, **{**acts(approver), "at": LATER})
            for each in CardPayment.objects.get(pk=payment.pk).refunds.filter(status="asked")
        ],
        "others give back": lambda: pay.refund(there, {"amount": 500}),
    }
    pay.open_page(there.token)
    for each in happens:
        steps[each]()

    pay.fails_next.clear()
    card_payments.settle_card_payment(payment, at=LATER)
    card_payments.settle_open_payments(the_council(), at=LATER)

    taken = there.asked["amount"] - there.refunded if there.status == "success" else 0
    assert owed(payment.rent_account) == -Decimal(taken) / 100


BANKS = (
    "file",
    "post",
    "post again",
    "unpaid",
    "cancelled by bank",
    "taken up again",
    "cancelled by payer",
    "ends",
)


@often
@given(happens=st.lists(st.sampled_from(BANKS), min_size=1, max_size=10))
def test_a_direct_debit_in_any_order(settings, happens):
    settings.BACS_USERS = USERS
    with transaction.atomic():
        _direct_debit(happens)
        transaction.set_rollback(True)  # So that the next example begins anew.


def _direct_debit(happens: list[str]) -> None:
    mandate = in_force()
    council, account = the_council(), mandate.rent_account
    noon = noon_of(FIRST_FEB)
    made = Collection.objects.filter(mandate=mandate)

    def news(reason: str) -> None:
        told = MandateNews(News.ADDACS, mandate.reference, reason, FIRST_FEB, None)
        bank_answers.heed_news(council, [told], at=noon)

    def unpaid() -> None:
        day = dt.date(2027, 2, 3)
        facts = {"due_on": FIRST_FEB, "reason": "0", "movement": None, "on": day, "at": noon_of(day)}
        refused_or(bank_answers.note_unpaid, mandate.reference, council_id=council.pk, **facts)

    steps = {
        "file": lambda: refused_or(submitted),
        "post": lambda: direct_debits.post_collections(council, on=FIRST_FEB, at=noon),
        "post again": lambda: direct_debits.post_collections(
            council, on=FIRST_FEB, at=noon + dt.timedelta(hours=1)
        ),
        "unpaid": unpaid,
        "cancelled by bank": lambda: news("1"),
        "taken up again": lambda: news("R"),
        "cancelled by payer": lambda: refused_or(mandates.cancel, mandate, why="No", **acts()),
        "ends": lambda: RentAccount.objects.filter(pk=account.pk).update(until_on=dt.date(2027, 1, 25)),
    }
    for each in happens:
        steps[each]()

    kept = made.filter(status="collected").first()
    assert made.count() <= 1
    assert owed(account) == (-kept.amount if kept else 0)
