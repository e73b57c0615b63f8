"""Posts movements of money, and takes them back. Nobody writes a movement in any other way.

A movement is posted once under its key: sent again, it is not posted again, and its first id is the answer. What
is posted stands for ever; the only correction is a reversal, once for each movement, with a reason.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.foundations.refusals import Refused
from rooftree.ledger.refusing import refusals
from rooftree.ledger.statements import Params, literal

_SQL = Path(__file__).parent / "sql"
_POST = (_SQL / "post.sql").read_text(encoding="utf-8")
_POST_SET = (_SQL / "post_set.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Posting:
    """One movement to post: so many pounds, above nought, from the account debited to the one credited."""

    debit: int
    credit: int
    amount: Decimal
    kind: str
    """charge, receipt, journal or opening. A reversal is asked for with `reverse`."""
    code: str
    """A transaction code of three letters, which the ledger does not read."""
    effective_on: date
    """The day, or the first day, that it is for."""
    key: str
    """What it is posted under, once."""
    narrative: str = ""
    reference: str = ""
    batch: str = ""


_GIVEN = """
    SELECT debit_id, credit_id, amount, kind, code, effective_on, NULL::bigint AS reverses_id, key, narrative,
           reference, batch
    FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::text[], %s::date[], %s::text[],
                %s::text[], %s::text[], %s::text[])
      AS given (debit_id, credit_id, amount, kind, code, effective_on, key, narrative, reference, batch)
"""

_SELECTED = """
    SELECT debit_id, credit_id, amount, kind, code, effective_on, NULL::bigint AS reverses_id, key, narrative,
           reference, batch
    FROM ({sql}) AS selected
"""

_REVERSED = """
    SELECT m.credit_id AS debit_id, m.debit_id AS credit_id, m.amount, 'reversal' AS kind, m.code, m.effective_on,
           m.id AS reverses_id, given.key, %s AS narrative, m.reference, m.batch
    FROM unnest(%s::bigint[], %s::text[]) AS given (id, key) JOIN ledger_movement AS m USING (id)
"""

_NEW = "SELECT key, movement_id FROM claimed"
_COUNT = "SELECT count(*) FROM posted"

_CLAIM = """
    INSERT INTO ledger_key (movement_id, council_id, key)
    SELECT id, {council}, {key} FROM ({source}) AS given LIMIT 1
    ON CONFLICT (council_id, key) DO NOTHING
"""

_OTHERWISE = "“{key}” was posted before, with other accounts or another sum."

_IDS = """
    SELECT k.key, k.movement_id, m.debit_id, m.credit_id, m.amount, m.reverses_id
    FROM ledger_key AS k JOIN ledger_movement AS m ON m.id = k.movement_id
    WHERE k.council_id = %s AND k.key = ANY (%s)
"""


@transaction.atomic
def post(postings: Sequence[Posting], *, council_id: int, posted_on: date, at: datetime, who: str) -> list[int]:
    """Post movements, all or none, and return their ids in the order given; a repeated key's first id.

    Amounts are pounds. Personal accounts are locked in the order of their ids, so two that post at once wait for
    each other and both are posted. Raises Refused in a closed period, for a closed account, for a sum that is not
    above nought, and for a key that was posted before with other accounts or another sum.
    """
    if not postings:
        return []
    given = _checked(postings)
    columns = [list(column) for column in zip(*map(astuple, postings), strict=True)]
    new = _run(_GIVEN, columns, _NEW, council_id=council_id, posted_on=posted_on, at=at, who=who)
    ids: dict[str, int] = dict(new)
    before = _found([each.key for each in postings if each.key not in ids], council_id=council_id)
    for key, (movement_id, debit, credit, amount, reverses) in before.items():
        if (debit, credit, amount, reverses) != (given[key].debit, given[key].credit, given[key].amount, None):
            raise Refused(_OTHERWISE.format(key=key))
        ids[key] = movement_id
    return [ids[each.key] for each in postings]


def post_from(sql: str, params: Params, *, council_id: int, posted_on: date, at: datetime, who: str) -> int:
    """Post what a SELECT gives, all or none, in one statement; return how many were new.

    It gives debit_id, credit_id, amount, kind, code, effective_on, key, narrative, reference and batch, and runs
    as whoever asks. Raises Refused as `post` does.
    """
    source = _SELECTED.format(sql=sql)
    ((count,),) = _run(source, params, _COUNT, council_id=council_id, posted_on=posted_on, at=at, who=who)
    return int(count)


def post_set(
    sql: str, params: dict[str, Any], *, key: str, council_id: int, posted_on: date, at: datetime, who: str
) -> int:
    """Post what a SELECT gives as one set under one key: all of it, once. Return how many movements are new.

    It gives id, debit_id, credit_id, amount, kind, code, effective_on, narrative, reference and batch, the same
    each time it is asked; the ids are of the sequence `ledger_movement_id`. A key for each of a hundred thousand
    lines says no more than one for their file, and takes longer to write than they do. Raises Refused as
    `post` does.
    """
    stated = {
        "source": sql,
        "council": literal(council_id),
        "key": literal(key),
        "posted_on": literal(posted_on),
        "at": literal(at),
        "who": literal(who),
    }
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_years(%s, %s)", [posted_on, posted_on])
        cursor.execute("SELECT ledger_hold('{}')")
        cursor.execute(_CLAIM.format(**stated), params)
        if not cursor.rowcount:
            return 0
        cursor.execute(_POST_SET.format(**stated), params)
        return int(cursor.rowcount)


@transaction.atomic
def reverse(
    movement_ids: Sequence[int],
    *,
    reason: str,
    council_id: int,
    posted_on: date,
    at: datetime,
    who: str,
    keys: Sequence[str] | None = None,
) -> list[int]:
    """Take movements back, all or none, and return the ids of their reversals in the order given.

    A reversal moves the same sum back for the same effective day. Each movement is reversed once: asked again
    under the same key (`keys`, one a movement) the first reversal is the answer; under another, or under none, it
    is refused. Raises Refused for a reversal, for a movement that is not this council's, without a reason, and in
    a closed period.
    """
    if not reason.strip():
        raise Refused("Say why it is reversed.")
    if not movement_ids:
        return []
    asked = list(keys or (f"reversal:{each}" for each in movement_ids))
    assert len(asked) == len(movement_ids), "One key a movement."
    new = _run(
        _REVERSED,
        [reason.strip(), list(movement_ids), asked],
        _NEW,
        council_id=council_id,
        posted_on=posted_on,
        at=at,
        who=who,
    )
    found = _found(asked, council_id=council_id)
    if len(found) < len(set(asked)):
        raise Refused("Only a movement of this council can be reversed. Choose it from the account.")
    if keys is None and len(new) < len(asked):
        raise Refused("This was reversed before. To undo that, post it anew.")
    for each, key in zip(movement_ids, asked, strict=True):
        if found[key][4] != each:
            raise Refused(f"“{key}” was used before, to post something else.")
    return [found[key][0] for key in asked]


def _checked(postings: Sequence[Posting]) -> dict[str, Posting]:
    """Return what is to be posted by its key, once it is sure that each key means one thing."""
    given: dict[str, Posting] = {}
    for each in postings:
        assert each.kind != "reversal", "A reversal is asked for with reverse()."
        assert each.key, "A movement is posted under a key."
        if each.amount <= 0:
            raise Refused("A sum to post is above nought. Turn the two accounts round instead.")
        same = given.setdefault(each.key, each)
        if (same.debit, same.credit, same.amount) != (each.debit, each.credit, each.amount):
            raise Refused(_OTHERWISE.format(key=each.key))
    return given


def _run(
    source: str,
    params: Params,
    answer: str,
    *,
    council_id: int,
    posted_on: date,
    at: datetime,
    who: str,
) -> list[tuple[Any, ...]]:
    statement = _POST.format(
        source=source,
        answer=answer,
        council=literal(council_id),
        posted_on=literal(posted_on),
        at=literal(at),
        who=literal(who),
    )
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_years(%s, %s)", [posted_on, posted_on])
        cursor.execute(statement, params)
        answers: list[tuple[Any, ...]] = cursor.fetchall()
    return answers


def _found(keys: Sequence[str], *, council_id: int) -> dict[str, tuple[int, int, int, Decimal, int | None]]:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [council_id, list(keys)])
        return {key: tuple(facts) for key, *facts in cursor.fetchall()}
