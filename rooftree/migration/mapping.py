"""Says which files a load takes in and how each is to be read: by its name, or by a mapping file.

A mapping describes the files of one system once, so that the next load of that system needs no work.
Its form is in `docs/loading.md`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rooftree.foundations.refusals import Refused

LAYOUTS = (
    "places",
    "homes",
    "officers",
    "tenancies",
    "people",
    "tenancy_people",
    "markers",
    "patches",
    "cases",
    "contacts",
    "rent_transactions",
    "rent_balances",
)
"""In the order of loading, which follows from what points at what."""

LATER_LAYOUTS = frozenset({"agreements", "actions", "repairs", "documents"})
"""Layouts that no part of Rooftree takes yet."""

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
UNNAMED_SYSTEM = "legacy"
"""The source system of a file that nobody named, and that names none itself."""

_KEYS = {"path", "layout", "source_system", "encoding", "delimiter", "sheet", "dates", "columns", "codes"}
_WORDS_FOR_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True)
class SourceFile:
    """One file of an extract, and how it is written."""

    path: Path
    layout: str
    source_system: str = UNNAMED_SYSTEM
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    dates: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        """What the report calls it: its path, from the folder of the load."""
        return self.called or self.path.name

    @property
    def is_spreadsheet(self) -> bool:
        """Whether it is a spreadsheet, and not plain text."""
        return self.path.suffix.lower() == ".xlsx"


def files_to_load(folder: Path, mapping: Path | None) -> list[SourceFile]:
    """Return the files of a folder in the order of loading; Refused if there are none, or a mapping is wrong.

    Files that the mapping describes are read as it says; others are taken if they are named after a layout.
    """
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Give the folder that the files are in.")
    described = read_mapping(mapping, folder) if mapping else []
    taken = {each.path.resolve() for each in described}
    named = [each for each in _named_after_layouts(folder) if each.path.resolve() not in taken]
    found = described + named
    if not found:
        raise Refused(
            f"No file in {folder} is named after a layout, such as people.csv. "
            "Rename the files, or describe them in a mapping file."
        )
    return sorted(found, key=lambda each: LAYOUTS.index(each.layout))


def _named_after_layouts(folder: Path) -> list[SourceFile]:
    return [
        SourceFile(path, path.stem.lower())
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS and path.stem.lower() in LAYOUTS
    ]


def read_mapping(path: Path, folder: Path) -> list[SourceFile]:
    """Return the files that a mapping describes; paths in it start from the folder of the files.

    Raises Refused, saying which entry is wrong and how.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(f"There is no mapping file {path}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name} is not a mapping file: {error}.") from None
    entries = said.get("file")
    if not isinstance(entries, list) or not entries or set(said) != {"file"}:
        raise Refused(f"{path.name} describes no file. Each file is an entry under [[file]].")
    found = [_source_file(entry, folder, f"{path.name}, file {number}") for number, entry in enumerate(entries, 1)]
    _refuse_twice(found, path.name)
    return found


def _refuse_twice(found: list[SourceFile], mapping: str) -> None:
    paths = [each.path for each in found]
    for path in paths:
        if paths.count(path) > 1:
            raise Refused(f"{mapping} describes {path.name} twice. Describe it once.")


def _source_file(entry: Any, folder: Path, where: str) -> SourceFile:
    def refuse(why: str) -> None:
        raise Refused(f"{where}: {why}")

    if not isinstance(entry, dict):
        refuse("an entry is a table.")
    if unknown := sorted(set(entry) - _KEYS):
        refuse(f"{unknown[0]} is not a setting. The settings are {', '.join(sorted(_KEYS))}.")
    _check_texts(entry, refuse)
    layout = entry["layout"]
    if layout in LATER_LAYOUTS:
        refuse(f"no part of Rooftree takes {layout} yet. Take the entry out.")
    if layout not in LAYOUTS:
        refuse(f"{layout} is not a layout. The layouts are {', '.join(LAYOUTS)}.")
    file = folder / entry["path"]
    if not file.is_file():
        refuse(f"there is no file {entry['path']} in {folder}.")
    delimiter = entry.get("delimiter", "")
    delimiter = _WORDS_FOR_DELIMITERS.get(delimiter, delimiter)
    if len(delimiter) > 1:
        refuse("delimiter is one character, or tab, comma, semicolon or pipe.")
    dates = entry.get("dates", [])
    if not isinstance(dates, list) or not all(isinstance(form, str) for form in dates):
        refuse('dates is a list of forms, such as ["%d/%m/%Y"].')
    return SourceFile(
        file,
        layout,
        entry.get("source_system", UNNAMED_SYSTEM),
        entry.get("encoding", ""),
        delimiter,
        entry.get("sheet", ""),
        tuple(dates),
        _texts(entry.get("columns", {}), "columns", refuse),
        _codes(entry.get("codes", {}), refuse),
        entry["path"],
    )


def _check_texts(entry: dict[str, Any], refuse: Any) -> None:
    for key in ("path", "layout"):
        if not entry.get(key):
            refuse(f"{key} is missing.")
    for key in ("path", "layout", "source_system", "encoding", "delimiter", "sheet"):
        if not isinstance(entry.get(key, ""), str):
            refuse(f"{key} is a text.")
    if ":" in entry.get("source_system", "") or len(entry.get("source_system", "")) > 40:
        refuse("source_system is a name of at most 40 letters, without a colon.")


def _texts(table: Any, name: str, refuse: Any) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        refuse(f"{name} is a table of texts.")
    return dict(table)


def _codes(table: Any, refuse: Any) -> dict[str, dict[str, str]]:
    if not isinstance(table, dict):
        refuse("codes is a table for each column.")
    return {column: _texts(codes, f"codes.{column}", refuse) for column, codes in table.items()}
