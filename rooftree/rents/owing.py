"""Why an account owes what it owes, how much of it may be collected now, and what was paid last.

Plain values in and out. A debit is above nought: what is owed is above nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from rooftree.foundations import rulebook
from rooftree.foundations.money import NOUGHT

DEBIT_DAY = rulebook.limit("rents.debit_day")
GRACE_WEEKS = rulebook.limit("rents.grace_weeks")

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
    returned: tuple[Moved, ...] = ()
    taken_back: Decimal = Decimal()

    @property
    def is_latest_only(self) -> bool:
        """Whether what is owed is the last charge, or what is left of it."""
        return self.latest is not None and self.standing == Standing.OWES and self.balance <= self._latest_sum

    @property
    def _latest_sum(self) -> Decimal:
        return self.latest.pounds if self.latest else Decimal()


@dataclass(frozen=True)
class Paid:
    """A payment that stands: pounds above nought, the day on which it was paid, and by which code it came.

    What came through suspense has the day and the code under which its payer paid it in. One that was taken
    back is none. The database says which is the last of an account: `rent_last_payment`.
    """

    paid_on: date
    pounds: Decimal
    code: str


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


# --- How much of it may be collected now --------------------------------------------------------------


@dataclass(frozen=True)
class Collectable:
    """How much of what is owed on the rent part may be collected now: `arrears` less `grace` less `expected`.

    Pounds. A credit is no arrears: each is nought or more, and so is what is left.
    """

    arrears: Decimal
    expected: Decimal
    """What of it benefit brings that is on its way."""
    grace: Decimal
    """What of it is this week's rent, which is not late yet."""
    paid_this_week: Decimal
    """By how much less the week's grace is, because it was paid."""

    @property
    def pounds(self) -> Decimal:
        """What is left: what is behind, and may be talked about."""
        return self.arrears - self.expected - self.grace


def collectable(
    rent_arrears: Decimal,
    *,
    gross_weekly: Decimal,
    paid_this_week: Decimal,
    expected: Decimal,
    grace_weeks: Decimal,
) -> Collectable:
    """Return how much of rent arrears may be collected now. Practice: arrears are net of one week's gross rent.

    The grace is what is charged to the rent part in so many weeks, before any benefit, less what was paid
    since the debit day; never below nought, and never more than is owed beside what benefit brings.
    """
    arrears = max(rent_arrears, NOUGHT)
    paid = min(max(paid_this_week, NOUGHT), gross_weekly * grace_weeks)
    grace = min(gross_weekly * grace_weeks - paid, arrears - expected)
    return Collectable(arrears, expected, max(grace, NOUGHT), paid)
