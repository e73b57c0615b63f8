"""Who is charged what for a period: by the day, to the penny, and the parts make the whole."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.periods import Period
from rooftree.rents import charging, rent_year
from rooftree.rents.charging import VOID, Due, Line, Payer

MONDAY = date(2026, 4, 6)
WEEK = rent_year.week_from(MONDAY)
ALWAYS = Period(date(2015, 6, 1))


def day(number: int) -> date:
    """A day of the week, 0 for Monday."""
    return MONDAY + timedelta(days=number)


def rent(amount: str = "100.00", period: Period = ALWAYS, code: str = "DBR") -> Line:
    return Line(code, Decimal(amount), period)


def shares(*payers: Payer, lines: list[Line] | None = None, period: Period = WEEK) -> dict[int, str]:
    return {due.account: str(due.amount) for due in charging.due_of_home(lines or [rent()], payers, period)}


WHO_PAYS = [
    ("a whole week", [Payer(1, ALWAYS)], {1: "100.00"}),
    ("a void week", [], {VOID: "100.00"}),
    ("let on Wednesday", [Payer(1, Period(day(2)))], {1: "71.43", VOID: "28.57"}),
    ("ended on Wednesday, its last day", [Payer(1, Period(ALWAYS.starts, day(3)))], {1: "42.86", VOID: "57.14"}),
    ("ended before", [Payer(1, Period(ALWAYS.starts, MONDAY))], {VOID: "100.00"}),
    ("begins after", [Payer(1, Period(day(7)))], {VOID: "100.00"}),
    (
        "one follows another",
        [Payer(1, Period(ALWAYS.starts, day(3))), Payer(2, Period(day(3)))],
        {1: "42.86", 2: "57.14"},
    ),
    (
        "a void between",
        [Payer(1, Period(ALWAYS.starts, day(2))), Payer(2, Period(day(5)))],
        {1: "28.57", 2: "28.57", VOID: "42.86"},
    ),
    ("one day", [Payer(1, Period(day(3), day(4)))], {1: "14.29", VOID: "85.71"}),
]


@pytest.mark.parametrize(
    ("payers", "expected"), [case[1:] for case in WHO_PAYS], ids=[case[0] for case in WHO_PAYS]
)
def test_each_pays_by_the_day_and_the_void_takes_the_rest(payers, expected):
    assert shares(*payers) == expected


def test_a_rent_that_changes_within_the_week_counts_by_the_day():
    lines = [rent("100.00", Period(ALWAYS.starts, day(3))), rent("107.00", Period(day(3)))]

    assert shares(Payer(1, ALWAYS), lines=lines) == {1: "104.00"}


def test_each_code_stands_by_itself():
    lines = [rent(), rent("7.90", code="DSC")]

    assert charging.due_of_home(lines, [Payer(1, ALWAYS)], WEEK) == [
        Due(1, "DBR", MONDAY, Decimal("100.00")),
        Due(1, "DSC", MONDAY, Decimal("7.90")),
    ]


def test_a_part_says_the_first_day_that_it_is_for():
    dues = charging.due_of_home([rent()], [Payer(1, Period(day(1), day(3)))], WEEK)

    assert {due.account: due.effective_on for due in dues} == {1: day(1), VOID: day(0)}


def test_a_leap_day_is_a_day_like_others():
    february = rent_year.month_of(date(2028, 2, 1))

    assert shares(Payer(1, Period(date(2028, 2, 29))), lines=[rent("290.00")], period=february) == {
        1: "10.00",
        VOID: "280.00",
    }


def test_a_night_is_charged_whole():
    night = rent_year.night_of(MONDAY)

    assert shares(Payer(1, Period(MONDAY, day(1))), lines=[rent("45.00", code="DTA")], period=night) == {
        1: "45.00"
    }


def test_the_line_of_an_account_alone_goes_to_nobody_else():
    insured = [rent("1.40", code="DCI")]

    dues = charging.due_of_account(insured, Payer(1, Period(day(2), day(4))), WEEK)

    assert dues == [Due(1, "DCI", day(2), Decimal("0.40"))]


def test_what_is_left_out_of_a_period():
    whole = Period(MONDAY, day(7))

    assert charging.without(whole, [Period(day(2), day(3)), Period(day(5))]) == [
        Period(day(0), day(2)),
        Period(day(3), day(5)),
    ]


# --- Whatever the days and the sums --------------------------------------------------------------------


@st.composite
def occupied(draw) -> list[Payer]:
    """Payers one after the other, some with empty days between."""
    cuts = sorted(draw(st.sets(st.integers(-3, 10), max_size=8)))
    return [
        Payer(number + 1, Period(day(starts), day(ends)))
        for number, (starts, ends) in enumerate(pairwise(cuts))
        if draw(st.booleans())
    ]


@st.composite
def a_line(draw) -> Line:
    starts, days = draw(st.integers(-3, 6)), draw(st.integers(1, 12))
    return Line("DBR", draw(st.decimals("0.01", "999.99", places=2)), Period(day(starts), day(starts + days)))


@given(a_line(), occupied())
def test_the_parts_make_the_whole_and_none_is_below_nought(line, payers):
    dues = charging.due_of_home([line], payers, WEEK)

    assert sum(due.amount for due in dues) == charging.whole_of(line, WEEK)
    assert all(due.amount > 0 for due in dues)


@given(a_line(), occupied())
def test_nobody_pays_for_a_day_that_is_not_theirs(line, payers):
    charged = line.period.common(WEEK)
    there = {payer.account for payer in payers if payer.period.overlaps(charged)}

    accounts = {due.account for due in charging.due_of_home([line], payers, WEEK)}

    assert accounts - {VOID} <= there


@given(st.decimals("1.00", "999.99", places=2), st.integers(0, 6), st.integers(1, 7))
def test_beside_a_void_a_part_is_its_days_to_the_penny(amount, starts, days):
    payer = Payer(1, Period(day(starts), day(min(starts + days, 7))))
    expected = (amount * payer.period.days / 7).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")

    dues = charging.due_of_home([Line("DBR", amount, ALWAYS)], [payer], WEEK)

    assert {due.account: due.amount for due in dues}[1] == expected
