"""Why an account owes what it owes: the sum that leads from a day when nothing, or something, was owed to today.

Plain values in and out. A debit is above nought: what is owed is above nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

RETURNED = frozenset({"RDN", "RRC"})
"""Payments that the bank sent back."""
BENEFIT_TAKEN_BACK = "RHA"


class Standing(StrEnum):
    """How an account stands."""

    OWES = "owes"
    NOTHING = "nothing"
    CREDIT = "credit"


@dataclass(frozen=True)
class Moved:
    """What was posted to an account on a day, under a code: pounds, a charge above nought."""

    posted_on: date
    effective_on: date
    code: str
    kind: str
    pounds: Decimal


@dataclass(frozen=True)
class Why:
    """How an account stands, and the sum that led there: `before` + `charged` - `paid` is the balance.

    `since` is the first day of the sum. `is_latest_only` says that no more is owed than the last charge
    came to, which `latest` is. `returned` are payments that the bank sent back since, and `taken_back` is
    Housing Benefit that was taken back: both stand in `charged` too, since they add to what is owed.
    """

    standing: Standing
    balance: Decimal
    since: date | None
    before: Decimal
    charged: Decimal
    paid: Decimal
    latest: Moved | None
    last_payment: Moved | None
    returned: tuple[Moved, ...] = ()
    taken_back: Decimal = Decimal()

    @property
    def is_latest_only(self) -> bool:
        """Whether what is owed is the last charge, or what is left of it."""
        return self.latest is not None and self.standing == Standing.OWES and self.balance <= self._latest_sum

    @property
    def _latest_sum(self) -> Decimal:
        return self.latest.pounds if self.latest else Decimal()


def standing_of(balance: Decimal) -> Standing:
    """Return how an account with this balance stands."""
    if balance > 0:
        return Standing.OWES
    return Standing.CREDIT if balance < 0 else Standing.NOTHING


def why(moved: Sequence[Moved], *, balance: Decimal) -> Why:
    """Return why an account has its balance, from what was posted to it of late, the oldest first.

    The sum begins on the day after the account last owed nothing or was in credit; where it has owed
    something ever since the oldest of `moved`, it begins there.
    """
    since = _since_nothing_was_owed(moved, balance)
    started = since[0].posted_on if since else None
    added = sum((each.pounds for each in since if each.pounds > 0), Decimal())
    taken = -sum((each.pounds for each in since if each.pounds < 0), Decimal())
    return Why(
        standing=standing_of(balance),
        balance=balance,
        since=started,
        before=balance - added + taken,
        charged=added,
        paid=taken,
        latest=_latest_charge(moved),
        last_payment=next((each for each in reversed(moved) if each.kind == "receipt" and each.pounds < 0), None),
        returned=tuple(each for each in since if each.code in RETURNED),
        taken_back=sum((each.pounds for each in since if each.code == BENEFIT_TAKEN_BACK), Decimal()),
    )


def _since_nothing_was_owed(moved: Sequence[Moved], balance: Decimal) -> list[Moved]:
    """Return what was posted since the last day at whose end nothing was owed."""
    at_the_end = balance
    found: list[Moved] = []
    for _day, posted in groupby(reversed(moved), key=lambda each: each.posted_on):
        if at_the_end <= 0 and found:
            break
        of_the_day = list(posted)
        found += of_the_day
        at_the_end -= sum((each.pounds for each in of_the_day), Decimal())
    return found[::-1]


def _latest_charge(moved: Sequence[Moved]) -> Moved | None:
    """Return the last charges of one day together, as one; None where nothing was charged."""
    charges = [each for each in moved if each.kind == "charge" and each.pounds > 0]
    if not charges:
        return None
    last = charges[-1]
    together = [each for each in charges if each.posted_on == last.posted_on]
    return Moved(
        last.posted_on,
        min(each.effective_on for each in together),
        last.code,
        last.kind,
        sum((each.pounds for each in together), Decimal()),
    )
