"""Turns a cleaned cell into what COPY takes, and into the fact that is kept beside the legacy reference."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from rooftree.migration.cells import Cell, items, tidy
from rooftree.migration.layouts import Column
from rooftree.migration.names import first_key, name_key

NOTHING = "\\N"
"""How COPY writes that there is no value."""


OWN_SYSTEM = "\x01"
"""Stands for the system of the row's own file, until the row is written: no cleaned cell can hold it."""


class Fault(NamedTuple):
    """What was wrong with a cell: its column, what it held, why, and whether its row is refused for it."""

    column: str
    value: str
    reason: str
    refuses: bool


class Entry(NamedTuple):
    """A cell, cleaned: what COPY gets, the fact as JSON, what was wrong, and what it adds to side tables.

    `title` is a title that stood in the cell of a surname.
    """

    copy: str
    fact: str = ""
    fault: Fault | None = None
    side: tuple[str, ...] = ()
    title: str = ""


def escaped(text: str) -> str:
    """Return a text as COPY takes it."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


class EntryMaker:
    """Makes the entries of one column."""

    def __init__(self, column: Column, codes: Mapping[str, str], systems: Collection[str]) -> None:
        self.column = column
        self.codes = {theirs.lower(): ours for theirs, ours in codes.items()}
        self.systems = systems
        self._write = _WRITERS.get(column.name) or (_pointer_writer(systems) if column.points_at else _write)
        self._blank = "" if column.sql == "text" else NOTHING

    def entry(self, raw: str) -> Entry:
        """Return the entry of a cell."""
        text = raw if raw.isalnum() else tidy(raw)
        if self.codes and text:
            text = self._translated(text)
        cell = self.column.clean(text)
        fault = self._fault(cell, raw)
        if cell.value is None:
            return Entry(self._write(self.column, None), "", fault)
        return self._written(cell.value, fault)

    def _translated(self, text: str) -> str:
        """Return our codes for theirs, in a cell of one or of several."""
        if text.lower() in self.codes:
            return self.codes[text.lower()]
        return ";".join(self.codes.get(part.lower(), part) for part in items(text)) or text

    def _fault(self, cell: Cell, raw: str) -> Fault | None:
        column = self.column
        if cell.fault:
            refuses = (column.must or column.strict) and cell.value is None
            return Fault(column.name, raw, cell.fault, refuses)
        if column.must and cell.value is None:
            return Fault(column.name, raw, "This cell says nothing, and every row must say it.", True)
        return None

    def _written(self, value: Any, fault: Fault | None) -> Entry:
        column = self.column
        title = ""
        if column.name == "surname":
            value, title = value
        fact = f"{json.dumps(column.name)}:{json.dumps(_as_json(value), ensure_ascii=False)}"
        side = _SIDES[column.name](column.name, value) if column.name in _SIDES else ()
        return Entry(self._write(column, value), escaped(fact), fault, side, title)


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


# --- What COPY takes --------------------------------------------------------------------------------

Write = Callable[[Column, Any], str]


def _write(column: Column, value: Any) -> str:
    if value is None:
        return "" if column.sql == "text" else "{}" if column.sql == "text[]" else NOTHING
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list) and column.sql:
        return escaped("{" + ",".join(_array_item(item) for item in value) + "}")
    return str(value) if column.sql else ""


def _array_item(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _pointer_writer(systems: Collection[str]) -> Write:
    """Return what writes a reference as two columns: the system named before a colon, if any, and itself."""

    def write(column: Column, value: Any) -> str:
        if value is None:
            return f"{OWN_SYSTEM}\t"
        system, colon, reference = value.partition(":")
        if colon and system in systems:
            return f"{escaped(system)}\t{escaped(reference.strip())}"
        return f"{OWN_SYSTEM}\t{escaped(value)}"

    return write


def _surname(column: Column, value: Any) -> str:
    return f"{escaped(value)}\t{name_key(value)}" if value else "\t"


def _forenames(column: Column, value: Any) -> str:
    return f"{escaped(value)}\t{first_key(value)}\t{name_key(value)}" if value else "\t\t"


_WRITERS: dict[str, Write] = {"surname": _surname, "forenames": _forenames}

# --- What goes to side tables -------------------------------------------------------------------------


def _contacts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"c{name}\t{kind}\t{escaped(number)}\t{escaped(note)}\n" for kind, number, note in value)


def _emails(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"c{name}\temail\t{escaped(address)}\t\n" for address in value)


def _post(name: str, value: Any) -> tuple[str, ...]:
    return (f"c{name}\tpost\t{escaped(value)}\t\n",)


def _register(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"r{name}\t{escaped(code)}\n" for code in value)


_SIDES: dict[str, Callable[[str, Any], tuple[str, ...]]] = {
    "mobile": _contacts,
    "phone": _contacts,
    "email": _emails,
    "correspondence_address": _post,
    "needs": _register,
    "vulnerability": _register,
}
