"""Finds what did not happen: a file of direct debits that nobody made, money not posted, payments left open."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from rooftree.foundations import calendar_table
from rooftree.foundations.dates import midnight_of, short_date
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.rents import paying_queries
from rooftree.rents.actions.card_settlements import PAYS_OUT
from rooftree.rents.models import CardPayment, CardRefund, CardSettlement, Submission

PAID_OUT_WITHIN = timedelta(days=7)
"""Stripe pays out within two or three working days (GOV.UK Pay, reconcile and report on payments)."""
TOLD_FOR = timedelta(days=7)
"""How long payments that are not ours are told of."""
OPEN_AT_MOST = timedelta(days=1)
"""A card payment ends within three hours, unless nobody asked."""


def paying(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for everything about direct debits and cards that should have happened by a day."""
    yield from _files(council, on)
    if late := paying_queries.late_instructions(council, on=on):
        what = "1 new instruction is" if late.count == 1 else f"{late.count:,} new instructions are"
        yield (
            f"{what} in no file to the bank, and the first collection is on {short_date(late.first_on)}. "
            "Make a file: they go with it."
        )
    for each in Submission.objects.filter(council=council, collects_on__lt=on, posted_at__isnull=True):
        yield (
            f"Direct debits of {short_date(each.collects_on)} ({in_words(each.total)}, file {each.number}) are "
            "not posted. Is a worker running?"
        )
    before = midnight_of(on) - OPEN_AT_MOST
    payments = CardPayment.objects.filter(council=council, ended_at__isnull=True, started_at__lt=before).count()
    if payments:
        yield f"{payments:,} card payments have not ended for a day. Is GOV.UK Pay reached?"
    waiting = CardRefund.Status.APPROVED
    refunds = CardRefund.objects.filter(council=council, status=waiting, decided_at__lt=before).count()
    if refunds:
        yield f"{refunds:,} card payments are to be given back since a day, and are not. Is GOV.UK Pay reached?"
    yield from _settlements(council, on)


def _settlements(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for card payments that did not reach the bank in time, and for those that are not ours."""
    payments = CardSettlement.objects.filter(council=council, what=CardSettlement.What.PAYMENT)
    held = payments.filter(provider=PAYS_OUT, settled_on__isnull=True, taken_on__lt=on - PAID_OUT_WITHIN)
    if number := held.count():
        pounds = in_words(held.aggregate(together=Sum("amount"))["together"])
        yield (
            f"Taken by card more than {PAID_OUT_WITHIN.days} days ago, and not paid out to our bank account: "
            f"{_payments(number)}, {pounds}. Look at the payouts in GOV.UK Pay."
        )
    others = payments.filter(payment__isnull=True, said_at__gte=midnight_of(on) - TOLD_FOR)
    if number := others.count():
        pounds = in_words(others.aggregate(together=Sum("amount"))["together"])
        yield (
            f"Taken under our key for GOV.UK Pay, and not by us: {_payments(number)}, {pounds}. Find out what it "
            "is for: it reaches the bank with ours."
        )


def _payments(number: int) -> str:
    return "1 payment" if number == 1 else f"{number:,} payments"


def _files(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for each of the next days of collection whose file banks should have, and have not."""
    calendar = calendar_table.in_force("EW")
    first = calendar.on_or_next(on + timedelta(days=1))
    days = [first]
    while len(days) < paying_queries.FILE_BEFORE:
        days.append(calendar.on_or_next(days[-1] + timedelta(days=1)))
    made = set(
        Submission.objects.filter(council=council, collects_on__in=days).values_list("collects_on", flat=True)
    )
    for day in days:
        if day in made:
            continue
        due = [each for each in paying_queries.to_collect(council, collects_on=day) if each.amount]
        if due:
            total = in_words(sum((each.amount for each in due), Decimal("0.00")))
            payers = "1 payer" if len(due) == 1 else f"{len(due):,} payers"
            yield f"The file of direct debits for {short_date(day)} is not made: {payers}, {total}."
