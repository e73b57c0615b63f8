"""Writes the SQL that carries an edited file into the record, cell by cell.

A cell is carried over only if that very cell differs from what the file last said: what an officer
corrected since stands. A cell that became blank takes away only what the file itself had said.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A column of the record, the fact that it comes from, and how one is written as the other.

    `staged` is the value in the stage; `as_fact` the record's value as the fact says it, in JSON, or ""
    where that cannot be told.
    """

    column: str
    fact: str
    staged: str = ""
    as_fact: str = ""

    @property
    def value(self) -> str:
        """The value in the stage."""
        return self.staged or f"s.{self.fact}"

    @property
    def back(self) -> str:
        """The record's value as a fact."""
        return self.as_fact or f"to_jsonb(t.{self.column})"


def same(*columns: str) -> list[Cell]:
    """Return cells whose columns have the names of their facts."""
    return [Cell(column, column) for column in columns]


def day_after(column: str, fact: str) -> Cell:
    """Return the cell of a period's end: the files say the last day, the record the first day after."""
    return Cell(column, fact, f"s.{fact} + 1", f"to_jsonb(t.{column} - 1)")


def change(
    table: str,
    legacy: str,
    cells: Iterable[Cell],
    *,
    key: str = "id",
    joins: str = "",
    only: str = "true",
    unless: str = "",
    guard: str = "",
) -> str:
    """Return the statement that changes rows of `table` as the file changed them.

    `joins` brings in what the cells are written with; `only` says for which rows. `unless` is a
    condition, with `{fact}` and `{back}` in it, under which a cell is left; `guard` is set beside.
    """
    listed = list(cells)
    values = ",\n        ".join(f"{_new_value(cell, unless)} AS {cell.column}" for cell in listed)
    sets = ", ".join(f"{cell.column} = v.{cell.column}" for cell in listed)
    now = ", ".join(f"u.{cell.column}" for cell in listed)
    then = ", ".join(f"v.{cell.column}" for cell in listed)
    return f"""UPDATE {table} AS u SET {sets}{guard}
FROM (
    SELECT c.thing_id,
        {values}
    FROM changed c JOIN staged s USING (row)
    JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
    JOIN {table} t ON t.{key} = c.thing_id AND t.council_id = %(council)s
    {joins}
    WHERE c.turn = %(turn)s AND {only}
) AS v
WHERE u.{key} = v.thing_id AND u.council_id = %(council)s AND ROW({now}) IS DISTINCT FROM ROW({then})"""  # noqa: S608


def _new_value(cell: Cell, unless: str) -> str:
    spared = f" AND NOT ({unless.format(fact=cell.fact, back=cell.back)})" if unless else ""
    return (
        f"CASE WHEN l.facts->'{cell.fact}' IS DISTINCT FROM s.facts->'{cell.fact}'"
        f" AND (s.facts ? '{cell.fact}' OR {cell.back} = l.facts->'{cell.fact}'){spared}"
        f" THEN {cell.value} ELSE t.{cell.column} END"
    )


def keep_changed(legacy: str) -> str:
    """Return the statement that keeps the facts of changed rows as those last loaded."""
    return f"""UPDATE {legacy} AS l
SET reference = c.own, digest = c.digest, facts = c.facts, kept = c.kept, source_updated = c.updated,
    loaded_at = %(at)s
FROM changed c WHERE l.id = c.legacy_id AND l.council_id = %(council)s"""  # noqa: S608


def filled(columns: dict[str, str]) -> str:
    """Return the values that fill the blanks of `t` from rows met again: `columns`, each with its blank."""
    return ",\n        ".join(
        f"CASE WHEN t.{column} IS NOT DISTINCT FROM {blank} THEN coalesce((array_agg(s.{column} ORDER BY s.row)"
        f" FILTER (WHERE s.{column} IS DISTINCT FROM {blank}))[1], {blank}) ELSE t.{column} END AS {column}"
        for column, blank in columns.items()
    )
