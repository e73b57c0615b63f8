"""Payment references: two check digits that notice what people get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents import payment_references

numbers = st.integers(0, 893_871_738)


def test_the_check_digits_are_those_of_iso_7064():
    assert payment_references.check_digits("794") == "44"  # The example of the standard, section 8.
    assert payment_references.make(1).endswith(payment_references.check_digits(payment_references.make(1)[:9]))


@given(numbers)
def test_a_reference_is_eleven_digits_and_begins_with_no_nought(number):
    made = payment_references.make(number)

    assert len(made) == 11
    assert made.isdigit()
    assert made[0] != "0"
    assert payment_references.is_ours(made)


@given(numbers, numbers)
def test_two_numbers_have_two_references(one, other):
    assert (payment_references.make(one) == payment_references.make(other)) == (one == other)


@given(numbers, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number, place, by):
    made = payment_references.make(number)
    wrong = made[:place] + str((int(made[place]) + by) % 10) + made[place + 1 :]

    assert not payment_references.is_ours(wrong)


@given(numbers, st.integers(0, 10), st.integers(0, 10))
def test_two_digits_exchanged_are_noticed(number, one, other):
    made = list(payment_references.make(number))
    exchanged = made.copy()
    exchanged[one], exchanged[other] = made[other], made[one]

    assert payment_references.is_ours("".join(exchanged)) == (exchanged == made)


def test_references_do_not_follow_each_other():
    assert abs(int(payment_references.make(2)) - int(payment_references.make(1))) > 1_000_000


def test_spaces_and_hyphens_do_not_matter():
    made = payment_references.make(7)

    assert payment_references.is_ours(f"{made[:4]} {made[4:8]}-{made[8:]} ")
    assert payment_references.check_typed(f" {made[:4]} {made[4:]}") == made


def test_a_wrong_digit_is_told_to_whoever_typed_it():
    made = payment_references.make(7)

    with pytest.raises(Refused, match="wrong digit"):
        payment_references.check_typed(made[:-1] + str((int(made[-1]) + 1) % 10))


@pytest.mark.parametrize("old", ["77002", "RENT/0042-A", "6331 1234 5678 9012"])
def test_references_of_old_systems_are_not_checked(old):
    assert payment_references.check_typed(old) == payment_references.tidied(old)
