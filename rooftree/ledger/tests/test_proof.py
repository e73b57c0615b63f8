"""A kept balance that is wrong is found in the night, and made anew from the movements."""

from decimal import Decimal

import psycopg
import pytest

from rooftree.ledger import accounts, balances, checks, closing
from rooftree.ledger.tests.books import MONDAY, NEXT_YEAR, NOON, RENT, charge, pay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

KINDS_OF_BALANCE = ["ledger_balanceposted", "ledger_balancecharged"]


@pytest.fixture
def payer(council, acting) -> int:
    """Somebody who was charged and paid, in a year that is closed and in the next."""
    (payer,) = accounts.open_personal(council.pk, opened_on=MONDAY)
    cash, income = accounts.control(council.pk, "cash"), accounts.control(council.pk, "income")
    for on in (MONDAY, NEXT_YEAR):
        charge(council.pk, [payer], income, key=f"{on}", on=on)
        pay(council.pk, cash, payer, Decimal("60.00"), key=f"{on}", on=on)
    closing.close_year(council.pk, NEXT_YEAR, at=NOON, who="test")
    return payer


def spoil(owner_url: str, statement: str) -> None:
    """Do as a hand at the database itself could."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(statement)


def test_books_that_are_right_raise_no_alarm(council, payer):
    assert list(checks.books(council, NEXT_YEAR)) == []
    assert balances.rebuild(council.pk) == 0


@pytest.mark.parametrize("table", KINDS_OF_BALANCE)
def test_a_balance_changed_by_hand_is_found_and_rebuilt(council, payer, table, owner_url):
    spoil(owner_url, f"UPDATE {table} SET amount = amount + 12.34")

    assert list(checks.books(council, NEXT_YEAR)) == [
        "1 kept balance is not what the movements say, by £12.34 in all. Have the balances rebuilt, "
        "and look at who changed them."
    ]
    assert balances.rebuild(council.pk) == 1
    assert list(checks.books(council, NEXT_YEAR)) == []
    assert balances.of([payer]) == {payer: 2 * RENT - 120}


@pytest.mark.parametrize("table", KINDS_OF_BALANCE)
def test_a_balance_that_is_gone_is_found_and_rebuilt(council, payer, table, owner_url):
    spoil(owner_url, f"DELETE FROM {table}")

    assert [sentence[:19] for sentence in checks.books(council, NEXT_YEAR)] == ["1 kept balance is n"]
    assert balances.rebuild(council.pk) == 1
    assert balances.of([payer]) == {payer: 2 * RENT - 120}


def test_a_closing_balance_that_is_wrong_is_found(council, payer, owner_url):
    spoil(
        owner_url,
        "ALTER TABLE ledger_closedbalance DISABLE TRIGGER USER;"
        "UPDATE ledger_closedbalance SET amount = amount - 1;"
        "ALTER TABLE ledger_closedbalance ENABLE TRIGGER USER",
    )

    assert "by £1.00 in all" in next(checks.books(council, NEXT_YEAR))
