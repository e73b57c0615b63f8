"""Takes over what another system's books held: each movement on the day on which it was posted there."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.ledger.refusing import refusals
from rooftree.ledger.statements import literal

_POST = (Path(__file__).parent / "sql" / "post.sql").read_text(encoding="utf-8")

_GIVEN = """
    SELECT debit_id, credit_id, amount, kind, code, effective_on, reverses_id, key, narrative, reference, batch,
           posted_on
    FROM ({sql}) AS selected
"""


@transaction.atomic
def take_over(sql: str, params: dict[str, Any], *, council_id: int, at: datetime, who: str) -> int:
    """Post what a SELECT gives, each row on its own accounting day, all or none; return how many were new.

    It gives what `posting.post_from` asks for, and besides posted_on and reverses_id: null, or for a row of
    kind reversal the movement that it takes back. Raises Refused as `posting.post` does.
    """
    source = _GIVEN.format(sql=sql)
    statement = _POST.format(
        source=source,
        council=literal(council_id),
        posted_on="posted_on",
        at=literal(at),
        who=literal(who),
        answer="SELECT count(*) FROM posted",
    )
    with refusals(), connection.cursor() as cursor:
        cursor.execute(f"SELECT min(posted_on), max(posted_on) FROM ({source}) AS given", params)  # noqa: S608
        first_on, last_on = cursor.fetchone()
        if first_on is None:
            return 0
        cursor.execute("SELECT ledger_make_years(%s, %s)", [first_on, last_on])
        cursor.execute(statement, params)
        (new,) = cursor.fetchone()
    return int(new)
