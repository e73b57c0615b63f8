"""Reads the statement of a rent account from the ledger, for any days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import Period
from rooftree.ledger import movements
from rooftree.ledger.movements import Line
from rooftree.rents import codes
from rooftree.rents.models import AccountPart
from rooftree.rents.statements import Posted, Statement, StatementWords, lines_of


@dataclass(frozen=True, kw_only=True)
class StatementOf:
    """Whose statement it is, and which accounts of the ledger are the parts of theirs."""

    payment_reference: str
    address: str
    names: tuple[str, ...]
    parts: Mapping[int, str]
    """The part of the account, by the id of its account in the ledger."""


def words_on(day: date, *, council_id: int) -> StatementWords:
    """Return what codes and parts are called on a statement, as whoever pays reads them, on a day.

    A code that is in no list, as old systems have, is shown as it is.
    """
    known = codes.all_codes(on=day, council=council_id)
    parts = dict(AccountPart.Part.choices)
    return StatementWords(
        code=lambda code: known[code].words if code in known else code, part=lambda part: parts.get(part, part)
    )


def read_statement(whose: StatementOf, period: Period, *, made_on: date, words: StatementWords) -> Statement:
    """Return the statement of an account for a time, which has an end: by the day of posting. One query."""
    assert period.until is not None, "A statement has a last day."
    lines = movements.of(whose.parts, None, period.until, together=True)
    before = [line for line in lines if line.posted_on < period.starts]
    within = lines[len(before) :]
    opening = before[-1].balance if before else NOUGHT
    return Statement(
        payment_reference=whose.payment_reference,
        address=whose.address,
        names=whose.names,
        period=period,
        made_on=made_on,
        opening=opening,
        lines=lines_of((posted_of(line, whose.parts) for line in within), opening=opening, called=words.code),
        parts=tuple((words.part(part), _sum_of(lines, account)) for account, part in whose.parts.items()),
    )


def posted_of(line: Line, parts: Mapping[int, str]) -> Posted:
    """Return a line of the ledger as statements have it."""
    return Posted(
        movement_id=line.movement_id,
        posted_on=line.posted_on,
        effective_on=line.effective_on,
        kind=line.kind,
        code=line.code,
        part=parts[line.account_id],
        pounds=line.amount,
        narrative=line.narrative,
        reference=line.reference,
    )


def _sum_of(lines: list[Line], account: int) -> Decimal:
    return sum((line.amount for line in lines if line.account_id == account), NOUGHT)
