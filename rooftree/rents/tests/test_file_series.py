"""Whether a delivery is the next of its series, comes too early, or was there before. No database."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.rents.files.lines import Part
from rooftree.rents.files.series import Series, Turn, after, balance_fault, place

POSTED = Series(last=41, last_on=date(2026, 11, 18), closing=Decimal("10.00"))


@pytest.mark.parametrize(
    ("number", "turn", "because"),
    [
        (42, Turn.NEXT, ""),
        (43, Turn.EARLY, "It is number 43 of TILL, but number 42 has not come."),
        (45, Turn.EARLY, "It is number 45 of TILL, but number 42 to 44 have not come."),
        (40, Turn.EARLY, "It is number 40 of TILL, but number 41 was posted."),
    ],
)
def test_the_turn_of_a_numbered_delivery(number, turn, because):
    placed = place(Part("TILL", number), POSTED)

    assert (placed.turn, placed.because) == (turn, because)


def test_the_first_of_a_series_may_have_any_number():
    assert place(Part("TILL", 412), Series()).turn is Turn.NEXT


def test_a_number_that_was_posted_is_refused():
    placed = place(Part("TILL", 41), Series(last=41, same="till_41.csv"))

    assert placed.turn is Turn.AGAIN
    assert "posted, as “till_41.csv”, with other contents" in placed.because


def test_a_number_that_begins_anew_with_the_year_waits_for_two_people():
    december = Series(last=250, last_on=date(2026, 12, 31), same="statement_1.xml")

    placed = place(Part("GB33", 1, date(2027, 1, 4)), december)

    assert placed.turn is Turn.EARLY
    assert placed.because.endswith("If GB33 counts anew each year, two people say so.")


def test_a_low_number_of_the_same_year_is_no_new_beginning():
    december = Series(last=250, last_on=date(2026, 12, 30), same="statement_1.xml")

    assert place(Part("GB33", 1, date(2026, 12, 31)), december).turn is Turn.AGAIN


@pytest.mark.parametrize(("day", "turn"), [(17, Turn.EARLY), (18, Turn.NEXT), (19, Turn.NEXT)])
def test_the_turn_of_a_dated_delivery(day, turn):
    assert place(Part("ARUDD 123456", made_on=date(2026, 11, day)), POSTED).turn is turn


def test_the_same_day_lines_and_pounds_wait_for_two_people():
    placed = place(Part("Universal Credit", made_on=date(2026, 11, 18)), Series(alike="uc.csv"))

    assert placed.turn is Turn.EARLY
    assert placed.because.endswith("It may be the same money again.")


def test_two_statements_of_one_account_in_one_file_follow_each_other():
    friday = Part("GB33", 42, closing=Decimal("15.00"))
    monday = Part("GB33", 43, opening=Decimal("15.00"))

    of_monday = after(POSTED, friday)

    assert place(monday, of_monday).turn is Turn.NEXT
    assert balance_fault(monday, of_monday) == ""


def test_a_statement_opens_where_the_last_one_closed():
    assert balance_fault(Part("GB33", 42, name="S42", opening=Decimal("10.01")), POSTED) == (
        "Statement S42 opens with £10.01, but the one before it closed with £10.00."
    )
