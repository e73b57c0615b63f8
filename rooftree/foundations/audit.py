"""Reads the audit, for the page of those who investigate. Nothing else of the service depends on it.

A council sees its own lines only, and those about a restricted record only with its group: the
database sees to both. Lines come newest first, a page at a time, from the line after which to go on.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from rooftree.foundations.dates import midnight_of

BATCH = 2_000
"""Lines that a download reads at a time."""


@dataclass(frozen=True)
class Sought:
    """Which lines of the audit are wanted. What is left empty narrows nothing.

    `councils` are ids; `who` is as the audit writes it ("sign-in:12"); `row_id` needs its `table`.
    `from_on` and `until_on` are London days, the last not included.
    """

    councils: tuple[int, ...]
    who: str = ""
    table: str = ""
    row_id: int | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One line: a row changed or deleted, or rows that one statement added."""

    id: int
    council_id: int
    at: datetime
    table: str
    action: str
    """ "insert", "update" or "delete"."""
    row_id: int | None
    rows: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    who: str
    where: str
    why: str


@dataclass(frozen=True)
class Read:
    """One line: restricted rows that somebody opened. `why` is empty for a member of the group."""

    id: int
    council_id: int
    at: datetime
    table: str
    row_ids: tuple[int, ...]
    who: str
    where: str
    why: str


_CHANGES = """
    SELECT id, council_id, at, table_name, action, row_id,
           coalesce((SELECT sum(upper(span) - lower(span)) FROM unnest(inserted) AS span), 1)::bigint,
           coalesce(before, '{}')::text, coalesce(after, '{}')::text, who, from_where, why
    FROM foundations_auditchange
    WHERE council_id = ANY (%(councils)s)
      AND (%(who)s = '' OR who = %(who)s)
      AND (%(table)s = '' OR table_name = %(table)s)
      AND (%(row)s::bigint IS NULL OR row_id = %(row)s OR (row_id IS NULL AND inserted @> %(row)s::bigint))
      AND (%(starts)s::timestamptz IS NULL OR at >= %(starts)s)
      AND (%(ends)s::timestamptz IS NULL OR at < %(ends)s)
      AND (%(before)s::bigint IS NULL
           OR (at, id) < (SELECT at, id FROM foundations_auditchange WHERE id = %(before)s))
    ORDER BY at DESC, id DESC LIMIT %(most)s
"""

_READS = """
    SELECT id, council_id, at, table_name, row_ids, who, from_where, why
    FROM foundations_auditread
    WHERE council_id = ANY (%(councils)s)
      AND (%(who)s = '' OR who = %(who)s)
      AND (%(table)s = '' OR table_name = %(table)s)
      AND (%(row)s::bigint IS NULL OR %(row)s = ANY (row_ids))
      AND (%(starts)s::timestamptz IS NULL OR at >= %(starts)s)
      AND (%(ends)s::timestamptz IS NULL OR at < %(ends)s)
      AND (%(before)s::bigint IS NULL
           OR (at, id) < (SELECT at, id FROM foundations_auditread WHERE id = %(before)s))
    ORDER BY at DESC, id DESC LIMIT %(most)s
"""


def changes(sought: Sought, *, before: int | None = None, most: int = 50) -> list[Change]:
    """Return the newest changes wanted, or the next older than the line `before`. One query."""
    found = [Change(*row) for row in _rows(_CHANGES, sought, before, most)]
    return [replace(each, before=_loaded(each.before), after=_loaded(each.after)) for each in found]


def reads(sought: Sought, *, before: int | None = None, most: int = 50) -> list[Read]:
    """Return the newest openings of restricted records wanted, or the next older. One query."""
    found = [Read(*row) for row in _rows(_READS, sought, before, most)]
    return [replace(each, row_ids=tuple(each.row_ids)) for each in found]


def all_changes(sought: Sought) -> Iterator[Change]:
    """Yield every change wanted, newest first, read in batches: for a download of any length."""
    before = None
    while batch := changes(sought, before=before, most=BATCH):
        yield from batch
        before = batch[-1].id


def all_reads(sought: Sought) -> Iterator[Read]:
    """Yield every opening of a restricted record wanted, newest first, read in batches."""
    before = None
    while batch := reads(sought, before=before, most=BATCH):
        yield from batch
        before = batch[-1].id


def tables() -> list[str]:
    """Return the tables whose changes are audited. One query, of the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgfoid IN ('audit_update'::regproc, 'audit_council'::regproc)"
        )
        return sorted(name for (name,) in cursor.fetchall())


def log_download(council_id: int, *, what: str) -> None:
    """Leave in a council's audit that somebody took a copy of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT log_read(%s::int, 0, 'foundations_auditchange', '{}', %s)", [council_id, what])


def _rows(statement: str, sought: Sought, before: int | None, most: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "councils": list(sought.councils),
                "who": sought.who,
                "table": sought.table,
                "row": sought.row_id,
                "starts": midnight_of(sought.from_on) if sought.from_on else None,
                "ends": midnight_of(sought.until_on) if sought.until_on else None,
                "before": before,
                "most": most,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _loaded(columns: Any) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(columns)
    return loaded
