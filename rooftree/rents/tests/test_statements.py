"""Statements: each movement in words, the balance after it, and the same as a table."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.periods import Period
from rooftree.rents import statements
from rooftree.rents.statements import Posted, Statement, lines_of

MONDAY_6_APRIL = dt.date(2026, 4, 6)
WORDS = {"DBR": "Rent", "RDD": "Direct Debit, thank you"}


def posted(pounds: str, code: str = "DBR", **facts: Any) -> Posted:
    return Posted(
        **{
            "movement_id": 1,
            "posted_on": MONDAY_6_APRIL,
            "effective_on": MONDAY_6_APRIL,
            "kind": "charge",
            "code": code,
            "part": "rent",
            "pounds": Decimal(pounds),
            **facts,
        }
    )


def a_statement(*movements: Posted, opening: str = "0.00") -> Statement:
    before = Decimal(opening)
    return Statement(
        payment_reference="770012348",
        address="12 Elm Walk, ZZ1 1AA",
        names=("Grace Okafor",),
        period=Period.from_last_day(MONDAY_6_APRIL, dt.date(2026, 4, 12)),
        made_on=dt.date(2026, 4, 13),
        opening=before,
        lines=lines_of(movements, opening=before, called=WORDS.__getitem__),
        parts=(),
    )


def test_each_line_says_what_it_is_and_what_is_owed_after_it():
    statement = a_statement(posted("109.60"), posted("-100.00", "RDD"), opening="12.50")

    assert [(line.what, line.balance) for line in statement.lines] == [
        ("Rent", Decimal("122.10")),
        ("Direct Debit, thank you", Decimal("22.10")),
    ]


def test_a_charge_stands_as_charged_and_a_payment_as_paid():
    charge, payment = a_statement(posted("109.60"), posted("-100.00", "RDD")).lines

    assert (charge.charged, charge.paid) == (Decimal("109.60"), None)
    assert (payment.charged, payment.paid) == (None, Decimal("100.00"))


def test_a_payment_that_came_back_stands_as_charged():
    (returned,) = a_statement(posted("100.00", "RDD")).lines

    assert returned.charged == Decimal("100.00")


def test_totals_and_what_stands_at_the_end():
    statement = a_statement(posted("109.60"), posted("-100.00", "RDD"), opening="12.50")

    assert (statement.charged, statement.paid, statement.closing) == (
        Decimal("109.60"),
        Decimal("100.00"),
        Decimal("22.10"),
    )


def test_a_time_without_movements_ends_as_it_began():
    assert a_statement(opening="-4.00").closing == Decimal("-4.00")


@pytest.mark.parametrize(
    ("pounds", "code", "effective_on", "narrative", "about"),
    [
        ("109.60", "DBR", MONDAY_6_APRIL, "", ""),
        ("109.60", "DBR", MONDAY_6_APRIL, "Week 1 of 52", "Week 1 of 52"),
        ("109.60", "DBR", dt.date(2026, 3, 30), "", "for Monday 30 March 2026"),
        ("-9.60", "RDD", dt.date(2026, 4, 3), "", "of Friday 3 April 2026"),
        ("109.60", "DBR", dt.date(2026, 3, 30), "Late", "Late; for Monday 30 March 2026"),
    ],
)
def test_what_is_said_besides(pounds, code, effective_on, narrative, about):
    (line,) = a_statement(posted(pounds, code, effective_on=effective_on, narrative=narrative)).lines

    assert line.about == about


@pytest.mark.parametrize(
    ("balance", "to_the_payer", "to_others"),
    [
        ("0.01", "You owe £0.01", "£0.01 owed"),
        ("0.00", "You owe nothing", "Nothing owed"),
        ("-0.01", "You are £0.01 in credit", "£0.01 in credit"),
        ("1204.50", "You owe £1,204.50", "£1,204.50 owed"),
    ],
)
def test_how_an_account_stands_in_words(balance, to_the_payer, to_others):
    assert statements.standing(Decimal(balance)) == to_the_payer
    assert statements.stands(Decimal(balance)) == to_others


def test_as_a_table_it_begins_with_what_stood_before_and_names_the_part():
    statement = a_statement(posted("109.60"), opening="12.50")

    before, line = statements.rows(statement, called={"rent": "Rent"}.__getitem__)

    assert dict(zip(statements.HEADING, before, strict=True))["Balance"] == Decimal("12.50")
    said = dict(zip(statements.HEADING, line, strict=True))
    assert (said["Code"], said["What"], said["Part"]) == ("DBR", "Rent", "Rent")
    assert (said["Charged"], said["Paid"], said["Balance"]) == (Decimal("109.60"), None, Decimal("122.10"))


pennies = st.integers(-1_000_000, 1_000_000).filter(bool).map(lambda each: Decimal(each) / 100)


@given(st.lists(pennies), pennies)
def test_no_penny_is_lost_between_what_stood_before_and_what_stands_after(sums, before):
    movements = [posted(str(each)) for each in sums]

    statement = a_statement(*movements, opening=str(before))

    assert statement.closing == before + sum(sums, Decimal())
    assert statement.closing == before + statement.charged - statement.paid
