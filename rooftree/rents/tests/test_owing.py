"""Why an account owes what it owes: the sum begins when nothing was owed, and comes to the balance."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rooftree.rents.owing import Moved, Standing, why

MONDAY = dt.date(2026, 11, 2)
WEEK = dt.timedelta(weeks=1)


def charged(pounds: str, *, on: dt.date = MONDAY, code: str = "DBR") -> Moved:
    return Moved(on, on, code, "charge", Decimal(pounds))


def paid(pounds: str, *, on: dt.date = MONDAY, code: str = "RCP") -> Moved:
    return Moved(on, on, code, "receipt", -Decimal(pounds))


def test_an_account_that_owes_the_week_just_charged_owes_that_week_only():
    moved = [charged("100"), paid("100", on=MONDAY + WEEK / 7), charged("100", on=MONDAY + WEEK)]

    found = why(moved, balance=Decimal("100"))

    assert found.is_latest_only
    assert (found.since, found.before, found.charged, found.paid) == (MONDAY + WEEK, 0, 100, 0)


def test_the_charges_of_one_day_are_one():
    moved = [charged("100"), charged("7.90", code="DSC")]

    found = why(moved, balance=Decimal("107.90"))

    assert found.is_latest_only
    assert found.latest.pounds == Decimal("107.90")


def test_the_sum_begins_after_the_day_when_nothing_was_owed():
    moved = [
        charged("100"),
        paid("120", on=MONDAY + WEEK / 7),
        charged("100", on=MONDAY + WEEK),
        charged("100", on=MONDAY + 2 * WEEK),
        paid("30", on=MONDAY + 2 * WEEK),
    ]

    found = why(moved, balance=Decimal("150"))

    assert not found.is_latest_only
    assert (found.since, found.before, found.charged, found.paid) == (MONDAY + WEEK, -20, 200, 30)


def test_an_account_that_always_owed_begins_with_what_it_owed_before():
    moved = [charged("100"), paid("50", on=MONDAY + WEEK)]

    found = why(moved, balance=Decimal("450"))

    assert (found.since, found.before, found.charged, found.paid) == (MONDAY, 400, 100, 50)


def test_a_payment_that_the_bank_returned_is_told_of():
    moved = [
        charged("100"),
        paid("100", code="RDD"),
        Moved(MONDAY + WEEK, MONDAY, "RDN", "receipt", Decimal("100")),
    ]

    found = why(moved, balance=Decimal("100"))

    assert [each.code for each in found.returned] == ["RDN"]
    assert found.last_payment == moved[1]


def test_an_account_in_credit_owes_nothing():
    found = why([charged("100"), paid("130")], balance=Decimal("-30"))

    assert found.standing == Standing.CREDIT
    assert not found.is_latest_only


def test_an_account_without_movements_owes_nothing_since_never():
    found = why([], balance=Decimal(0))

    assert (found.standing, found.since, found.latest, found.last_payment) == (Standing.NOTHING, None, None, None)


POUNDS = st.decimals(Decimal("0.01"), Decimal(500), places=2)
MOVES = st.lists(st.tuples(st.integers(0, 60), st.booleans(), POUNDS), max_size=30)


@given(moves=MOVES, before=st.decimals(Decimal(-500), Decimal(500), places=2))
def test_the_sum_comes_to_the_balance(moves, before):
    moved = [
        (charged if is_charge else paid)(str(pounds), on=MONDAY + dt.timedelta(days=day))
        for day, is_charge, pounds in sorted(moves, key=lambda move: move[0])
    ]
    balance = before + sum((each.pounds for each in moved), Decimal())

    found = why(moved, balance=balance)

    assert found.before + found.charged - found.paid == balance
