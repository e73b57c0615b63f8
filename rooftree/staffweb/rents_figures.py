"""Figures of rents: the roll, what was collected and lost, who owes and why, and what waits in suspense."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from django import forms as django_forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from rooftree.foundations.dates import long_date
from rooftree.foundations.downloads import Cell
from rooftree.foundations.money import NOUGHT, in_words
from rooftree.foundations.periods import Period, until_of
from rooftree.pages import charts
from rooftree.pages.charts import Bar, Column
from rooftree.pages.forms import DateField
from rooftree.pages.labels import Labels
from rooftree.record.account_figures import WeekOfGroup, patches_owing, weeks_of_rent
from rooftree.rents import measures
from rooftree.rents.measures import Measure, Slice
from rooftree.rents.permissions import may_see_rent_accounting
from rooftree.rents.rent_year import debit_day_of
from rooftree.staff.models import Officer
from rooftree.staffweb.council_pages import Asked, council_of, download, offer
from rooftree.staffweb.requests import StaffRequest

WEEKS = 13
"""The weeks that the page shows at first."""
MOST_WEEKS = 106
"""Two years: beyond that a week has no room in a chart."""
Named = TypeVar("Named", str, date)


@dataclass(frozen=True)
class Figures:
    """One table: its heading, its rows as people read them, and where wanted a chart of the same figures."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: str = ""
    chart: Markup | None = None
    names: int = 1
    """How many columns name a row; the others are numbers."""
    key: Sequence[tuple[str, str]] = ()
    """What the colours of the chart are: the class, and the words."""

    @property
    def headed(self) -> list[dict[str, object]]:
        """The columns as a table draws them."""
        return [{"text": name, "numeric": number >= self.names} for number, name in enumerate(self.columns)]

    @property
    def shown(self) -> list[list[Cell]]:
        """The rows with sums written for people."""
        return [[in_words(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Books:
    """Whose figures, of which days."""

    officer: Officer
    labels: Labels
    span: Period
    who: Asked

    @property
    def council_id(self) -> int:
        """The council."""
        return self.officer.council_id

    @property
    def until(self) -> date:
        """The first day that does not count any more."""
        return self.span.until or self.who.on

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.span.last_day or self.who.on

    @cached_property
    def causes(self) -> list[Slice]:
        """Why current tenants owe: two tables of the page rest on it."""
        return measures.arrears_by_cause(self.council_id, on=self.last)


class SpanForm(django_forms.Form):
    """Of which council, from which day to which."""

    council = django_forms.ChoiceField(required=False)
    first = DateField(required=False)
    last = DateField(required=False)


@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Show the figures of rents for a council and a time, each as a table to take away, with charts beside."""
    form, books = _asked(request)
    context = {
        "filter": form,
        "first": books.span.starts,
        "last": books.span.last_day,
        "tables": {name: make(books) for name, make in TABLES.items()},
        "council": books.officer.council,
        "several": len(books.who.councils) > 1,
        "query": request.GET.urlencode(),
    }
    return render(request, "rents/figures.html", context)


@require_safe
def figures_table(request: StaffRequest, table: str) -> StreamingHttpResponse:
    """Hand out one of the tables as a file."""
    _form, books = _asked(request)
    if table not in TABLES:
        raise Http404("There is no such table.")
    found = TABLES[table](books)
    name = f"{books.officer.council.code} rents {table} {books.span.starts} to {books.span.last_day}"
    return download(name, found.columns, iter(found.rows))


def _asked(request: StaffRequest) -> tuple[SpanForm, Books]:
    who, officer = council_of(request, may_see_rent_accounting)
    form = SpanForm({"council": officer.council.code, **request.GET.dict()})
    offer(form, council=[(each.code, each.name) for each in who.councils])
    form.full_clean()
    said = form.cleaned_data
    last = said.get("last") or who.on
    first = said.get("first") or debit_day_of(last) - timedelta(weeks=WEEKS - 1)
    span = Period(
        max(min(first, last), max(first, last) - timedelta(weeks=MOST_WEEKS)), until_of(max(first, last))
    )
    return form, Books(officer, Labels(on=who.on, council_id=officer.council_id), span, who)


# --- The tables -----------------------------------------------------------------------------------


def _at_a_glance(books: Books) -> Figures:
    council, on, from_on, until_on = books.council_id, books.last, books.span.starts, books.until
    counted = measures.owing_over_seven_weeks(council, on=on)
    current = measures.current_arrears(council, on=on)
    summed = [
        measures.collection_rate(council, from_on=from_on, until_on=until_on),
        measures.collection_strict(council, from_on=from_on, until_on=until_on),
        current,
        measures.arrears_after_timing(current, books.causes),
        measures.collectable_arrears(current, books.causes),
        measures.universal_credit_share(council, on=on),
        measures.former_arrears(council, on=on),
        measures.former_recovery(council, from_on=from_on, until_on=until_on),
        measures.void_loss(council, from_on=from_on, until_on=until_on),
        measures.written_off_share(council, from_on=from_on, until_on=until_on),
    ]
    return Figures(
        "At a glance",
        ("Measure", "So much", "Of so much", "Per cent", "Leaves out"),
        [*map(_measured, summed), _counted(counted)],
        "Arrears are those at the end of the last day, of what was charged in the year until then. Collected, "
        "lost and written off are of the days chosen.",
    )


def _measured(measure: Measure) -> list[Cell]:
    return [measure.label, measure.numerator, measure.denominator, _per_cent(measure), measure.excludes]


def _counted(measure: Measure) -> list[Cell]:
    return [measure.label, int(measure.numerator), int(measure.denominator), _per_cent(measure), measure.excludes]


def _per_cent(measure: Measure) -> str:
    return "–" if measure.per_cent is None else f"{measure.per_cent}%"


def _weeks(books: Books) -> Figures:
    found = weeks_of_rent(books.council_id, from_on=books.span.starts, until_on=books.until)
    weeks = _together(found, by=lambda each: each.starts_on)
    rows: list[list[Cell]] = [[day, *_sums(each)] for day, each in weeks.items()]
    return Figures(
        "Roll and collection, week by week",
        ("Week from", *SUMS),
        rows,
        "The roll is every charge due by the debit runs of the week, and splits into what payers were charged and "
        "what was lost to voids. Before the first run here it is what the old system charged.",
        _chart_of(weeks),
        key=(("up", "Charged"), ("up1", "Lost to voids"), ("down", "Collected")),
    )


SUMS = ("Roll", "Charged", "Lost to voids", "Put right", "Collected")


def _groups(books: Books) -> Figures:
    found = weeks_of_rent(books.council_id, from_on=books.span.starts, until_on=books.until)
    groups = _together(found, by=lambda each: books.labels.of("rents.groups", each.group))
    rows: list[list[Cell]] = [[name, *_sums(each)] for name, each in sorted(groups.items())]
    total = [sum((_sums(each)[number] for each in groups.values()), NOUGHT) for number in range(len(SUMS))]
    return Figures("By rent group", ("Rent group", *SUMS), [*rows, ["All groups", *total]] if rows else [])


def _sums(found: Iterable[WeekOfGroup]) -> list[Decimal]:
    columns = ("roll", "charged", "void", "late", "collected")
    return [sum((getattr(each, name) for each in found), NOUGHT) for name in columns]


def _together(
    found: Iterable[WeekOfGroup], *, by: Callable[[WeekOfGroup], Named]
) -> dict[Named, list[WeekOfGroup]]:
    together: dict[Named, list[WeekOfGroup]] = {}
    for each in found:
        together.setdefault(by(each), []).append(each)
    return together


def _chart_of(weeks: dict[date, list[WeekOfGroup]]) -> Markup | None:
    if not weeks:
        return None
    found, month, open_sum = [], 0, NOUGHT
    for each in weeks.values():
        day = each[0].starts_on
        roll, charged, void, late, collected = _sums(each)
        open_sum += charged + late - collected
        name = f"Week from {long_date(day)}: roll {in_words(roll)}, collected {in_words(collected)}"
        tick = day.strftime("%b") if day.month != month else ""
        month = day.month
        down = (max(collected, NOUGHT),)
        found.append(Column(name, tick, (max(charged + late, NOUGHT), void), down, open_sum))
    words = f"Roll and collection in {len(found)} weeks. The table beside it has the figures."
    return charts.columns(
        words,
        found,
        line="Charged and not collected, since the first week",
        stand="Due above the line, collected below it",
    )


def _causes(books: Books) -> Figures:
    return _sliced("Owed by current tenants, by cause", "Why", "Accounts", books.causes, WORDS_OF_CAUSES)


WORDS_OF_CAUSES = (
    "An account can count under what is only timing, under this week’s rent and, with the rest of what it owes, "
    "under one other cause. At the end of the last day."
)


def _suspense(books: Books) -> Figures:
    slices = measures.suspense_by_age(books.council_id, on=books.last)
    return _sliced("In suspense, by age", "How old", "Items", slices, "The target is five working days.")


def _sliced(heading: str, named: str, counted: str, slices: list[Slice], words: str) -> Figures:
    found = [Bar(each.label, each.pounds, in_words(each.pounds)) for each in slices]
    rows: list[list[Cell]] = [[each.label, each.count, each.pounds] for each in slices]
    chart = charts.bars(f"{heading}. The table beside it has the figures.", found) if found else None
    return Figures(heading, (named, counted, "Pounds"), rows, words, chart)


def _patches(books: Books) -> Figures:
    found = patches_owing(books.council_id, on=books.who.on)
    rows: list[list[Cell]] = [
        [
            each.patch or "In no patch",
            each.team,
            each.officer,
            *(each.accounts, each.owing, each.arrears, each.weekly),
            "–" if not each.weekly else str((each.arrears / each.weekly).quantize(Decimal("0.01"))),
        ]
        for each in found
    ]
    return Figures(
        "By patch",
        ("Patch", "Team", "Officer", "Accounts", "Owing", "Rent arrears", "Charged a week", "Weeks owed"),
        rows,
        "Current accounts, today. None of these figures is a target for one officer: patches differ.",
        names=3,
    )


TABLES: dict[str, Callable[[Books], Figures]] = {
    "glance": _at_a_glance,
    "weeks": _weeks,
    "groups": _groups,
    "causes": _causes,
    "patches": _patches,
    "suspense": _suspense,
}
"""The tables of the page, by the word in the address of their file."""
