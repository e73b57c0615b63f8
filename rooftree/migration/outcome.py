"""Keeps what became of a load: its files, the rows refused, the cells left out, the matches."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from typing import IO

from django.db import connection

from rooftree.migration.cells import tidy
from rooftree.migration.mapping import SourceFile
from rooftree.migration.models import LoadFile, LoadRun
from rooftree.migration.reading import opened
from rooftree.migration.report import LoadReport, Problem, problems_in
from rooftree.migration.staging import BLOCK

LONGEST_VALUE = 500
"""Letters of a cell that a problem shows."""


@contextmanager
def told(files: list[SourceFile], report: LoadReport, problems: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the problems with the cell as it stands in the file, the whole row if refused, and whom it is about.

    The rows are read once more, up to the last that has a problem: the stage does not hold those that
    could not be cleaned, nor what a cell held before it was.
    """
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.TemporaryFile())
        lines = TextIOWrapper(spool, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(lines)
        rows = stack.enter_context(_Rows.of(files, report))
        for problem in problems_in(problems):
            cells = rows.row(problem)
            source, person = rows.about(problem, cells)
            whole = _array(cells) if problem.refuses else ""
            value = rows.cell(problem, cells)[:LONGEST_VALUE].replace("\0", "")
            writer.writerow((*problem.where, value, problem.reason, int(problem.refuses), whole, source, person))
        lines.detach()
        yield spool


class _Rows:
    """Gives rows of the files again, in order."""

    def __init__(self, files: list[SourceFile], report: LoadReport) -> None:
        self._files = files
        self._headings = [[heading.lower() for heading in file.headings] for file in report.files]
        self._open = ExitStack()
        self._file = -1
        self._number = 0
        self._cells: list[str] = []

    @classmethod
    @contextmanager
    def of(cls, files: list[SourceFile], report: LoadReport) -> "Iterator[_Rows]":
        """Give the rows of the files, and close the files afterwards."""
        rows = cls(files, report)
        try:
            yield rows
        finally:
            rows._open.close()

    def row(self, problem: Problem) -> list[str]:
        """Return the cells of a problem's row."""
        if problem.file != self._file:
            self._open.close()
            self._file, self._number = problem.file, 0
            self._rows = self._open.enter_context(opened(self._files[problem.file])).rows
        while self._number < problem.row:
            self._cells = next(self._rows)
            self._number += 1
        return self._cells

    def cell(self, problem: Problem, cells: list[str]) -> str:
        """Return the cell that a problem is about, as it stands in the file."""
        at = self._at(problem.file, problem.column)
        return problem.value if at is None or at >= len(cells) else cells[at]

    def about(self, problem: Problem, cells: list[str]) -> tuple[str, str]:
        """Return the system and the reference of the person that a row is about, or blanks."""
        at = self._at(problem.file, "person_ref")
        if at is None or at >= len(cells):
            return "", ""
        source_at = self._at(problem.file, "source_system")
        source = tidy(cells[source_at]) if source_at is not None and source_at < len(cells) else ""
        return source or self._files[problem.file].source_system, tidy(cells[at])

    def _at(self, file: int, name: str) -> int | None:
        theirs = self._files[file].columns.get(name, name).lower()
        headings = self._headings[file]
        return headings.index(theirs) if theirs in headings else None


def _array(cells: list[str]) -> str:
    inside = (cell.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "") for cell in cells)
    return "{" + ",".join(f'"{cell}"' for cell in inside) + "}"


def keep(
    run: LoadRun, report: LoadReport, problems: IO[bytes], matches: IO[bytes], differences: IO[bytes]
) -> None:
    """Write the outcome of a load, in the load's own transaction. `problems` are as `told` gives them."""
    files = _keep_files(run, report)
    _keep_problems(run, files, problems)
    _keep_matches(run, matches)
    _keep_differences(run, differences)
    LoadRun.objects.filter(pk=run.pk).update(
        status=LoadRun.Status.FINISHED,
        seconds=report.seconds,
        certain=report.certain,
        likely=report.likely,
        balances=report.balances,
        different=report.different,
    )


def _keep_files(run: LoadRun, report: LoadReport) -> list[LoadFile]:
    return LoadFile.objects.bulk_create(
        LoadFile(
            council_id=run.council_id,
            run=run,
            position=position,
            name=file.name,
            layout=file.layout,
            source_system=file.source_system,
            headings=file.headings,
            said=file.said,
            read=file.read,
            new=file.new,
            changed=file.changed,
            unchanged=file.unchanged,
            rejected=file.rejected,
            warnings=file.warnings,
            kept=file.kept,
        )
        for position, file in enumerate(report.files)
    )


def _keep_problems(run: LoadRun, files: list[LoadFile], problems: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (file integer, row integer, of_column text, value text, reason text,"
            " refuses integer, cells text[], source text, person text)"
        )
        _copy_csv(problems, "told", force_not_null="of_column, value, reason, source, person")
        cursor.execute(
            """INSERT INTO migration_loadproblem (council_id, restricted_to, file_id, row, of_column, value,
                   reason, is_refusal, cells, person_id)
               SELECT %(council)s, coalesce(l.restricted_to, 0), (%(files)s::bigint[])[t.file + 1], t.row,
                   left(t.of_column, 200), t.value, t.reason, t.refuses = 1, t.cells, l.person_id
               FROM told t LEFT JOIN people_personlegacyreference l
                 ON l.council_id = %(council)s AND l.source_system = t.source AND l.reference = t.person""",
            {"council": run.council_id, "files": [file.pk for file in files]},
        )
        cursor.execute("DROP TABLE told")


def _keep_matches(run: LoadRun, matches: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (certain integer, one_system text, one_reference text, other_system text,"
            " other_reference text, one_id bigint, other_id bigint)"
        )
        _copy_csv(matches, "told")
        cursor.execute(
            """INSERT INTO migration_loadmatch (council_id, run_id, is_certain, one_system, one_reference,
                   other_system, other_reference, one_id, other_id, restricted_to, other_restricted_to)
               SELECT %(council)s, %(run)s, t.certain = 1, t.one_system, t.one_reference, t.other_system,
                   t.other_reference, one.id, other.id, coalesce(one.restricted_to, 0),
                   coalesce(other.restricted_to, 0)
               FROM told t
               LEFT JOIN people_person one ON one.id = t.one_id AND one.council_id = %(council)s
               LEFT JOIN people_person other ON other.id = t.other_id AND other.council_id = %(council)s""",
            {"council": run.council_id, "run": run.pk},
        )
        cursor.execute("DROP TABLE told")


def _keep_differences(run: LoadRun, differences: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (source text, payment_ref text, as_at date, balance numeric,"
            " transactions numeric, rent_account_id bigint)"
        )
        _copy_csv(differences, "told", force_not_null="source, payment_ref")
        cursor.execute(
            """INSERT INTO migration_loaddifference (council_id, run_id, rent_account_id, source_system,
                   payment_reference, as_at, balance, transactions)
               SELECT %(council)s, %(run)s, a.id, t.source, t.payment_ref, t.as_at, t.balance, t.transactions
               FROM told t
               LEFT JOIN rents_rentaccount a ON a.id = t.rent_account_id AND a.council_id = %(council)s""",
            {"council": run.council_id, "run": run.pk},
        )
        cursor.execute("DROP TABLE told")


def _copy_csv(spool: IO[bytes], table: str, *, force_not_null: str = "") -> None:
    how = f", FORCE_NOT_NULL ({force_not_null})" if force_not_null else ""
    spool.seek(0)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv{how})") as copy:
        while block := spool.read(BLOCK):
            copy.write(block)
