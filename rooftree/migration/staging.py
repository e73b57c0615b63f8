"""Puts the cleaned rows of a file into tables of the session, by COPY, for the set statements to work on."""

from typing import IO

from django.db import connection

from rooftree.migration.layouts import Column, Layout
from rooftree.migration.rows import Cleaned

BLOCK = 1 << 18
"""Bytes handed to COPY at once: few enough that the largest file takes no more memory than a small one."""

SEQUENCES = {
    "places": "places_place_id_seq",
    "people": "people_person_id_seq",
    "tenancies": "tenancies_tenancy_id_seq",
    "tenancy_people": "tenancies_tenancyparty_id_seq",
    "officers": "staff_officer_id_seq",
    "markers": "people_personmarker_id_seq",
    "contacts": "contact_contact_id_seq",
}
"""Where the rows that a layout makes get their ids. Each staged row takes one, so that others can point at it."""


_OWN = {
    "places": "place_ref",
    "homes": "place_ref",
    "people": "person_ref",
    "tenancies": "tenancy_ref",
    "cases": "case_ref",
    "contacts": "contact_ref",
    "rent_transactions": "transaction_ref",
}
"""The column by which each layout's rows are known again; the others' rows have a column `own` for it."""

_MORE = {
    "officers": ", trim(BOTH '-' FROM left(regexp_replace(lower(team), '[^a-z0-9]+', '-', 'g'), 40)) AS team_code"
}

_SIDE_COLUMNS = {
    "contact": "row integer, col text, kind text, value text, note text",
    "register": "row integer, col text, code text",
}

PROBLEM_COLUMNS = "file, row, col, value, reason, refuses, source, ref"


def stage(cleaned: Cleaned, layout: Layout, file: int) -> None:
    """Make the tables of one file and fill them. They are gone with the transaction."""
    table = f"staged_{file}"
    columns = ", ".join(_columns(layout))
    sequence = SEQUENCES.get(layout.name)
    own_id = f"id bigint DEFAULT nextval('{sequence}'), " if sequence else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {table} ({own_id}row integer, source text, digest bytea, facts jsonb, kept jsonb, "
            f"updated text, updated_on date, {columns}{'' if layout.own_reference else ', own text'})"
        )
    names = [
        "row",
        "source",
        "digest",
        "facts",
        "kept",
        "updated",
        "updated_on",
        *_names(layout),
        *([] if layout.own_reference else ["own"]),
    ]
    copy_in(cleaned.rows, table, ", ".join(names))
    for side, spool in cleaned.sides.items():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE {side}_{file} ({_SIDE_COLUMNS[side]})")
        copy_in(spool, f"{side}_{file}")
        _analyze(f"{side}_{file}")
    _analyze(f"{table} ({', '.join(['row', 'source', *_names(layout)])})")
    copy_in(cleaned.problems, "problem", PROBLEM_COLUMNS)


def _analyze(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def copy_in(spool: IO[bytes], table: str, columns: str = "") -> None:
    """Give a spooled file to COPY."""
    spool.seek(0)
    into = f"{table} ({columns})" if columns else table
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        while block := spool.read(BLOCK):
            copy.write(block)


def look_at(layout: str, file: int, sides: tuple[str, ...]) -> None:
    """Let the statements see one file's rows as `staged`, and what hangs on them as `contact` and so on."""
    with connection.cursor() as cursor:
        own = f", {_OWN[layout]} AS own" if layout in _OWN else ""
        cursor.execute(f"CREATE TEMP VIEW staged AS SELECT *{own}{_MORE.get(layout, '')} FROM staged_{file}")  # noqa: S608
        for side in sides:
            cursor.execute(f"CREATE TEMP VIEW {side} AS SELECT * FROM {side}_{file}")  # noqa: S608


def put_away(tables: tuple[str, ...]) -> None:
    """Drop the views and tables that belonged to one file's stage."""
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS fresh, changed, staged, contact, register CASCADE")
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(tables)}")


def _columns(layout: Layout) -> list[str]:
    return [
        f"{name} {'text' if name != column.name else column.sql}"
        for column in layout.columns
        if column.sql and not column.later
        for name in _parts(column)
    ]


def _names(layout: Layout) -> list[str]:
    return [name for column in layout.columns if column.sql and not column.later for name in _parts(column)]


def _parts(column: Column) -> list[str]:
    """Return the columns of the stage that one column of a layout becomes, in the order of `entries`."""
    if column.points_at:
        return [f"{column.name}_system", column.name]
    return {"surname": ["surname", "surname_key"], "forenames": ["forenames", "first_key", "names_key"]}.get(
        column.name, [column.name]
    )
