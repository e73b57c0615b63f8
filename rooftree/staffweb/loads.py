"""Pages of loads: the last ones, the report of one, and the rows to mend."""

import re
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rooftree.foundations import audit
from rooftree.foundations.downloads import csv_lines
from rooftree.migration import queries
from rooftree.migration.models import LoadFile, LoadRun
from rooftree.migration.permissions import may_decide_matches, may_read_loads
from rooftree.record.opening import log_opening
from rooftree.staffweb.council_pages import address_of_page, asked, asked_of, may, offer, page_of
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    LoadRun.Status.RUNNING: ("Running", "blue", ""),
    LoadRun.Status.FINISHED: ("Finished", "green", ""),
    LoadRun.Status.REFUSED: ("Refused", "amber", "nothing was loaded"),
    LoadRun.Status.FAILED: ("Failed", "red", "nothing of it was kept"),
    LoadRun.Status.STOPPED: ("Stopped part-way", "red", "nothing of it was kept"),
}
"""How a load stands: the words, their colour, and what follows from it."""

KINDS = [("", "Both"), ("rejected", "Rejected rows"), ("warnings", "Warnings")]
MOST_DIFFERENCES = 50
"""Balances that differ, on the page of a load; its report as data has them all."""

REFUSALS = {"rejected": True, "warnings": False}


@require_safe
def loads(request: StaffRequest) -> HttpResponse:
    """List the loads of the officer's councils, the last first."""
    who = asked(request, may_read_loads)
    page = page_of(request, queries.loads_of(who.officers))
    counts, statuses = queries.counts_of(page), queries.statuses_of(page)
    context = {
        "page": page,
        "rows": [(run, STATUSES[statuses[run.pk]], counts.get(run.pk)) for run in page],
        "page_address": address_of_page(request),
        "several": len(who.councils) > 1,
    }
    return render(request, "loads/loads.html", context)


class ProblemFilter(forms.Form):
    """Which rejected rows and warnings of a load to list."""

    file = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=KINDS)

    def __init__(self, data: Any, *, files: list[LoadFile]) -> None:
        super().__init__({"kind": "", **data.dict()})
        self.by_position = {str(file.position): file for file in files}
        named = [(position, file.name) for position, file in self.by_position.items()]
        offer(self, file=[("", "Every file"), *named])

    def sought(self) -> Any:
        """Return the problems that are asked for. What is wrongly asked for narrows nothing."""
        self.full_clean()
        said = self.cleaned_data
        files = [self.by_position[said["file"]]] if said.get("file") else list(self.by_position.values())
        return queries.problems_of(files, refusals=REFUSALS.get(said.get("kind", "")))


@require_safe
def load(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the report of one load."""
    run = _run(request, pk)
    files = list(run.files.all())
    chosen = ProblemFilter(request.GET, files=files)
    page = page_of(request, chosen.sought())
    _log_restricted(run, page)
    context = {
        "run": run,
        "status": STATUSES[queries.statuses_of([run])[run.pk]],
        "files": files,
        "total": queries.total_of(files),
        "filter": chosen,
        "page": page,
        "file_names": {file.pk: file.name for file in files},
        "page_address": address_of_page(request),
        "may_decide": may(request, run, may_decide_matches),
        "differences": list(queries.differences_of(run)[:MOST_DIFFERENCES]) if run.different else [],
    }
    return render(request, "loads/load.html", context)


@require_safe
def load_matches(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """List the pairs of references that a load joined as one person, or held for somebody to decide."""
    run = _run(request, pk)
    is_certain = kind == "joined"
    page = page_of(request, queries.matches_of(run, certain=is_certain))
    _log_restricted_matches(run, page)
    held = {} if is_certain else queries.held_for(page)
    context = {
        "run": run,
        "is_certain": is_certain,
        "page": page,
        "rows": [(match, held.get((match.one_id, match.other_id))) for match in page],
        "page_address": address_of_page(request),
        "may_decide": may(request, run, may_decide_matches),
    }
    return render(request, "loads/load_matches.html", context)


@require_safe
def rejected_rows(request: StaffRequest, pk: int, position: int) -> StreamingHttpResponse:
    """Send the rejected rows of one file in its own headings, with why: to be mended and loaded alone."""
    run = _run(request, pk)
    file = get_object_or_404(run.files, position=position)
    _log_taken(run, [file], what=f"Downloaded the rejected rows of {file.name}, load {run.pk}", refusals=True)
    heading, rows = queries.rows_to_mend(file)
    return _sent(csv_lines(heading, rows), f"{_stem(file)}-{run.pk}-rejected.csv", "text/csv; charset=utf-8")


@require_safe
def load_report(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Send the whole report of a load as JSON."""
    run = _run(request, pk)
    _log_taken(run, list(run.files.all()), what=f"Downloaded the report of load {run.pk}", refusals=None)
    return _sent(queries.report_parts(run), f"load-{run.pk}.json", "application/json")


def _run(request: StaffRequest, pk: int) -> LoadRun:
    """Return a load that this officer may read: else 404, or 403 with the reason."""
    run = get_object_or_404(queries.loads_of(request.officer.officers), pk=pk)
    asked_of(request, run, may_read_loads)
    return run


def _log_restricted(run: LoadRun, problems: Any) -> None:
    """Log whose restricted records the rows of a page show."""
    log_opening(
        run.council_id,
        [
            {"id": problem.person_id, "restricted_to": problem.restricted_to}
            for problem in problems
            if problem.person_id
        ],
    )


def _log_restricted_matches(run: LoadRun, matches: Any) -> None:
    people = {person.pk: person for match in matches for person in (match.one, match.other) if person}
    log_opening(run.council_id, [{"id": pk, "restricted_to": each.restricted_to} for pk, each in people.items()])


def _log_taken(run: LoadRun, files: list[LoadFile], *, what: str, refusals: bool | None) -> None:
    """Log that a copy of what a load says was taken, and which restricted people are in it."""
    audit.log_download(run.council_id, what=what)
    log_opening(run.council_id, queries.restricted_in(queries.problems_of(files, refusals=refusals)))


def _stem(file: LoadFile) -> str:
    """Return the name of a file without its ending and folders, safe to stand in a header."""
    name = file.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[^A-Za-z0-9_-]+", "", name) or file.layout


def _sent(parts: Any, filename: str, content_type: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse((part.encode() for part in parts), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
