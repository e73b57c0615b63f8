"""Books for the tests of the ledger: accounts, payments and runs, in few words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from rooftree.ledger import posting, runs
from rooftree.ledger.posting import Posting

MONDAY = date(2026, 4, 6)
NEXT_YEAR = date(2027, 4, 5)
NOON = datetime(2026, 4, 6, 11, tzinfo=UTC)
RENT = Decimal("100.00")

CHARGES = """
    SELECT unnest(%(payers)s::bigint[]) AS debit_id, %(income)s::bigint AS credit_id,
           %(amount)s::numeric AS amount, 'DBR' AS code, %(on)s::date AS effective_on, '' AS narrative
"""


def pay(council: int, debit: int, credit: int, amount: Decimal = RENT, *, key: str, on: date = MONDAY) -> int:
    """Post one receipt, and return its id."""
    receipt = Posting(debit, credit, amount, "receipt", "RDD", on, key)
    return posting.post([receipt], council_id=council, posted_on=on, at=NOON, who="test")[0]


def take_back(council: int, *movements: int, on: date = MONDAY, **more: Any) -> list[int]:
    """Reverse movements."""
    facts = {"reason": "Recalled by the bank", "posted_on": on, "at": NOON, "who": "test", **more}
    return posting.reverse(movements, council_id=council, **facts)


def charge(
    council: int, payers: Sequence[int], income: int, amount: Decimal = RENT, *, key: str, on: date = MONDAY
) -> runs.RunOutcome:
    """Charge each of these payers in one run."""
    return runs.post_run(
        council,
        key=key,
        effective_on=on,
        posted_on=on,
        charges=CHARGES,
        params={"payers": list(payers), "income": income, "amount": amount, "on": on},
        at=NOON,
        who="test",
    )


def rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
