"""The timeline of a person, a home or a tenancy: a section of its page, a page of its own, and a download."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases.models import PastCase
from rooftree.cases.permissions import may_read_cases
from rooftree.foundations import audit
from rooftree.foundations.downloads import Cell
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.pages.labels import Labels
from rooftree.people.queries import standing_record
from rooftree.record.opening import log_opening
from rooftree.record.timeline import Mark, Sought, Subject, sought_by, timeline_of, whole_timeline
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find, require
from rooftree.staffweb import subject as subjects
from rooftree.staffweb.council_pages import download
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.timeline_words import KIND_LABELS, Sentence, Speaker

LATELY = 8
"""Lines on a record's own page."""
LINES = 50
"""Lines on a page of the whole timeline."""
TO_PRINT = 1000
"""Lines on a page that is to be printed."""

HEADING = (
    "When",
    "What",
    "In words",
    "Who",
    "How",
    "Kind of thing",
    "Person",
    "Place",
    "Tenancy",
    "Who may read it",
)


@dataclass(frozen=True)
class Section:
    """What a record's own page shows of its timeline: the last lines, and the way to all of them."""

    lines: list[Sentence]
    more: bool
    href: str


def section(
    what: str, record: Any, *, officer: Officer, labels: Labels, at: datetime, restricted_to: int = OPEN_TO_ALL
) -> Section:
    """Return the last lines of a record's timeline, for its own page. One query.

    `record` has the id, council and reference of a person, a place or a tenancy; `what` says which.
    """
    of = Subject(what, record.id, officer.council_id, restricted_to)
    told = timeline_of(of, sought_by(officer, of, at=at), at=at, most=LATELY)
    speaker = Speaker(labels, restricted_to=restricted_to)
    address = reverse(f"staff:{what}_timeline", args=[record.reference])
    return Section([speaker.say(line) for line in told.lines], told.more, address)


# --- The whole timeline ---------------------------------------------------------------------------


class KindFilter(forms.Form):
    """Which kinds of thing to show. None chosen: all."""

    kind = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, *, offered: Iterable[str]) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind, KIND_LABELS[kind]) for kind in offered]

    def chosen(self) -> list[str]:
        """Return the kinds chosen. What is wrongly asked for narrows nothing."""
        self.full_clean()
        return list(self.cleaned_data.get("kind", []))


@dataclass(frozen=True)
class _Asked:
    """A timeline that somebody may read: of which record, and which lines of it."""

    of: Subject
    record: Any
    about: subjects.Subject
    filter: KindFilter
    sought: Sought

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.about.labels, restricted_to=self.of.restricted_to)


def _asked(request: StaffRequest, what: str, reference: str) -> _Asked:
    about = _ABOUT[what](request, reference, may_find)
    record = getattr(about, what)
    of = Subject(what, record.pk, record.council_id, getattr(record, "restricted_to", OPEN_TO_ALL))
    sought = sought_by(about.officer, of, at=about.at)
    chosen = KindFilter(request.GET, offered=sought.may_be_told)
    log_opening(of.council_id, [{"id": of.id, "restricted_to": of.restricted_to}] if what == "person" else [])
    return _Asked(of, record, about, chosen, replace(sought, kinds=chosen.chosen()))


_ABOUT: dict[str, Callable[..., subjects.Subject]] = {
    "person": subjects.about,
    "place": subjects.about_place,
    "tenancy": subjects.about_tenancy,
}


@require_safe
def timeline(request: StaffRequest, reference: str, what: str) -> HttpResponse:
    """Show everything that happened to a person, at a place or in a tenancy, latest first, page by page."""
    asked = _asked(request, what, reference)
    if what == "person" and (stands := standing_record(asked.record)).pk != asked.of.id:
        return redirect("staff:person_timeline", stands.reference)
    to_print = "print" in request.GET
    told = timeline_of(
        asked.of,
        asked.sought,
        at=asked.about.at,
        most=TO_PRINT if to_print else LINES,
        after=Mark.read(request.GET.get("after", "")),
    )
    in_parts = told.more or "after" in request.GET
    context = {
        "subject": asked.about,
        "what": what,
        "lines": [asked.speaker.say(line) for line in told.lines],
        "filter": asked.filter,
        "older": _address(request, after=str(told.end)) if told.more else "",
        "newest": _address(request) if "after" in request.GET else "",
        "print": _address(request, print="1") if in_parts and not to_print else "",
        "download": f"{reverse(f'staff:{what}_timeline_download', args=[reference])}{_address(request)}",
    }
    return render(request, "timeline/timeline.html", context)


def _address(request: StaffRequest, **more: str) -> str:
    """Return the address of another page of the same lines, with the filter as it is."""
    query = request.GET.copy()
    for name in ("after", "print"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_safe
def timeline_download(request: StaffRequest, reference: str, what: str) -> StreamingHttpResponse:
    """Send a whole timeline as a table. That it was taken is in the audit."""
    asked = _asked(request, what, reference)
    if asked.of.restricted_to == OPEN_TO_ALL:
        audit.log_download(asked.of.council_id, what=f"Downloaded the timeline of {reference}")
    lines = whole_timeline(asked.of, asked.sought, at=asked.about.at)

    def rows() -> Iterator[list[Cell]]:
        for line in lines:
            yield _cells(asked.speaker.say(line))

    return download(f"timeline {reference}", HEADING, rows())


def _cells(said: Sentence) -> list[Cell]:
    line = said.line
    return [
        said.when,
        said.title,
        said.text,
        line.who,
        said.channel,
        KIND_LABELS[line.kind],
        line.person_reference,
        line.place_address,
        line.tenancy_reference,
        said.visibility,
    ]


# --- A case of an old system ----------------------------------------------------------------------


@require_safe
def past_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a case that an old system held, as it was told."""
    past = get_object_or_404(
        PastCase.objects.select_related("person", "place", "tenancy__place", "officer"), pk=pk
    )
    require(may_read_cases(request.officer.at(past.council_id)))
    log_opening(
        past.council_id, [{"id": past.person_id, "restricted_to": past.restricted_to}] if past.person_id else []
    )
    return render(request, "timeline/past_case.html", {"past": past, "person": past.person})
