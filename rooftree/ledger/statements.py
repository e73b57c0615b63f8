"""Helps to write statements around a SELECT that somebody else gives with parameters of its own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import sql

Params = Sequence[Any] | dict[str, Any]
"""The parameters of a statement, by place or by name."""


def literal(value: int | str | date | datetime) -> str:
    """Return a value as a literal that may stand in a statement with parameters."""
    return sql.Literal(value).as_string(None).replace("%", "%%")
