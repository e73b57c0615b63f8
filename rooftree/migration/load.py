"""Takes a council's legacy extracts in: one load is one transaction, and a rehearsal is a load rolled back.

    load(Path("extracts"), council=council, by="command line", at=dates.now())

Files are read and cleaned in one thread while the database works in another. The rows go by COPY into
tables of the session, and from there by set statements into the record (docs/loading.md).
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.migration import outcome, rents, runs
from rooftree.migration.layouts import Layout, Reading, layout_of
from rooftree.migration.lists import Lists, lists_on, put_in_stage
from rooftree.migration.mapping import SourceFile, files_to_load
from rooftree.migration.models import LoadRun
from rooftree.migration.reading import opened
from rooftree.migration.report import (
    DIFFERENCES_SQL,
    MATCHES_SQL,
    PROBLEMS_SQL,
    FileReport,
    LoadReport,
    kept_columns,
    write_report,
)
from rooftree.migration.residence import people_known, say_who_lives_where
from rooftree.migration.rows import Cleaned, clean_file
from rooftree.migration.scripts import Doing, Hear, Runner
from rooftree.migration.search_words import write_search_words
from rooftree.migration.stages import STAGES
from rooftree.migration.staging import stage
from rooftree.migration.systems import systems_known

SETTINGS = """
    SET LOCAL work_mem = '128MB';
    SET LOCAL jit = off;
    SET LOCAL default_statistics_target = 20;
    SET LOCAL client_connection_check_interval = '2s'
"""
"""Of the load's transaction. Tables are looked at often, and need be known only roughly to plan a statement
over all of a table: a fifth of the usual sample does, and the server takes a whole one by itself after the load.
With the last setting, the server notices within seconds that the load was killed."""

FEW = 20
"""When so many times as many people are known as a file has rows, those who may be in it are sought by index."""

PROMPT = ("places", "homes", "officers", "tenancies")
"""Layouts whose stage runs as soon as their file is read, since nothing later in the load can change what they
do. Tenancies come before people for this: the database writes them while the long file of people is cleaned."""


def load(
    folder: Path,
    *,
    council: Council,
    mapping: Path | None = None,
    rehearse: bool = False,
    report: Path | None = None,
    progress: Hear = lambda doing: None,
    by: str,
    at: datetime,
) -> LoadReport:
    """Load the files of a folder, all of them or none, and return what became of every row.

    `report` is where the whole report is written as JSON; `by` names who loads, for the audit. With
    `rehearse` everything is done and taken back, and only the report is kept. Raises Refused when the
    files, the mapping or another load stand in the way: then nothing was loaded.
    """
    files = files_to_load(folder, mapping)
    with acting_for([council.pk], who=by, why=f"Load of {folder}"):
        groups = list(RestrictedGroup.objects.filter(council=council).values_list("pk", flat=True))
    with (
        acting_for([council.pk], groups=groups, who=by, why=f"Load of {folder}"),
        runs.only_load_of(council),
    ):
        run = runs.begin(council, folder=folder, mapping=mapping, rehearse=rehearse, by=by, at=at)
        began = time.monotonic()
        if any(file.layout == rents.STAGE for file in files):
            rents.make_ready(until=london_day(at))
        try:
            return _Load(files, council, run, progress, at, began).carry_out(report)
        except Refused as refusal:
            runs.end_badly(run, LoadRun.Status.REFUSED, words=str(refusal), seconds=time.monotonic() - began)
            raise
        except Exception as error:
            runs.end_badly(run, LoadRun.Status.FAILED, words=_why(error), seconds=time.monotonic() - began)
            raise


def _why(error: Exception) -> str:
    """Return why a load failed, for the page: an error of the disk in words, others by name."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or 'a file of the load'}."
    return f"An error in Rooftree: {type(error).__name__}. The log of the server has more."


_COUNT_PROBLEMS = """
    SELECT file, count(*) FILTER (WHERE refuses), count(*) FILTER (WHERE NOT refuses) FROM problem GROUP BY file
"""


class _TakenBackError(Exception):
    """Ends a rehearsal, so that all it did is rolled back."""


@dataclass(frozen=True)
class Taken:
    """A file in the stage, and the number that its tables bear."""

    number: int
    file: SourceFile
    layout: Layout
    staged: int
    """Rows that could be cleaned."""


class _Load:
    """One load, from the first file to the report."""

    def __init__(
        self, files: list[SourceFile], council: Council, run: LoadRun, hear: Hear, at: datetime, began: float
    ) -> None:
        self.files = files
        self.council = council
        self.run = run
        self.hear = hear
        self.at = at
        self.today = london_day(at)
        self.began = began
        self.lists = lists_on(self.today, council=council)
        self.report = LoadReport(run.pk, run.is_rehearsal)
        self.runner = Runner(
            {
                "council": council.pk,
                "at": at,
                "today": self.today,
                "longest": self.lists.marker_longest,
                "review": self.lists.marker_review,
                "first_charged": self.lists.first_charged,
                "who": run.started_by,
            },
            hear,
        )

    def carry_out(self, path: Path | None) -> LoadReport:
        """Do it all in one transaction, and write the report to `path`."""
        with ExitStack() as spools:
            problems, *found = (spools.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            aside = path.with_name(f"{path.name}.part") if path else None
            try:
                with transaction.atomic():
                    self._in_a_savepoint(problems, *found)
                    self.hear(Doing("report", "Write the report"))
                    self.report.seconds = time.monotonic() - self.began
                    with outcome.told(self.files, self.report, problems) as told:
                        outcome.keep(self.run, self.report, told, *found)
                        if aside:
                            write_report(self.report, aside, told, *found)
            except BaseException:
                if aside:
                    aside.unlink(missing_ok=True)
                raise
        if aside and path:
            self.report.path = aside.replace(path)
        self.report.steps = self.runner.seconds
        return self.report

    def _in_a_savepoint(self, problems: IO[bytes], matches: IO[bytes], differences: IO[bytes]) -> None:
        """Load; take what is to be said out of the stage; and, for a rehearsal, take all else back."""
        try:
            with transaction.atomic():
                self._load()
                _take_out(PROBLEMS_SQL, problems)
                _take_out(MATCHES_SQL, matches)
                _take_out(DIFFERENCES_SQL, differences)
                _drop_stage()
                if self.run.is_rehearsal:
                    raise _TakenBackError
        except _TakenBackError:
            pass

    def _load(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
        self.runner.run("start")
        put_in_stage(self.lists)
        staged: list[Taken] = []
        waiting: list[Taken] = []
        with _cleaned_ahead(self.files, self.lists, self.today, systems_known(self.council), self.hear) as ahead:
            waited = time.perf_counter()
            for taken, cleaned, headings in ahead:
                self.runner.seconds["reading: wait"] = (
                    self.runner.seconds.get("reading: wait", 0.0) + time.perf_counter() - waited
                )
                self._take(taken, cleaned, headings)
                staged.append(taken)
                if taken.layout.name in PROMPT:
                    self._carry(taken)
                else:
                    waiting.append(taken)
                waited = time.perf_counter()
        say_who_lives_where([(taken.layout.name, taken.number) for taken in staged])
        for taken in waiting:
            self._carry(taken)
        rents.prove(self.runner)
        write_search_words(self.runner)
        self._count()

    def _take(self, taken: Taken, cleaned: Cleaned, headings: list[str]) -> None:
        """Put a cleaned file into the stage."""
        self.hear(Doing("reading", f"Take {taken.file.name} in", cleaned.read, cleaned.read))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO loading VALUES (%s, %s, %s)", [taken.number, taken.file.name, taken.file.layout]
            )
        began = time.perf_counter()
        stage(cleaned, taken.layout, taken.number)
        self.runner.seconds[f"{taken.layout.name}: copy"] = time.perf_counter() - began
        self.report.files.append(
            FileReport(
                taken.file.name,
                taken.file.layout,
                taken.file.source_system,
                headings,
                read=cleaned.read,
                kept=kept_columns(cleaned.kept),
                said=cleaned.said,
            )
        )

    def _carry(self, taken: Taken) -> None:
        few = taken.layout.name == "people" and taken.staged * FEW < people_known(self.council)
        STAGES[taken.file.layout].run(self.runner, taken.number, staged=taken.staged, few=few)

    def _count(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT file, new, changed, unchanged FROM counted")
            for file, new, changed, unchanged in cursor.fetchall():
                one = self.report.files[file]
                one.new, one.changed, one.unchanged = new, changed, unchanged
            cursor.execute(_COUNT_PROBLEMS)
            for file, refused, warnings in cursor.fetchall():
                self.report.files[file].rejected, self.report.files[file].warnings = refused, warnings
            cursor.execute(
                "SELECT count(*) FILTER (WHERE certain), count(*) FILTER (WHERE NOT certain) FROM matched"
            )
            self.report.certain, self.report.likely = cursor.fetchone()
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE balance <> transactions) FROM proven")
            self.report.balances, self.report.different = cursor.fetchone()


@contextmanager
def _cleaned_ahead(
    files: list[SourceFile], lists: Lists, today: date, systems: set[str], hear: Hear
) -> Iterator[Iterator[tuple[Taken, Cleaned, list[str]]]]:
    """Give the files one after another, each cleaned while the one before is carried into the record."""
    systems |= {file.source_system for file in files}
    with _quick_turns(), ThreadPoolExecutor(1, "cleaning") as pool:
        coming: list[Future[tuple[Taken, Cleaned, list[str]]]] = [
            pool.submit(_clean, number, file, lists, today, systems, hear) for number, file in enumerate(files)
        ]
        try:
            yield _in_turn(coming)
        finally:
            pool.shutdown(cancel_futures=True)
            for future in coming:
                if future.done() and not future.cancelled() and not future.exception():
                    future.result()[1].close()


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let the thread that waits for the database have its turn at once, and not after the usual 5 ms.

    It has little to do, and the database waits for it while the other thread cleans.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _in_turn(
    coming: list[Future[tuple[Taken, Cleaned, list[str]]]],
) -> Iterator[tuple[Taken, Cleaned, list[str]]]:
    for future in coming:
        taken, cleaned, headings = future.result()
        yield taken, cleaned, headings
        cleaned.close()


def _clean(
    number: int, file: SourceFile, lists: Lists, today: date, systems: set[str], hear: Hear
) -> tuple[Taken, Cleaned, list[str]]:
    layout = layout_of(file.layout, Reading(today, file.dates, lists.codes))
    with opened(file) as found:
        cleaned = clean_file(
            file,
            found,
            layout,
            number=number,
            today=today,
            systems=systems,
            hear=lambda rows: hear(Doing("reading", f"Read {file.name}", rows)),
        )
        return Taken(number, file, layout, cleaned.staged), cleaned, found.headings


def _take_out(statement: str, spool: IO[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            spool.write(block)


def _drop_stage() -> None:
    """Drop what the session holds of the load, so that the connection can load again."""
    with connection.cursor() as cursor:
        for kind, what in (("v", "VIEW"), ("r", "TABLE")):
            cursor.execute(
                "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class"
                " WHERE relnamespace = pg_my_temp_schema() AND relkind = %s",
                [kind],
            )
            (names,) = cursor.fetchone()
            if names:
                cursor.execute(f"DROP {what} {names} CASCADE")
        cursor.execute("DROP FUNCTION pg_temp.nowhere, pg_temp.in_words, pg_temp.dialled")
