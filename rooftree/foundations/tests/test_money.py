"""Money is rounded half up, once, and split without losing a penny."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import money
from rooftree.foundations.refusals import Refused

SUMS = st.decimals(Decimal("-1000000"), Decimal("1000000"), places=2)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("108.992", "108.99"),
    ],
)
def test_half_a_penny_is_rounded_away_from_nought(exact, rounded):
    assert money.to_the_penny(Decimal(exact)) == Decimal(rounded)


def test_a_float_is_not_money():
    with pytest.raises(AssertionError, match="Money is Decimal"):
        money.to_the_penny(0.1)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("10.00", [0, 1], ["0.00", "10.00"]),
        ("1.00", [1, 2, 3], ["0.17", "0.33", "0.50"]),
        ("0.00", [1, 2], ["0.00", "0.00"]),
    ],
)
def test_left_over_pennies_go_to_those_who_lost_most(total, weights, shares):
    assert money.share(Decimal(total), weights) == [Decimal(part) for part in shares]


@given(total=SUMS, weights=WEIGHTS)
def test_shares_add_up_and_none_is_a_penny_from_exact(total, weights):
    shares = money.share(total, weights)

    assert sum(shares) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - fair) < money.PENNY for part, fair in zip(shares, exact, strict=True))


@given(total=SUMS, weights=WEIGHTS)
def test_who_has_no_weight_gets_nothing(total, weights):
    shares = money.share(total, [*weights, 0])

    assert shares[-1] == 0


def test_a_sum_is_shared_equally():
    assert money.share_equally(Decimal("0.05"), 2) == [Decimal("0.03"), Decimal("0.02")]


@pytest.mark.parametrize("weights", [[], [0, 0]], ids=["nobody", "no weight"])
def test_a_sum_cannot_be_shared_between_nobody(weights):
    with pytest.raises(AssertionError, match="Nobody to share between"):
        money.share(Decimal("1.00"), weights)


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ("£1,234.50", "1234.50"),
        ("12", "12.00"),
        (" 1 234.5 ", "1234.50"),
        ("-3.05", "-3.05"),
        ("−£3.05", "-3.05"),
    ],
)
def test_a_written_sum_is_read(written, pounds):
    assert money.from_text(written) == Decimal(pounds)


@pytest.mark.parametrize("written", ["", "twelve", "1.234", "12,34", "1e3", "£", "NaN", "٣"])
def test_what_is_no_sum_is_refused(written):
    with pytest.raises(Refused, match="is not a sum of money"):
        money.from_text(written)


@pytest.mark.parametrize(
    ("pounds", "words"), [("1234.5", "£1,234.50"), ("-3", "−£3.00"), ("0", "£0.00"), ("-0.001", "£0.00")]
)
def test_a_sum_is_written_for_people(pounds, words):
    assert money.in_words(Decimal(pounds)) == words


@given(pounds=SUMS)
def test_what_is_written_is_read_back(pounds):
    assert money.from_text(money.in_words(pounds)) == pounds
