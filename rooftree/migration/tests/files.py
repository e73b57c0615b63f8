"""Writes small extracts for tests: rows as dictionaries, blank where nothing is said."""

import csv
import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rooftree.foundations.models import Council
from rooftree.migration.load import load
from rooftree.migration.report import FileReport, LoadReport

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
NEXT_DAY = NOON + dt.timedelta(days=1)

Row = Mapping[str, str]

A_HOME = {"place_ref": "H1", "kind": "home", "address_1": "12 Elm Walk", "postcode": "KE1 1AA"}
GRACE = {"person_ref": "P1", "forenames": "Grace", "surname": "Okafor", "date_of_birth": "01/05/1971"}
GRACES_TENANCY = {"tenancy_ref": "T1", "place_ref": "H1", "tenure": "SEC", "start_on": "01/06/2015"}
GRACE_IS_TENANT = {"tenancy_ref": "T1", "person_ref": "P1", "role": "tenant"}


def an_extract(folder: Path, **layouts: Iterable[Row]) -> Path:
    """Write each layout's rows to a file of its name, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for layout, rows in layouts.items():
        write_csv(folder / f"{layout}.csv", list(rows))
    return folder


def write_csv(path: Path, rows: list[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def load_folder(council: Council, folder: Path, **how: Any) -> LoadReport:
    return load(folder, council=council, **{"by": "test", "at": NOON, **how})


def load_rows(council: Council, folder: Path, **layouts: Iterable[Row]) -> "Loaded":
    """Write an extract, load it, and return what the report says."""
    at = layouts.pop("at", NOON)
    folder = an_extract(folder, **layouts)
    path = folder / "report.json"
    report = load(folder, council=council, report=path, by="test", at=at)
    return Loaded(report, json.loads(path.read_text(encoding="utf-8")))


def load_aside(**layouts: Iterable[Row]) -> "Loaded":
    """Load an extract for the council of most tests, from a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return load_rows(Council.objects.get(code="alder"), Path(folder), **layouts)


class Loaded:
    """A report, and its file as it was written."""

    def __init__(self, report: LoadReport, written: dict[str, Any]) -> None:
        self.report = report
        self.written = written

    def counts(self, layout: str) -> tuple[int, int, int, int]:
        """New, changed, unchanged and rejected rows of a layout."""
        file = self._file(layout)
        return file.new, file.changed, file.unchanged, file.rejected

    def rejected(self, layout: str) -> list[tuple[int, str, str]]:
        """Row, column and reason of every rejected row of a layout."""
        return [(each["row"], each["column"], each["reason"]) for each in self._written(layout)["rejected"]]

    def warnings(self, layout: str) -> list[tuple[int, str, str]]:
        """Row, column and reason of every warning of a layout."""
        return [(each["row"], each["column"], each["reason"]) for each in self._written(layout)["warnings"]]

    def _file(self, layout: str) -> FileReport:
        return next(file for file in self.report.files if file.layout == layout)

    def _written(self, layout: str) -> dict[str, Any]:
        return next(file for file in self.written["files"].values() if file["layout"] == layout)
