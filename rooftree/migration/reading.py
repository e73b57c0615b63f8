"""Opens a file of an extract and gives its rows, one after another, as lists of texts.

Text files are streamed, so that a file of any length takes the same memory. How the file is written
is taken from the mapping, else guessed, and what was guessed is said.
"""

import codecs
import csv
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook

from rooftree.foundations.file_types import unpacks_too_far
from rooftree.foundations.refusals import Refused
from rooftree.migration.mapping import SourceFile

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
LARGEST_CELL = 1_000_000
_BLOCK = 1 << 20

csv.field_size_limit(LARGEST_CELL)


@dataclass
class Opened:
    """An open file: its headings, its rows still to come, and what was guessed about it."""

    headings: list[str]
    rows: Iterator[list[str]]
    said: list[str] = field(default_factory=list)


@contextmanager
def opened(file: SourceFile) -> Iterator[Opened]:
    """Open a file of an extract. Raises Refused when it cannot be read, saying what to do."""
    if file.is_spreadsheet:
        with _spreadsheet(file) as found:
            yield found
        return
    said: list[str] = []
    encoding = _encoding(file, said)
    with file.path.open(encoding=encoding, errors="replace", newline="") as text:
        first = text.readline(LARGEST_CELL)
        if not first.strip():
            raise Refused(f"{file.name} is empty: its first row must hold the headings.")
        delimiter = file.delimiter or _delimiter(first, file, said)
        text.seek(0)
        lines = csv.reader(text, delimiter=delimiter)
        headings = [heading.strip().lstrip("\ufeff") for heading in next(lines)]
        yield Opened(headings, _with_sentences(lines, file.name), said)


def _with_sentences(lines: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    """Yield rows, and turn what the CSV reader cannot read into a sentence."""
    number = 0
    while True:
        try:
            for row in lines:
                number += 1
                yield row
            return
        except csv.Error as error:
            raise Refused(
                f"{name} cannot be read after row {number}: {error}. "
                "A quotation mark there may be opened and not closed."
            ) from None


# --- How a text file is written -------------------------------------------------------------------

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _encoding(file: SourceFile, said: list[str]) -> str:
    """Return the encoding of a file: the one given, if the file keeps to it, else a guess."""
    with file.path.open("rb") as raw:
        start = raw.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if file.encoding:
        _check_encoding(file)
        return file.encoding
    if _keeps_to(file.path, "utf-8") is None:
        return "utf-8"
    said.append("No encoding was given, and it is not UTF-8: it was read as Windows-1252.")
    return "cp1252"


def _check_encoding(file: SourceFile) -> None:
    """Raise Refused unless the file keeps to an encoding of text: some of Python's unpack archives instead."""
    try:
        is_of_text = codecs.lookup(file.encoding)._is_text_encoding
    except LookupError:
        is_of_text = False
    if not is_of_text:
        raise Refused(f"{file.name}: {file.encoding} is not an encoding. Say utf-8 or cp1252 in the mapping.")
    at = _keeps_to(file.path, file.encoding)
    if at is not None and not _is_cp1252(file.encoding):
        raise Refused(
            f"{file.name} is not written in {file.encoding} (byte {at:,} is none of its letters). "
            "Say another encoding in the mapping, such as cp1252."
        )


def _is_cp1252(encoding: str) -> bool:
    """Say whether this is Windows-1252, in which old systems leave a few bytes that are no letter."""
    return codecs.lookup(encoding).name == "cp1252"


def _keeps_to(path: Path, encoding: str) -> int | None:
    """Return None if every byte of a file can be read in an encoding, else about where the first cannot."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as raw:
        while block := raw.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return read + error.start
            read += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return read
    return None


def _delimiter(first: str, file: SourceFile, said: list[str]) -> str:
    """Return the delimiter that splits the headings into most cells."""
    cells = {mark: len(next(csv.reader([first], delimiter=mark))) for mark in DELIMITERS}
    best = max(cells, key=lambda mark: cells[mark])
    if best != ",":
        said.append(f"No delimiter was given: it was read with {DELIMITERS[best]} between the cells.")
    return best


# --- Spreadsheets ---------------------------------------------------------------------------------


CELLS_AT_MOST = 100_000_000
"""A sheet is held in memory from its first cell to its last, empty ones too."""
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')


def _check_unpacks(file: SourceFile) -> None:
    """Raise Refused for a workbook that would fill the memory: packed tight, or with cells far apart."""
    try:
        with ZipFile(file.path) as parts:
            infos = parts.infolist()
            sheets = [info for info in infos if info.filename.startswith("xl/worksheets/")]
            too_far = unpacks_too_far(infos) or any(_cells(parts, sheet) > CELLS_AT_MOST for sheet in sheets)
    except BadZipFile:
        return  # Not packed, or not a workbook: what reads it says so.
    if too_far:
        raise Refused(
            f"{file.name} unpacks to far more than it should: cells far below or beside the others, or packed too "
            "tight. Save what is in it as a new workbook, or as CSV."
        )


def _cells(parts: ZipFile, sheet: ZipInfo) -> int:
    """Return how many cells a sheet has from its first to its last, reading it a piece at a time."""
    columns, rows, rest = 0, 0, b""
    with parts.open(sheet) as part:
        while block := part.read(_BLOCK):
            for letters, number in _CELL.findall(rest + block):
                columns, rows = max(columns, _column(letters)), max(rows, int(number))
            rest = block[-200:]
    return columns * rows


def _column(letters: bytes) -> int:
    return reduce(lambda before, letter: before * 26 + letter - 64, letters, 0)


@contextmanager
def _spreadsheet(file: SourceFile) -> Iterator[Opened]:
    _check_unpacks(file)
    try:
        book = CalamineWorkbook.from_path(str(file.path))
    except (CalamineError, OSError) as error:
        raise Refused(f"{file.name} cannot be read as a spreadsheet: {error}.") from None
    with book:
        if file.sheet and file.sheet not in book.sheet_names:
            names = ", ".join(book.sheet_names)
            raise Refused(f"{file.name} has no sheet {file.sheet}. Its sheets are {names}.")
        sheet = book.get_sheet_by_name(file.sheet or book.sheet_names[0])
        rows = ([_as_text(cell) for cell in row] for row in sheet.iter_rows())
        headings = [heading.strip() for heading in next(rows, [])]
        if not any(headings):
            raise Refused(f"{file.name} is empty: its first row must hold the headings.")
        said = [] if file.sheet else [f"No sheet was named: the first, {book.sheet_names[0]}, was read."]
        yield Opened(headings, rows, said)


def _as_text(cell: object) -> str:
    """Return a spreadsheet's cell as a text file would write it."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Y" if cell else "N"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)
