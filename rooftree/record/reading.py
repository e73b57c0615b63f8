"""Reads a page's facts by one written SQL statement, and gives them as values with names and types.

The busiest pages would cost a dozen queries otherwise. The statements stand in `record/sql/`; each
answers one row whose columns are JSON, and row security decides what is in them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

import orjson
from django.db import connection

JSONB = 3802
"""PostgreSQL's number for the type, which Django leaves as text for us to read."""

SQL = Path(__file__).parent / "sql"

Fact = TypeVar("Fact")


@cache
def statement(name: str) -> str:
    """Return the text of a statement of this package."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def read_row(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run a statement that answers one row, and return its columns by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), parameters)
        assert cursor.description is not None, f"{name}.sql answers no rows."
        return {
            column.name: orjson.loads(value) if column.type_code == JSONB and value else value
            for column, value in zip(cursor.description, cursor.fetchone(), strict=True)
        }


def read_rows(name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a statement that answers any number of rows, and return each by the names of its columns. One query."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), parameters)
        return by_column(cursor)


def by_column(cursor: Any) -> list[dict[str, Any]]:
    """Return the rows that a cursor has to give, each by the names of its columns."""
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def as_facts(kind: type[Fact], rows: list[dict[str, Any]] | None) -> list[Fact]:
    """Return each JSON object as a value of a dataclass; keys that it does not name are left out."""
    return [as_fact(kind, row) for row in rows or ()]


def as_fact(kind: type[Fact], row: dict[str, Any]) -> Fact:
    """Return a JSON object as a value of a dataclass, with its days as days and its moments as moments."""
    shape = _shape(cast(Any, kind))
    return kind(**{name: read(row.get(name)) if read else row.get(name) for name, read in shape})


@cache
def _shape(kind: Any) -> list[tuple[str, Callable[[str | None], Any] | None]]:
    hints = get_type_hints(kind)
    return [
        (field.name, _reader(hints[field.name]))
        for field in fields(kind)
        if field.init and not field.metadata.get("derived")
    ]


def _reader(hint: Any) -> Callable[[str | None], Any] | None:
    """Return what reads a value of this type from how JSON writes it; None for what needs no reading."""
    possible = get_args(hint) or (hint,)
    if dt.datetime in possible:
        return as_moment
    return as_day if dt.date in possible else None


def as_day(written: str | None) -> dt.date | None:
    """Return a day as JSON writes it; None where nothing is written."""
    return dt.date.fromisoformat(written) if written else None


def as_moment(written: str | None) -> dt.datetime | None:
    """Return a moment as JSON writes it; None where nothing is written."""
    return dt.datetime.fromisoformat(written) if written else None
