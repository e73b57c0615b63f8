"""Writes the files of an extract row by row, each in the way of the system that it comes from."""

import csv
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from openpyxl import Workbook

from rooftree.demo.truth import FileTruth

LAYOUTS: dict[str, tuple[str, ...]] = {
    "places": (
        "place_ref", "kind", "parent_ref", "name", "address_1", "address_2", "address_3", "address_4", "postcode",
        "uprn", "easting", "northing", "ward", "area_office", "year_built", "floors", "lifts",
    ),
    "homes": (
        "place_ref", "property_type", "bedrooms", "bed_spaces", "floor", "lift", "heating", "garden",
        "own_entrance", "internal_steps", "external_steps", "adaptations", "accessibility_category", "epc",
        "council_tax_band", "tenure_group", "lettable_status", "ready_to_let_on", "key_location",
    ),
    "people": (
        "person_ref", "title", "forenames", "surname", "preferred_name", "former_surname", "date_of_birth",
        "ni_number", "mobile", "phone", "email", "correspondence_address", "language", "interpreter", "needs",
        "vulnerability", "deceased_on",
    ),
    "tenancies": (
        "tenancy_ref", "place_ref", "tenure", "start_on", "end_on", "end_reason", "payment_ref", "weekly_rent",
        "weekly_service_charge", "introductory_end_on", "conditions_version",
    ),
    "tenancy_people": ("tenancy_ref", "person_ref", "role", "from_on", "until_on", "relationship"),
    "markers": (
        "person_ref", "place_ref", "code", "reason", "control_measure", "approved_by", "start_on", "review_on",
        "end_on",
    ),
    "patches": ("patch_code", "purpose", "officer_email", "place_ref", "from_on", "until_on"),
    "officers": (
        "email", "name", "job_title", "team", "manager_email", "weekly_hours", "roles", "from_on", "until_on",
    ),
    "contacts": (
        "contact_ref", "at", "person_ref", "place_ref", "tenancy_ref", "channel", "reason_code", "officer_email",
        "note",
    ),
    "cases": (
        "case_ref", "kind", "opened_on", "closed_on", "status", "person_ref", "place_ref", "tenancy_ref", "team",
        "officer_email", "summary",
    ),
    "rent_transactions": (
        "transaction_ref", "payment_ref", "posted_on", "effective_on", "code", "amount", "narrative", "batch",
        "reversal_of",
    ),
    "rent_balances": ("payment_ref", "as_at", "balance"),
}  # fmt: skip
"""The columns of the standard layouts, in order."""

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
EXCEL_DAY_ZERO = date(1899, 12, 30).toordinal()
_ZIP_DAY = (2026, 1, 1, 0, 0, 0)
_ZIP_MOMENT = b"2026-01-01T00:00:00Z"
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Row = dict[str, Any]


def british(day: int) -> str:
    """Return a day, as its ordinal, in the form 31/12/1999."""
    of = date.fromordinal(day)
    return f"{of.day:02}/{of.month:02}/{of.year}"


def iso(day: int) -> str:
    """Return a day in the form 1999-12-31."""
    return date.fromordinal(day).isoformat()


def month_name(day: int) -> str:
    """Return a day in the form 31-DEC-99."""
    of = date.fromordinal(day)
    return f"{of.day:02}-{MONTHS[of.month - 1]}-{of.year % 100:02}"


def serial(day: int) -> str:
    """Return a day as the number that a spreadsheet keeps it by."""
    return str(day - EXCEL_DAY_ZERO)


DATE_STYLES = {"%d/%m/%Y": british, "%Y-%m-%d": iso, "%d-%b-%y": month_name, "serial": serial}


@dataclass(frozen=True)
class FileStyle:
    """How one system writes one of its files."""

    layout: str
    filename: str
    source_system: str
    encoding: str = "utf-8"
    delimiter: str = ","
    date_style: str = "%d/%m/%Y"
    yes: str = "Y"
    no: str = "N"
    pound_sign: bool = False
    sheet_name: str = ""
    says_system: bool = False
    extra: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Our names of the columns, in the order of the file."""
        return (*LAYOUTS[self.layout], *self.extra, *(("source_system",) if self.says_system else ()))

    def date(self, day: int | None) -> str:
        """Return a day as this file writes it; nothing for no day."""
        return DATE_STYLES[self.date_style](day) if day else ""

    def truth(self, said: bool | None) -> str:
        """Return yes or no as this file writes it; nothing where nobody said."""
        return "" if said is None else self.yes if said else self.no

    def money(self, pence: int) -> str:
        """Return pounds as this file writes them."""
        return f"{'£' if self.pound_sign else ''}{pence // 100:,}.{pence % 100:02}"


class Sheet:
    """One file in the writing. Rows go to disk as they come; the first under the headings is row 1."""

    def __init__(self, folder: Path, style: FileStyle) -> None:
        self.style = style
        self.path = folder / style.filename
        self.rows = 0
        self.truth = FileTruth(style.layout, style.source_system)
        self._columns = style.columns
        self._theirs = {
            column: {ours: theirs for theirs, ours in codes.items()} for column, codes in style.codes.items()
        }

    def __enter__(self) -> "Sheet":
        headings = [self.style.headings.get(column, column) for column in self._columns]
        self._open(headings)
        return self

    def _open(self, headings: list[str]) -> None:
        self._file = self.path.open("w", encoding=self.style.encoding, errors="replace", newline="")
        self._writer = csv.writer(self._file, delimiter=self.style.delimiter, lineterminator="\r\n")
        self._writer.writerow(headings)

    def add(self, row: Row) -> int:
        """Write a row, and return its number."""
        cells = [row.get(column, "") for column in self._columns]
        if self.style.says_system:
            cells[-1] = self.style.source_system
        for column, theirs in self._theirs.items():
            at = self._columns.index(column)
            cells[at] = ";".join(theirs.get(code, code) for code in cells[at].split(";"))
        self._write(cells)
        self.rows += 1
        return self.rows

    def _write(self, cells: list[Any]) -> None:
        self._writer.writerow(cells)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class Spreadsheet(Sheet):
    """A file of Excel's kind, written row by row."""

    def _open(self, headings: list[str]) -> None:
        self._book = Workbook(write_only=True)
        self._book.create_sheet("Read me").append(["Taken from the dwellings register. See the next sheet."])
        self._page = self._book.create_sheet(self.style.sheet_name)
        self._page.append(headings)

    def _write(self, cells: list[Any]) -> None:
        self._page.append([_as_cell(cell) for cell in cells])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.save(self.path)
        _forget_the_time(self.path)


def _as_cell(cell: Any) -> Any:
    """Return a cell as a spreadsheet keeps it: nothing, a number, or what it is."""
    if cell == "":
        return None
    return int(cell) if isinstance(cell, str) and cell.isdecimal() else cell


def _forget_the_time(path: Path) -> None:
    """Rewrite a spreadsheet without the moment of its making, so that one seed always gives the same bytes."""
    aside = path.with_suffix(".part")
    with zipfile.ZipFile(path) as written, zipfile.ZipFile(aside, "w") as settled:
        for entry in written.infolist():
            timeless = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            timeless.compress_type = zipfile.ZIP_DEFLATED
            with written.open(entry) as source, settled.open(timeless, "w") as copy:
                while block := source.read(1 << 20):
                    copy.write(_MOMENT.sub(_ZIP_MOMENT, block) if entry.filename == "docProps/core.xml" else block)
    aside.replace(path)


def sheet(folder: Path, style: FileStyle) -> Sheet:
    """Return the writer of a file: a spreadsheet if its name says so."""
    return Spreadsheet(folder, style) if style.filename.endswith(".xlsx") else Sheet(folder, style)
