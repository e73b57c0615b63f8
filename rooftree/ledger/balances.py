"""What is on an account: now, and on any day past. A debit is positive, so what is owed is above nought."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from rooftree.foundations.money import NOUGHT

_KEPT = "SELECT account_id, amount FROM ledger_balance WHERE account_id = ANY (%s)"

_DERIVED = """
    SELECT account_id, sum(amount)
    FROM (SELECT debit_id AS account_id, amount FROM ledger_movement WHERE debit_id = ANY (%(accounts)s) {until}
          UNION ALL
          SELECT credit_id, -amount FROM ledger_movement WHERE credit_id = ANY (%(accounts)s) {until}) AS sides
    GROUP BY account_id
"""


def of(account_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return the balances of accounts, in pounds, by id: kept for personal accounts, derived for the others."""
    wanted = list(account_ids)
    found: dict[int, Decimal] = dict(_rows(_KEPT, [wanted]))
    derived: dict[int, Decimal] = dict(
        _rows(_DERIVED.format(until=""), {"accounts": [each for each in wanted if each not in found]})
    )
    both = found | derived
    return {each: both.get(each, NOUGHT) for each in wanted}


def on(account_ids: Iterable[int], day: date, *, by: str = "posted_on") -> dict[int, Decimal]:
    """Return the balances at the end of a day, in pounds, by id.

    `by` says which day counts: the accounting day (posted_on), or the day that each is for (effective_on).
    """
    assert by in ("posted_on", "effective_on"), f"A movement has no {by}."
    wanted = list(account_ids)
    derived = dict(_rows(_DERIVED.format(until=f"AND {by} <= %(day)s"), {"accounts": wanted, "day": day}))
    return {each: derived.get(each, NOUGHT) for each in wanted}


def _rows(statement: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def disproved(council_id: int) -> list[tuple[int, Decimal | None, Decimal]]:
    """Return each personal account whose kept balance is not what its movements say, with both sums. One query."""
    return _rows("SELECT * FROM ledger_disproved(%s)", [council_id])


def rebuild(council_id: int) -> int:
    """Make the kept balances of a council anew from all its movements; return how many rows were wrong."""
    return int(_rows("SELECT ledger_rebuild(%s)", [council_id])[0][0])
