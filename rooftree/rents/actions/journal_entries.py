"""The movements that a journal asks for: which account is debited, which credited, under which code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts
from rooftree.ledger.models import Movement
from rooftree.rents import codes
from rooftree.rents.actions.parts import part_of
from rooftree.rents.codes import RENT
from rooftree.rents.controls import INCOME, control_of
from rooftree.rents.models import AccountPart, RentAccount

TRANSFER, WRITE_OFF, WRITE_ON, WAIVER, OPENING = "RIT", "WOF", "WON", "RWA", "OPB"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One movement to be: so many pounds, above nought, from the ledger account debited to the one credited."""

    debit: int
    credit: int
    amount: Decimal
    code: str
    effective_on: date
    narrative: str = ""
    account: RentAccount | None = None
    other: RentAccount | None = None
    reverses: int | None = None


@dataclass(frozen=True)
class Movable:
    """A movement that can be taken back, and the part of a rent account that it moved, if it did."""

    movement: Movement
    part: AccountPart | None


@transaction.atomic
def part(account: RentAccount, code: str = RENT, *, on: date) -> AccountPart:
    """Return a part of a rent account, opened when it is first asked for."""
    ledger_id = part_of(account, code, on=on)
    return AccountPart.objects.select_related("rent_account").get(ledger_account=ledger_id)


def moved(movement_ids: Sequence[int], *, council_id: int) -> list[Movable]:
    """Return movements of a council, in the order asked for, each with the part of an account that it moved."""
    found = {each.pk: each for each in Movement.objects.filter(council_id=council_id, pk__in=movement_ids)}
    if len(found) < len(set(movement_ids)):
        raise Refused("One of these postings is not there. Open the account again, and choose from its lines.")
    sides = {side for each in found.values() for side in (each.debit_id, each.credit_id)}
    parts = {part.ledger_account_id: part for part in parts_behind(sides)}
    return [
        Movable(each, parts.get(each.debit_id) or parts.get(each.credit_id))
        for each in (found[pk] for pk in dict.fromkeys(movement_ids))
    ]


def parts_behind(ledger_ids: Iterable[int]) -> list[AccountPart]:
    """Return the parts of rent accounts that stand behind accounts of the ledger, with their rent accounts."""
    found = AccountPart.objects.filter(ledger_account__in=list(ledger_ids))
    return list(found.select_related("rent_account"))


def back(movable: Movable) -> Entry:
    """Return the entry that takes a movement back."""
    was = movable.movement
    return Entry(
        debit=was.credit_id,
        credit=was.debit_id,
        amount=was.amount,
        code=was.code,
        effective_on=was.effective_on,
        account=movable.part.rent_account if movable.part else None,
        reverses=was.pk,
    )


def instead(movable: Movable, part: AccountPart) -> Entry:
    """Return the entry that posts what was taken back to the account that it was for."""
    was, wrong = movable.movement, movable.part
    assert wrong is not None, "What moved no rent account cannot have moved the wrong one."
    return Entry(
        debit=part.ledger_account_id if was.debit_id == wrong.ledger_account_id else was.debit_id,
        credit=part.ledger_account_id if was.credit_id == wrong.ledger_account_id else was.credit_id,
        amount=was.amount,
        code=was.code,
        effective_on=was.effective_on,
        narrative=f"Posted to {wrong.rent_account} before"[:200],
        account=part.rent_account,
    )


def transfer(source: AccountPart, target: AccountPart, pounds: Decimal, *, effective_on: date) -> Entry:
    """Return the entry that moves money from one part of an account to another part, or another account."""
    between = source.rent_account_id != target.rent_account_id
    return Entry(
        debit=source.ledger_account_id,
        credit=target.ledger_account_id,
        amount=pounds,
        code=TRANSFER,
        effective_on=effective_on,
        narrative=f"{source.rent_account} to {target.rent_account}" if between else "Between parts of the account",
        account=source.rent_account,
        other=target.rent_account if between else None,
    )


def against(
    part: AccountPart, pounds: Decimal, code: str, *, control: str, effective_on: date, narrative: str = ""
) -> Entry:
    """Return the entry that debits a part by so many pounds against a control account, or credits it."""
    beside = accounts.control(part.council_id, control)
    debit, credit = (part.ledger_account_id, beside) if pounds > 0 else (beside, part.ledger_account_id)
    return Entry(
        debit=debit,
        credit=credit,
        amount=abs(pounds),
        code=code,
        effective_on=effective_on,
        narrative=narrative,
        account=part.rent_account,
    )


def adjusting(part: AccountPart, pounds: Decimal, code: str, *, effective_on: date, on: date) -> Entry:
    """Return the entry that adjusts an account under a code. Raises Refused for a code that is no adjustment's."""
    chosen = codes.code(code, on=on, council=part.council_id)
    control = control_of(code, family=chosen.family, group=part.rent_account.group)
    if not control.startswith(f"{INCOME}.") or code == WAIVER:
        raise Refused(
            f"“{chosen.label}” comes from a file, a refund or a journal of its own, so it is no adjustment. "
            "Choose the code of a charge, or of an incentive."
        )
    if chosen.family == "credit" and (pounds > 0) != (chosen.sign == "debit"):
        raise Refused(f"“{chosen.label}” takes from what is owed. Choose the code of a charge to add to it.")
    if chosen.part != part.part:
        raise Refused(
            f"“{chosen.label}” belongs to another part of the account. Choose that part, or another code."
        )
    return against(part, pounds, code, control=control, effective_on=effective_on)
