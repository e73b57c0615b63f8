"""Why an account owes what it owes: the sum begins when nothing was owed, and comes to the balance."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.rents.owing import Collectable, Moved, Standing, collectable, why

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


def test_an_account_in_credit_owes_nothing():
    found = why([charged("100"), paid("130")], balance=Decimal("-30"))

    assert found.standing == Standing.CREDIT
    assert not found.is_latest_only


def test_an_account_without_movements_owes_nothing_since_never():
    found = why([], balance=Decimal(0))

    assert (found.standing, found.since, found.latest) == (Standing.NOTHING, None, None)


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


# --- What may be collected now --------------------------------------------------------------------------


def to_collect(arrears: str, *, paid: str = "0", expected: str = "0", weeks: int = 1) -> Collectable:
    """Of an account that is charged 100 pounds a week."""
    return collectable(
        Decimal(arrears),
        gross_weekly=Decimal(100),
        paid_this_week=Decimal(paid),
        expected=Decimal(expected),
        grace_weeks=Decimal(weeks),
    )


@pytest.mark.parametrize(
    ("arrears", "facts", "grace", "left"),
    [
        ("250", {}, "100", "150"),
        ("100", {}, "100", "0"),
        ("40", {}, "40", "0"),
        ("250", {"paid": "60"}, "40", "210"),
        ("250", {"paid": "130"}, "0", "250"),
        ("250", {"paid": "-30"}, "100", "150"),
        ("250", {"expected": "120"}, "100", "30"),
        ("250", {"expected": "200"}, "50", "0"),
        ("250", {"weeks": 2}, "200", "50"),
        ("250", {"weeks": 0}, "0", "250"),
        ("-50", {}, "0", "0"),
    ],
)
def test_what_may_be_collected_is_net_of_a_weeks_rent_less_what_was_paid_this_week(arrears, facts, grace, left):
    found = to_collect(arrears, **facts)

    assert (found.grace, found.pounds) == (Decimal(grace), Decimal(left))


SUMS = st.decimals(Decimal(0), Decimal(500), places=2)


@given(
    arrears=st.decimals(Decimal(-500), Decimal(500), places=2),
    paid=st.decimals(Decimal(-500), Decimal(500), places=2),
    weekly=SUMS,
    expected=SUMS,
    weeks=st.integers(0, 4),
)
def test_no_part_of_what_is_owed_is_below_nought_and_together_they_are_the_arrears(
    arrears, paid, weekly, expected, weeks
):
    expected = min(expected, max(arrears, Decimal(0)))

    found = collectable(
        arrears, gross_weekly=weekly, paid_this_week=paid, expected=expected, grace_weeks=Decimal(weeks)
    )

    parts = (found.grace, found.expected, found.pounds)
    assert min(parts) >= 0
    assert sum(parts) == max(arrears, 0)
    assert found.grace <= max(weekly * weeks - max(paid, 0), 0)
