"""What Universal Credit pays of a rent and when, and how much of arrears is nothing but its timing.

Plain values in, plain values out. Rule book 4.4: it is paid monthly in arrears, first about five weeks
after the claim, never for a 53rd week; managed payments to the landlord come every 28 days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rooftree.foundations import rulebook
from rooftree.foundations.dates import short_date
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.money import in_words, to_the_penny

WEEKS_PAID = rulebook.threshold("rents.uc_weeks")
PAID_AFTER = rulebook.threshold("rents.uc_paid_after")
MANAGED_EVERY = rulebook.threshold("rents.uc_managed_every")

MONTHS = 12
WEEK = 7

TO_TENANT, MANAGED, DEDUCTION, HOUSING_BENEFIT = "uc", "uc_managed", "uc_deduction", "hb"
"""Kinds of benefit, as the list rents.benefits has them."""


# --- How much -------------------------------------------------------------------------------------


def monthly_of(weekly: Decimal, *, on: date, free_weeks: int = 0) -> Decimal:
    """Return what Universal Credit counts as a month's rent, in pounds, of what is charged in a week.

    The weekly charge times 52 less the rent-free weeks, over 12: also in a year of 53 weeks.
    """
    weeks = int(WEEKS_PAID.version(on=on).value) - free_weeks
    return to_the_penny(weekly * weeks / MONTHS)


def shortfall_of(weekly: Decimal, *, weeks: int, on: date) -> Decimal:
    """Return what Universal Credit leaves unpaid of a rent year of so many weeks: one week's charge in 53.

    Takes pounds a charged week; returns pounds in the year. Free weeks change nothing: both leave them out.
    """
    paid = int(WEEKS_PAID.version(on=on).value)
    return to_the_penny(weekly * max(weeks - paid, 0))


# --- When -----------------------------------------------------------------------------------------


def first_receipt_on(claimed_on: date) -> date:
    """Return when the first payment should come: a month and seven days after the claim."""
    return months_after(claimed_on, 1) + _lag(claimed_on)


@dataclass(frozen=True)
class Receipt:
    """A payment that should come: on which day, how much, and for which days of rent (the last not included)."""

    on: date
    amount: Decimal
    covers_from: date
    covers_until: date


def receipts(
    *, kind: str, amount: Decimal, claimed_on: date, from_on: date, until_on: date, next_on: date | None = None
) -> Iterator[Receipt]:
    """Yield the payments that should come from a day until a day, not included, in order.

    To the tenant, monthly from the claim. Managed, every 28 days from `next_on`, or from the first day
    that a payment to the tenant would come. `amount` is in pounds each time.
    """
    number = 0
    while (due := _receipt(number, kind, amount, claimed_on, next_on)).on < until_on:
        if due.on >= from_on:
            yield due
        number += 1


def _receipt(number: int, kind: str, amount: Decimal, claimed_on: date, next_on: date | None) -> Receipt:
    if kind == TO_TENANT and next_on is None:
        starts, ends = months_after(claimed_on, number), months_after(claimed_on, number + 1)
        return Receipt(ends + _lag(claimed_on), amount, starts, ends)
    if kind == TO_TENANT and next_on is not None:
        on = months_after(next_on, number)
        ends = on - _lag(on)
        return Receipt(on, amount, months_after(ends, -1), ends)
    every = timedelta(days=int(MANAGED_EVERY.version(on=claimed_on).value))
    on = (next_on or first_receipt_on(claimed_on)) + number * every
    return Receipt(on, amount, on - _lag(on) - every, on - _lag(on))


def _lag(on: date) -> timedelta:
    return timedelta(days=int(PAID_AFTER.version(on=on).value))


# --- Arrears that are only a matter of time ----------------------------------------------------------


@dataclass(frozen=True)
class Benefit:
    """A benefit that is expected to pay some of an account.

    `amount` is in pounds each time; nought: a claim is pending. `next_on` is when it should come next,
    which the records move on as it comes.
    """

    kind: str
    amount: Decimal
    claimed_on: date | None
    next_on: date | None
    every_days: int | None = None
    """How often it comes, in days; None: monthly."""


@dataclass(frozen=True)
class AccountFacts:
    """What technical arrears depend on. Pounds; rent arrears above nought are owed."""

    rent_arrears: Decimal
    charged_weekly: Decimal
    charged_until: date
    """The first day that is not charged yet."""
    benefits: Sequence[Benefit] = ()


@dataclass(frozen=True)
class Technical:
    """How much of rent arrears is only timing, until when it is, and why, in a sentence."""

    amount: Decimal
    until_on: date | None
    because: str


def technical_arrears(facts: AccountFacts, *, on: date) -> Technical:
    """Return how much of an account's rent arrears is explained by benefit that is on its way.

    That is what benefits have earned of the days charged and are not due to have paid yet. Nothing of it
    is to be chased. A payment that should have come and did not explains nothing any more: it is late.
    """
    expected = [found for each in facts.benefits if (found := _on_its_way(each, facts, on=on))]
    earned = sum((amount for amount, _, _ in expected), Decimal("0.00"))
    amount = min(max(facts.rent_arrears, Decimal("0.00")), to_the_penny(earned))
    if not amount:
        return Technical(Decimal("0.00"), None, _why_none(facts, on=on))
    until_on = max(due for _, due, _ in expected)
    because = "; ".join(words for _, _, words in expected)
    return Technical(amount, until_on, f"{in_words(amount)} of the arrears is timing: {because}.")


def _on_its_way(benefit: Benefit, facts: AccountFacts, *, on: date) -> tuple[Decimal, date, str] | None:
    """Return what a benefit has earned and not paid yet, when it should come, and words for it."""
    due = due_on(benefit)
    if due is None or due < on or benefit.kind == DEDUCTION:
        return None
    name = "Housing Benefit" if benefit.kind == HOUSING_BENEFIT else "Universal Credit"
    if benefit.claimed_on and not benefit.amount:
        days = max((facts.charged_until - benefit.claimed_on).days, 0)
        words = f"{name} was claimed on {short_date(benefit.claimed_on)} and is first due on {short_date(due)}"
        return to_the_penny(facts.charged_weekly * days / WEEK), due, words
    starts, length = _unpaid_since(benefit, due)
    days = max((facts.charged_until - starts).days, 0)
    earned = min(benefit.amount * days / length, facts.charged_weekly * days / WEEK)
    words = f"{name} of {in_words(benefit.amount)} is next due on {short_date(due)}"
    return to_the_penny(earned), due, words


def due_on(benefit: Benefit) -> date | None:
    """Return when a benefit should come next. None: nobody knows."""
    if benefit.next_on:
        return benefit.next_on
    return first_receipt_on(benefit.claimed_on) if benefit.claimed_on else None


def _unpaid_since(benefit: Benefit, due: date) -> tuple[date, int]:
    """Return the first day that the payment due next is for, and for how many days it is."""
    lag = timedelta() if benefit.kind == HOUSING_BENEFIT else _lag(due)
    ends = due - lag
    starts = ends - timedelta(days=benefit.every_days) if benefit.every_days else months_after(ends, -1)
    return starts, (ends - starts).days


def _why_none(facts: AccountFacts, *, on: date) -> str:
    late = [due for each in facts.benefits if (due := due_on(each)) and due < on]
    if facts.rent_arrears > 0 and late:
        return (
            f"A payment of benefit that was due on {short_date(min(late))} has not come: it is late, not timing."
        )
    return "No benefit that is on its way explains any of the arrears."
