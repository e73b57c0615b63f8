"""A statement of ten years, beside a read of the same lines that its index covers.

Every account has ten years of weekly charges and payments; nine years are closed, the tenth is open, so its runs
stand apart. The floor reads the lines of one account, in order, from one table that holds nothing else, by an
index that covers all that a line shows: without row security, reversals or running balances. Both are read as the
app's log-in, one account after the other.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.database import scratch_database
from benchmarks.report import report

if TYPE_CHECKING:
    from benchmarks.database import Scratch

ACCOUNTS = int(os.environ.get("BENCH_STATEMENTS", 2_000))
YEARS = 10
FIRST_MONDAY = date(2016, 4, 4)
NOON = datetime(2026, 4, 6, 12, tzinfo=UTC)
READ = 400
"""Accounts read, of all of them."""

COVERED = """
    CREATE TABLE bench_line AS
    SELECT account_id, posted_on, id, effective_on, kind, code, amount, other_id, narrative, reference, batch, who,
           posted_at, run_id, reverses_id
    FROM (SELECT *, debit_id AS account_id, credit_id AS other_id FROM ledger_movement
          UNION ALL SELECT *, credit_id, debit_id FROM ledger_movement) AS m
    WHERE account_id IN (SELECT id FROM ledger_account WHERE kind = 'personal');
    CREATE INDEX bench_covering ON bench_line (account_id, posted_on, id)
        INCLUDE (effective_on, kind, code, amount, other_id, narrative, reference, batch, who, posted_at, run_id,
                 reverses_id);
    GRANT SELECT ON bench_line TO rooftree_app;
"""
FLOOR = """
    SELECT account_id, id, posted_on, effective_on, kind, code, amount, other_id, narrative, reference, batch, who,
           posted_at, run_id, reverses_id
    FROM bench_line WHERE account_id = %s ORDER BY account_id, posted_on, id
"""
CHARGES = """
    SELECT id AS debit_id, %(income)s::bigint AS credit_id, 105.50 AS amount, 'DBR' AS code,
           %(on)s::date AS effective_on, '' AS narrative
    FROM ledger_account WHERE kind = 'personal'
"""
PAYMENTS = """
    SELECT %(cash)s::bigint AS debit_id, id AS credit_id, 105.50 AS amount, 'receipt' AS kind, 'RDD' AS code,
           %(on)s::date AS effective_on, 'pay ' || %(on)s || ' ' || id AS key, '' AS narrative,
           'DD' || id AS reference, '' AS batch
    FROM ledger_account WHERE kind = 'personal'
"""


def main() -> None:
    """Make ten years, read statements, and report."""
    with scratch_database() as scratch:
        from django.db import connection

        from rooftree.foundations.isolation import acting_for
        from rooftree.ledger import accounts, movements

        with acting_for([scratch.council], who="job:bench"):
            payers = accounts.open_personal(scratch.council, ACCOUNTS, opened_on=FIRST_MONDAY)
            _live(scratch)
            for statement in COVERED.split(";"):
                scratch.owner.execute(statement)
            scratch.owner.execute("VACUUM (ANALYZE)")
            read = payers[:: max(1, ACCOUNTS // READ)]

            def covered(account: int) -> int:
                with connection.cursor() as cursor:
                    cursor.execute(FLOOR, [account])
                    return len(cursor.fetchall())

            floor, lines = _median(covered, read)
            ours, same = _median(lambda account: len(movements.of([account])), read)
            assert lines == same, f"The floor read {lines} lines, and we {same}."
    report(
        name="statement",
        n=lines // len(read),
        value=ours,
        floor=floor,
        unit="ms",
        note=f"Lines of ten years, of one account of {ACCOUNTS:,}; the last year's runs stand apart.",
    )


def _live(scratch: "Scratch") -> None:
    """Charge and pay for ten years, and close all but the last."""
    from rooftree.ledger import accounts, closing, posting, runs

    council = scratch.council
    controls = accounts.controls(council, ["income.hra", "cash"])
    for week in range(52 * YEARS):
        monday = FIRST_MONDAY + timedelta(weeks=week)
        facts = {"on": monday, "income": controls["income.hra"], "cash": controls["cash"]}
        runs.post_run(
            council,
            key=f"week {week}",
            effective_on=monday,
            posted_on=monday,
            charges=CHARGES,
            params=facts,
            at=NOON,
            who="job:bench",
        )
        paid_on = monday + timedelta(days=2)
        posting.post_from(PAYMENTS, facts, council_id=council, posted_on=paid_on, at=NOON, who="job:bench")
        if week % 52 == 51 and week < 52 * (YEARS - 1):
            closing.close_year(council, monday + timedelta(weeks=1), at=NOON, who="job:bench")


def _median(read: Callable[[int], int], accounts: list[int]) -> tuple[float, int]:
    """Return the median milliseconds of reading each of these accounts, and how many lines they have together."""
    lines, taken = sum(map(read, accounts)), []
    for account in accounts:
        begun = time.perf_counter()
        read(account)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), lines


if __name__ == "__main__":
    main()
