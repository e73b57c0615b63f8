"""Reads a page's facts by one written SQL statement, and gives them as values with names and types.

The busiest pages would cost a dozen queries otherwise. The statements stand in `record/sql/`; each
answers one row whose columns are JSON, and row security decides what is in them.
"""

import datetime as dt
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_type_hints

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


def as_facts(kind: type[Fact], rows: list[dict[str, Any]]) -> list[Fact]:
    """Return each JSON object as a value of a dataclass; keys that it does not name are left out."""
    return [as_fact(kind, row) for row in rows]


def as_fact(kind: type[Fact], row: dict[str, Any]) -> Fact:
    """Return a JSON object as a value of a dataclass, with its dates as dates."""
    shape = _shape(cast(Any, kind))
    return kind(**{name: _read(row.get(name)) if is_date else row.get(name) for name, is_date in shape})


@cache
def _shape(kind: Any) -> list[tuple[str, bool]]:
    hints = get_type_hints(kind)
    return [
        (field.name, hints[field.name] in (dt.date, dt.date | None))
        for field in fields(kind)
        if field.init and not field.metadata.get("derived")
    ]


def _read(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
