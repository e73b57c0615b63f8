"""Reads of loads, of what was wrong with their rows, and of the pairs that somebody decides on.

Row security keeps rows about restricted people to those who may open them, in lists and downloads alike.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet, Sum

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.migration.layouts import Reading, layout_of
from rooftree.migration.models import LoadDifference, LoadFile, LoadMatch, LoadProblem, LoadRun
from rooftree.migration.report import difference_in_words
from rooftree.migration.rows import OTHER_REASON, REASON
from rooftree.migration.runs import is_loading
from rooftree.people.models import PossibleMatch

BATCH = 2_000
"""Rows that a download holds at a time."""

COUNTED = ("read", "new", "changed", "unchanged", "rejected", "warnings")


@dataclass(frozen=True)
class Counts:
    """What became of rows: of one file, or of all files of a load."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0

    @property
    def told(self) -> int:
        """Rows of which it is told what became of them: as many as were read, or the load is wrong."""
        return self.new + self.changed + self.unchanged + self.rejected


def loads_of(councils: Collection[int]) -> QuerySet[LoadRun]:
    """Return the loads of councils, the last first."""
    return LoadRun.objects.filter(council_id__in=councils).select_related("council").order_by("-started_at", "-id")


def counts_of(runs: Iterable[LoadRun]) -> dict[int, Counts]:
    """Return what became of the rows of each load, by its id; loads that kept no file are left out. One query."""
    files = LoadFile.objects.filter(run__in=[run.pk for run in runs]).order_by().values_list("run_id")
    sums = files.annotate(*(Sum(name) for name in COUNTED))
    return {run_id: Counts(*counted) for run_id, *counted in sums}


def total_of(files: Iterable[LoadFile]) -> Counts:
    """Return what became of the rows of all these files."""
    files = list(files)
    return Counts(**{name: sum(getattr(file, name) for file in files) for name in COUNTED})


def statuses_of(runs: Iterable[LoadRun]) -> dict[int, LoadRun.Status]:
    """Return how each load stands, by its id. One query for each council that a load says to be running for.

    A line that says "running" while nobody loads for its council is of a load that was stopped part-way.
    """
    runs = list(runs)
    said = {run.pk: LoadRun.Status(run.status) for run in runs}
    running = [run for run in runs if said[run.pk] == LoadRun.Status.RUNNING]
    loading = {council_id for council_id in {run.council_id for run in running} if is_loading(council_id)}
    stopped = {run.pk: LoadRun.Status.STOPPED for run in running if run.council_id not in loading}
    return said | stopped


def problems_of(files: Collection[LoadFile], *, refusals: bool | None = None) -> QuerySet[LoadProblem]:
    """Return the refused rows of files, the cells that were left out, or both, in the order of the files."""
    problems = LoadProblem.objects.filter(file__in=[file.pk for file in files]).order_by("file_id", "row", "id")
    return problems if refusals is None else problems.filter(is_refusal=refusals)


def restricted_in(problems: QuerySet[LoadProblem]) -> list[dict[str, Any]]:
    """Return the restricted people whom problems are about, each once, by `id` and `restricted_to`. One query."""
    restricted = problems.exclude(restricted_to=OPEN_TO_ALL).exclude(person=None).order_by()
    people = restricted.values_list("person_id", "restricted_to").distinct()
    return [{"id": person_id, "restricted_to": group} for person_id, group in people]


def rows_to_mend(file: LoadFile) -> tuple[list[str], Iterator[list[str]]]:
    """Return the headings of a file and its refused rows, each with why: to be mended and loaded alone.

    Why stands after the cells that have a heading, so that a row with too many cells keeps them all. Where a
    column of the file or of its layout is called reason, it has another heading, which stands only once
    however often a row comes back.
    """
    width = len(file.headings)
    headings = [heading.strip().lower() for heading in file.headings]
    reason = OTHER_REASON if REASON in headings or _may_hold(file.layout, REASON) else REASON
    kept = width - 1 if headings[-1:] == [OTHER_REASON] else width

    def rows() -> Iterator[list[str]]:
        refused = problems_of([file], refusals=True).only("row", "cells", "reason").iterator(chunk_size=BATCH)
        for _row, group in groupby(refused, lambda problem: problem.row):
            problems = list(group)
            cells = problems[0].cells or []
            why = " ".join(problem.reason for problem in problems)
            yield [*cells[:kept], *[""] * (kept - len(cells)), why, *cells[width:]]

    return [*file.headings[:kept], reason], rows()


def _may_hold(layout: str, column: str) -> bool:
    """Say whether a layout has a column of this name. What its lists hold makes no difference."""
    return layout_of(layout, Reading(date.max, lists=defaultdict(dict))).column(column) is not None


def matches_of(run: LoadRun, *, certain: bool) -> QuerySet[LoadMatch]:
    """Return the pairs that a load joined as certain, or held as likely, with their people."""
    found = LoadMatch.objects.filter(run=run, is_certain=certain)
    return found.select_related("one", "other").order_by("id")


def held_for(matches: Iterable[LoadMatch]) -> dict[tuple[int, int], PossibleMatch]:
    """Return what is held for a decision, by the ids of its two people, for pairs that a load found. One query."""
    pairs = {(match.one_id, match.other_id) for match in matches}
    held = PossibleMatch.objects.filter(one__in=[one for one, _ in pairs], other__in=[other for _, other in pairs])
    return {(match.one_id, match.other_id): match for match in held}


def matches_waiting(councils: Collection[int]) -> QuerySet[PossibleMatch]:
    """Return the pairs that wait for somebody to decide whether they are one person, the oldest first."""
    waiting = PossibleMatch.objects.filter(council_id__in=councils, answer="")
    return waiting.select_related("council", "one", "other").order_by("found_at", "id")


def matches_answered(councils: Collection[int]) -> QuerySet[PossibleMatch]:
    """Return the pairs that somebody decided on, the last first."""
    answered = PossibleMatch.objects.filter(council_id__in=councils).exclude(answer="")
    return answered.select_related("council", "one", "other", "answered_by").order_by("-answered_at", "-id")


def differences_of(run: LoadRun) -> QuerySet[LoadDifference]:
    """Return the rent accounts whose transactions did not come to their balance, as a load found them."""
    return LoadDifference.objects.filter(run=run).order_by("id")


# --- The report again -----------------------------------------------------------------------------


def report_parts(run: LoadRun) -> Iterator[str]:
    """Yield the report of a load as the load wrote it to its own file (docs/loading.md), a piece at a time."""
    yield '{"files": {'
    for number, file in enumerate(run.files.order_by("position")):
        yield f"{', ' if number else ''}\n{_json(file.name)}: "
        yield from _file_parts(file)
    yield '},\n"matches": {"certain": ['
    yield from _apart(map(_pair, matches_of(run, certain=True).iterator(chunk_size=BATCH)))
    yield '], "likely": ['
    yield from _apart(map(_pair, matches_of(run, certain=False).iterator(chunk_size=BATCH)))
    yield f']}},\n"balances": {{"checked": {run.balances}, "different": ['
    yield from _apart(map(_difference, differences_of(run).iterator(chunk_size=BATCH)))
    rest = {
        "rehearsal": run.is_rehearsal,
        "seconds": None if run.seconds is None else round(run.seconds, 3),
    }
    yield "]},\n" + _json(rest)[1:] + "\n"


def _file_parts(file: LoadFile) -> Iterator[str]:
    counts = {
        name: getattr(file, name) for name in ("layout", "source_system", "read", "new", "changed", "unchanged")
    }
    yield _json(counts)[:-1]
    for name, refusals in (("rejected", True), ("warnings", False)):
        yield f', "{name}": ['
        yield from _apart(map(_problem, problems_of([file], refusals=refusals).iterator(chunk_size=BATCH)))
        yield "]"
    yield ", " + _json({"kept": file.kept, "said": file.said})[1:]


def _apart(written: Iterable[str]) -> Iterator[str]:
    """Yield the items of a list, a comma between them."""
    for number, each in enumerate(written):
        yield f"{',' if number else ''}\n  {each}"


def _problem(problem: LoadProblem) -> str:
    return _json({"row": problem.row, "column": problem.column, "value": problem.value, "reason": problem.reason})


def _difference(each: LoadDifference) -> str:
    return _json(
        difference_in_words(
            each.source_system, each.payment_reference, each.as_at.isoformat(), each.balance, each.transactions
        )
    )


def _pair(match: LoadMatch) -> str:
    return _json([[match.one_system, match.one_reference], [match.other_system, match.other_reference]])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
