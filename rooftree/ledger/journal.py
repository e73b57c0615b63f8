"""Writes a council's books of a period as a plain-text journal that hledger reads and checks by itself.

Each movement is a transaction of two postings. The first transaction brings forward what was on every account; the
last asserts what is on every account at the end, read from the balances and not from the journal, so that
`hledger check` fails if the two differ by a penny.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from rooftree.foundations.models import Council

_NAME = "CASE a.kind WHEN 'control' THEN 'control:' || a.code ELSE 'personal:' || a.id END"

_BROUGHT_FORWARD = f"""
    SELECT {_NAME} AS name, sum(sides.amount)
    FROM (SELECT debit_id AS id, amount FROM ledger_movement WHERE council_id = %(council)s AND posted_on < %(day)s
          UNION ALL
          SELECT credit_id, -amount FROM ledger_movement WHERE council_id = %(council)s AND posted_on < %(day)s)
         AS sides
    JOIN ledger_account AS a USING (id)
    GROUP BY a.id, a.kind, a.code HAVING sum(sides.amount) <> 0
    ORDER BY a.kind, a.code, a.id
"""  # noqa: S608  # the name is ours

_MOVED = f"""
    SELECT m.posted_on, m.id, m.effective_on, m.kind, m.code, m.narrative, m.reference, m.reverses_id, m.amount,
           {_NAME}, {_NAME.replace("a.", "b.")}
    FROM ledger_movement AS m
    JOIN ledger_account AS a ON a.id = m.debit_id
    JOIN ledger_account AS b ON b.id = m.credit_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
    ORDER BY m.posted_on, m.id
"""  # noqa: S608  # the names are ours

_AT_THE_END = f"""
    SELECT {_NAME} AS name, coalesce(s.amount, 0)
    FROM ledger_account AS a LEFT JOIN ledger_sums(%(council)s, %(day)s) AS s ON s.account_id = a.id
    WHERE a.council_id = %(council)s
    ORDER BY a.kind, a.code, a.id
"""  # noqa: S608  # the name is ours

_KEPT = f"""
    SELECT {_NAME} AS name, k.amount
    FROM ledger_account AS a JOIN ledger_balance AS k ON k.account_id = a.id
    WHERE a.council_id = %(council)s
    ORDER BY a.id
"""  # noqa: S608  # the name is ours


def written(council: Council, *, from_on: date, until_on: date) -> Iterator[str]:
    """Yield the lines of the journal of a period, each with its end; the last day is not in it.

    What is asserted at the end is the kept balance of each personal account if nothing was posted later, and what
    the books say of that day otherwise. It is read as of one moment, and a few thousand lines at a time.
    """
    assert from_on < until_on, "A period has days."
    facts = {"council": council.pk, "from": from_on, "until": until_on}
    with _one_moment():
        yield f"; {_plain(council.name)}: the books from {from_on} until {until_on}\n\n"
        yield "commodity GBP 1000.00\n\n"
        yield from _transaction(
            from_on, "Brought forward", _rows(_BROUGHT_FORWARD, {"council": council.pk, "day": from_on})
        )
        for row in _rows(_MOVED, facts):
            yield _movement(*row)
        yield from _assertions(until_on - timedelta(days=1), _at_the_end(council, until_on))


def _at_the_end(council: Council, day: date) -> Iterator[tuple[Any, ...]]:
    later = "SELECT 1 FROM ledger_movement WHERE council_id = %(council)s AND posted_on >= %(day)s LIMIT 1"
    facts = {"council": council.pk, "day": day}
    if any(True for _ in _rows(later, facts)):
        yield from _rows(_AT_THE_END, facts)
        return
    yield from _rows(_KEPT, facts)
    yield from (row for row in _rows(_AT_THE_END, facts) if row[0].startswith("control:"))


def _transaction(on: date, what: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for number, (name, amount) in enumerate(rows):
        if number == 0:
            yield f"{on} {what}\n"
        yield f"    {name}  GBP {amount}\n"
    yield "\n"


def _assertions(on: date, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for number, (name, amount) in enumerate(rows):
        if number == 0:
            yield f"{on} Carried forward\n"
        yield f"    {name}  GBP 0.00 = GBP {amount}\n"


def _movement(
    posted_on: date,
    movement_id: int,
    effective_on: date,
    kind: str,
    code: str,
    narrative: str,
    reference: str,
    reverses_id: int | None,
    amount: Decimal,
    debit: str,
    credit: str,
) -> str:
    said = " ".join(filter(None, (code, _plain(reference), _plain(narrative))))
    tags = f"kind:{kind}, effective:{effective_on}" + (f", reverses:{reverses_id}" if reverses_id else "")
    return (
        f"{posted_on} ({movement_id}) {said}  ; {tags}\n    {debit}  GBP {amount}\n    {credit}  GBP {-amount}\n\n"
    )


def _plain(text: str) -> str:
    """Return words without what would end them in a journal: a comment's mark, a new line."""
    return re.sub(r"\s+", " ", text.replace(";", ",")).strip()


@contextmanager
def _one_moment() -> Iterator[None]:
    own = not connection.in_atomic_block
    with transaction.atomic():
        if own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _rows(statement: str, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(2000):
            yield from rows
