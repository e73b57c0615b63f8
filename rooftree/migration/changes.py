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
    where that cannot be told. `worked_out` is a value that a step before has worked out.
    """

    column: str
    fact: str
    staged: str = ""
    as_fact: str = ""
    worked_out: str = ""

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


@dataclass(frozen=True)
class Changes:
    """How the changed rows of a layout change a table of the record.

    `joins` brings in what the cells are written with, and `only` says for which rows. `unless` is a
    condition, with `{fact}` and `{back}` in it, under which a cell is left. `sound` is what must hold of
    the values `v` that a row would have; a change that would break it is left, and `broken` says why.
    """

    table: str
    legacy: str
    cells: tuple[Cell, ...]
    key: str = "id"
    joins: str = ""
    only: str = "true"
    unless: str = ""
    sound: str = "true"
    broken: tuple[str, str] = ("", "")

    def results(self, *, more: str = "") -> str:
        """Return the select of what the changed rows would have."""
        values = ",\n        ".join(f"{self._new_value(cell)} AS {cell.column}" for cell in self.cells)
        return f"""SELECT c.row, c.thing_id,
        {values}
    FROM changed c JOIN staged s USING (row)
    JOIN {self.legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
    JOIN {self.table} t ON t.{self.key} = c.thing_id AND t.council_id = %(council)s
    {self.joins}
    WHERE {self.only}{more}"""  # noqa: S608

    def update(self) -> str:
        """Return the statement that changes the table as the file changed its rows, one turn of rows at a time."""
        columns = [cell.column for cell in self.cells]
        sets = ", ".join(f"{column} = v.{column}" for column in columns)
        now = ", ".join(f"u.{column}" for column in columns)
        then = ", ".join(f"v.{column}" for column in columns)
        return f"""UPDATE {self.table} AS u SET {sets}
FROM (
    {self.results(more=" AND c.turn = %(turn)s")}
) AS v
WHERE u.{self.key} = v.thing_id AND u.council_id = %(council)s AND ({self.sound})
  AND ROW({now}) IS DISTINCT FROM ROW({then})"""  # noqa: S608

    def say_broken(self) -> str:
        """Return the statement that says which changes are left, since they would break what must hold."""
        column, reason = self.broken
        return f"""INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
SELECT %(file)s, v.row, '{column}', coalesce(c.facts->>'{column}', ''), '{reason}', false, c.source, c.own
FROM (
    {self.results()}
) AS v JOIN changed c USING (row)
JOIN {self.table} u ON u.{self.key} = v.thing_id AND u.council_id = %(council)s
WHERE NOT ({self.sound})"""  # noqa: S608

    def _new_value(self, cell: Cell) -> str:
        if cell.worked_out:
            return cell.worked_out
        spared = f" AND NOT ({self.unless.format(fact=cell.fact, back=cell.back)})" if self.unless else ""
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


def filled(columns: Iterable[tuple[str, str]]) -> str:
    """Return the values that fill the blanks of `t` from rows met again: columns, each with its blank."""
    return ",\n        ".join(
        f"CASE WHEN t.{column} IS NOT DISTINCT FROM {blank} THEN coalesce((array_agg(s.{column} ORDER BY s.row)"
        f" FILTER (WHERE s.{column} IS DISTINCT FROM {blank}))[1], {blank}) ELSE t.{column} END AS {column}"
        for column, blank in columns
    )
