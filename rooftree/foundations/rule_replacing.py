"""Puts a council's own version in place of a national one, where the law leaves it to the council."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rooftree.foundations.periods import Period
from rooftree.foundations.rule_entries import ListVersion, Version
from rooftree.foundations.rule_parsing import UNITS, Mistakes, names, parse

REPLACEABLE = {
    "duty": UNITS | {"extension", "pause", "note"},
    "limit": frozenset({"value", "note"}),
    "threshold": frozenset({"value", "note"}),
    "list": frozenset({"items", "note"}),
}
"""What a council may say in place of the national version."""


@dataclass(frozen=True)
class Own:
    """A council's own version: what it says, from when until when, and its row in the database."""

    value: Mapping[str, Any]
    period: Period
    local_rule: int


def replaced(national: Version, own: Own) -> Version:
    """Return the national version with what a council says in place. Raises Mistakes if it may not be."""
    known = REPLACEABLE[national.kind]
    found = [
        f"{key!r} cannot be replaced. You can replace {names(known)}." for key in own.value if key not in known
    ]
    if found:
        raise Mistakes(found)
    merged = dict(national.raw)
    if UNITS & own.value.keys():
        if national.raw.get("at_most") and not set(own.value) & UNITS <= merged.keys():
            raise Mistakes(["the law sets the longest in its own unit, so keep that unit."])
        merged = {key: value for key, value in merged.items() if key not in UNITS}
    merged.update(_from_json(own.value, flags=national.raw.get("flags", {})))
    version = parse(national.kind, merged, where=national.where)
    _check_nothing_lost(national, version)
    return replace(
        version,
        applies_from=own.period.starts,
        applies_until=own.period.until,
        local_rule=own.local_rule,
    )


def _check_nothing_lost(national: Version, version: Version) -> None:
    """Raise Mistakes if a list lost a code that records may name."""
    if isinstance(national, ListVersion) and isinstance(version, ListVersion):
        lost = [item.label for item in national if item.code not in version]
        if lost:
            raise Mistakes([f"keep {names(lost)} in the list, retired if need be: records may name it."])


def _from_json(value: Mapping[str, Any], *, flags: Mapping[str, Any]) -> dict[str, Any]:
    """Return a council's value as the files would have it: dates and exact numbers.

    `flags` are the list's own, with their usual values: one that is a decimal there is one here.
    """
    own = dict(value)
    if isinstance(own.get("value"), str | float):
        own["value"] = _number(str(own["value"]))
    if isinstance(own.get("items"), list):
        own["items"] = [_item_from_json(item, flags) for item in own["items"]]
    return own


def _item_from_json(item: Mapping[str, Any], flags: Mapping[str, Any]) -> dict[str, Any]:
    read = {key: _day(each) if key in ("from", "retired") else each for key, each in item.items()}
    if isinstance(item.get("flags"), dict):
        read["flags"] = {
            name: _number(str(each)) if isinstance(flags.get(name), Decimal) else each
            for name, each in item["flags"].items()
        }
    return read


def _number(text: str) -> Any:
    """Return the number that a text is, or the text, which the checks then refuse."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _day(text: Any) -> Any:
    """Return the day that a text is, or the text, which the checks then refuse."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return text
