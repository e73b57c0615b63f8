"""Money is decimal pounds with two places, rounded once, and split without losing a penny."""

import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from rooftree.foundations.refusals import Refused

PENNY = Decimal("0.01")
NOUGHT = Decimal("0.00")
_WRITTEN = re.compile(r"(?P<sign>[-−]?)£?(?P<pounds>\d+|\d{1,3}(,\d{3})+)(?P<pence>\.\d{1,2})?", re.ASCII)


def to_the_penny(pounds: Decimal) -> Decimal:
    """Round to two places, half a penny away from nought. Once, where a figure is posted.

    Takes and returns pounds. Rule book conventions, item 7: half up, at the end of a calculation.
    """
    assert isinstance(pounds, Decimal), f"Money is Decimal, not {type(pounds).__name__}."
    return pounds.quantize(PENNY, rounding=ROUND_HALF_UP)


def share(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Split a sum in proportion to the weights, losing no penny.

    Takes pounds, in whole pence, and weights of nought or more; returns pounds, in the order of the
    weights. Pennies left over go one each to the shares that rounding down had cost the most, the
    earlier first. A sum below nought is split as its opposite is.
    """
    assert total == to_the_penny(total), f"{total} is not a sum in whole pence."
    assert all(weight >= 0 for weight in weights), "A weight below nought has no share."
    whole = sum((Decimal(weight) for weight in weights), Decimal())
    assert whole > 0, "Nobody to share between: every weight is nought."
    if total < 0:
        return [-part for part in share(-total, weights)]
    exact = [total * Decimal(weight) / whole for weight in weights]
    parts = [part.quantize(PENNY, rounding=ROUND_FLOOR) for part in exact]
    left_over = int((total - sum(parts)) / PENNY)
    by_loss = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_loss[:left_over]:
        parts[index] += PENNY
    return parts


def share_equally(total: Decimal, between: int) -> list[Decimal]:
    """Split a sum in pounds between so many, losing no penny: the first get what is left over."""
    return share(total, [1] * between)


def from_text(text: str) -> Decimal:
    """Return the pounds that somebody wrote: "£1,234.50", "12", "-3.5". Raise Refused if it is no sum."""
    written = _WRITTEN.fullmatch("".join(text.split()))
    if not written:
        raise Refused(f"“{text.strip()}” is not a sum of money. Write pounds and pence, such as 1234.50.")
    pounds = Decimal(written["pounds"].replace(",", "") + (written["pence"] or ""))
    return to_the_penny(-pounds if written["sign"] else pounds)


def in_words(pounds: Decimal) -> str:
    """Write a sum for people: "£1,234.50", "−£3.00"."""
    rounded = to_the_penny(pounds)
    return f"{'−' if rounded < 0 else ''}£{abs(rounded):,.2f}"
