"""Reads written extracts back, by their mapping, without any code of the loader's."""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

FAR = date(9999, 1, 1)
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y")
NO_DATES = ("01/01/1900", "31/12/2099", "")
DELIMITERS = {"lodge_places.txt": "\t", "lodge_persons.txt": "|", "lodge_ledger.txt": "|"}


@dataclass
class File:
    """One file: its standard name, and its rows under our column names, cells as they stand."""

    path: Path
    layout: str
    system: str
    mapping: dict[str, Any]
    truth: dict[str, Any]

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Its rows, read when somebody first asks: those of rents are many."""
        ours = {theirs: column for column, theirs in self.mapping.get("columns", {}).items()}
        codes = self.mapping.get("codes", {})
        return [
            {
                ours.get(head, head): _translated(cell, codes.get(ours.get(head, head), {}))
                for head, cell in row.items()
            }
            for row in _raw_rows(self.path, self.mapping)
        ]

    def row(self, number: int) -> dict[str, str]:
        """Return a row by its number; the first under the headings is 1."""
        return self.rows[number - 1]

    @cached_property
    def not_taken(self) -> set[int]:
        """Numbers of the rows that a loader refuses or finds unchanged."""
        return {each["row"] for each in self.truth["rejected"]} | set(self.truth["unchanged"])

    @cached_property
    def good(self) -> list[dict[str, str]]:
        """The rows that a loader takes."""
        return [row for number, row in enumerate(self.rows, start=1) if number not in self.not_taken]


@dataclass
class Extracts:
    """All files of one council."""

    folder: Path
    truth: dict[str, Any] = field(init=False)
    files: list[File] = field(init=False)

    def __post_init__(self) -> None:
        self.truth = json.loads((self.folder / "truth.json").read_text(encoding="utf-8"))
        mapping = tomllib.loads((self.folder / "mapping.toml").read_text(encoding="utf-8"))
        self.files = [self._file(entry) for entry in mapping["file"]]

    def _file(self, entry: dict[str, Any]) -> File:
        path = self.folder / entry["path"]
        return File(path, entry["layout"], entry["source_system"], entry, self.truth["files"][entry["path"]])

    def of(self, layout: str) -> list[File]:
        """Return the files of a layout."""
        return [file for file in self.files if file.layout == layout]

    def good(self, layout: str, *, system: str = "") -> list[dict[str, str]]:
        """Return the rows of a layout that a loader takes, each with its system."""
        return [
            {**row, "system": file.system}
            for file in self.of(layout)
            if system in ("", file.system)
            for row in file.good
        ]


def _translated(cell: str, codes: dict[str, str]) -> str:
    return ";".join(codes.get(part, part) for part in cell.split(";")) if codes else cell


def _raw_rows(path: Path, entry: dict[str, Any]) -> list[dict[str, str]]:
    if path.suffix == ".xlsx":
        return _sheet_rows(path, entry["sheet"])
    encoding = {"utf-8": "utf-8-sig"}.get(entry.get("encoding", "utf-8"), entry.get("encoding"))
    delimiter = entry.get("delimiter", DELIMITERS.get(path.name, ","))
    with path.open(encoding=encoding, newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter, strict=True))


def _sheet_rows(path: Path, sheet: str) -> list[dict[str, str]]:
    book = load_workbook(path, read_only=True)
    headings, *rows = book[sheet].iter_rows(values_only=True)
    return [
        dict(zip_longest(headings, ("" if cell is None else _text(cell) for cell in row), fillvalue=""))
        for row in rows
    ]


def _text(cell: object) -> str:
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def day(cell: str, *, latest: int = 2046) -> date | None:
    """Return the day that a cell says, in this year at the latest; None for none. ValueError for no date."""
    if cell in NO_DATES:
        return None
    if cell.isdigit():
        return date(1899, 12, 30) + timedelta(days=int(cell))
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(cell, form).date()
            return found.replace(year=found.year - 100) if "%y" in form and found.year > latest else found
        except ValueError:
            continue
    raise ValueError(cell)


def shares(values: Iterable[str]) -> dict[str, float]:
    """Return what part of the values each value is, in per cent."""
    found = list(values)
    return {value: 100 * found.count(value) / len(found) for value in set(found)}


def refs(found: Extracts, layout: str, column: str) -> set[tuple[str, str]]:
    """Return the references in a column of the rows that a loader takes, each with its system."""
    return {(row["system"], row[column].strip()) for row in found.good(layout)}


def pointer(row: dict[str, str], column: str) -> tuple[str, str]:
    """Return what a reference leads to: its system, unless it names another, and the bare reference."""
    system, colon, ref = row[column].strip().rpartition(":")
    return (system, ref) if colon else (row["system"], ref)


def lost(found: Extracts, layout: str, column: str, known: set[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the rows whose reference leads nowhere."""
    return [row for row in found.good(layout) if row[column].strip() and pointer(row, column) not in known]


def overlaps(rows: list[dict[str, str]], *keys: str, starts: str, ends: str) -> list[tuple[dict, dict]]:
    """Return pairs of rows alike in these keys whose days, last day included, overlap."""
    alike = defaultdict(list)
    for row in rows:
        alike[tuple(pointer(row, key) for key in keys)].append(row)
    ordered = [sorted(group, key=lambda row: day(row[starts])) for group in alike.values()]
    return [
        (one, other)
        for group in ordered
        for one, other in pairwise(group)
        if (day(one[ends]) or FAR) >= day(other[starts])
    ]
