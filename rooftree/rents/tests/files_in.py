"""Accounts, files and money, made plainly for the tests of money in."""

import datetime as dt
import io
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from rooftree.foundations.models import Council
from rooftree.ledger import balances
from rooftree.people.models import Person
from rooftree.rents import payment_references
from rooftree.rents.actions import files
from rooftree.rents.actions.parts import open_parts, part_of
from rooftree.rents.models import Charge, MoneyFile, RentAccount
from tests.builders import NOON, a_person, a_tenancy, an_officer, the_council

SAMPLES = Path(__file__).parent / "samples"
TODAY = dt.date(2026, 11, 20)
_numbers = count(1)


def an_account(
    reference: str = "",
    *tenants: Person,
    weekly: str = "109.60",
    ended_on: dt.date | None = None,
    **facts: Any,
) -> RentAccount:
    """The account of a tenancy since 2015, with its rent part and a weekly charge of its home."""
    tenancy = a_tenancy(None, *(tenants or (a_person(),)), until_on=ended_on)
    account = RentAccount.objects.create(
        council_id=tenancy.council_id,
        tenancy=tenancy,
        place=tenancy.place,
        payment_reference=reference or payment_references.make(next(_numbers)),
        group="hra",
        cycle="weekly",
        from_on=tenancy.from_on,
        until_on=ended_on,
        created_at=NOON,
        **facts,
    )
    open_parts([(account.pk, "rent")], council_id=account.council_id, on=account.from_on)
    Charge.objects.create(
        council_id=account.council_id,
        place=account.place,
        code="DBR",
        amount=Decimal(weekly),
        per="week",
        from_on=account.from_on,
        why="let",
        created_at=NOON,
    )
    return account


def owes(account: RentAccount) -> Decimal:
    """What the rent part of an account owes: below nought is a credit."""
    ledger_id = part_of(account, on=TODAY)
    return balances.of([ledger_id])[ledger_id]


def cash_file(*details: str, sequence: int = 1, feed: str = "TILL", **said: Any) -> bytes:
    """A cash receipting file: details of type, reference, amount, and day, payer, text at will."""
    lines, total = [], Decimal()
    for detail in details:
        kind, reference, amount, *more = detail.split(",")
        day, payer, text = [*more, *["2026-11-20", "", ""][len(more) :]]
        lines.append(f"D,{kind},{reference},{amount},{day},{payer},{text},")
        total += _pounds(kind, amount)
    trailer = f"T,{said.get('count', len(lines))},{said.get('total', total)}"
    return "\n".join([f"H,{feed},{sequence},2026-11-20", *lines, trailer, ""]).encode()


def _pounds(kind: str, amount: str) -> Decimal:
    if not amount.replace(".", "").isdigit():
        return Decimal()
    return -Decimal(amount) if kind == "RETURNED" else Decimal(amount)


def taken(content: bytes, *, kind: str = "cash", name: str = "till.csv", **facts: Any) -> MoneyFile:
    """What becomes of a file that a rent accounting officer hands in."""
    council: Council = facts.pop("council", None) or the_council()
    by = facts.pop("by", None) or an_officer("rent_accounting_officer")
    return files.take_file(
        io.BytesIO(content),
        kind=kind,
        name=name,
        council=council,
        by=by,
        at=facts.pop("at", NOON),
        key=facts.pop("key", f"file-{next(_numbers)}"),
        **facts,
    )


def sample(name: str) -> bytes:
    """A file of rooftree/rents/tests/samples."""
    return (SAMPLES / name).read_bytes()
