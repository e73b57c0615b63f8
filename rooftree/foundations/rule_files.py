"""Reads the `rules.toml` of every package into one book.

Every mistake in any of them is found at once, and told with the file, the entry and what is wrong.
`docs/rule-book.md` is the format.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from rooftree.foundations.dates import long_date
from rooftree.foundations.rule_entries import Entry, Version
from rooftree.foundations.rule_parsing import PARSERS, Mistakes, names, parse


def read(files: Iterable[tuple[str, Path]]) -> dict[str, Entry[Any]]:
    """Read all the files, each with the name it is known by, into entries by code.

    Raises Mistakes with everything that is wrong in any of them.
    """
    versions: list[Version] = []
    found: list[str] = []
    for where, path in files:
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found.append(f"{where}: this is not TOML: {error}.")
            continue
        for version in _each(where, tables, found):
            versions.append(version)
    entries = list(_entries(versions, found))
    if found:
        raise Mistakes(found)
    return {entry.code: entry for entry in entries}


def _each(where: str, tables: Mapping[str, Any], found: list[str]) -> Iterator[Version]:
    """Yield the versions of one file that hold no mistake, and note the mistakes of the others."""
    for kind, rows in tables.items():
        if kind not in PARSERS:
            found.append(f"{where}: unknown kind of entry [[{kind}]]. Known: {names(PARSERS)}.")
            continue
        if not isinstance(rows, list):
            found.append(f"{where}: write [[{kind}]] with two brackets; it can have many.")
            continue
        for number, row in enumerate(rows, start=1):
            try:
                yield parse(kind, row, where=where)
            except Mistakes as mistakes:
                name = row.get("code") or f"number {number}"
                found.extend(f"{where}, {kind} {name}: {each}" for each in mistakes.found)


def _entries(versions: Iterable[Version], found: list[str]) -> Iterator[Entry[Any]]:
    """Yield the versions together by code, and note codes given twice and versions that overlap."""
    by_code: dict[str, list[Version]] = {}
    for version in versions:
        by_code.setdefault(version.code, []).append(version)
    for code, same in by_code.items():
        same.sort(key=lambda version: version.applies_from)
        first = same[0]
        for other in same[1:]:
            if (other.where, other.kind) != (first.where, first.kind):
                found.append(
                    f"{other.where}, {other.kind} {code}: {first.where} has this code already, as a {first.kind}."
                )
        for earlier, later in pairwise(same):
            if earlier.period.overlaps(later.period):
                found.append(
                    f"{later.where}, {later.kind} {code}: two versions hold on {long_date(later.applies_from)}. "
                    "Give the earlier one its `until`."
                )
        yield Entry(first.kind, code, tuple(same))
