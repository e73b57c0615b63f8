"""What a rent account is, from what is recorded of it: current, former, in credit and so on. Nothing is set."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rooftree.foundations.periods import Period


class Status(StrEnum):
    """How an account stands, by the codes of rents.statuses."""

    CURRENT = "current"
    SUSPENDED = "suspended"
    USE_AND_OCCUPATION = "use_and_occupation"
    FORMER = "former"
    CREDIT = "credit"
    VOID = "void"


USE_AND_OCCUPATION = "MPA"
"""The tenure of somebody who stays on after a tenancy ended. It is no new tenancy."""


def status(period: Period, *, tenure: str, balance: Decimal, suspended: Iterable[Period], on: date) -> Status:
    """Return what an account is on a day.

    `tenure` is a code of tenancies.tenures, or nothing for a void account; `balance` the pounds of all its
    parts, above nought where something is owed. An account in credit whose tenancy goes on is current.
    """
    if not tenure:
        return Status.VOID
    if period.until and period.until <= on:
        return Status.CREDIT if balance < 0 else Status.FORMER
    if any(each.covers(on) for each in suspended):
        return Status.SUSPENDED
    return Status.USE_AND_OCCUPATION if tenure == USE_AND_OCCUPATION else Status.CURRENT
