"""Card payments, with a stand-in that follows the published API: paid once, whoever tells of it, in any order."""

import datetime as dt
import hashlib
import hmac
import json
import threading
from decimal import Decimal

import pytest
import requests
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.ledger import balances
from rooftree.ledger.accounts import control
from rooftree.ledger.models import Movement
from rooftree.rents import govuk_pay, pay_stand_in, paying_checks, paying_queries
from rooftree.rents.actions import card_payments, card_refunds
from rooftree.rents.models import CardPayment, CardRefund
from rooftree.rents.pay_stand_in import CARD_EXPIRED, DECLINED, FAILS, KEY
from rooftree.rents.reconciliations import reckon
from rooftree.rents.tests.cards import KEYS, LATER, RETURN, SECRETS, a_payment, breaks, messages, paid, pays, tell
from rooftree.rents.tests.collecting import a_payer, acts, as_resident
from tests.builders import NOON, a_group, a_person, an_officer, the_council
from tests.rent_builders import owed

pytestmark = [pytest.mark.usefixtures("acting"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def pay(settings):
    with pay_stand_in.running() as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        settings.GOVUK_PAY_WEBHOOK_SECRETS = SECRETS
        settings.GOVUK_PAY_TIMEOUT = 2
        yield running


def settled(payment: CardPayment, at: dt.datetime = LATER) -> CardPayment:
    return card_payments.settle_card_payment(payment, at=at)


# --- The stand-in follows the published contract ------------------------------------------------------------


def asked_of(pay, method: str, path: str, **facts):
    headers = {"Authorization": f"Bearer {KEYS['alder']}", **facts.pop("headers", {})}
    return requests.request(method, pay.url + path, headers=headers, timeout=5, **facts)


ASKED = {"amount": 5000, "reference": "R1", "description": "Rent", "return_url": "https://a.example/"}


def test_the_stand_in_answers_as_published(pay):
    begun = asked_of(pay, "POST", "/v1/payments", json=ASKED)
    payment_id = begun.json()["payment_id"]
    pay.pay(pay.payments[payment_id], pay_stand_in.PAYS)
    given = asked_of(pay, "POST", f"/v1/payments/{payment_id}/refunds", json={"amount": 100})
    here = f"/v1/payments/{payment_id}"

    assert (begun.status_code, given.status_code) == (201, 202)
    assert breaks("CreatePaymentResult", begun.json()) == []
    assert breaks("PaymentWithAllLinks", asked_of(pay, "GET", here).json()) == []
    assert breaks("PaymentEvents", asked_of(pay, "GET", f"{here}/events").json()) == []
    assert breaks("PaymentSearchResults", asked_of(pay, "GET", "/v1/payments").json()) == []
    assert breaks("RefundsResponse", asked_of(pay, "GET", f"{here}/refunds").json()) == []
    assert breaks("Refund", given.json()) == []


@pytest.mark.parametrize(
    ("method", "path", "facts", "status"),
    [
        ("GET", "/v1/payments", {"headers": {"Authorization": "Bearer nobody"}}, 401),
        ("GET", f"/v1/payments/{'0' * 26}", {}, 404),
        ("POST", "/v1/payments", {"json": {"amount": 5000}}, 400),
        ("POST", "/v1/payments", {"json": {**ASKED, "amount": 0}}, 422),
        ("POST", "/v1/payments", {"data": "{"}, 400),
    ],
)
def test_the_stand_in_refuses_as_published(pay, method, path, facts, status):
    answer = asked_of(pay, method, path, **facts)

    assert (answer.status_code, breaks("RequestError", answer.json())) == (status, [])


def test_the_stand_in_keeps_the_payments_of_two_keys_apart(pay):
    payment_id = asked_of(pay, "POST", "/v1/payments", json=ASKED).json()["payment_id"]

    other = {"headers": {"Authorization": f"Bearer {KEYS['birch']}"}}

    assert asked_of(pay, "GET", f"/v1/payments/{payment_id}", **other).status_code == 404


# --- Paying -------------------------------------------------------------------------------------------------


def test_a_payment_leads_to_the_card_page_and_back_and_is_posted():
    account, person = a_payer()
    payment = a_payment(account, "123.45", person=person)

    back_to = pays(payment)
    payment = settled(payment)

    assert back_to == RETURN.replace("{reference}", payment.reference)
    assert (payment.status, payment.ended_at, payment.next_url) == ("paid", LATER, "")
    assert owed(account) == Decimal("-123.45")
    card = control(account.council_id, "card")
    assert balances.of([card])[card] == Decimal("123.45")


def test_settled_again_and_again_it_is_posted_once():
    payment = a_payment()
    pays(payment)

    for _ in range(3):
        settled(payment)

    assert owed(payment.rent_account) == Decimal("-50.00")


@pytest.mark.parametrize(
    ("said", "paid_on"),
    [
        ((NOON + dt.timedelta(hours=11)).isoformat(), NOON.date()),
        ((NOON - dt.timedelta(days=1)).isoformat(), NOON.date()),
        ((NOON + dt.timedelta(days=5)).isoformat(), NOON.date() + dt.timedelta(days=1)),
        ("", NOON.date() + dt.timedelta(days=1)),
        ("yesterday evening", NOON.date() + dt.timedelta(days=1)),
    ],
    ids=["the evening before", "before it was begun", "after we asked", "not said", "not to be read"],
)
def test_what_is_told_the_next_day_counts_from_the_day_on_which_it_was_paid(pay, said, paid_on):
    payment = a_payment()
    pays(payment)
    pay.payments[payment.provider_id].captured_at = said

    payment = settled(payment, at=NOON + dt.timedelta(days=1))

    [movement] = Movement.objects.filter(pk=payment.movement).values("effective_on", "posted_on")
    assert movement == {"effective_on": paid_on, "posted_on": NOON.date() + dt.timedelta(days=1)}


def test_begun_twice_with_one_key_it_is_one_payment(pay):
    account, person = a_payer()
    acting = {**acts(as_resident(person)), "at": NOON}

    first = card_payments.start_card_payment(account, Decimal(50), return_url=RETURN, person=person, **acting)
    second = card_payments.start_card_payment(account, Decimal(50), return_url=RETURN, person=person, **acting)

    assert first == second
    assert len(pay.payments) == 1


@pytest.mark.parametrize(
    ("number", "status"), [(DECLINED, "declined"), (CARD_EXPIRED, "declined"), (FAILS, "failed")]
)
def test_a_card_that_does_not_pay_posts_nothing(number, status):
    payment = a_payment()
    pays(payment, number)

    payment = settled(payment)

    assert (payment.status, payment.movement) == (status, None)
    assert owed(payment.rent_account) == 0


def test_a_number_that_is_no_card_is_typed_again():
    payment = a_payment()

    assert "Enter one of the test card numbers" in pays(payment, "1234")
    assert settled(payment).status == "open"


def test_a_payer_who_gives_up_has_cancelled():
    payment = a_payment()
    requests.post(payment.next_url, data={"do": "cancel"}, timeout=5, allow_redirects=False)

    assert settled(payment).status == "cancelled"


def test_a_payment_that_is_left_lying_expires(pay):
    payment = a_payment()
    pay.expire(pay.payments[payment.provider_id])

    assert card_payments.settle_open_payments(the_council(), at=LATER) == 1
    payment.refresh_from_db()
    assert payment.status == "expired"


def test_cancelled_by_us_it_is_cancelled_there_too(pay):
    payment = a_payment()

    cancelled = card_payments.cancel_card_payment(payment, by=an_officer("adviser"), at=LATER)

    assert (cancelled.status, pay.payments[payment.provider_id].status) == ("cancelled", "cancelled")


def test_cancelled_too_late_it_is_paid():
    payment = a_payment()
    pays(payment)

    assert card_payments.cancel_card_payment(payment, by=None, at=LATER).status == "paid"


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0.99", "between £1.00 and £10,000.00"), ("10000.01", "between"), ("1.001", "pounds and pence")],
)
def test_a_sum_that_is_not_taken_is_refused(amount, words):
    with pytest.raises(Refused, match=words):
        a_payment(amount=amount)


def test_a_council_without_a_key_takes_no_cards(settings):
    settings.GOVUK_PAY_API_KEYS = {}

    with pytest.raises(Refused, match="takes no cards here"):
        a_payment()


def test_an_auditor_takes_no_payment():
    account, _ = a_payer()

    with pytest.raises(PermissionDenied):
        a_payment(account, by=an_officer("auditor"))


def test_who_may_not_see_the_rent_may_not_pay_in_its_account():
    account, person = a_payer()
    other = as_resident(person, person_id=a_person("Sam", "Reed").pk, authority_id=7, scopes=frozenset({"ask"}))

    with pytest.raises(PermissionDenied):
        a_payment(account, by=other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "paid"},
        {"status": "asked"},
        {"amount": 0},
        {"status": "expired"},
    ],
)
def test_the_database_refuses_a_payment_that_cannot_be(wrong):
    payment = a_payment()

    with pytest.raises(IntegrityError), transaction.atomic():
        CardPayment.objects.filter(pk=payment.pk).update(**wrong)


def test_the_database_restricts_a_payment_by_its_payer_alone():
    payment, group = a_payment(), a_group()

    with (
        acting_for([payment.council_id], groups=[group.pk], who="test"),
        pytest.raises(IntegrityError, match="restricted_as_its_payer"),
        transaction.atomic(),
    ):
        CardPayment.objects.filter(pk=payment.pk).update(person=None, restricted_to=group.pk)


# --- When something is lost ------------------------------------------------------------------------------------


def test_an_answer_that_is_lost_is_asked_for_again_under_the_same_key(pay):
    account, person = a_payer()
    facts = {**acts(as_resident(person)), "at": NOON, "return_url": RETURN, "person": person}
    pay.fails_next.append("lost answer")

    with pytest.raises(Refused, match="nothing was taken"):
        card_payments.start_card_payment(account, Decimal(50), **facts)
    payment = card_payments.start_card_payment(account, Decimal(50), **facts)

    assert (payment.status, len(pay.payments)) == ("open", 1)


def test_a_payment_whose_beginning_was_lost_is_found_by_its_reference(pay):
    account, _ = a_payer()
    pay.fails_next.append("lost answer")
    with pytest.raises(Refused):
        a_payment(account)
    [there] = pay.payments.values()
    pay.pay(there, pay_stand_in.PAYS)

    card_payments.settle_open_payments(the_council(), at=LATER)

    assert owed(account) == Decimal("-50.00")
    assert CardPayment.objects.get().provider_id == there.id


@pytest.mark.parametrize(("minutes", "status"), [(179, "asked"), (181, "expired")])
def test_a_payment_that_never_arrived_is_given_up_in_the_end(pay, minutes, status):
    account, _ = a_payer()
    pay.fails_next.append("silence")
    with pytest.raises(Refused):
        a_payment(account)
    pay.payments.clear()

    card_payments.settle_open_payments(the_council(), at=NOON + dt.timedelta(minutes=minutes))

    assert CardPayment.objects.get().status == status


@pytest.mark.parametrize("wrong", ["fault", "silence", "lost answer"])
def test_while_it_does_not_say_how_a_payment_stands_nothing_changes(pay, wrong):
    payment = a_payment()
    pays(payment)
    pay.fails_next.append(wrong)

    assert settled(payment).status == "open"
    assert settled(payment).status == "paid"


def test_a_payment_of_another_sum_is_not_posted(pay):
    payment = a_payment()
    pays(payment)
    pay.payments[payment.provider_id].asked["amount"] = 1

    assert settled(payment).status == "open"
    assert owed(payment.rent_account) == 0


# --- The webhook -------------------------------------------------------------------------------------------------


def test_the_webhook_alone_settles_a_payment(client, pay):
    payment = a_payment()
    pays(payment)

    [message] = messages(pay, "card_payment_succeeded")

    assert tell(client, message) == 204
    assert owed(payment.rent_account) == Decimal("-50.00")


def test_messages_twice_and_in_the_wrong_order_settle_it_once(client, pay):
    payment = a_payment()
    pays(payment)
    settled(payment)

    told = [tell(client, message) for message in [*reversed(messages(pay)), *messages(pay)]]

    assert set(told) == {204}
    assert CardPayment.objects.get(pk=payment.pk).status == "paid"
    assert owed(payment.rent_account) == Decimal("-50.00")


def test_a_message_that_says_paid_of_what_is_not_paid_changes_nothing(client, pay):
    """Whoever has the secret can say anything: how it stands is asked of GOV.UK Pay."""
    payment = a_payment()
    body = json.dumps({"resource_id": payment.provider_id, "event_type": "card_payment_succeeded"}).encode()
    signature = hmac.new(SECRETS["alder"].encode(), body, hashlib.sha256).hexdigest()

    assert tell(client, (body, signature)) == 204
    assert CardPayment.objects.get(pk=payment.pk).status == "open"


@pytest.mark.parametrize("signature", ["", "0" * 64, "é"])
def test_a_forged_message_learns_and_changes_nothing(client, pay, signature):
    payment = a_payment()
    pays(payment)
    [(body, _)] = messages(pay, "card_payment_succeeded")

    assert tell(client, (body, signature)) == 401
    assert CardPayment.objects.get(pk=payment.pk).status == "open"


def test_one_councils_secret_does_not_speak_for_the_other(client, pay, settings):
    payment = a_payment()
    pays(payment)
    settings.GOVUK_PAY_WEBHOOK_SECRETS = {"birch": SECRETS["alder"]}
    [message] = messages(pay, "card_payment_succeeded")

    assert tell(client, message) == 204  # It says nothing of whether there is such a payment.
    assert CardPayment.objects.get(pk=payment.pk).status == "open"


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_secret_that_could_be_guessed_lets_nobody_in(client, pay, settings, secret):
    settings.GOVUK_PAY_WEBHOOK_SECRETS = {"alder": secret}
    body = b"{}"

    assert tell(client, (body, hmac.new(secret.encode(), body, hashlib.sha256).hexdigest())) == 401


def test_a_message_of_a_payment_that_is_none_of_ours_is_taken_in_peace(client, pay):
    asked_of(pay, "POST", "/v1/payments", json=ASKED)
    [there] = pay.payments.values()
    pay.pay(there, pay_stand_in.PAYS)

    assert tell(client, messages(pay)[-1]) == 204


def test_a_message_is_told_again_while_nobody_says_how_the_payment_stands(client, pay):
    payment = a_payment()
    pays(payment)
    pay.fails_next.append("fault")
    [message] = messages(pay, "card_payment_succeeded")

    assert [tell(client, message), tell(client, message)] == [503, 204]
    assert CardPayment.objects.get(pk=payment.pk).status == "paid"


def test_what_is_no_message_is_refused(client):
    body = b"[]"
    signature = hmac.new(SECRETS["alder"].encode(), body, hashlib.sha256).hexdigest()

    assert tell(client, (body, signature)) == 400
    assert client.get("/payments/webhook/").status_code == 405


@pytest.mark.django_db(transaction=True)
@pytest.mark.faults
def test_return_webhook_and_job_at_the_same_moment_post_it_once():
    payment = a_payment()
    pays(payment)
    start, failed = threading.Barrier(4), []

    def settle() -> None:
        try:
            with acting_for([payment.council_id], who="test"):
                start.wait(timeout=10)
                card_payments.settle_card_payment(payment, at=LATER)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=settle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert owed(payment.rent_account) == Decimal("-50.00")


# --- Giving back -------------------------------------------------------------------------------------------------


def asked_back(payment: CardPayment, amount: str = "20.00", **facts) -> CardRefund:
    acting = {**acts(an_officer("income_officer")), "at": LATER, **facts}
    return card_refunds.ask_refund(payment, Decimal(amount), why="Paid twice", **acting)


def approve(refund: CardRefund, **facts) -> CardRefund:
    acting = {**acts(an_officer("rent_accounting_officer", name="Rae Quill")), "at": LATER, **facts}
    return card_refunds.approve_refund(refund, **acting)


def test_what_others_gave_back_meanwhile_is_kept_and_ours_goes_after_it(pay, monkeypatch):
    payment = paid()
    refund = asked_back(payment, "10.00")
    pay.refund(pay.payments[payment.provider_id], {"amount": 500})
    with monkeypatch.context() as before_it_was_there:
        before_it_was_there.setattr(govuk_pay, "refunds_of", lambda *_: [])
        approve(refund)
    waiting = CardRefund.objects.get(pk=refund.pk).status

    card_refunds.note_refunds(payment, at=LATER)

    assert (waiting, CardRefund.objects.get(pk=refund.pk).status) == ("approved", "paid")
    assert sorted(each["amount"] for each in pay.payments[payment.provider_id].refunds) == [500, 1000]


def test_what_is_given_back_is_owed_again_once():
    payment = paid()

    refund = approve(asked_back(payment))
    settled(payment)
    card_payments.settle_open_payments(the_council(), at=LATER)

    assert CardRefund.objects.get(pk=refund.pk).status == "paid"
    assert owed(payment.rent_account) == Decimal("-30.00")


def test_nobody_approves_what_they_asked_for():
    payment = paid()
    rae = an_officer("rent_accounting_officer", name="Rae Quill")
    refund = asked_back(payment, **{**acts(rae), "at": LATER})

    with pytest.raises(PermissionDenied, match="somebody else decides"):
        approve(refund, **{**acts(rae), "at": LATER})


def test_the_database_refuses_one_person_for_both():
    refund = asked_back(paid())

    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        CardRefund.objects.filter(pk=refund.pk).update(
            status="approved", decided_by=refund.asked_by_id, decided_at=LATER
        )


def test_no_more_is_given_back_than_was_paid():
    payment = paid()
    asked_back(payment, "30.00")

    with pytest.raises(Refused, match=r"£20\.00 is left"):
        asked_back(payment, "20.01")


def test_what_was_not_paid_is_not_given_back():
    with pytest.raises(Refused, match="Only what was paid"):
        asked_back(a_payment())


def test_refused_it_stays_paid(pay):
    payment = paid()
    acting = {**acts(an_officer("team_leader")), "at": LATER}

    refund = card_refunds.refuse_refund(asked_back(payment), **acting)

    assert refund.status == "refused"
    assert pay.payments[payment.provider_id].refunds == []


def test_a_giving_back_whose_answer_was_lost_is_not_given_twice(pay):
    payment = paid()
    refund = asked_back(payment)
    pay.fails_next += ["", "lost answer"]  # The list is read, then the answer to the giving back is lost.

    approve(refund)
    assert CardRefund.objects.get(pk=refund.pk).status == "approved"
    card_payments.settle_open_payments(the_council(), at=LATER)

    assert CardRefund.objects.get(pk=refund.pk).status == "paid"
    assert len(pay.payments[payment.provider_id].refunds) == 1
    assert owed(payment.rent_account) == Decimal("-30.00")


def test_what_others_gave_back_is_kept_too(client, pay):
    payment = paid()
    pay.refund(pay.payments[payment.provider_id], {"amount": 500})
    [message] = messages(pay, "card_payment_refunded")

    assert [tell(client, message), tell(client, message)] == [204, 204]

    refund = CardRefund.objects.get()
    assert (refund.amount, refund.status, refund.asked_by) == (Decimal("5.00"), "paid", None)
    assert owed(payment.rent_account) == Decimal("-45.00")


def test_what_could_not_be_given_back_after_all_is_paid_again(pay):
    payment = paid()
    refund = asked_back(payment)
    there = pay.payments[payment.provider_id]
    approve(refund)
    there.refunds[0]["status"] = "submitted"
    CardRefund.objects.filter(pk=refund.pk).update(status="sent")
    there.refunds[0]["status"] = "error"

    card_payments.settle_open_payments(the_council(), at=LATER)

    assert CardRefund.objects.get(pk=refund.pk).status == "failed"
    assert owed(payment.rent_account) == Decimal("-50.00")


def test_a_payment_of_another_council_is_not_seen(other_council):
    payment = a_payment()

    with acting_for([other_council.pk], who="test"):
        assert paying_queries.card_payment_of(other_council, provider_id=payment.provider_id) is None
        assert not CardPayment.objects.filter(pk=payment.pk).exists()


def test_the_stand_ins_keys_say_what_they_are():
    assert all(key.startswith(KEY) for key in KEYS.values())


def test_a_payment_that_does_not_end_is_noticed_the_next_day():
    payment = a_payment()
    CardPayment.objects.filter(pk=payment.pk).update(started_at=NOON - dt.timedelta(days=1))

    found = [list(paying_checks.paying(the_council(), NOON.date() + dt.timedelta(days=n))) for n in (0, 1)]

    assert found == [[], ["1 card payments have not ended for a day. Is GOV.UK Pay reached?"]]


def test_what_cards_brought_another_council_is_nothing_to_who_does_not_act_for_it(other_council):
    payment = paid()
    days = {"council_id": payment.council_id, "from_on": dt.date(2026, 11, 16), "until_on": dt.date(2026, 11, 23)}

    assert reckon("card", **days).expected == Decimal("50.00")
    with acting_for([other_council.pk], who="test"):
        assert reckon("card", **days).expected == 0
