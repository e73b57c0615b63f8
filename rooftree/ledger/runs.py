"""Posts a run: many charges at once, as one, once.

A run is built in a table aside, indexed and checked there as a set, and then attached as a partition in one short
transaction, so that payments and pages go on meanwhile (docs/decisions/0025). Killed on the way it leaves nothing
that anybody sees; the next run, and the night, drop the table aside.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from rooftree.ledger.models import Run
from rooftree.ledger.refusing import refusals
from rooftree.ledger.statements import Params, literal


@dataclass(frozen=True)
class RunOutcome:
    """What a run posted, and whether it had been posted before."""

    run_id: int
    rows: int
    total: Decimal
    """Pounds."""
    before: bool


_FILL = """
    INSERT INTO ledger_run_{council}_{run}
        (council_id, debit_id, credit_id, amount, kind, code, effective_on, posted_on, posted_at, by_run, run_id,
         narrative)
    SELECT {council}, debit_id, credit_id, amount, 'charge', code, effective_on, {posted_on}, {at}, true, {run},
           narrative
    FROM ({charges}) AS charges
    ORDER BY debit_id
"""


def post_run(
    council_id: int,
    *,
    key: str,
    effective_on: date,
    posted_on: date,
    charges: str,
    params: Params,
    at: datetime,
    who: str,
) -> RunOutcome:
    """Post the charges that a SELECT gives, as one run, once under its key.

    The SELECT gives debit_id, credit_id, amount (pounds), code, effective_on and narrative, and runs as whoever
    asks. Asked again under the same key, the first run is the answer. Inside a transaction of the caller's it is
    posted when that ends, and whoever opens an account waits as long; by itself it holds nobody up. Raises
    Refused in a closed period and for a closed account.
    """
    with one_at_a_time(council_id), refusals():
        if first := Run.objects.filter(council_id=council_id, key=key).first():
            return RunOutcome(first.pk, first.rows, first.total, before=True)
        drop_leftovers(council_id)
        run = step("SELECT ledger_begin_run(%s)", [council_id])[0]
        fill = _FILL.format(
            council=literal(council_id),
            run=literal(run),
            posted_on=literal(posted_on),
            at=literal(at),
            charges=charges,
        )
        _fill(fill, params)
        step("SELECT ledger_key_run(%s, %s)", [council_id, run])
        step("SELECT ledger_check_run(%s, %s)", [council_id, run])
        rows, total = step(
            "SELECT * FROM ledger_post_run(%s, %s, %s, %s, %s, %s, %s)",
            [council_id, run, key, effective_on, posted_on, at, who],
        )
    return RunOutcome(run, rows, total, before=False)


def clear_away(council_id: int) -> int:
    """Drop the tables of runs that were killed on the way; return how many."""
    with one_at_a_time(council_id):
        return drop_leftovers(council_id)


def drop_leftovers(council_id: int) -> int:
    """Drop what is left over, one table at a time, for the run or the year's close that goes on."""
    dropped = 0
    while step("SELECT ledger_drop_leftover(%s)", [council_id])[0]:
        dropped += 1
    return dropped


@contextmanager
def one_at_a_time(council_id: int) -> Iterator[None]:
    """Let one run or year's close of a council go on at a time; the next waits for its end."""
    if connection.in_atomic_block:
        _ask("SELECT pg_advisory_xact_lock(hashtext('ledger run'), %s)", [council_id])
        yield
        return
    _ask("SELECT pg_advisory_lock(hashtext('ledger run'), %s)", [council_id])
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(hashtext('ledger run'), %s)", [council_id])


@transaction.atomic
def step(statement: str, params: Sequence[Any]) -> tuple[Any, ...]:
    """Take one step in a transaction of its own, and return the row that it answers."""
    return _ask(statement, params)


@transaction.atomic
def _fill(statement: str, params: Params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _ask(statement: str, params: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
