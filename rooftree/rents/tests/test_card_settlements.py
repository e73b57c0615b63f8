"""What cards brought to the bank: asked of GOV.UK Pay, kept once, fees posted, and held against the statements."""

import datetime as dt
from decimal import Decimal

import pytest
import requests
from django.db import IntegrityError

from rooftree.foundations.isolation import acting_for
from rooftree.rents import govuk_pay, pay_stand_in, paying_checks, reconciliations
from rooftree.rents.actions import card_refunds, card_settlements, files
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.models import CardSettlement
from rooftree.rents.tests.cards import KEYS, LATER, SECRETS, a_payment, breaks, paid
from rooftree.rents.tests.collecting import a_payer
from rooftree.rents.tests.files_in import cash_file, taken
from rooftree.rents.tests.money import a_rent_account, control_balance
from tests.builders import NOON, a_group, a_person, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DAY = dt.timedelta(days=1)
TAKEN_ON = NOON.date()
PAID_OUT_ON = TAKEN_ON + 2 * DAY
THEN = NOON + 3 * DAY


@pytest.fixture
def provider():
    return "stripe"


@pytest.fixture(autouse=True)
def pay(settings, monkeypatch, provider):
    monkeypatch.setattr(pay_stand_in, "_now", lambda: f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z")
    with pay_stand_in.running(provider=provider) as running:
        settings.GOVUK_PAY_URL = running.url
        settings.GOVUK_PAY_API_KEYS = KEYS
        settings.GOVUK_PAY_WEBHOOK_SECRETS = SECRETS
        settings.GOVUK_PAY_TIMEOUT = 2
        yield running


def asked_of(pay, path, **query):
    headers = {"Authorization": f"Bearer {KEYS['alder']}"}
    return requests.get(pay.url + path, headers=headers, params=query, timeout=5)


def taken_elsewhere(pay, pence):
    """A payment under our key that somebody took by a payment link."""
    body = {"amount": pence, "reference": "LINK", "description": "A fee", "return_url": "https://a.example/"}
    _, made = pay.begin(KEYS["alder"], body, "")
    pay.pay(pay.payments[made["payment_id"]], pay_stand_in.PAYS)


def given_back(payment, pounds):
    asked = card_refunds.ask_refund(payment, Decimal(pounds), why="Paid twice", **by("rent_accounting_officer"))
    return card_refunds.approve_refund(asked, by=an_officer("team_leader"), at=LATER, key="approve")


def reckoned(council, *, from_on=TAKEN_ON, days=7):
    found = reconciliations.reckon(
        "card_settlement", council_id=council.pk, from_on=from_on, until_on=from_on + days * DAY
    )
    return {part.code: part.pounds for part in found.parts}, found.difference


# --- The stand-in follows what is published ---------------------------------------------------------------


def test_what_stripe_takes_and_pays_out_is_said_as_published(pay):
    payment = paid(amount="50.00")
    before = asked_of(pay, f"/v1/payments/{payment.provider_id}").json()

    pay.pay_out(PAID_OUT_ON)

    after = asked_of(pay, f"/v1/payments/{payment.provider_id}").json()
    assert breaks("PaymentWithAllLinks", after) == []
    assert before["settlement_summary"] == {
        "capture_submit_time": f"{NOON:%Y-%m-%dT%H:%M:%S}.000Z",
        "captured_date": TAKEN_ON.isoformat(),
    }
    assert after["settlement_summary"]["settled_date"] == PAID_OUT_ON.isoformat()
    assert (after["fee"], after["net_amount"]) == (50, 4950)


@pytest.mark.parametrize("provider", ["sandbox", "worldpay"])
def test_other_providers_say_neither_fee_nor_payout(pay, provider):
    payment = paid(amount="50.00")
    pay.pay_out(PAID_OUT_ON)

    said = asked_of(pay, f"/v1/payments/{payment.provider_id}").json()

    assert said["payment_provider"] == provider
    assert {"fee", "net_amount"}.isdisjoint(said)
    assert "settled_date" not in said["settlement_summary"]


def test_what_was_not_paid_has_no_way_to_the_bank(pay):
    payment = a_payment(amount="50.00")

    assert "settlement_summary" not in asked_of(pay, f"/v1/payments/{payment.provider_id}").json()


def test_a_search_gives_pages_as_published(pay):
    for _ in range(3):
        paid(amount="5.00")

    first = asked_of(pay, "/v1/payments", page="1", display_size="2").json()
    second = asked_of(pay, "/v1/payments", page="2", display_size="2").json()

    assert breaks("PaymentSearchResults", first) == []
    assert (first["total"], first["count"], len(second["results"])) == (3, 2, 1)
    assert "next_page" in first["_links"]
    assert "next_page" not in second["_links"]
    assert asked_of(pay, "/v1/payments", page="3", display_size="2").status_code == 404
    assert asked_of(pay, "/v1/payments", display_size="501").status_code == 422


def test_a_search_is_cut_by_its_dates(pay):
    payment = paid(amount="5.00")
    pay.pay_out(PAID_OUT_ON)

    def found(**query):
        return [each["payment_id"] for each in asked_of(pay, "/v1/payments", **query).json()["results"]]

    moment = f"{NOON:%Y-%m-%dT%H:%M:%S}Z"
    assert found(from_date=moment) == [payment.provider_id]
    assert found(to_date=moment) == []
    assert found(from_settled_date=PAID_OUT_ON.isoformat()) == [payment.provider_id]
    assert found(to_settled_date=(PAID_OUT_ON - DAY).isoformat()) == []
    assert found(state="failed") == []


def test_refunds_are_found_as_published(pay):
    given_back(paid(amount="50.00"), "10.00")
    pay.pay_out(PAID_OUT_ON)

    said = asked_of(pay, "/v1/refunds").json()

    assert breaks("RefundSearchResults", said) == []
    assert said["results"][0]["settlement_summary"] == {"settled_date": PAID_OUT_ON.isoformat()}


def test_all_pages_of_a_search_are_read(pay, monkeypatch):
    monkeypatch.setattr(govuk_pay, "PAGE", 2)
    for _ in range(5):
        paid(amount="5.00")

    said = list(govuk_pay.payments_made("alder", since=NOON - DAY))

    assert len({each.provider_id for each in said}) == 5


# --- What is kept -------------------------------------------------------------------------------------------


def test_a_payment_is_known_on_its_way_and_when_it_has_arrived(council, pay):
    payment = paid(amount="50.00")
    card_settlements.take_in(council, at=LATER)
    on_its_way = CardSettlement.objects.get()
    pay.pay_out(PAID_OUT_ON)

    news = card_settlements.take_in(council, at=THEN)

    arrived = CardSettlement.objects.get()
    assert (on_its_way.taken_on, on_its_way.settled_on) == (TAKEN_ON, None)
    assert (news, arrived.payment, arrived.amount, arrived.fee) == (1, payment, Decimal("50.00"), Decimal("0.50"))
    assert arrived.settled_on == PAID_OUT_ON


def test_asked_again_nothing_changes(council, pay):
    paid(amount="50.00")
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)

    assert card_settlements.take_in(council, at=THEN + DAY) == 0
    assert CardSettlement.objects.count() == 1


def test_the_fee_leaves_what_the_provider_holds_once(council, pay):
    account, person = a_payer()
    paid(account=account, person=person, amount="50.00")
    pay.pay_out(PAID_OUT_ON)

    card_settlements.take_in(council, at=THEN)
    card_settlements.take_in(council, at=THEN + DAY)

    assert control_balance(account, "card") == Decimal("49.50")
    assert control_balance(account, "card_fees") == Decimal("0.50")


def test_the_fee_waits_until_the_money_is_paid_out(council):
    account, person = a_payer()
    paid(account=account, person=person, amount="50.00")

    card_settlements.take_in(council, at=LATER)

    assert control_balance(account, "card_fees") == 0


def test_what_was_given_back_is_below_nought(council, pay):
    given_back(paid(amount="50.00"), "10.00")
    pay.pay_out(PAID_OUT_ON)

    card_settlements.take_in(council, at=THEN)

    refund = CardSettlement.objects.get(what="refund")
    assert (refund.amount, refund.settled_on) == (Decimal("-10.00"), PAID_OUT_ON)


def test_a_payment_that_others_took_is_kept_and_told_of(council, pay):
    taken_elsewhere(pay, 2_500)

    card_settlements.take_in(council, at=LATER)

    assert CardSettlement.objects.get().payment is None
    assert list(paying_checks.paying(council, TAKEN_ON)) == [
        "Taken under our key for GOV.UK Pay, and not by us: 1 payment, £25.00. Find out what it is for: it "
        "reaches the bank with ours."
    ]


def test_what_is_not_paid_out_within_a_week_is_told_of(council):
    paid(amount="50.00")
    card_settlements.take_in(council, at=LATER)

    in_time = list(paying_checks.paying(council, TAKEN_ON + 7 * DAY))

    assert in_time == []
    assert list(paying_checks.paying(council, TAKEN_ON + 8 * DAY)) == [
        "Taken by card more than 7 days ago, and not paid out to our bank account: 1 payment, £50.00. Look at the "
        "payouts in GOV.UK Pay."
    ]


def test_silence_changes_nothing_and_is_asked_again(council, pay):
    paid(amount="50.00")
    pay.fails_next.append("silence")

    first = card_settlements.take_in(council, at=LATER)

    assert (first, card_settlements.take_in(council, at=LATER)) == (0, 1)


def test_what_has_waited_for_weeks_is_still_asked_for(council, pay):
    paid(amount="50.00")
    card_settlements.take_in(council, at=LATER)
    pay.pay_out(TAKEN_ON + 30 * DAY)

    card_settlements.take_in(council, at=NOON + 31 * DAY)

    assert CardSettlement.objects.get().settled_on == TAKEN_ON + 30 * DAY


def test_what_others_took_does_not_hide_what_we_wait_for(council, pay):
    taken_elsewhere(pay, 2_500)
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)
    payment = paid(amount="50.00")

    card_settlements.take_in(council, at=NOON + 31 * DAY)

    assert CardSettlement.objects.filter(payment=payment).exists()


def test_it_is_restricted_as_its_payer_is(council, pay):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        account, person = a_payer(person=a_person(restricted_to=group.pk))
        paid(account=account, person=person, amount="50.00")
        card_settlements.take_in(council, at=LATER)
        assert CardSettlement.objects.count() == 1

    assert CardSettlement.objects.count() == 0


def test_a_council_without_a_key_asks_nobody(council, settings):
    settings.GOVUK_PAY_API_KEYS = {}

    assert card_settlements.take_in(council, at=NOON) == 0


# --- Held against the bank ------------------------------------------------------------------------------------


STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
 <GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-23T19:00:00Z</CreDtTm></GrpHdr>
 <Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-23T19:00:00Z</CreDtTm>
  <Acct><Id><Othr><Id>20201566666666</Id></Othr></Id></Acct>
  <Ntry><NtryRef>1</NtryRef><Amt Ccy="GBP">{pounds}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
   <BookgDt><Dt>2026-11-23</Dt></BookgDt>
   <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>STRIPE</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
 </Stmt>
</BkToCstmrStmt></Document>"""


def the_bank_says(pounds):
    """A bank statement with one entry: what the provider paid out."""
    said = [Elsewhere("card", payer="STRIPE")]
    officer = an_officer("rent_accounting_officer")
    files.set_mapping("bank", layout="", elsewhere=said, by=officer, at=NOON, key=f"mapping {pounds}")
    file = taken(STATEMENT.format(pounds=pounds).encode(), kind="bank", name="bank.xml", at=THEN)
    assert (file.status, file.elsewhere) == ("posted", 1), file.because


def test_what_was_paid_out_less_fees_is_what_reached_the_bank(council, pay):
    account, person = a_payer()
    given_back(paid(account=account, person=person, amount="50.00"), "10.00")
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)

    the_bank_says("39.50")

    parts, difference = reckoned(council)
    assert difference == 0
    assert parts == {
        "settled": Decimal("50.00"),
        "settled_back": Decimal("-10.00"),
        "card_fees": Decimal("-0.50"),
        "reached_bank": Decimal("39.50"),
    }
    assert control_balance(account, "card") == 0


def test_a_penny_that_did_not_reach_the_bank_is_a_difference(council, pay):
    paid(amount="50.00")
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)

    the_bank_says("49.49")

    assert reckoned(council)[1] == Decimal("0.01")


def test_what_is_on_its_way_is_in_neither_sum(council):
    paid(amount="50.00")
    card_settlements.take_in(council, at=LATER)

    assert reckoned(council) == ({}, 0)


def test_what_is_paid_out_after_the_period_is_in_the_next(council, pay):
    paid(amount="50.00")
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)

    before, _ = reckoned(council, days=2)
    after, _ = reckoned(council, from_on=PAID_OUT_ON)

    assert (before, after["settled"]) == ({}, Decimal("50.00"))


@pytest.mark.parametrize("provider", ["worldpay"])
def test_a_provider_that_does_not_say_when_it_pays_out_counts_when_it_takes(council, pay, provider):
    paid(amount="50.00")
    card_settlements.take_in(council, at=THEN)

    the_bank_says("50.00")

    assert reckoned(council) == ({"taken": Decimal("50.00"), "reached_bank": Decimal("50.00")}, 0)


def test_what_others_took_reaches_the_bank_too(council, pay):
    taken_elsewhere(pay, 2_500)
    pay.pay_out(PAID_OUT_ON)
    card_settlements.take_in(council, at=THEN)

    the_bank_says("24.75")

    parts, difference = reckoned(council)
    assert (parts["not_ours"], difference) == (Decimal("25.00"), 0)


def test_what_cash_offices_took_by_card_reaches_the_bank_too(council):
    account = a_rent_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20"))

    the_bank_says("54.20")

    assert reckoned(council) == ({"card_files": Decimal("54.20"), "reached_bank": Decimal("54.20")}, 0)


def test_restricted_payers_are_counted(council, pay):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        account, person = a_payer(person=a_person(restricted_to=group.pk))
        paid(account=account, person=person, amount="50.00")
        pay.pay_out(PAID_OUT_ON)
        card_settlements.take_in(council, at=THEN)

    assert CardSettlement.objects.count() == 0
    assert reckoned(council)[0]["settled"] == Decimal("50.00")


# --- What the database refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"amount": Decimal("-1.00")}, "card_settlement_by_its_sign"),
        ({"fee": Decimal("-0.01")}, "card_fee_is_not_below_nought"),
        ({"fee_movement": 4711}, "card_fee_is_posted_when_settled"),
        ({"restricted_to": 4711}, "card_settlement_restricted_as_its_payer"),
    ],
)
def test_a_settlement_that_cannot_be_is_refused(council, wrong, constraint):
    facts = {"council": council, "what": "payment", "provider_id": "x", "provider": "stripe"}

    with acting_for([council.pk], groups=[4711], who="test"), pytest.raises(IntegrityError, match=constraint):
        CardSettlement.objects.create(**{**facts, "amount": Decimal("1.00"), "said_at": NOON, **wrong})


def test_a_payment_is_settled_once(council):
    facts = {"council": council, "what": "payment", "provider_id": "x", "provider": "stripe", "said_at": NOON}
    CardSettlement.objects.create(**facts, amount=Decimal("1.00"))

    with pytest.raises(IntegrityError, match="one_settlement_of_a_card_payment"):
        CardSettlement.objects.create(**facts, amount=Decimal("2.00"))
