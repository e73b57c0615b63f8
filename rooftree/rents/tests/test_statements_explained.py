"""Why a charge is what it is, in words, and the same sum as the debit run's."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.periods import Period
from rooftree.rents import charging
from rooftree.rents.rent_year import Year
from rooftree.rents.statements_explained import Ground, Reckoning, explain
from rooftree.rents.tests.test_statements import posted

APRIL_6 = dt.date(2026, 4, 6)
LET = dt.date(2015, 6, 1)
YEAR = Year(APRIL_6, 52)
RENT = Ground("DBR", Decimal("100.00"), Period(LET), "Annual increase")
ALWAYS = Period(LET)


def a_reckoning(*grounds: Ground, **facts: Any) -> Reckoning:
    return Reckoning(**{"grounds": grounds, "charged_days": [ALWAYS], "cycle": "weekly", "years": [YEAR], **facts})


def said(pounds: str, reckoning: Reckoning, **facts: Any) -> str:
    return explain(posted(pounds, **facts), reckoning).replace("\N{NO-BREAK SPACE}", " ")


def test_a_whole_week_names_the_week_and_the_line():
    assert said("100.00", a_reckoning(RENT)) == (
        "Week 1 of 52, from Monday 6 April 2026. £100.00 a week, since Monday 1 June 2015 (annual increase)."
    )


def test_a_payment_needs_no_sum():
    assert explain(posted("-100.00", "RDD", kind="receipt"), a_reckoning(RENT)) == ""


@pytest.mark.parametrize(
    ("account", "pounds", "first", "sum_"),
    [
        (
            Period(dt.date(2026, 4, 11)),
            "28.57",
            dt.date(2026, 4, 11),
            "2 of 7 days, Sat 11 Apr 2026 to Sun 12 Apr 2026",
        ),
        (Period(dt.date(2026, 4, 12)), "14.29", dt.date(2026, 4, 12), "1 of 7 days, Sun 12 Apr 2026"),
        (Period(LET, dt.date(2026, 4, 9)), "42.86", APRIL_6, "3 of 7 days, Mon 6 Apr 2026 to Wed 8 Apr 2026"),
    ],
    ids=["begun in the week", "begun on its last day", "ended in the week"],
)
def test_a_part_of_a_week_shows_its_days_and_its_sum(account, pounds, first, sum_):
    words = said(pounds, a_reckoning(RENT, charged_days=[account]), effective_on=first)

    assert sum_ in words
    assert f"£100.00 a week × {sum_[0]} ÷ 7 = £{pounds}." in words


def test_a_week_in_which_the_rent_changed_shows_both_lines():
    old = Ground("DBR", Decimal("100.00"), Period(LET, dt.date(2026, 4, 8)), "Let")
    new = Ground("DBR", Decimal("107.00"), Period(dt.date(2026, 4, 8)), "Corrected")

    words = said("105.00", a_reckoning(old, new))

    assert "2 of 7 days, Mon 6 Apr 2026 to Tue 7 Apr 2026: £100.00 a week × 2 ÷ 7 = £28.57." in words
    assert "5 of 7 days, Wed 8 Apr 2026 to Sun 12 Apr 2026: £107.00 a week × 5 ÷ 7 = £76.43." in words
    assert "whole of it" not in words


def test_lines_of_other_codes_are_left_out():
    garage = Ground("DGA", Decimal("12.00"), Period(LET), "Let")

    assert "£12.00" not in said("100.00", a_reckoning(RENT, garage))


def test_a_charge_that_the_lines_do_not_come_to_any_more_says_so():
    words = said("90.00", a_reckoning(RENT))

    assert "By the lines as they stand now the whole of it comes to £100.00; here £90.00 was charged" in words


def test_a_charge_taken_back_says_so():
    assert "£10.00 of what was charged before is taken back" in said("-10.00", a_reckoning(RENT))


def test_a_charge_without_any_line_says_so():
    assert "No line is kept for these days any more." in said("100.00", a_reckoning())


def test_a_month_and_a_night_are_named_as_such():
    lease = Ground("DSC", Decimal("120.00"), Period(LET), "Estimate")
    monthly = a_reckoning(lease, cycle="monthly", years=())
    nightly = a_reckoning(Ground("DTA", Decimal("42.00"), Period(LET), "Placed"), cycle="nightly", years=())

    assert said("120.00", monthly, code="DSC", effective_on=dt.date(2026, 4, 1)).startswith(
        "The month from Wednesday 1 April 2026. £120.00 a month"
    )
    assert said("42.00", nightly, code="DTA").startswith("The night of Monday 6 April 2026. £42.00 a night")


def test_a_week_of_no_known_year_is_named_by_its_first_day():
    assert said("100.00", a_reckoning(RENT, years=())).startswith("The week, from Monday 6 April 2026.")


@given(begins=st.integers(-3, 6), days=st.integers(1, 9), pence=st.integers(1, 40_000), changes=st.integers(0, 7))
def test_what_is_explained_is_what_the_debit_run_charges_to_the_penny(begins, days, pence, changes):
    week = Period(APRIL_6, APRIL_6 + dt.timedelta(days=7))
    account = Period(APRIL_6 + dt.timedelta(days=begins), APRIL_6 + dt.timedelta(days=begins + days))
    change = APRIL_6 + dt.timedelta(days=changes)
    lines = [
        charging.Line("DCI", Decimal(pence) / 100, Period(LET, change)),
        charging.Line("DCI", Decimal(pence + 100) / 100, Period(change)),
    ]
    due = charging.due_of_account(lines, charging.Payer(1, account), week)
    grounds = [Ground(line.code, line.amount, line.period, "Let") for line in lines]

    words = [
        said(
            str(each.amount),
            a_reckoning(*grounds, charged_days=[account]),
            code="DCI",
            effective_on=each.effective_on,
        )
        for each in due
    ]

    assert not any("whole of it" in each or "No line" in each for each in words)
