"""The lines of a statement: what moved on an account, oldest first, with the balance after each."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

_LINES = "SELECT * FROM ledger_lines(%s, %s::date, %s::date, %s, %s)"


class Line(NamedTuple):
    """One movement as one account sees it."""

    account_id: int
    movement_id: int
    posted_on: date
    effective_on: date
    kind: str
    code: str
    amount: Decimal
    """Pounds: above nought is a debit."""
    balance: Decimal
    """Pounds on the account, or on all the accounts asked for, after it."""
    other_id: int
    """The account on the other side."""
    narrative: str
    reference: str
    batch: str
    who: str
    posted_at: datetime
    run_id: int | None
    reverses_id: int | None
    reversed_by_id: int | None


def of(
    account_ids: Iterable[int],
    from_on: date | None = None,
    until_on: date | None = None,
    *,
    by: str = "posted_on",
    together: bool = False,
) -> list[Line]:
    """Return what moved on accounts from a day until a day, oldest first, each account's lines together.

    `by` says which day counts and orders: posted_on or effective_on. `together` makes one statement of several
    accounts, with one running balance. The balance counts what came before the first day. One query.
    """
    assert by in ("posted_on", "effective_on"), f"A movement has no {by}."
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(account_ids), from_on, until_on, by == "effective_on", together])
        return list(map(Line._make, cursor.fetchall()))
