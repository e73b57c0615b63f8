"""Says which benefits are expected to pay towards an account, how much and when."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.money import to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.rents import codes, permissions
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

TOGETHER = "uc_deduction"
"""A deduction for arrears stands beside another benefit; of the others one pays the rent at a time."""


@dataclass(frozen=True)
class Expected:
    """What is known of a benefit: `amount` in pounds each time, 0 while a claim is pending."""

    kind: str
    amount: Decimal
    from_on: date
    every: str = ""
    """A code of rents.frequencies; left out, how often this benefit usually comes."""
    next_on: date | None = None
    claimed_on: date | None = None
    note: str = ""


@transaction.atomic
def expect_benefit(
    account: RentAccount, expected: Expected, *, by: Officer, at: datetime, key: str
) -> ExpectedBenefit:
    """Expect a benefit from a day on. The one that runs then ends on that day, but for deductions.

    Raises Refused for a sum below nought, for a void account, and where a later one is known.
    """
    require(permissions.may_keep_benefits(by, account))
    account = RentAccount.objects.select_for_update().get(pk=account.pk)
    done = once(key, "rents.expect_benefit", council_id=by.council_id, at=at)
    if done.before:
        return ExpectedBenefit.objects.get(pk=done.made["benefit"])
    every = _check(account, expected, on=london_day(at))
    if expected.kind != TOGETHER:
        _end_the_one_before(account, expected, on=london_day(at))
    benefit = ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=expected.kind,
        amount=to_the_penny(expected.amount),
        every=every,
        next_on=expected.next_on,
        claimed_on=expected.claimed_on,
        from_on=expected.from_on,
        note=expected.note.strip(),
    )
    done.makes(benefit=benefit.pk)
    return benefit


def _check(account: RentAccount, expected: Expected, *, on: date) -> str:
    """Return how often it comes. Raises Refused for what cannot be expected."""
    if account.is_void:
        raise Refused("This is the void account of a home: no benefit pays towards it.")
    listed = choose(codes.BENEFITS, expected.kind, on=on, council=account.council_id)
    every = expected.every or str(listed.flag(expected.kind, "every"))
    choose(codes.FREQUENCIES, every, on=on, council=account.council_id)
    if expected.amount < 0:
        raise Refused("A benefit is nought, while the claim is pending, or more.")
    if expected.claimed_on and expected.claimed_on > on:
        raise Refused("A claim cannot have been made in the future. Check the day.")
    return every


def _end_the_one_before(account: RentAccount, expected: Expected, *, on: date) -> None:
    """End what runs: Housing Benefit when Universal Credit begins, or the same with another amount."""
    others = account.benefits.exclude(kind=TOGETHER)
    if later := others.filter(from_on__gte=expected.from_on).order_by("from_on").first():
        known = codes.BENEFITS.version(on=on, council=account.council_id).label_of(later.kind)
        raise Refused(
            f"“{known}” is known from {long_date(later.from_on)} on, and one benefit pays the rent at a time. "
            "Choose a later day."
        )
    others.filter(Q(until_on__isnull=True) | Q(until_on__gt=expected.from_on)).update(until_on=expected.from_on)


@transaction.atomic
def end_benefit(
    benefit: ExpectedBenefit, *, until_on: date, by: Officer, at: datetime, key: str
) -> ExpectedBenefit:
    """Expect a benefit no more from a day on. Raises Refused for a day before it began, or if it has ended."""
    require(permissions.may_keep_benefits(by, benefit))
    benefit = ExpectedBenefit.objects.select_for_update().get(pk=benefit.pk)
    if once(key, "rents.end_benefit", council_id=by.council_id, at=at).before:
        return benefit
    if benefit.until_on and benefit.until_on <= until_on:
        raise Refused(f"This benefit ends on {long_date(benefit.until_on)} already.")
    if until_on <= benefit.from_on:
        raise Refused(f"This benefit began on {long_date(benefit.from_on)}, so it ends after that day.")
    benefit.until_on = until_on
    benefit.save(update_fields=["until_on"])
    return benefit
