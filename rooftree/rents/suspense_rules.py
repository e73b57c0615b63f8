"""What holds for money in suspense: how it is divided, and when a second officer agrees."""

from collections.abc import Sequence
from decimal import Decimal

from rooftree.foundations.money import in_words, to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.rents.journal_rules import Second


def check_divided(whole: Decimal, parts: Sequence[tuple[str, Decimal]]) -> None:
    """Raise Refused unless parts make the whole of a payment, to the penny. All in pounds, above nought.

    Each part is named by where it goes, and each goes somewhere else.
    """
    names = [name for name, _ in parts]
    if len(parts) < 2:
        raise Refused("Name two accounts at least, or post the whole to one.")
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Refused(f"{twice} stands here twice. Name it once, with both sums together.")
    for name, pounds in parts:
        if pounds <= 0:
            raise Refused(f"Enter what {name} gets, above nought, or leave that account out.")
        if pounds != to_the_penny(pounds):
            raise Refused(f"What {name} gets has parts of a penny. Write it in pounds and pence.")
    together = sum((pounds for _, pounds in parts), Decimal("0.00"))
    if together != whole:
        left = whole - together
        what = f"{in_words(left)} is left over" if left > 0 else f"that is {in_words(-left)} too much"
        raise Refused(
            f"The parts make {in_words(together)}, and {in_words(whole)} is to be divided: {what}. Change the "
            "parts until they make the whole."
        )


def second_officer(whole: Decimal, *, alone_before: Decimal, limit: Decimal, accounts: int) -> Second:
    """Say whether another officer must agree to a posting from suspense.

    Takes pounds: the whole payment, however it is divided; what the same officer posted alone to any of the
    same accounts within four weeks; and the limit `rents.suspense_limit`. practice.md 4.4.
    """
    together, most = whole + alone_before, in_words(limit)
    if together <= limit:
        return Second(False, f"{in_words(together)} is not above {most}, which one officer may post alone.")
    if alone_before:
        these = "this account" if accounts == 1 else "these accounts"
        return Second(
            True,
            f"With {in_words(alone_before)} that you posted to {these} in the last 28 days it makes "
            f"{in_words(together)}, above {most}, so a second officer must agree.",
        )
    return Second(True, f"{in_words(together)} is above {most}, so a second officer must agree.")
