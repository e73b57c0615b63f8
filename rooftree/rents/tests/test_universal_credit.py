"""Universal Credit's months and weeks, by the examples of the rule book (4.12), and technical arrears."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.rents.universal_credit import (
    AccountFacts,
    Benefit,
    first_receipt_on,
    monthly_of,
    receipts,
    shortfall_of,
    technical_arrears,
)

APRIL = date(2026, 4, 6)


@pytest.mark.parametrize(("free_weeks", "monthly"), [(2, "490.21"), (0, "509.82"), (4, "470.60")])
def test_a_month_of_universal_credit(free_weeks, monthly):
    """T-UC-01."""
    assert monthly_of(Decimal("117.65"), free_weeks=free_weeks, on=APRIL) == Decimal(monthly)


@pytest.mark.parametrize(("weeks", "shortfall"), [(52, "0.00"), (53, "117.65")])
def test_the_fifty_third_week_is_never_paid(weeks, shortfall):
    assert shortfall_of(Decimal("117.65"), weeks=weeks, on=APRIL) == Decimal(shortfall)


@pytest.mark.parametrize(
    ("claimed_on", "first_on"),
    [
        (date(2026, 11, 2), date(2026, 12, 9)),
        (date(2027, 1, 31), date(2027, 3, 7)),  # A month after 31 January is the last of February.
        (date(2028, 1, 29), date(2028, 3, 7)),  # And in a leap year the 29th.
        (date(2026, 2, 24), date(2026, 3, 31)),
    ],
)
def test_the_first_payment_comes_a_month_and_a_week_after_the_claim(claimed_on, first_on):
    assert first_receipt_on(claimed_on) == first_on


def test_payments_to_a_tenant_come_each_month_on_a_day_of_the_claim():
    found = list(
        receipts(
            kind="uc",
            amount=Decimal("490.21"),
            claimed_on=date(2027, 1, 31),
            from_on=date(2027, 3, 1),
            until_on=date(2027, 6, 1),
        )
    )

    assert [each.on for each in found] == [date(2027, 3, 7), date(2027, 4, 7), date(2027, 5, 7)]
    assert [each.covers_from for each in found] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_managed_payments_come_thirteen_times_in_a_year():
    found = list(
        receipts(
            kind="uc_managed",
            amount=Decimal("400.00"),
            claimed_on=date(2025, 1, 6),
            next_on=date(2026, 4, 15),
            from_on=date(2026, 4, 6),
            until_on=date(2027, 4, 5),
        )
    )

    assert (len(found), found[1].on, found[-1].on) == (13, date(2026, 5, 13), date(2027, 3, 17))


def owing(arrears: str, *benefits: Benefit, weekly: str = "117.65", until: date = date(2026, 11, 30)):
    return AccountFacts(Decimal(arrears), Decimal(weekly), until, benefits)


def test_a_pending_claim_explains_what_was_charged_since():
    """Claimed Mon 9 November; three weeks are charged; first due on 16 December."""
    claim = Benefit("uc", Decimal(0), claimed_on=date(2026, 11, 9), next_on=None)

    found = technical_arrears(owing("500.00", claim), on=date(2026, 11, 25))

    assert (found.amount, found.until_on) == (Decimal("352.95"), date(2026, 12, 16))
    assert found.because == (
        "£352.95 of the arrears is timing: Universal Credit was claimed on Mon 9 Nov 2026 "
        "and is first due on Wed 16 Dec 2026."
    )


def test_no_more_is_timing_than_is_owed():
    claim = Benefit("uc", Decimal(0), claimed_on=date(2026, 11, 9), next_on=None)

    assert technical_arrears(owing("80.00", claim), on=date(2026, 11, 25)).amount == Decimal("80.00")


def test_an_account_in_credit_has_no_technical_arrears():
    claim = Benefit("uc", Decimal(0), claimed_on=date(2026, 11, 9), next_on=None)

    found = technical_arrears(owing("-20.00", claim), on=date(2026, 11, 25))

    assert (found.amount, found.until_on) == (0, None)


def test_a_month_in_arrears_explains_its_days_charged():
    """Due on 7 December for 31 October to 29 November (30 days); 30 days are charged: all of it."""
    paid_monthly = Benefit("uc", Decimal("490.21"), claimed_on=date(2025, 1, 31), next_on=date(2026, 12, 7))

    found = technical_arrears(owing("1000.00", paid_monthly), on=date(2026, 11, 25))

    assert found.amount == Decimal("490.21")


def test_no_more_is_timing_than_was_charged_in_those_days():
    """As above, but the benefit pays more than the rent: the 31 days of £70.00 a week are £310.00."""
    paid_monthly = Benefit("uc", Decimal("490.21"), claimed_on=date(2025, 1, 31), next_on=date(2026, 12, 7))

    found = technical_arrears(owing("1000.00", paid_monthly, weekly="70.00"), on=date(2026, 11, 25))

    assert found.amount == Decimal("310.00")


def test_a_payment_that_is_a_day_late_explains_nothing():
    paid_monthly = Benefit("uc", Decimal("490.21"), claimed_on=date(2025, 1, 31), next_on=date(2026, 11, 24))

    found = technical_arrears(owing("490.21", paid_monthly), on=date(2026, 11, 25))

    assert found.amount == 0
    assert found.because == (
        "A payment of benefit that was due on Tue 24 Nov 2026 has not come: it is late, not timing."
    )


def test_a_payment_due_today_is_still_on_its_way():
    paid_monthly = Benefit("uc", Decimal("490.21"), claimed_on=date(2025, 1, 31), next_on=date(2026, 11, 25))

    assert technical_arrears(owing("490.21", paid_monthly), on=date(2026, 11, 25)).amount > 0


def test_managed_payments_explain_their_cycle_of_28_days():
    managed = Benefit("uc_managed", Decimal("400.00"), date(2025, 1, 6), date(2026, 12, 8), every_days=28)

    found = technical_arrears(owing("900.00", managed), on=date(2026, 11, 25))

    assert found.amount == Decimal("385.71")  # 27 of its 28 days are charged, from 3 November.


def test_deductions_from_benefit_explain_nothing():
    deduction = Benefit("uc_deduction", Decimal("20.00"), date(2025, 1, 6), date(2026, 12, 7))

    assert technical_arrears(owing("900.00", deduction), on=date(2026, 11, 25)).amount == 0


days = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31))


@given(days, st.decimals(min_value=-500, max_value=5000, places=2))
def test_timing_is_never_below_nought_and_never_above_what_is_owed(claimed_on, arrears):
    claim = Benefit("uc", Decimal(0), claimed_on=claimed_on, next_on=None)

    found = technical_arrears(owing(str(arrears), claim), on=date(2026, 11, 25))

    assert 0 <= found.amount <= max(arrears, 0)
