"""The rule book: what the law and the council's own policy say, by code and by day.

A module takes a handle where it begins (`ACKNOWLEDGE = rulebook.duty("complaint.acknowledge")`) and
asks it for the version in force when the matter arose. The law stands in the `rules.toml` of each
package; what a council set in place of a local entry, in the database. `docs/rule-book.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from rooftree.foundations.periods import Period
from rooftree.foundations.rule_entries import DutyVersion, Entry, FigureVersion, ListVersion, Version
from rooftree.foundations.rule_files import read
from rooftree.foundations.rule_parsing import Mistakes
from rooftree.foundations.rule_replacing import Own, replaced

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rooftree.foundations.models import Council, LocalRule

V = TypeVar("V", bound=Version)

_handles: "list[Handle[Any]]" = []


@dataclass(frozen=True)
class Handle(Generic[V]):
    """Names an entry of the rule book. Reads nothing until it is asked."""

    kind: str
    code: str

    def version(self, *, on: date, council: "Council | int | None" = None) -> V:
        """Return the version in force on a day: the council's own where it may have one.

        `council` is a council or its id; without one, the national version. Raises Refused if there
        was no such rule on that day.
        """
        national = self.entry.on(on)
        if council is None or not national.is_local:
            return national
        own = _rules_of(council, on).filter(code=self.code).first()
        return _with_own(national, own)

    @property
    def entry(self) -> Entry[V]:
        """All national versions."""
        return cast("Entry[V]", _entry(self.kind, self.code))

    def __str__(self) -> str:
        return self.code


def duty(code: str) -> Handle[DutyVersion]:
    """Return the handle of something that must be done in time."""
    return _handle("duty", code)


def limit(code: str) -> Handle[FigureVersion]:
    """Return the handle of a number that must not be passed."""
    return _handle("limit", code)


def threshold(code: str) -> Handle[FigureVersion]:
    """Return the handle of a number at which something begins."""
    return _handle("threshold", code)


def code_list(code: str) -> Handle[ListVersion]:
    """Return the handle of a list of things that can be chosen."""
    return _handle("list", code)


def _handle(kind: str, code: str) -> Handle[Any]:
    handle: Handle[Any] = Handle(kind, code)
    _handles.append(handle)
    if _book.cache_info().currsize:
        _entry(kind, code)
    return handle


# --- The book -------------------------------------------------------------------------------------


def load() -> Mapping[str, Entry[Any]]:
    """Read and check the whole rule book, and every handle made so far.

    Called when the site starts. Raises ImproperlyConfigured with every mistake: the file, the entry
    and what is wrong.
    """
    from django.core.exceptions import ImproperlyConfigured

    try:
        book = _book()
    except Mistakes as mistakes:
        raise ImproperlyConfigured(f"The rule book has mistakes:\n{mistakes}") from mistakes
    missing = sorted({f"{each.kind} {each.code}" for each in _handles if not _names(book, each)})
    if missing:
        raise ImproperlyConfigured(f"The code names what no rules.toml has: {', '.join(missing)}.")
    return book


@cache
def _book() -> Mapping[str, Entry[Any]]:
    return read(_files())


def _files() -> list[tuple[str, Path]]:
    """Return the rules.toml of each installed package that has one, with a name for messages."""
    from django.apps import apps

    beside = [(each.name, Path(each.path) / "rules.toml") for each in apps.get_app_configs()]
    return [(f"{name.replace('.', '/')}/rules.toml", path) for name, path in beside if path.exists()]


def _names(book: Mapping[str, Entry[Any]], handle: Handle[Any]) -> bool:
    return handle.code in book and book[handle.code].kind == handle.kind


def _entry(kind: str, code: str) -> Entry[Any]:
    book = _book()
    entry = book.get(code)
    assert entry is not None, f"No rules.toml has {code}."
    assert entry.kind == kind, f"{code} is a {entry.kind}, not a {kind}."
    return entry


@dataclass(frozen=True)
class OpenBook:
    """The rule book opened for one council on one day, its own rules already fetched."""

    on: date
    own: "Mapping[str, LocalRule]"

    def duty(self, code: str) -> DutyVersion:
        """Return the duty in force."""
        return cast(DutyVersion, self._version("duty", code))

    def limit(self, code: str) -> FigureVersion:
        """Return the limit in force."""
        return cast(FigureVersion, self._version("limit", code))

    def threshold(self, code: str) -> FigureVersion:
        """Return the threshold in force."""
        return cast(FigureVersion, self._version("threshold", code))

    def code_list(self, code: str) -> ListVersion:
        """Return the list in force."""
        return cast(ListVersion, self._version("list", code))

    def _version(self, kind: str, code: str) -> Version:
        national: Version = _entry(kind, code).on(self.on)
        return _with_own(national, self.own.get(code)) if national.is_local else national


def open_at(*, on: date, council: "Council | int") -> OpenBook:
    """Open the book for a council on a day, with one query: for a page that needs many entries."""
    return OpenBook(on, {rule.code: rule for rule in _rules_of(council, on)})


def version_of(key: str) -> Version:
    """Return the very version that a case kept by its `key`."""
    code, _, begun = key.partition("@")
    national_from, _, own = begun.partition("+")
    entry = _book().get(code)
    assert entry is not None, f"No rules.toml has {code}."
    national: Version = entry.begun_on(date.fromisoformat(national_from))
    return _with_own(national, _local_rules().get(pk=int(own))) if own else national


# --- Councils' own rules --------------------------------------------------------------------------


def _local_rules() -> "QuerySet[LocalRule]":
    from rooftree.foundations.models import LocalRule  # Handles are made before models can be.

    return LocalRule.objects.all()


def _rules_of(council: "Council | int", on: date) -> "QuerySet[LocalRule]":
    """Return a council's own rules in force on a day."""
    from django.db.models import Q

    ended = Q(applies_until=None) | Q(applies_until__gt=on)
    council_id = council if isinstance(council, int) else council.pk
    return _local_rules().filter(ended, council_id=council_id, applies_from__lte=on)


def own_of(rule: "LocalRule") -> Own:
    """Return a council's own rule as a plain value."""
    return Own(rule.value, Period(rule.applies_from, rule.applies_until), rule.pk)


def _with_own(national: V, rule: "LocalRule | None") -> V:
    """Return the council's own version, or the national one where the law has since overtaken it."""
    if rule is None:
        return national
    try:
        return cast(V, replaced(national, own_of(rule)))
    except Mistakes:
        return national
