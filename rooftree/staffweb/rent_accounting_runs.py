"""Pages of debit runs: what is due to be run, a rehearsal with its figures, the run, its report, the history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.downloads import Cell
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import DateField, Form
from rooftree.pages.labels import Labels
from rooftree.record.rent_accounting_runs import not_charged, places_by_id
from rooftree.rents import rent_year
from rooftree.rents.actions import queued_runs
from rooftree.rents.actions import runs as actions
from rooftree.rents.actions.runs import Debit, Line, Rehearsal
from rooftree.rents.models import DebitRun, RentYear
from rooftree.rents.permissions import may_run_debits
from rooftree.staffweb.council_pages import download, offer
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    found,
    show,
    wants_table,
)
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    DebitRun.Status.QUEUED: "blue",
    DebitRun.Status.STARTED: "amber",
    DebitRun.Status.STOPPED: "red",
    DebitRun.Status.POSTED: "green",
}
"""How a run stands, as a colour beside its word."""
LONG_WAIT = timedelta(minutes=1)
"""A run that waits longer than this for a worker is worth asking about."""
WORTH_A_LOOK = Decimal("0.05")
"""A rehearsal that differs from the run before by more than this share is worth a look."""
WEEKLY = actions.WEEKLY

COLUMNS = (
    Column("Period from", lambda row: row.period_from_on, ("period_from_on",)),
    Column("Group", lambda row: row.group, ("group",)),
    Column("Accounts", lambda row: row.accounts, ("accounts",), numeric=True),
    Column("Expected roll", lambda row: row.expected, ("expected",), numeric=True),
    Column("Voids", lambda row: row.void, ("void",), numeric=True),
    Column("Charged", lambda row: row.charged, ("charged",), numeric=True),
    Column("Left over", lambda row: row.left_over, ("left_over",), numeric=True),
    Column("Caught up", lambda row: row.late, ("late",), numeric=True),
    Column("Run by", lambda row: row.by.name if row.by else "the timetable", ("by__name",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
)


@dataclass(frozen=True)
class Due:
    """What is to be run next of a group: which period, whether it has begun, and why nothing can be."""

    group: str
    cycle: str
    debit: Debit | None
    has_begun: bool
    why_not: str = ""
    asked: DebitRun | None = None
    """The run, where somebody asked for it and it is not posted."""


@dataclass(frozen=True)
class Totals:
    """What the codes of a run come to together, in pounds."""

    expected: Decimal
    void: Decimal
    charged: Decimal

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Totals":
        """Return the sums of some lines."""
        listed = list(lines)
        return cls(
            sum((line.expected for line in listed), NOUGHT),
            sum((line.void for line in listed), NOUGHT),
            sum((line.charged for line in listed), NOUGHT),
        )

    @property
    def difference(self) -> Decimal:
        """What is not accounted for: nought, or something is wrong."""
        return self.expected - self.void - self.charged


class RunsFilter(Filter):
    """Which runs are listed."""

    group = django_forms.ChoiceField(required=False)
    cycle = django_forms.ChoiceField(required=False)

    def __init__(self, data: Any, books: Books, labels: Labels) -> None:
        super().__init__(data, books)
        cycles = [*labels.choices("rents.cycles"), (actions.CATCH_UP, "Caught up")]
        offer(
            self,
            group=[("", "Every group"), *labels.choices("rents.groups")],
            cycle=[("", "Every cycle"), *cycles],
        )

    def rows(self) -> QuerySet[DebitRun]:
        """Return the runs asked for, the newest first; of what was put right, what came to something."""
        said = self.said()
        rows = DebitRun.objects.filter(council_id=self.books.council_id).select_related("by")
        rows = rows.exclude(cycle=actions.CATCH_UP, accounts=0)
        for name in ("group", "cycle"):
            if name in said:
                rows = rows.filter(**{name: said[name]})
        return rows.annotate(left_over=F("expected") - F("charged") - F("void"))


@require_safe
def debit_runs(request: StaffRequest) -> HttpResponseBase:
    """Show what is due to be run, and list the runs that were made, the newest first."""
    books = books_of(request)
    labels = books.labels
    form = RunsFilter(request.GET, books, labels)
    context: dict[str, Any] = {
        "filter": form,
        "due": due_runs(books),
        "labels": labels,
        "colours": STATUSES,
        "may_run": books.may(may_run_debits),
        "address_of": address_of,
    }
    return answer_list(request, books, form.rows(), COLUMNS, name="debit runs", template="runs.html", **context)


def due_runs(books: Books) -> list[Due]:
    """Return the next run of every group that was ever run, or has a rent year; what has begun first."""
    known = actions.run_before(books.council_id)
    years = RentYear.objects.filter(council_id=books.council_id, closed_at__isnull=True)
    weekly = {group for group, cycle in known if cycle == WEEKLY}
    new = sorted(set(years.values_list("group", flat=True)) - weekly)
    due = [_next(books, group, cycle) for group, cycle in known]
    due += [_first(books, group) for group in new]
    return sorted(due, key=lambda each: (not each.has_begun, each.group))


def _next(books: Books, group: str, cycle: str) -> Due:
    try:
        debit = actions.next_debit(books.council_id, group=group, cycle=cycle)
        asked = actions.unfinished(books.council_id, group=group, cycle=cycle)
        if asked:
            starts_on = asked.period_from_on
            debit = actions.debit_of(books.council_id, group=group, cycle=cycle, starts_on=starts_on)
    except Refused as refusal:
        return Due(group, cycle, None, has_begun=True, why_not=str(refusal))
    return Due(group, cycle, debit, has_begun=debit is not None and debit.period.starts <= books.on, asked=asked)


def _first(books: Books, group: str) -> Due:
    """Return the first run of a group that was never run: this week's, or the first of its rent year."""
    years = RentYear.objects.filter(council_id=books.council_id, group=group, closed_at__isnull=True)
    year = years.filter(starts_on__lte=books.on).first() or years.order_by("starts_on")[0]
    weekday = year.starts_on.isoweekday()
    day = max(rent_year.debit_day_of(books.on, debit_day=weekday), year.starts_on)
    try:
        debit = actions.debit_of(books.council_id, group=group, cycle=WEEKLY, starts_on=day)
    except Refused as refusal:
        return Due(group, WEEKLY, None, has_begun=False, why_not=str(refusal))
    return Due(group, WEEKLY, debit, has_begun=debit.period.starts <= books.on)


def address_of(books: Books, debit: Debit) -> str:
    """Return the address of the rehearsal of a debit."""
    asked = {
        "council": books.council.code,
        "group": debit.group,
        "cycle": debit.cycle,
        "from": debit.period.starts.isoformat(),
    }
    return f"{reverse('staff:rehearse_run')}?{urlencode(asked)}"


# --- Rehearsing -------------------------------------------------------------------------------------


class WhichForm(Form):
    """Which period of which group."""

    group = django_forms.ChoiceField(label="the rent group")
    cycle = django_forms.ChoiceField(label="how often it is charged")
    starts_on = DateField(label="the first day of the period")


@require_safe
def rehearse_run(request: StaffRequest) -> HttpResponseBase:
    """Show what a run would post, code by code, with samples and what stands out, and post nothing."""
    books = books_of(request, may_run_debits)
    labels = books.labels
    try:
        debit = _debit(books, request.GET)
        rehearsal = actions.rehearse(books.council_id, debit, by=books.officer, on=books.on)
    except Refused as refusal:
        return show(request, books, "cannot_run.html", {"why": str(refusal)}, status=422)
    if wants_table(request):
        return _as_table(books, rehearsal, labels)
    how_many, named = not_charged(books.council_id, debit.group, on=debit.period.starts)
    samples = (*rehearsal.largest, *rehearsal.part_periods)
    context = {
        "debit": debit,
        "rehearsal": rehearsal,
        "labels": labels,
        "places": places_by_id({each.place_id for each in samples}),
        "not_charged": named,
        "not_charged_count": how_many,
        "compared": _compared(rehearsal),
        "totals": Totals.of(rehearsal.lines),
        "has_begun": debit.period.starts <= books.on,
        "was_run": _was_run(books, debit),
        "form": Form(),
        "table": f"?{request.GET.urlencode()}&as=csv",
    }
    return show(request, books, "rehearse_run.html", context)


def choose_run(request: StaffRequest) -> HttpResponse:
    """Ask which period of which group is to be rehearsed."""
    books = books_of(request, may_run_debits)
    labels = books.labels
    form = WhichForm(request.POST if request.method == "POST" else None, initial={"cycle": WEEKLY})
    offer(form, group=labels.choices("rents.groups"), cycle=labels.choices("rents.cycles"))
    if form.is_valid():
        said = form.cleaned_data
        asked = {"council": books.council.code, "group": said["group"], "cycle": said["cycle"]}
        query = urlencode({**asked, "from": said["starts_on"].isoformat()})
        return redirect(f"{reverse('staff:rehearse_run')}?{query}")
    context = {"form": form, "back_to": reverse("staff:debit_runs")}
    return show(request, books, "choose_run.html", context, status=422 if form.errors else 200)


def _debit(books: Books, said: Any) -> Debit:
    """Return the debit that an address or a form names; raise Refused where there is none such."""
    try:
        starts_on = date.fromisoformat(said.get("from", ""))
    except ValueError as error:
        raise Refused("The address names no day. Choose the period again.") from error
    return actions.debit_of(
        books.council_id, group=said.get("group", ""), cycle=said.get("cycle", ""), starts_on=starts_on
    )


def _was_run(books: Books, debit: Debit) -> DebitRun | None:
    runs = DebitRun.objects.filter(council_id=books.council_id, group=debit.group, cycle=debit.cycle)
    return runs.filter(period_from_on=debit.period.starts, status=DebitRun.Status.POSTED).first()


def _compared(rehearsal: Rehearsal) -> dict[str, Any]:
    """Return by how much a rehearsal differs from the run before, where there was one, and whether to look."""
    last = rehearsal.last
    if last is None or not last.expected:
        return {}
    more = Totals.of(rehearsal.lines).expected - last.expected
    return {"last": last, "more": more, "stands_out": abs(more) > last.expected * WORTH_A_LOOK}


def _as_table(books: Books, rehearsal: Rehearsal, labels: Labels) -> HttpResponseBase:
    rows: Iterator[list[Cell]] = (
        [line.code, labels.of("rents.transaction_codes", line.code), line.expected, line.void, line.charged]
        for line in rehearsal.lines
    )
    name = f"rehearsal {rehearsal.debit.group} {rehearsal.debit.period.starts} {books.council.code}"
    return download(name, ["Code", "What", "Expected roll", "Voids", "Charged"], rows)


# --- Running ----------------------------------------------------------------------------------------


@require_POST
def run_debit(request: StaffRequest) -> HttpResponse:
    """Have a period charged by a worker. Asked twice, the first run is shown."""
    books = books_of(request, may_run_debits)
    try:
        debit = _debit(books, request.POST)
        run = queued_runs.ask_for(books.council_id, debit, **books.acting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('staff:debit_runs')}?council={books.council.code}")
    if run.status == DebitRun.Status.POSTED:
        messages.success(request, "This period was run before. This is that run: nothing was charged again.")
    return redirect("staff:debit_run", run.pk)


@require_safe
def debit_run(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show the report of a run: the expected roll, less voids, is what was charged, to the penny."""
    run, books = found(request, DebitRun.objects.select_related("by", "council"), pk)
    labels = books.labels
    lines = actions.report(run)
    if wants_table(request):
        rows: Iterator[list[Cell]] = (
            [each.code, labels.of("rents.transaction_codes", each.code), each.expected, each.void, each.charged]
            for each in lines
        )
        heading = ["Code", "What", "Expected roll", "Voids", "Charged"]
        return download(f"debit run {run.group} {run.period_from_on} {books.council.code}", heading, rows)
    context = {
        "run": run,
        "lines": lines,
        "difference": actions.difference(run),
        "totals": Totals.of(lines),
        "put_right": run.put_right.select_related("place")[:50] if run.cycle == actions.CATCH_UP else (),
        "labels": labels,
        "colour": STATUSES[DebitRun.Status(run.status)],
        "waits_long": run.status == DebitRun.Status.QUEUED and run.at < books.at - LONG_WAIT,
        "may_go_on": books.may(may_run_debits),
        "form": Form(),
    }
    return show(request, books, "run.html", context)
