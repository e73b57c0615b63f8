"""What a load says at its end: the counts of every file, the rows refused, the cells left out, the matches.

Rows are streamed from the stage to the disk, so a report of any length takes the same memory.
"""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from rooftree.migration.rows import Kept


@dataclass
class FileReport:
    """What became of one file's rows."""

    name: str
    layout: str
    source_system: str
    headings: list[str]
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass
class LoadReport:
    """What a load did. The rows themselves are in the report's file, and on the load's page."""

    run: int
    is_rehearsal: bool
    files: list[FileReport] = field(default_factory=list)
    certain: int = 0
    likely: int = 0
    balances: int = 0
    different: int = 0
    seconds: float = 0.0
    path: Path | None = None
    steps: dict[str, float] = field(default_factory=dict)
    """Seconds that each step took."""


def kept_columns(kept: Mapping[str, Kept]) -> list[dict[str, Any]]:
    """Return what is said of columns that no part of Rooftree takes yet: each with its first cell."""
    return [
        {
            "row": each.row,
            "column": name,
            "value": each.value,
            "reason": f"No part of Rooftree takes {name} yet: {each.cells:,} "
            f"{'cell was' if each.cells == 1 else 'cells were'} kept with the legacy references.",
        }
        for name, each in sorted(kept.items())
    ]


@dataclass(frozen=True)
class Problem:
    """A row that was refused, or a cell that was left out, as the stage gave it."""

    file: int
    row: int
    column: str
    value: str
    reason: str
    refuses: bool

    @property
    def where(self) -> tuple[int, int, str]:
        """The file, the row and the column."""
        return self.file, self.row, self.column

    def as_json(self) -> str:
        """Return it as the report writes it."""
        said = {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}
        return json.dumps(said, ensure_ascii=False)


PROBLEMS_SQL = (
    "COPY (SELECT file, row, col, value, reason, refuses::int FROM problem ORDER BY file, row, refuses DESC, id)"
    " TO STDOUT (FORMAT csv)"
)
DIFFERENCES_SQL = (
    "COPY (SELECT source, payment_ref, as_at, balance, transactions, rent_account_id FROM proven"
    " WHERE balance <> transactions ORDER BY source, payment_ref, as_at) TO STDOUT (FORMAT csv)"
)
MATCHES_SQL = (
    "COPY (SELECT certain::int, one_system, one_reference, other_system, other_reference, one_id, other_id"
    " FROM matched ORDER BY certain DESC, id) TO STDOUT (FORMAT csv)"
)


def problems_in(spool: IO[bytes]) -> Iterator[Problem]:
    """Yield the problems in a spool: as taken out of the stage, or as `outcome.told` gives them."""
    for file, row, column, value, reason, refuses, *_more in _lines(spool):
        yield Problem(int(file), int(row), column, value, reason, refuses == "1")


def matches_in(spool: IO[bytes]) -> Iterator[list[str]]:
    """Yield the matches that were taken out of the stage."""
    return _lines(spool)


def differences_in(spool: IO[bytes]) -> Iterator[dict[str, str]]:
    """Yield the balances that differ, as taken out of the stage, each as the report says it: pounds in words."""
    for source, payment_ref, as_at, balance, transactions, _account in _lines(spool):
        yield difference_in_words(source, payment_ref, as_at, Decimal(balance), Decimal(transactions))


def difference_in_words(
    source: str, payment_ref: str, as_at: str, balance: Decimal, transactions: Decimal
) -> dict[str, str]:
    """Return a balance that differs from the sum of its transactions, as the report writes it: in pounds."""
    return {
        "source_system": source,
        "payment_ref": payment_ref,
        "as_at": as_at,
        "balance": f"{balance:.2f}",
        "transactions": f"{transactions:.2f}",
        "difference": f"{transactions - balance:.2f}",
    }


def _lines(spool: IO[bytes]) -> Iterator[list[str]]:
    spool.seek(0)
    return csv.reader(line.decode() for line in spool)


def write_report(
    report: LoadReport, path: Path, problems: IO[bytes], matches: IO[bytes], differences: IO[bytes]
) -> None:
    """Write the report beside where it will stand, and force it to the disk. Raises OSError when that is full."""
    with path.open("w", encoding="utf-8") as out:
        out.write('{"files": {')
        by_file = groupby(problems_in(problems), lambda problem: problem.file)
        waiting = next(by_file, None)
        for number, file in enumerate(report.files):
            out.write(f"{', ' if number else ''}\n{json.dumps(file.name, ensure_ascii=False)}: ")
            mine = waiting[1] if waiting and waiting[0] == number else ()
            _write_file(file, mine, out)
            if waiting and waiting[0] == number:
                waiting = next(by_file, None)
        out.write("},\n")
        _write_matches(matches, out)
        _write_balances(report.balances, differences, out)
        rest = {"rehearsal": report.is_rehearsal, "seconds": round(report.seconds, 3)}
        out.write(json.dumps(rest)[1:] + "\n")
        out.flush()
        os.fsync(out.fileno())


def _write_file(file: FileReport, problems: Iterable[Problem], out: IO[str]) -> None:
    """Write one file's object: its counts, then the rows refused and the cells left out."""
    with ExitStack() as stack:
        warnings = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
        counts = {
            "layout": file.layout,
            "source_system": file.source_system,
            "read": file.read,
            "new": file.new,
            "changed": file.changed,
            "unchanged": file.unchanged,
        }
        out.write(json.dumps(counts, ensure_ascii=False)[:-1] + ', "rejected": [')
        refused = left = 0
        for problem in problems:
            if problem.refuses:
                out.write(f"{',' if refused else ''}\n  {problem.as_json()}")
                refused += 1
            else:
                warnings.write(f"{',' if left else ''}\n  {problem.as_json()}")
                left += 1
        out.write('], "warnings": [')
        warnings.seek(0)
        while block := warnings.read(1 << 16):
            out.write(block)
    out.write("], " + json.dumps({"kept": file.kept, "said": file.said}, ensure_ascii=False)[1:])


def _write_matches(matches: IO[bytes], out: IO[str]) -> None:
    out.write('"matches": {"certain": [')
    is_certain, number = True, 0
    for certain, one_system, one, other_system, other, *_ids in matches_in(matches):
        if is_certain and certain == "0":
            out.write('], "likely": [')
            is_certain, number = False, 0
        pair = [[one_system, one], [other_system, other]]
        out.write(f"{',' if number else ''}\n  {json.dumps(pair, ensure_ascii=False)}")
        number += 1
    out.write('], "likely": []},\n' if is_certain else "]},\n")


def _write_balances(checked: int, differences: IO[bytes], out: IO[str]) -> None:
    out.write(f'"balances": {{"checked": {checked}, "different": [')
    for number, each in enumerate(differences_in(differences)):
        out.write(f"{',' if number else ''}\n  {json.dumps(each, ensure_ascii=False)}")
    out.write("]},\n")
