"""Movements are posted once, and taken back once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, closing, movements, posting, runs
from rooftree.ledger.posting import Posting

pytestmark = pytest.mark.usefixtures("acting")

MONDAY = date(2026, 4, 6)
NOON = datetime(2026, 4, 6, 11, tzinfo=UTC)
RENT = Decimal("100.00")


def posted(council, *postings, on=MONDAY):
    return posting.post(postings, council_id=council.pk, posted_on=on, at=NOON, who="test")


def a_receipt(payer, cash, amount=RENT, key="receipt"):
    return Posting(cash, payer, amount, "receipt", "RDD", MONDAY, key)


@pytest.fixture
def payer(council):
    return accounts.open_personal(council.pk, opened_on=MONDAY)[0]


@pytest.fixture
def cash(council):
    return accounts.control(council.pk, "cash")


def test_a_receipt_lessens_what_is_owed(council, payer, cash):
    posted(council, a_receipt(payer, cash))

    assert balances.of([payer, cash]) == {payer: -RENT, cash: RENT}


def test_a_key_posts_once(council, payer, cash):
    first = posted(council, a_receipt(payer, cash))
    again = posted(council, a_receipt(payer, cash))

    assert again == first
    assert balances.of([payer]) == {payer: -RENT}


def test_a_reversal_takes_it_back_once(council, payer, cash):
    first = posted(council, a_receipt(payer, cash))
    asked = {"reason": "Recalled", "council_id": council.pk, "posted_on": MONDAY, "at": NOON, "who": "test"}
    posting.reverse(first, **asked)

    assert balances.of([payer, cash]) == {payer: 0, cash: 0}
    with pytest.raises(Refused, match="reversed before"):
        posting.reverse(first, **asked)


def a_run(council, payers, income, key="week 1"):
    return runs.post_run(
        council.pk,
        key=key,
        effective_on=MONDAY,
        posted_on=MONDAY,
        charges="SELECT unnest(%s::bigint[]) AS debit_id, %s::bigint AS credit_id, 100.00 AS amount, "
        "'DBR' AS code, %s::date AS effective_on, '' AS narrative",
        params=[payers, income, MONDAY],
        at=NOON,
        who="test",
    )


def test_a_run_charges_every_account_once(council):
    payers = accounts.open_personal(council.pk, 3, opened_on=MONDAY)
    income = accounts.control(council.pk, "income.hra")

    first = a_run(council, payers, income)
    again = a_run(council, payers, income)

    assert (first.rows, first.total, first.before) == (3, 300, False)
    assert (again.run_id, again.before) == (first.run_id, True)
    assert balances.of([*payers, income]) == {**dict.fromkeys(payers, RENT), income: -3 * RENT}


def test_a_statement_shows_charges_and_receipts_with_the_balance_after_each(council, payer, cash):
    a_run(council, [payer], accounts.control(council.pk, "income.hra"))
    posted(council, a_receipt(payer, cash, amount=Decimal("60.00")))

    lines = movements.of([payer], MONDAY)

    assert [(line.code, line.amount, line.balance) for line in lines] == [("DBR", 100, 100), ("RDD", -60, 40)]


def test_nothing_is_posted_into_a_closed_period(council, payer, cash):
    closing.close_until(council.pk, date(2026, 4, 7), at=NOON, who="test")

    with pytest.raises(Refused, match="closed"):
        posted(council, a_receipt(payer, cash))
