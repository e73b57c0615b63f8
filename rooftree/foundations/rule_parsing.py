"""Turns one entry of the rule book's files into a version of a duty, a limit, a threshold or a list.

Whatever is wrong with the entry is told in sentences for whoever wrote it. `docs/rule-book.md` is
the format.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rooftree.foundations.allowances import Allowance, Counting, Unit
from rooftree.foundations.calendars import EW, PARTS
from rooftree.foundations.periods import Period
from rooftree.foundations.rule_entries import (
    SURE,
    DutyVersion,
    Extension,
    FigureVersion,
    Item,
    ListVersion,
    Version,
)

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
ITEM_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}")
DAY_OF_YEAR = re.compile(r"\d\d-\d\d")

COMMON = frozenset({"code", "label", "from", "until", "source", "sure", "local", "note"})
REQUIRED = ("code", "label", "from", "source", "sure")
UNITS = frozenset(str(unit) for unit in Unit)
DUTY = (
    COMMON
    | UNITS
    | frozenset(
        {
            "start",
            "stop",
            "counting",
            "calendar",
            "rolls_forward",
            "not_counting",
            "pause",
            "extension",
            "at_most",
        }
    )
)
FIGURE = COMMON | {"value", "unit", "at_most", "at_least"}
LIST = COMMON | {"flags", "items"}
ITEM = frozenset({"code", "label", "hint", "flags", "from", "retired"})


class Mistakes(Exception):
    """What is wrong with the rule book: one sentence a mistake."""

    def __init__(self, found: Iterable[str]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(self.found))


def parse(kind: str, row: Mapping[str, Any], *, where: str) -> Version:
    """Return one version from its keys. Raises Mistakes with everything that is wrong in it."""
    parser, known = PARSERS[kind]
    found = [f"unknown key {key!r}. Known: {names(known)}." for key in row if key not in known]
    found += [f"{key!r} is missing." for key in REQUIRED if not row.get(key)]
    found += list(_common_mistakes(row))
    if found:
        raise Mistakes(found)
    common = {
        "kind": kind,
        "code": row["code"],
        "label": row["label"],
        "applies_from": row["from"],
        "applies_until": row.get("until"),
        "source": row["source"],
        "sure": row["sure"],
        "is_local": row.get("local", row["sure"] == "LOCAL"),
        "note": row.get("note", ""),
        "where": where,
        "national_from": row["from"],
        "raw": dict(row),
    }
    return parser(row, common)


def _common_mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    for key in ("label", "source", "note", "start", "stop", "pause", "unit"):
        if key in row and (not isinstance(row[key], str) or not row[key].strip()):
            yield f"{key!r} is a text that says something."
    for key in ("from", "until"):
        if key in row and not _is_day(row[key]):
            yield f"{key!r} is a bare date, such as 2026-04-01."
    if row.get("code") and not (isinstance(row["code"], str) and CODE.fullmatch(row["code"])):
        yield "'code' is lower-case words with dots between, such as complaint.acknowledge."
    if row.get("sure") and row["sure"] not in SURE:
        yield f"'sure' is one of {names(SURE)}, not {row['sure']!r}."
    if not isinstance(row.get("local", False), bool):
        yield "'local' is true or false."
    if row.get("sure") == "LOCAL" and row.get("local") is False:
        yield "what is LOCAL cannot be `local = false`."
    if _is_day(row.get("from")) and _is_day(row.get("until")) and row["until"] <= row["from"]:
        yield "'until' is the first day on which it no longer applies, so it comes after 'from'."


# --- Duties ---------------------------------------------------------------------------------------


def _duty(row: Mapping[str, Any], common: dict[str, Any]) -> Version:
    found = [f"{key!r} is missing." for key in ("start", "stop") if key not in row]
    units = [Unit(key) for key in row if key in UNITS]
    if len(units) != 1:
        found.append(f"say how long with exactly one of {names(UNITS)}.")
    found += list(_allowance_mistakes(row))
    if found:
        raise Mistakes(found)
    [unit] = units
    try:
        allowance = Allowance(
            row[unit],
            unit,
            counting=Counting(row.get("counting", "after")),
            calendar=row.get("calendar", EW),
            rolls_forward=row.get("rolls_forward", False),
            not_counting=tuple(_day_of_year(day) for day in row.get("not_counting", ())),
        )
    except AssertionError as error:
        raise Mistakes([str(error)]) from error
    at_most = row.get("at_most")
    if at_most is not None and allowance.amount > at_most:
        raise Mistakes([f"{allowance.amount} is more than the {at_most} that the law allows."])
    return DutyVersion(
        **common,
        allowance=allowance,
        start=row["start"],
        stop=row["stop"],
        pause=row.get("pause", ""),
        extension=_extension(row["extension"], unit) if "extension" in row else None,
        at_most=at_most,
    )


def _allowance_mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    for key in (*UNITS, "at_most"):
        if key in row and not _is_count(row[key]):
            yield f"{key!r} is a whole number, one or more."
    if row.get("counting", "after") not in set(Counting):
        yield f"'counting' is one of {names(Counting)}."
    if row.get("calendar", EW) not in PARTS:
        yield f"'calendar' is one of {names(PARTS)}."
    if not isinstance(row.get("rolls_forward", False), bool):
        yield "'rolls_forward' is true or false."
    left_out = row.get("not_counting", [])
    if not isinstance(left_out, list) or not all(map(_is_day_of_year, left_out)):
        yield "'not_counting' lists days of the year as month and day, such as [\"12-25\"]."
    if "calendar" in row and "working_days" not in row and not row.get("rolls_forward"):
        yield "'calendar' says nothing here: only working days and rolling forward look at one."
    if "pause" in row and row.get("counting") in ("before", "clear_before"):
        yield "what is counted backwards cannot be paused."


def _extension(row: Any, unit: Unit) -> Extension:
    known = {str(unit), "times", "only"}
    if not isinstance(row, dict) or not _is_count(row.get(str(unit))) or not set(row) <= known:
        raise Mistakes([f"'extension' has {str(unit)!r}, the unit of the duty, and may have 'times' and 'only'."])
    if not _is_count(row.get("times", 1)) or not isinstance(row.get("only", ""), str):
        raise Mistakes(["in 'extension', 'times' is a whole number and 'only' a text."])
    return Extension(row[str(unit)], row.get("times", 1), row.get("only", ""))


# --- Limits and thresholds ------------------------------------------------------------------------


def _figure(row: Mapping[str, Any], common: dict[str, Any]) -> Version:
    found = [f"{key!r} is missing." for key in ("value", "unit") if key not in row]
    found += [
        f"{key!r} is a number."
        for key in ("value", "at_most", "at_least")
        if key in row and not _is_number(row[key])
    ]
    if found:
        raise Mistakes(found)
    value, at_most, at_least = (
        Decimal(row[key]) if key in row else None for key in ("value", "at_most", "at_least")
    )
    assert value is not None, "Its absence was noted above."
    if at_most is not None and value > at_most:
        raise Mistakes([f"{value} is more than the {at_most} that the law allows."])
    if at_least is not None and value < at_least:
        raise Mistakes([f"{value} is less than the {at_least} that the law requires."])
    return FigureVersion(**common, value=value, unit=row["unit"], at_most=at_most, at_least=at_least)


# --- Lists ----------------------------------------------------------------------------------------


def _list(row: Mapping[str, Any], common: dict[str, Any]) -> Version:
    flags, rows = row.get("flags", {}), row.get("items")
    if not isinstance(rows, list) or not rows or not all(isinstance(each, dict) for each in rows):
        raise Mistakes(["'items' is a list of tables, with at least one."])
    if not isinstance(flags, dict) or not all(isinstance(each, FLAG_TYPES) for each in flags.values()):
        raise Mistakes(["'flags' names each flag with its usual value: true or false, a number or a text."])
    found = [f"item {each.get('code')!r}: {mistake}" for each in rows for mistake in _item_mistakes(each, flags)]
    codes = [each.get("code") for each in rows]
    found += [f"item {code!r} is there twice." for code in sorted(set(map(str, codes))) if codes.count(code) > 1]
    if found:
        raise Mistakes(found)
    items = tuple(
        Item(
            each["code"],
            each["label"],
            each.get("hint", ""),
            {**flags, **each.get("flags", {})},
            Period(each.get("from", row["from"]), each.get("retired")),
        )
        for each in rows
    )
    return ListVersion(**common, items=items)


FLAG_TYPES = (bool, int, Decimal, str)


def _item_mistakes(row: Mapping[str, Any], flags: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown key {key!r}. Known: {names(ITEM)}." for key in row if key not in ITEM)
    if not ITEM_CODE.fullmatch(str(row.get("code", ""))) or not isinstance(row.get("code"), str):
        yield "'code' is letters, digits, '_', '-' or '.', at most 30, in quotation marks."
    if not isinstance(row.get("label"), str) or not row["label"].strip():
        yield "'label' is missing."
    if not isinstance(row.get("hint", ""), str):
        yield "'hint' is a text."
    for key in ("from", "retired"):
        if key in row and not _is_day(row[key]):
            yield f"{key!r} is a bare date, such as 2026-04-01."
    if _is_day(row.get("from")) and _is_day(row.get("retired")) and row["retired"] < row["from"]:
        yield "it is retired before it begins."
    own = row.get("flags", {})
    if not isinstance(own, dict):
        yield "'flags' is a table."
        return
    for name, value in own.items():
        if name not in flags:
            yield f"unknown flag {name!r}: name it in the list's own 'flags' with its usual value."
        elif type(value) is not type(flags[name]):
            yield f"flag {name!r} is of another type than the list's {flags[name]!r}."


PARSERS: dict[str, tuple[Callable[[Mapping[str, Any], dict[str, Any]], Version], frozenset[str]]] = {
    "duty": (_duty, DUTY),
    "limit": (_figure, FIGURE),
    "threshold": (_figure, FIGURE),
    "list": (_list, LIST),
}


# --- Kinds of value -------------------------------------------------------------------------------


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_number(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_day_of_year(value: Any) -> bool:
    if not isinstance(value, str) or not DAY_OF_YEAR.fullmatch(value):
        return False
    try:
        date(2027, *_day_of_year(value))
    except ValueError:
        return False
    return True


def _day_of_year(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def names(words: Iterable[str]) -> str:
    """Return words in order, with commas."""
    return ", ".join(sorted(str(word) for word in words))
