"""Keeps what became of a load: its files, the rows refused, the cells left out, the matches."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from django.db import connection

from rooftree.migration.cells import tidy
from rooftree.migration.entries import NOTHING, escaped
from rooftree.migration.mapping import SourceFile
from rooftree.migration.models import LoadFile, LoadRun
from rooftree.migration.reading import opened
from rooftree.migration.report import LoadReport, Problem, problems_in
from rooftree.migration.staging import copy_in


def keep(
    run: LoadRun, report: LoadReport, files: list[SourceFile], problems: IO[bytes], matches: IO[bytes]
) -> None:
    """Write the outcome of a load in the transaction of the load."""
    kept = _keep_files(run, report)
    with ExitStack() as stack:
        told = stack.enter_context(tempfile.TemporaryFile())
        for line in _told(files, kept, problems):
            told.write(line.encode())
        _keep_problems(run, told)
    _keep_matches(run, matches)
    LoadRun.objects.filter(pk=run.pk).update(
        status=LoadRun.Status.FINISHED, seconds=report.seconds, certain=report.certain, likely=report.likely
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


def _told(files: list[SourceFile], kept: list[LoadFile], problems: IO[bytes]) -> Iterator[str]:
    """Yield the problems as COPY takes them, each with its row as it stood in the file and whom it is about.

    The rows are read once more, up to the last that has a problem: the stage does not hold those that
    could not be cleaned.
    """
    reader = _Rows(files, kept)
    for problem in problems_in(problems):
        cells = reader.row(problem)
        source, person = reader.about(problem, cells)
        what = "\t".join(escaped(each) for each in (problem.column, problem.value, problem.reason))
        whole = escaped(_array(cells)) if problem.refuses else NOTHING
        yield (
            f"{kept[problem.file].pk}\t{problem.row}\t{what}\t{'t' if problem.refuses else 'f'}\t{whole}\t"
            f"{escaped(source)}\t{escaped(person)}\n"
        )
    reader.close()


class _Rows:
    """Gives rows of the files again, in order."""

    def __init__(self, files: list[SourceFile], kept: list[LoadFile]) -> None:
        self._files = files
        self._kept = kept
        self._stack = ExitStack()
        self._file = -1
        self._number = 0
        self._cells: list[str] = []

    def row(self, problem: Problem) -> list[str]:
        """Return the cells of a problem's row."""
        if problem.file != self._file:
            self.close()
            self._file, self._number = problem.file, 0
            self._rows = self._stack.enter_context(opened(self._files[problem.file])).rows
        while self._number < problem.row:
            self._cells = next(self._rows)
            self._number += 1
        return self._cells

    def about(self, problem: Problem, cells: list[str]) -> tuple[str, str]:
        """Return the system and the reference of the person that a row is about, or blanks."""
        file, headings = self._files[problem.file], self._kept[problem.file].headings
        at = self._at(file, headings, "person_ref")
        if at is None or at >= len(cells):
            return "", ""
        source_at = self._at(file, headings, "source_system")
        source = tidy(cells[source_at]) if source_at is not None and source_at < len(cells) else ""
        return source or file.source_system, tidy(cells[at])

    @staticmethod
    def _at(file: SourceFile, headings: list[str], name: str) -> int | None:
        sought = file.columns.get(name, name).lower()
        return next((at for at, heading in enumerate(headings) if heading.lower() == sought), None)

    def close(self) -> None:
        self._stack.close()


def _array(cells: list[str]) -> str:
    inside = (cell.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "") for cell in cells)
    return "{" + ",".join(f'"{cell}"' for cell in inside) + "}"


def _keep_problems(run: LoadRun, told: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (file bigint, row integer, of_column text, value text, reason text,"
            " refuses boolean, cells text[], source text, person text)"
        )
        copy_in(told, "told")
        cursor.execute(
            """INSERT INTO migration_loadproblem (council_id, restricted_to, file_id, row, of_column, value,
                   reason, is_refusal, cells, person_id)
               SELECT %(council)s, coalesce(l.restricted_to, 0), t.file, t.row, left(t.of_column, 200), t.value,
                   t.reason, t.refuses, t.cells, l.person_id
               FROM told t LEFT JOIN people_personlegacyreference l
                 ON l.council_id = %(council)s AND l.source_system = t.source AND l.reference = t.person""",
            {"council": run.council_id},
        )
        cursor.execute("DROP TABLE told")


def _keep_matches(run: LoadRun, matches: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (certain boolean, one_system text, one_reference text, other_system text,"
            " other_reference text, one_id bigint, other_id bigint)"
        )
        matches.seek(0)
        with cursor.copy("COPY told FROM STDIN (FORMAT csv)") as copy:
            while block := matches.read(1 << 16):
                copy.write(block)
        cursor.execute(
            """INSERT INTO migration_loadmatch (council_id, run_id, is_certain, one_system, one_reference,
                   other_system, other_reference, one_id, other_id, restricted_to, other_restricted_to)
               SELECT %(council)s, %(run)s, t.certain, t.one_system, t.one_reference, t.other_system,
                   t.other_reference, one.id, other.id, coalesce(one.restricted_to, 0),
                   coalesce(other.restricted_to, 0)
               FROM told t
               LEFT JOIN people_person one ON one.id = t.one_id AND one.council_id = %(council)s
               LEFT JOIN people_person other ON other.id = t.other_id AND other.council_id = %(council)s""",
            {"council": run.council_id, "run": run.pk},
        )
        cursor.execute("DROP TABLE told")
