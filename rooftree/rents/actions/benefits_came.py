"""Moves on when each benefit should come next, as its payments come: by what stands on accounts alone."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.rents import benefits_due, codes

_SQL = Path(__file__).parents[1] / "sql"
_CAME = (_SQL / "benefits_came.sql").read_text(encoding="utf-8")
SCHEDULES = ("hb", "uc")
"""Kinds of file by which benefits are paid to us."""
_MOVED = (_SQL / "benefits_moved.sql").read_text(encoding="utf-8")


@transaction.atomic
def move_on(
    council_id: int, *, on: date, file_id: int | None = None, accounts: Collection[int] | None = None
) -> int:
    """Move `next_on` of each benefit of which a payment has come past it, by its own rhythm; return how many.

    A payment counts once: done again, or after a file that was handed in twice, nothing moves. One that was
    found in suspense counts from when it is posted to the account. `file_id` and `accounts`, by their ids,
    leave out what cannot have changed.
    """
    every = {item.code: int(item.flags["days"]) for item in codes.FREQUENCIES.version(on=on, council=council_id)}
    early = int(benefits_due.EARLY.version(on=on, council=council_id).value)
    kinds = benefits_due.through_us(on, council_id)
    facts: dict[str, Any] = {
        "council": council_id,
        "on": on,
        "early": early,
        "kinds": list(kinds),
        "codes": list(kinds.values()),
        "file": file_id,
        "accounts": None if accounts is None else list(accounts),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CAME, facts)
        moved = [
            (benefit, was_on, benefits_due.after(was_on, paid_on, every_days=every[how_often], early=early))
            for benefit, how_often, was_on, paid_on in cursor.fetchall()
        ]
        ids, were, then = (list(column) for column in zip(*moved, strict=True)) if moved else ([], [], [])
        cursor.execute(_MOVED, {"council": council_id, "ids": ids, "were": were, "next": then})
        return int(cursor.rowcount)
