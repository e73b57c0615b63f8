"""Says the lines of the audit in plain words: which record, which fact, from what to what, by whom.

Tables and columns are named as the models name them; ids are given the names of what they point at, with
one query for each kind of thing that a page of lines speaks of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse

from rooftree.foundations.audit import Change, Read
from rooftree.foundations.dates import clock_time, short_date
from rooftree.foundations.periods import DAY
from rooftree.machines import queries as machines
from rooftree.staff.models import Officer

NAMED = {
    "staff_officer": ("name", "staff:officer", "pk"),
    "staff_team": ("name", "staff:team", "pk"),
    "staff_office": ("name", "staff:office", "pk"),
    "places_patch": ("code", "staff:patch", "pk"),
    "places_place": ("reference", "staff:place", "reference"),
    "places_home": ("place__reference", "staff:place", "place__reference"),
    "people_person": ("reference", "staff:person", "reference"),
    "people_household": ("reference", "", ""),
    "tenancies_tenancy": ("reference", "", ""),
    "foundations_council": ("name", "", ""),
    "foundations_restrictedgroup": ("name", "", ""),
    "foundations_signin": ("email", "", ""),
    "foundations_localrule": ("code", "staff:rule", "code"),
    "foundations_keptfile": ("filename", "", ""),
}
"""The records that have a name of their own: the column that holds it, their page, and what its address takes."""

BELONGING = {"officer": "name", "office": "name", "patch": "code", "person": "reference", "place": "reference"}
"""What a record without a name is said to be of: the field that points at it, and the name it has."""

LONG = 200
"""Characters of a fact that a line shows."""


@dataclass(frozen=True)
class Said:
    """One fact of a line: what it is called, what it was and what it became."""

    fact: str
    was: str
    became: str


@dataclass(frozen=True)
class Record:
    """The record that a line is about: in words, and the address of its page if it has one."""

    words: str
    href: str = ""


class Speaker:
    """Says the lines of one page. Asks for all their names at once."""

    def __init__(self, changes: Iterable[Change] = (), reads: Iterable[Read] = ()) -> None:
        changes, reads = list(changes), list(reads)
        wanted: dict[str, set[int]] = {}
        for table, ids in [*map(_spoken_of, changes), *((read.table, read.row_ids) for read in reads)]:
            wanted.setdefault(table, set()).update(ids)
        for change in changes:
            for column, value in [*change.before.items(), *change.after.items()]:
                target = _points_at(change.table, column)
                if target and isinstance(value, int):
                    wanted.setdefault(target, set()).add(value)
        self._names = {table: _names_of(table, ids) for table, ids in wanted.items()}
        self._who = _people_called({change.who for change in changes} | {read.who for read in reads})

    def who(self, who: str) -> str:
        """Return who did it, in words."""
        kind, _, name = who.partition(":")
        if who in self._who:
            return self._who[who]
        kinds = {
            "job": f"The job “{name}”",
            "sign-in": f"Sign-in {name}",
            "directory": f"The directory “{name}”, at a sign-in",
            "calendar-feed": f"Calendar feed {name}",
            "resident": f"A resident, in account {name}",
            "command": f"The command “{name}”",
            "notify": "GOV.UK Notify, telling what became of a message",
        }
        return kinds.get(kind, f"By hand at the database: {who}")

    def record(self, table: str, row_id: int | None, rows: int = 1) -> Record:
        """Return which record a line is about."""
        if row_id is None:
            return Record(f"{rows:,} {table_name(table, plural=True)}")
        name, address = self._names.get(table, {}).get(row_id, (str(row_id), ""))
        return Record(f"{table_name(table)} {name}", address)

    def facts(self, change: Change) -> list[Said]:
        """Return what changed, a fact at a time; of what was deleted, all that it held."""
        columns = dict.fromkeys([*change.before, *change.after])
        return [
            Said(
                column_name(change.table, column),
                self._value(change.table, column, change.before.get(column)),
                self._value(change.table, column, change.after.get(column)),
            )
            for column in columns
            if column not in ("id", "council_id") or change.action == "update"
        ]

    def _value(self, table: str, column: str, value: Any) -> str:
        target = _points_at(table, column)
        if target and isinstance(value, int) and value in self._names.get(target, {}):
            return self._names[target][value][0]
        return _in_words(_field(table, column), value)


def table_name(table: str, *, plural: bool = False) -> str:
    """Return what the rows of a table are called: "role held"."""
    model = _models().get(table)
    if model is None:
        return table.replace("_", " ")
    return str(model._meta.verbose_name_plural if plural else model._meta.verbose_name)


def column_name(table: str, column: str) -> str:
    """Return what a column is called: "last day", not "until_on"."""
    field = _field(table, column)
    words = str(field.verbose_name) if field else column.replace("_", " ")
    return _PLAINER.get(words, words)


_PLAINER = {
    "until on": "last day",
    "from on": "first day",
    "restricted to": "restricted to group",
    "value": "what it says",
}


def _models() -> Mapping[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _field(table: str, column: str) -> Any:
    model = _models().get(table)
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if field.column == column), None)


def _points_at(table: str, column: str) -> str:
    """Return the table that a column's ids are of, or "" for one that holds no ids."""
    field = _field(table, column)
    return field.related_model._meta.db_table if field is not None and field.is_relation else ""


def _spoken_of(change: Change) -> tuple[str, tuple[int, ...]]:
    return change.table, () if change.row_id is None else (change.row_id,)


def _names_of(table: str, ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return the name and the address of records by id, those that the asker may see. One query at most."""
    named = NAMED.get(table) or _belonging(table)
    if not named or not ids:
        return {}
    column, page, takes = named
    before = "" if table in NAMED else "of "
    columns = ["pk", column, takes] if takes else ["pk", column]
    found = _models()[table]._default_manager.filter(pk__in=ids).values_list(*columns)
    return {
        row[0]: (f"{before}{row[1]}", reverse(page, args=[row[2]]) if page else "")
        for row in found
        if None not in row  # It can be of nobody: a task without an owner, an alarm that names no officer.
    }


def _belonging(table: str) -> tuple[str, str, str] | None:
    """Return, for records without a name, the name of what they are of, its page, and what its address takes."""
    model = _models().get(table)
    fields = {field.name: field for field in model._meta.concrete_fields} if model else {}
    for name, column in BELONGING.items():
        if name in fields and fields[name].is_relation:
            related: Any = fields[name].related_model
            _, page, takes = NAMED[related._meta.db_table]
            return f"{name}__{column}", page, f"{name}_id" if takes == "pk" else f"{name}__{takes}"
    return None


def _people_called(whos: set[str]) -> dict[str, str]:
    """Return the names of whoever these are, by "sign-in:12", "token:3" or "client:5". A query a kind."""
    ids = [
        int(who.removeprefix("sign-in:")) for who in whos if who.removeprefix("sign-in:").isdigit() and ":" in who
    ]
    officers = Officer.objects.filter(sign_in__in=ids).values_list("sign_in_id", "name")
    return {f"sign-in:{sign_in}": name for sign_in, name in officers} | machines.called(whos)


def _in_words(field: Any, value: Any) -> str:
    """Return a value of the audit as people read it."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(str(value))
        return f"{short_date(moment.date())}, {clock_time(moment)}"
    if isinstance(field, models.DateField):
        day = date.fromisoformat(str(value))
        return short_date(day - DAY if field.name == "until_on" else day)
    if isinstance(value, (list, dict)):
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    else:
        choices = dict(field.flatchoices) if field is not None else {}
        text = str(choices.get(value, value))
    return text if len(text) <= LONG else f"{text[:LONG]}…"
