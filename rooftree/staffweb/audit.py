"""Pages of the audit, for those who investigate: what changed, and who opened restricted records."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from rooftree.foundations import audit as log
from rooftree.foundations.downloads import Cell
from rooftree.foundations.periods import until_of
from rooftree.pages.forms import DateField
from rooftree.people import openings
from rooftree.staff import directory, permissions
from rooftree.staffweb.audit_words import Speaker, table_name
from rooftree.staffweb.council_pages import ROWS, Asked, asked, download, offer, show
from rooftree.staffweb.requests import StaffRequest

CHANGE_HEADING = (
    "Council",
    "When",
    "Who",
    "From where",
    "Why",
    "What",
    "Number",
    "Action",
    "Rows",
    "Fact",
    "Was",
    "Became",
)


class AuditFilter(forms.Form):
    """Which lines of the audit are wanted."""

    who = forms.ChoiceField(required=False)
    table = forms.ChoiceField(required=False)
    row = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": "Enter a whole number"})
    from_on = DateField(required=False)
    to_on = DateField(required=False)
    council = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, who: Asked) -> None:
        super().__init__(data)
        self.asked = who
        tables = sorted((table_name(name).capitalize(), name) for name in log.tables())
        offer(
            self,
            who=[("", "Anybody"), *directory.people_to_ask_about(who.officers)],
            table=[("", "Anything"), *((name, label) for label, name in tables)],
            council=[("", "Every council"), *((each.code, each.name) for each in who.councils)],
        )

    def clean(self) -> dict[str, Any]:
        """A record's number says nothing without what kind of record it is."""
        said = super().clean() or {}
        if said.get("row") and not said.get("table"):
            self.add_error("table", "Choose what kind of record the number is of")
        return said

    def sought(self) -> log.Sought:
        """Return what is asked for. What is wrongly asked for narrows nothing, and is said beside it."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        wanted = said.get("council")
        return log.Sought(
            councils=tuple(each.pk for each in self.asked.councils if wanted in (None, each.code)),
            who=said.get("who", ""),
            table=said.get("table", ""),
            row_id=said.get("row") if "table" in said else None,
            from_on=said.get("from_on"),
            until_on=until_of(said.get("to_on")),
        )


@require_safe
def audit(request: StaffRequest) -> HttpResponse:
    """List what changed, newest first, in plain words."""
    who = asked(request, permissions.may_read_audit)
    form = AuditFilter(request.GET, who=who)
    lines = log.changes(form.sought(), before=_before(request), most=ROWS + 1)
    speaker = Speaker(changes=lines[:ROWS])
    rows = [
        (line, speaker.who(line.who), speaker.record(line.table, line.row_id, line.rows), speaker.facts(line))
        for line in lines[:ROWS]
    ]
    return show(request, "audit/audit.html", _context(request, who, form, rows, lines))


@require_safe
def openings_page(request: StaffRequest) -> HttpResponse:
    """List who opened restricted records, newest first, and who opened one by exception."""
    who = asked(request, permissions.may_read_audit)
    form = AuditFilter(request.GET, who=who)
    sought = form.sought()
    lines = log.reads(sought, before=_before(request), most=ROWS + 1)
    speaker = Speaker(reads=lines[:ROWS])
    rows = [
        (line, speaker.who(line.who), [speaker.record(line.table, row_id) for row_id in line.row_ids])
        for line in lines[:ROWS]
    ]
    context = _context(request, who, form, rows, lines)
    context["exceptions"] = openings.by_exception(sought.councils, most=ROWS)
    return show(request, "audit/openings.html", context)


@require_safe
def audit_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send every change that the filters leave, as a CSV file. That it was taken is itself in the audit."""
    who = asked(request, permissions.may_read_audit)
    sought = AuditFilter(request.GET, who=who).sought()
    councils = {each.pk: each.name for each in who.councils}
    for council_id in sought.councils:
        log.log_download(council_id, what="Downloaded the audit of changes")

    def rows() -> Iterator[list[Cell]]:
        for batch in _batches(log.all_changes(sought)):
            speaker = Speaker(changes=batch)
            for line in batch:
                yield from _cells(line, speaker, councils[line.council_id])

    return download(f"audit {who.on.isoformat()}", CHANGE_HEADING, rows())


@require_safe
def openings_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send every opening of a restricted record that the filters leave, as a CSV file."""
    who = asked(request, permissions.may_read_audit)
    sought = AuditFilter(request.GET, who=who).sought()
    councils = {each.pk: each.name for each in who.councils}
    for council_id in sought.councils:
        log.log_download(council_id, what="Downloaded the audit of restricted records opened")

    def rows() -> Iterator[list[Cell]]:
        for batch in _batches(log.all_reads(sought)):
            speaker = Speaker(reads=batch)
            for line in batch:
                opened = "; ".join(speaker.record(line.table, row_id).words for row_id in line.row_ids)
                yield [councils[line.council_id], line.at, speaker.who(line.who), line.where, line.why, opened]

    heading = ["Council", "When", "Who", "From where", "Why", "Opened"]
    return download(f"restricted records opened {who.on.isoformat()}", heading, rows())


def _cells(line: log.Change, speaker: Speaker, council: str) -> Iterator[list[Cell]]:
    """Yield the rows of a download for one line of the audit: one for each fact that changed, one at least."""
    start: list[Cell] = [council, line.at, speaker.who(line.who), line.where, line.why]
    start += [table_name(line.table), line.row_id, line.action, line.rows]
    facts = speaker.facts(line)
    for said in facts:
        yield [*start, said.fact, said.was, said.became]
    if not facts:
        yield [*start, "", "", ""]


def _context(
    request: StaffRequest, who: Asked, form: AuditFilter, rows: list[Any], lines: list[Any]
) -> dict[str, Any]:
    older = request.GET.copy()
    if len(lines) > ROWS:
        older["before"] = str(lines[ROWS - 1].id)
    newest = request.GET.copy()
    newest.pop("before", None)
    return {
        "filter": form,
        "rows": rows,
        "older": f"?{older.urlencode()}" if len(lines) > ROWS else "",
        "newest": f"?{newest.urlencode()}" if "before" in request.GET else "",
        "query": newest.urlencode(),
        "several": len(who.councils) > 1,
        "council_names": {each.pk: each.name for each in who.councils},
    }


def _before(request: StaffRequest) -> int | None:
    given = request.GET.get("before", "")
    return int(given) if given.isdigit() and len(given) < 19 else None


def _batches(lines: Iterator[Any]) -> Iterator[list[Any]]:
    """Yield lines by the hundred, so that their names are asked for together."""
    batch: list[Any] = []
    for line in lines:
        batch.append(line)
        if len(batch) == log.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
