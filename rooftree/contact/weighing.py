"""What an enquiry weighs: the points of its stage, times how complex it is, and what risk adds.

The shape is that of practice.md 8.7; the points are the council's own, in the rule book.
"""

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from rooftree.cases.kinds import Weighed
from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose

STAGES = rulebook.code_list("enquiry.stages")
FACTORS = rulebook.code_list("enquiry.factors")

FIRST_STAGE = "answering"
LEAST, MOST = Decimal("0.25"), Decimal("10.00")
MOST_RISK = 2
CENT = Decimal("0.01")


def weigh(stage: str, factors: Collection[str], on: date, council_id: int) -> Weighed:
    """Return the points of an enquiry, to two places, half up, and the sum in words.

    `stage` is a code of enquiry.stages, the first one where none is given, and `factors` are codes of
    enquiry.factors. Raises Refused for a code that is not in its list.
    """
    stages = choose(STAGES, stage or FIRST_STAGE, on=on, council=council_id)
    for factor in factors:
        choose(FACTORS, factor, on=on, council=council_id)
    listed = FACTORS.version(on=on, council=council_id)
    base = Decimal(int(stages.flag(stage or FIRST_STAGE, "hundredths"))) / 100
    complexity = sum(int(listed.flag(factor, "complexity")) for factor in factors)
    risk = min(MOST_RISK, sum(int(listed.flag(factor, "risk")) for factor in factors))
    points = (base * times(complexity) + risk).quantize(CENT, ROUND_HALF_UP)
    return Weighed(
        min(MOST, max(LEAST, points)),
        _in_words(stages.label_of(stage or FIRST_STAGE), base, complexity, risk, min(MOST, max(LEAST, points))),
    )


def times(complexity: int) -> Decimal:
    """Return by how much complexity makes a case heavier: the points of its factors, summed."""
    if complexity >= 4:
        return Decimal("1.7")
    return Decimal("1.3") if complexity >= 2 else Decimal("1.0")


def _in_words(stage: str, base: Decimal, complexity: int, risk: int, points: Decimal) -> str:
    words = [f"{base:.2f} for “{stage}”"]
    if times(complexity) != 1:
        words.append(f" × {times(complexity)} for complexity {complexity}")
    if risk:
        words.append(f" + {risk}.00 for risk")
    return f"{''.join(words)} = {points} points"
