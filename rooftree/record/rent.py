"""What a resident reads of her rent: what she owes and why, what she is charged, and what will change.

Every reader is asked for by a `Resident`, and gives the accounts that she, or whom she acts for, answers for.
A joint tenant reads the joint account. Nobody reads what was noted of others on it.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Q

from rooftree.foundations.periods import Period
from rooftree.people.portal import Resident, Scope
from rooftree.record.reading import read_rows
from rooftree.record.resident import check_may
from rooftree.rents import increase_queries, models
from rooftree.rents.owing import Paid, Standing, standing_of
from rooftree.rents.statements import Statement, StatementWords
from rooftree.rents.statements_read import StatementOf, read_statement


@dataclass(frozen=True)
class Part:
    """One part of an account: the rent itself, recharges, court costs; pounds, owed above nought."""

    part: str
    ledger_account_id: int
    amount: Decimal


@dataclass(frozen=True)
class RentAccount:
    """A rent account that she answers for, alone or with others."""

    id: int
    payment_reference: str
    group: str
    from_on: dt.date
    until_on: dt.date | None
    paying_by: str
    place_id: int
    tenancy_id: int
    tenancy: str
    tenancy_until_on: dt.date | None
    role: str
    kind: str
    address: str
    is_joint: bool
    parts: tuple[Part, ...]
    last_payment: Paid | None
    """Whenever it was, whoever made it."""

    @property
    def balance(self) -> Decimal:
        """Return the pounds that are owed on all its parts together; below nought it is in credit."""
        return sum((part.amount for part in self.parts), Decimal())

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return standing_of(self.balance)

    @property
    def parts_that_stand(self) -> list[Part]:
        """The parts on which something is owed or in credit."""
        return [part for part in self.parts if part.amount]

    @property
    def ledger_accounts(self) -> list[int]:
        """The ids of its accounts in the ledger."""
        return [part.ledger_account_id for part in self.parts]

    def is_over(self, on: dt.date) -> bool:
        """Whether nothing more is charged to it on a day."""
        return self.until_on is not None and self.until_on <= on


@dataclass(frozen=True)
class Charge:
    """One line of what is charged: pounds a week, month or night, from a day."""

    code: str
    amount: Decimal
    per: str
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class Charges:
    """What is charged on a day, and all that is charged from the next day on which that changes, and why."""

    now: tuple[Charge, ...]
    changes_on: dt.date | None
    then: tuple[Charge, ...]
    is_increase: bool = False
    """Whether it changes by an increase of every rent, of which tenants were told by letter."""

    @property
    def total_now(self) -> Decimal:
        """Pounds of a week, month or night together."""
        return sum((charge.amount for charge in self.now), Decimal())

    @property
    def total_then(self) -> Decimal:
        """Pounds of a week, month or night together, after the change."""
        return sum((charge.amount for charge in self.then), Decimal())

    @property
    def more(self) -> Decimal:
        """By how many pounds the total changes; below nought it falls."""
        return self.total_then - self.total_now


_ACCOUNT = tuple(name for name in RentAccount.__dataclass_fields__ if name not in ("parts", "last_payment"))


def rent_accounts(resident: Resident, *, on: dt.date) -> list[RentAccount]:
    """Return the accounts that she answers for: homes before garages, those that go on before those that ended.

    One query. Raises PermissionDenied where an authority does not let her see the rent.
    """
    return _accounts(resident, reference="", on=on)


def rent_account(resident: Resident, payment_reference: str, *, on: dt.date) -> RentAccount | None:
    """Return one of the accounts that she answers for, or None for none of hers. One query.

    Raises PermissionDenied where an authority does not let her see the rent.
    """
    found = _accounts(resident, reference=payment_reference, on=on) if payment_reference else []
    return found[0] if found else None


def _accounts(resident: Resident, *, reference: str, on: dt.date) -> list[RentAccount]:
    check_may(resident, Scope.SEE_RENT)
    sought = {
        "council": resident.council_id,
        "person": resident.for_person_id,
        "reference": reference,
        "on": on,
    }
    rows = read_rows("resident_rent_accounts", sought)
    return [_account(list(group)) for _id, group in groupby(rows, key=lambda row: row["id"])]


def _account(rows: list[dict[str, Any]]) -> RentAccount:
    parts = tuple(
        Part(row["part"], row["ledger_account_id"], row["amount"])
        for row in rows
        if row["ledger_account_id"] is not None
    )
    first = rows[0]
    last = Paid(first["paid_on"], first["paid"], first["paid_code"]) if first["paid_on"] else None
    return RentAccount(**{name: first[name] for name in _ACCOUNT}, parts=parts, last_payment=last)


def charges_of(resident: Resident, account: RentAccount, *, on: dt.date) -> Charges:
    """Return what an account of hers is charged on a day, and what comes after. At most four queries.

    A new rent is told once tenants were written to of it, and not before.
    """
    check_may(resident, Scope.SEE_RENT)
    if account.is_over(on):
        return Charges((), None, ())
    sought = {"council": resident.council_id, "place": account.place_id, "account": account.id, "on": on}
    charges = [Charge(**row) for row in read_rows("resident_rent_charges", sought)]
    ends = [charge.until_on for charge in charges if charge.until_on and charge.from_on <= on]
    changes_on = min([charge.from_on for charge in charges if charge.from_on > on] + ends, default=None)
    now = tuple(charge for charge in charges if charge.from_on <= on)
    told = increase_queries.coming_change(models.RentAccount.objects.get(pk=account.id), on=on)
    if told and (changes_on is None or told.starts_on <= changes_on):
        then = tuple(Charge(each.code, each.new, each.per, told.starts_on, None) for each in told.charges)
        return Charges(now, told.starts_on, then, is_increase=True)
    return Charges(now, changes_on, _on(charges, changes_on) if changes_on else ())


def _on(charges: list[Charge], day: dt.date) -> tuple[Charge, ...]:
    return tuple(
        each for each in charges if each.from_on <= day and (each.until_on is None or each.until_on > day)
    )


def statement_of(
    resident: Resident, account: RentAccount, period: Period, *, on: dt.date, name: str, words: StatementWords
) -> Statement:
    """Return the statement of an account of hers for days that have an end. One query.

    `name` is hers, or that of whom she acts for: another tenant of a joint account is not named.
    """
    check_may(resident, Scope.SEE_RENT)
    whose = StatementOf(
        payment_reference=account.payment_reference,
        address=account.address,
        names=(name,),
        parts={part.ledger_account_id: part.part for part in account.parts},
    )
    return read_statement(whose, period, made_on=on, words=words)


@dataclass(frozen=True)
class Expected:
    """A benefit that is expected to pay some of an account: pounds each time, and when it should come next."""

    kind: str
    amount: Decimal
    every: str
    next_on: dt.date | None


def benefits_of(resident: Resident, account: RentAccount, *, on: dt.date) -> list[Expected]:
    """Return the benefits that are expected to pay some of an account of hers on a day. One query."""
    check_may(resident, Scope.SEE_RENT)
    found = models.ExpectedBenefit.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), rent_account=account.id, from_on__lte=on
    )
    return [Expected(*row) for row in found.order_by("id").values_list("kind", "amount", "every", "next_on")]
