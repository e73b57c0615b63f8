"""What the pages of rent accounting share: whose books, the way about, and lists that sort and go as CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rooftree.foundations import audit, dates
from rooftree.foundations.downloads import Cell
from rooftree.foundations.models import Council
from rooftree.foundations.periods import last_day_of
from rooftree.pages.forms import Form, was_done
from rooftree.pages.labels import Labels
from rooftree.record.opening import log_opening
from rooftree.rents.permissions import may_see_rent_accounting
from rooftree.staff.models import Officer
from rooftree.staff.permissions import OfCouncil, Permission, require
from rooftree.staffweb.council_pages import address_of_page, council_of, download, page_of
from rooftree.staffweb.requests import StaffRequest

PARTS = (
    ("Today", "staff:rent_accounting"),
    ("Debit runs", "staff:debit_runs"),
    ("Rent years", "staff:rent_years"),
    ("Files", "staff:money_files"),
    ("Suspense", "staff:suspense"),
    ("Benefits", "staff:late_benefits"),
    ("Journals", "staff:journals"),
    ("Refunds and credits", "staff:refunds"),
    ("Reconciliations", "staff:reconciliations"),
    ("Periods", "staff:periods"),
    ("Annual increase", "staff:increases"),
    ("Direct debits", "staff:direct_debits"),
)
"""The pages of rent accounting, in the order of a working day, each with the name of its address."""

TABLE = "csv"
"""What `as` of an address says for the list as a table to take away."""


@dataclass(frozen=True)
class Books:
    """Whose books a page shows, and to whom, and when."""

    officer: Officer
    at: datetime
    councils: Sequence[Council] = ()
    """Every council whose books the asker may see, where the page can show another's."""

    @property
    def on(self) -> date:
        """The London day of `at`."""
        return dates.london_day(self.at)

    @property
    def council(self) -> Council:
        """The council whose books they are."""
        return self.officer.council

    @property
    def council_id(self) -> int:
        """The council's key."""
        return self.officer.council_id

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, and when: the last arguments of an action."""
        return {"by": self.officer, "at": self.at}

    @property
    def labels(self) -> Labels:
        """The rule book's words. One query; keep it."""
        return Labels(on=self.on, council_id=self.council_id)

    def may(self, permission: Permission) -> bool:
        """Return whether the asker may do something with these books: to offer it, and nothing else."""
        return bool(permission(self.officer))


def books_of(request: StaffRequest, permission: Permission = may_see_rent_accounting) -> Books:
    """Return the books of the council that the address names, else of the asker's first; 403 else."""
    who, officer = council_of(request, permission)
    return Books(officer, who.at, who.councils)


def found(
    request: StaffRequest, rows: Any, pk: int, permission: Permission = may_see_rent_accounting
) -> tuple[Any, Books]:
    """Return a record and the books that it stands in: else 404, or 403 with the reason."""
    record = get_object_or_404(rows, pk=pk)
    return record, books_with(request, record, permission)


def books_with(
    request: StaffRequest, record: OfCouncil, permission: Permission = may_see_rent_accounting
) -> Books:
    """Return the books that a record stands in; raise PermissionDenied, saying why, for who may not."""
    officer = request.officer.at(record.council_id)
    require(permission(officer, record))
    return Books(officer, dates.now())


def show(
    request: StaffRequest, books: Books, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page of rent accounting, with the way about such pages."""
    frame = {
        "books": books,
        "parts": _parts(request, books),
        "several": len(books.councils) > 1,
        "last_day": last_day_of,
        "in_council": f"?council={books.council.code}",
    }
    return render(request, f"rent_accounting/{template}", frame | context, status=status)


def change(
    request: StaffRequest,
    books: Books,
    form: Form,
    action: Callable[..., Any],
    *,
    template: str,
    back_to: str,
    said: str | Callable[[Any], str],
    onward: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer a page that changes one thing: when it is done, go on and say so in `said`.

    `onward` gives the address from what the action made, and `said` may reckon its words from it. Not
    sent yet, or refused: the form, with what is wrong and nothing lost.
    """
    made: list[Any] = []
    if was_done(form, lambda **facts: made.append(action(**facts))):
        messages.success(request, said(made[0]) if callable(said) else said)
        return redirect(onward(made[0]) if onward else back_to)
    shown = {"form": form, "back_to": back_to, **context}
    return show(request, books, template, shown, status=422 if form.errors else 200)


def _parts(request: StaffRequest, books: Books) -> list[dict[str, object]]:
    """Return the links to the parts of rent accounting, the present one marked."""
    links = [(words, reverse(page)) for words, page in PARTS]
    here = max((href for _, href in links if request.path.startswith(href)), key=len, default="")
    query = f"?council={books.council.code}" if len(books.councils) > 1 else ""
    return [{"text": words, "href": href + query, "current": href == here} for words, href in links]


# --- Lists ------------------------------------------------------------------------------------------


class AboutPerson(Protocol):
    """What is about a person, and restricted as the person is."""

    @property
    def person_id(self) -> int | None:
        """The person's key; None for nobody we know."""

    @property
    def restricted_to(self) -> int:
        """The group that may open it; 0 for everybody."""


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading, what stands in the table to take away, and by what it sorts."""

    text: str
    cell: Callable[[Any], Cell]
    by: tuple[str, ...] = ()
    """The fields that it sorts by; () for what does not sort."""
    numeric: bool = False

    @property
    def word(self) -> str:
        """What the address says to sort by it."""
        return self.text.lower().replace(" ", "-")


@dataclass(frozen=True)
class Listed:
    """One page of a list, as the template draws it."""

    page: Any
    columns: list[dict[str, object]]
    address: Callable[[int], str]
    table: str
    """The address of the whole list as a table."""


def listing(request: StaffRequest, rows: QuerySet[Any], columns: Sequence[Column]) -> Listed:
    """Return the page of a list that the address asks for, sorted as it asks, with headings that sort."""
    column, down = _sorted_by(request, columns)
    ordered = rows.order_by(*(_turned(name, down) for name in column.by), "pk") if column else rows
    return Listed(
        page=page_of(request, ordered),
        columns=[_heading(request, each, column, down) for each in columns],
        address=address_of_page(request),
        table=_with(request, {"as": TABLE}),
    )


def wants_table(request: StaffRequest) -> bool:
    """Return whether the address asks for the list as a table to take away."""
    return request.GET.get("as") == TABLE


def table(
    request: StaffRequest, books: Books, rows: QuerySet[Any], columns: Sequence[Column], *, name: str
) -> StreamingHttpResponse:
    """Answer with every row that the filters leave, as a CSV file. That it was taken is in the audit."""
    audit.log_download(books.council_id, what=f"Downloaded {name}")
    column, down = _sorted_by(request, columns)
    ordered = rows.order_by(*(_turned(each, down) for each in column.by), "pk") if column else rows
    return download(
        f"{name} {books.council.code}", [each.text for each in columns], cells(ordered.iterator(500), columns)
    )


def cells(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """Yield each row as its cells."""
    for row in rows:
        yield [column.cell(row) for column in columns]


def answer_list(
    request: StaffRequest,
    books: Books,
    rows: Any,
    columns: Sequence[Column],
    *,
    name: str,
    template: str,
    about: Callable[[Any], AboutPerson] | None = None,
    **context: Any,
) -> HttpResponseBase:
    """Answer with a list, as a page or, when the address asks for it, as a table to take away.

    `about` gives what of a row is about a person, so that the restricted ones that are shown are logged.
    """
    if wants_table(request):
        if about:
            log_people(books, map(about, rows.exclude(restricted_to=0)))
        return table(request, books, rows, columns, name=name)
    listed = listing(request, rows, columns)
    if about:
        log_people(books, map(about, listed.page))
    return show(request, books, template, {"listed": listed, **context})


def log_people(books: Books, records: Iterable[AboutPerson]) -> None:
    """Log whose restricted records a page shows."""
    log_opening(
        books.council_id, [{"id": each.person_id, "restricted_to": each.restricted_to} for each in records]
    )


def _sorted_by(request: StaffRequest, columns: Sequence[Column]) -> tuple[Column | None, bool]:
    wanted = request.GET.get("sort", "")
    found = next((each for each in columns if each.by and each.word == wanted.removeprefix("-")), None)
    return found, wanted.startswith("-")


def _turned(name: str, down: bool) -> str:
    return f"-{name}" if down else name


def _heading(request: StaffRequest, column: Column, now: Column | None, down: bool) -> dict[str, object]:
    shown: dict[str, object] = {"text": column.text, "numeric": column.numeric}
    if not column.by:
        return shown
    is_now = column is now
    order = ("descending" if down else "ascending") if is_now else ""
    word = f"-{column.word}" if is_now and not down else column.word
    return {**shown, "href": _with(request, {"sort": word}), "order": order}


def _with(request: StaffRequest, words: dict[str, str]) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in words.items():
        query[name] = value
    return f"?{query.urlencode()}"


class Filter(forms.Form):
    """What narrows a list. An answer that is none of the choices narrows nothing."""

    def __init__(self, data: Any, books: Books, **initial: str) -> None:
        super().__init__({**initial, "council": books.council.code, **data.dict()})
        self.books = books

    def said(self) -> dict[str, Any]:
        """Return what was chosen, by name, without what was left open."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
