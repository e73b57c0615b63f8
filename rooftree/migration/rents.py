"""Posts the transactions of a rent file, makes the ledger ready for them, and proves the balances.

Only the ledger writes movements (rooftree/ledger/history.py), so the stage of transactions hands them over.
"""

from datetime import date

from django.db import connection

from rooftree.ledger import history
from rooftree.migration.scripts import Doing, Runner

STAGE = "rent_transactions"
YEARS = 3
"""Of history that is usual: made ready before a load begins, so that it holds up nobody who posts meanwhile."""

_TAKE_BACK = """
    SELECT m.credit_id AS debit_id, m.debit_id AS credit_id, m.amount, 'reversal' AS kind, m.code, m.effective_on,
        m.posted_on, m.id AS reverses_id, format('%%s:taken back', p.key) AS key,
        format('The file of %%s says something else now', p.source) AS narrative, m.reference, m.batch
    FROM to_post p JOIN ledger_movement m ON m.id = p.was_movement_id
"""

_POST = """
    SELECT CASE WHEN amount > 0 THEN part_id ELSE control_id END AS debit_id,
        CASE WHEN amount > 0 THEN control_id ELSE part_id END AS credit_id, abs(amount) AS amount,
        CASE WHEN control = 'opening' THEN 'opening'
            WHEN reversal_of <> '' OR control IN ('refunds', 'write_offs', 'suspense') THEN 'journal'
            WHEN family = 'debit' THEN 'charge'
            WHEN control ^@ 'income.' THEN 'journal' ELSE 'receipt' END AS kind,
        code, effective_on, posted_on, NULL::bigint AS reverses_id, key, narrative, own AS reference, batch
    FROM to_post WHERE reverses_id IS NULL AND reverses_key IS NULL
"""

_REVERSE = """
    SELECT CASE WHEN p.amount > 0 THEN p.part_id ELSE p.control_id END AS debit_id,
        CASE WHEN p.amount > 0 THEN p.control_id ELSE p.part_id END AS credit_id, abs(p.amount) AS amount,
        'reversal' AS kind, p.code, p.effective_on, p.posted_on,
        coalesce(p.reverses_id, k.movement_id) AS reverses_id, p.key,
        coalesce(nullif(p.narrative, ''), format('Reversed in %%s', p.source)) AS narrative,
        p.own AS reference, p.batch
    FROM to_post p LEFT JOIN ledger_key k ON k.council_id = %(council)s AND k.key = p.reverses_key
    WHERE p.reverses_id IS NOT NULL OR p.reverses_key IS NOT NULL
"""


def make_ready(*, until: date) -> None:
    """Make the years of the ledger that rent files usually reach back to, in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_years(%s, %s)", [until.replace(year=until.year - YEARS, day=1), until])


def post(runner: Runner) -> None:
    """Post the transactions that are ready: first what is taken back, then what is new, then their reversals."""
    for name, words, sql in (
        ("take back", "Take back what the file changed", _TAKE_BACK),
        ("post", "Post the transactions", _POST),
        ("reverse", "Post the reversals", _REVERSE),
    ):
        with runner.timed(STAGE, name, words):
            history.take_over(
                sql,
                {"council": runner.parameters["council"]},
                council_id=runner.parameters["council"],
                at=runner.parameters["at"],
                who=runner.parameters["who"],
            )


def prove(runner: Runner) -> None:
    """Prove the balances of the accounts that the load touched."""
    runner.hear(Doing("balances", "Prove the balances"))
    runner.run("prove", stage="balances")
