"""Two ways to the same sum: what a reconciliation is made of, and when its difference is explained."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rooftree.foundations.money import NOUGHT, in_words
from rooftree.foundations.refusals import Refused

EXPECTED, POSTED = "expected", "posted"


@dataclass(frozen=True)
class Part:
    """One part of one of the two sums: which side it is of, what it is, and its pounds."""

    side: str
    """EXPECTED or POSTED."""
    code: str
    pounds: Decimal
    count: int = 0
    """How many rows it is made of."""

    @property
    def label(self) -> str:
        """What officers call it."""
        name, _, detail = self.code.partition(":")
        return PARTS[name].format(detail=detail)


PARTS = {
    "taken_over": "Taken over, as the old system’s extract said",
    "file": "File {detail}",
    "to_accounts": "Posted to accounts",
    "to_suspense": "Posted to suspense",
    "no_file": "Posted without a file",
    "passed_on": "Passed on to the control account {detail}",
    "sent_back": "Sent back by the bank",
    "reversed": "Taken back by a reversal",
    "submitted": "Submitted to the bank",
    "unpaid": "Reported unpaid",
    "captured": "Paid by card, as the provider says",
    "settled": "Paid out to our bank account",
    "settled_back": "Taken from what is paid out: given back to cards",
    "taken": "Taken from cards by a provider that does not say when it pays out",
    "not_ours": "Taken under our key, and not by us",
    "card_fees": "Kept by the provider as its fee",
    "card_files": "Taken by card at cash offices, by their files",
    "reached_bank": "Brought by bank statements",
    "given_back": "Given back to cards",
    "roll": "Expected roll: every charge due",
    "of_voids": "Less what fell to homes without a tenancy",
    "of_payers": "Less what was charged to payers",
    "caught_up": "Caught up, or put right from earlier",
    "put_right_since": "Less what was put right after the period",
    "debited": "Debited to payers",
    "debited_to_voids": "Debited to void accounts",
    "balances": "Balances of rent accounts",
    "brought_forward": "Owed at the last year’s close",
    "control": "Control account {detail}",
    "open_items": "Items that are open",
    "brought": "On the control account before",
    "moved": "Moved in the period",
    "approved": "Approved",
    "authorised": "Authorised: {detail}",
    "code": "Posted under {detail}",
}
"""What each part is called. What stands after a colon in its code is filled in."""


@dataclass(frozen=True)
class Reckoned:
    """One reconciliation as it was reckoned: the parts of both sums."""

    parts: tuple[Part, ...]

    @property
    def expected(self) -> Decimal:
        """Pounds, by the other way."""
        return sum((part.pounds for part in self.parts if part.side == EXPECTED), NOUGHT)

    @property
    def posted(self) -> Decimal:
        """Pounds, by the books."""
        return sum((part.pounds for part in self.parts if part.side == POSTED), NOUGHT)

    @property
    def difference(self) -> Decimal:
        """Pounds: expected less posted."""
        return self.expected - self.posted

    def says_as(self, other: "Reckoned") -> bool:
        """Return whether both say the same: the same pounds in each part, however many rows make them."""
        return self._pounds() == other._pounds()

    def _pounds(self) -> dict[tuple[str, str], Decimal]:
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for part in self.parts:
            sums[part.side, part.code] += part.pounds
        return {part: pounds for part, pounds in sums.items() if pounds}

    def as_json(self) -> list[list[str]]:
        """Return the parts as they are kept: side, code, pounds and count."""
        return [[part.side, part.code, f"{part.pounds:.2f}", str(part.count)] for part in self.parts]

    @classmethod
    def from_json(cls, kept: Iterable[Sequence[str]]) -> "Reckoned":
        """Return what was kept."""
        return cls(tuple(Part(side, code, Decimal(pounds), int(count)) for side, code, pounds, count in kept))


def check_explained(difference: Decimal, explained: Iterable[Decimal]) -> None:
    """Raise Refused unless what explains a difference makes the whole of it. All in pounds."""
    left = difference - sum(explained, NOUGHT)
    if left:
        raise Refused(
            f"{in_words(left)} of the difference is not explained. Explain all of it, or find what is wrong "
            "and prepare this again."
        )


def check_explains(amount: Decimal, difference: Decimal, words: str) -> None:
    """Raise Refused for an explanation of nothing, or without words, or where there is no difference."""
    if not difference:
        raise Refused("The two sums are the same, so there is nothing to explain.")
    if not amount:
        raise Refused("Say how much of the difference this explains.")
    if not words.strip():
        raise Refused("Say what the difference comes from.")
