"""Turns a cleaned cell into what COPY takes, and into the fact that is kept beside the legacy reference."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from rooftree.migration.cells import is_plain_email, items, tidy
from rooftree.migration.layouts import MONEY, Column
from rooftree.migration.names import first_key, name_key
from rooftree.migration.phones import plain_phone

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
        self._write = _WRITERS.get(column.name) or (_pointer_writer(systems) if column.points_at else _write)
        self._side = _SIDES[column.name] if side_of(column) else None
        self._key = f"{json.dumps(column.name)}:".replace("\\", "\\\\")
        self._quick = None if codes else _quick_way(column, self._key)
        self._nothing = Entry(self._write(column, None))

    def entry(self, raw: str) -> Entry:
        """Return the entry of a cell."""
        if self._quick and (entry := self._quick(raw)):
            return entry
        return self.thorough_entry(raw)

    def thorough_entry(self, raw: str) -> Entry:
        """Return the entry of a cell, whatever is in it. A cell that the quick way takes, this takes alike."""
        text = tidy(raw)
        if self.codes and text:
            text = self._translated(text)
        value, fault = self.column.clean(text)
        if value is None:
            return self._entry_of_none(raw, fault)
        return self._written(value, Fault(self.column.name, raw, fault, False) if fault else None)

    def _translated(self, text: str) -> str:
        """Return our codes for theirs, in a cell of one or of several."""
        if text.lower() in self.codes:
            return self.codes[text.lower()]
        return ";".join(self.codes.get(part.lower(), part) for part in items(text)) or text

    def _entry_of_none(self, raw: str, fault: str) -> Entry:
        column = self.column
        if fault:
            return self._nothing._replace(fault=Fault(column.name, raw, fault, column.must or column.strict))
        if column.must:
            missing = "This cell says nothing, and every row must say it."
            return self._nothing._replace(fault=Fault(column.name, raw, missing, True))
        return self._nothing

    def _written(self, value: Any, fault: Fault | None) -> Entry:
        column = self.column
        title = ""
        if column.name == "surname":
            value, title = value
        if self._side and value.__class__ is list:
            return self._several(value, fault)
        if value.__class__ is str and value.isprintable() and '"' not in value and "\\" not in value:
            fact = f'{self._key}"{value}"'
        else:
            fact = self._key + escaped(_JSON.encode(_as_json(column, value)))
        side = self._side(column.name, value) if self._side else ()
        return Entry(self._write(column, value), fact, fault, side, title)

    def _several(self, values: list[Any], fault: Fault | None) -> Entry:
        """Return the entry of phones, email addresses or codes, which go to a side table."""
        assert self._side is not None
        fact = f"{self._key}{escaped(_JSON.encode(values))}"
        return Entry("", fact, fault, self._side(self.column.name, values))


# --- The quick way, for cells that are as they should be and different in every row ------------------

Quick = Callable[[str], Entry | None]


def _quick_way(column: Column, key: str) -> Quick | None:
    """Return what makes the entry of a cell that needs no cleaning, and None of others."""
    if side_of(column) == "contact" and column.name != "correspondence_address":
        return _quick_email(key) if column.name == "email" else _quick_phone(column.name, key)
    stands = column.as_it_stands
    if stands is None:
        return None
    system = f"{OWN_SYSTEM}\t" if column.points_at else ""
    return lambda raw: Entry(system + raw, f'{key}"{raw}"') if stands(raw) else None


def _quick_phone(name: str, key: str) -> Quick:
    def quick(raw: str) -> Entry | None:
        phone = plain_phone(raw)
        if phone is None:
            return None
        kind, number, _note = phone
        return Entry("", f'{key}[["{kind}","{number}",""]]', None, (f"{name}\t{kind}\t{number}\t\n",))

    return quick


def _quick_email(key: str) -> Quick:
    def quick(raw: str) -> Entry | None:
        if not is_plain_email(raw):
            return None
        return Entry("", f'{key}["{raw}"]', None, (f"email\temail\t{raw}\t\n",))

    return quick


_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def _as_json(column: Column, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value) if column.later or column.sql == MONEY else float(value)
    return value


# --- What COPY takes --------------------------------------------------------------------------------

Write = Callable[[Column, Any], str]


def _write(column: Column, value: Any) -> str:
    if value is None:
        return "" if column.sql == "text" else "{}" if column.sql.endswith("[]") else NOTHING
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
        if value is not None and value.isalnum():
            return f"{OWN_SYSTEM}\t{value}"
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


def side_of(column: Column) -> str:
    """Return the side table that a column goes to, or ""."""
    return "" if column.sql or column.later else _TABLES.get(column.name, "")


_TABLES = {
    "mobile": "contact",
    "phone": "contact",
    "email": "contact",
    "correspondence_address": "contact",
    "needs": "register",
    "vulnerability": "register",
}


def _contacts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"{name}\t{kind}\t{escaped(number)}\t{escaped(note)}\n" for kind, number, note in value)


def _emails(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"{name}\temail\t{escaped(address)}\t\n" for address in value)


def _post(name: str, value: Any) -> tuple[str, ...]:
    return (f"{name}\tpost\t{escaped(value)}\t\n",)


def _register(name: str, value: Any) -> tuple[str, ...]:
    return tuple(f"{name}\t{escaped(code)}\n" for code in value)


_SIDES: dict[str, Callable[[str, Any], tuple[str, ...]]] = {
    "mobile": _contacts,
    "phone": _contacts,
    "email": _emails,
    "correspondence_address": _post,
    "needs": _register,
    "vulnerability": _register,
}
