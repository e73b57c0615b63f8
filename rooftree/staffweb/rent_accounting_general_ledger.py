"""The pages of the general ledger: what the next file says, whether the ledger agrees, and the files made."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import audit
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import DAY
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.labels import Labels
from rooftree.pages.sending_files import as_kept
from rooftree.rents import general_ledger as rules
from rooftree.rents.actions import general_ledger as actions
from rooftree.rents.general_ledger import NextFile, Total
from rooftree.rents.models import GeneralLedgerFile
from rooftree.rents.permissions import may_hand_over_to_general_ledger
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    books_of,
    change,
    found,
    listing,
    show,
    table,
    wants_table,
)
from rooftree.staffweb.requests import StaffRequest

COLUMNS = (
    Column("File", lambda row: row.number, ("number",)),
    Column("Up to", lambda row: row.until_on - DAY, ("until_on",)),
    Column("Lines", lambda row: row.lines, ("lines",), numeric=True),
    Column("Debit", lambda row: row.debit, ("debit",), numeric=True),
    Column("Credit", lambda row: row.credit, ("credit",), numeric=True),
    Column("Made", lambda row: row.made_at, ("made_at",)),
    Column("By", lambda row: row.made_by.name if row.made_by else "", ("made_by__name",)),
    Column("SHA-256", lambda row: row.sha256),
)
GROUP_BOOKS = {"debtors": "Owed by payers", "voids": "Lost to voids", "income": "Income"}
"""What the books of a rent group are called."""


class Sum(NamedTuple):
    """What the next file says of one code of the general ledger, all its days together."""

    gl: str
    books: str
    debit: Any
    credit: Any
    movements: int


@require_safe
def general_ledger(request: StaffRequest) -> HttpResponseBase:
    """Show what the next file would say, whether the general ledger agrees, and the files that were made."""
    books = books_of(request)
    rows = GeneralLedgerFile.objects.filter(council_id=books.council_id).select_related("made_by")
    if wants_table(request):
        return table(
            request, books, rows.order_by("-number"), COLUMNS, name=f"general ledger {books.council.code}"
        )
    labels = books.labels
    coming = rules.next_file(books.council_id, until_on=books.on)
    compared = [(book_in_words(each.book, labels), each) for each in rules.compared(books.council_id, coming)]
    context = {
        "coming": coming,
        "sums": _sums(coming.totals, labels),
        "late": _late(coming, rows.first()),
        "compared": compared,
        "differs": [each for _, each in compared if each.difference],
        "listed": listing(request, rows.order_by("-number"), COLUMNS[:-1]),
        "may_make": books.may(may_hand_over_to_general_ledger),
    }
    return show(request, books, "general_ledger.html", context)


def book_in_words(book: str, labels: Labels) -> str:
    """Return what a book is called on a page: "Owed by payers: Garages and parking"."""
    kind, _, group = book.partition(".")
    if kind in GROUP_BOOKS and group:
        return f"{GROUP_BOOKS[kind]}: {labels.of('rents.groups', group)}"
    return labels.of("rents.control_accounts", book) if book else "No rent account"


def _sums(totals: Iterable[Total], labels: Labels) -> list[Sum]:
    """Return the lines of a file with all days together, by code."""
    together: dict[str, Total] = {}
    for each in totals:
        before = together.get(each.gl)
        together[each.gl] = each._replace(
            debit=each.debit + (before.debit if before else NOUGHT),
            credit=each.credit + (before.credit if before else NOUGHT),
            movements=each.movements + (before.movements if before else 0),
            books=tuple(sorted({*each.books, *(before.books if before else ())})),
        )
    return [
        Sum(
            gl,
            "; ".join(book_in_words(book, labels) for book in each.books),
            each.debit,
            each.credit,
            each.movements,
        )
        for gl, each in sorted(together.items())
    ]


def _late(coming: NextFile, latest: GeneralLedgerFile | None) -> list[date]:
    """Return the days that were handed over before and of which more is handed over: something was posted late."""
    if latest is None:
        return []
    return sorted({line.accounting_on for line in coming.lines if line.accounting_on < latest.until_on})


class MakeForm(Form):
    """Up to which day the books are handed over."""

    last_on = DateField(label="the last day")


def make_general_ledger_file(request: StaffRequest) -> HttpResponse:
    """Make the next file for the general ledger."""
    books = books_of(request, may_hand_over_to_general_ledger)

    def make(last_on: date, **facts: Any) -> GeneralLedgerFile:
        return actions.hand_over(books.council, until_on=last_on + DAY, **facts, **books.acting)

    return change(
        request,
        books,
        MakeForm(sent(request), initial={"last_on": books.on - DAY}),
        make,
        template="make_general_ledger_file.html",
        back_to=_page(books),
        said=lambda made: f"{made} is made. Download it for the general ledger.",
        first=not GeneralLedgerFile.objects.filter(council_id=books.council_id).exists(),
    )


@require_safe
def general_ledger_file(request: StaffRequest, pk: int) -> FileResponse:
    """Send a file as it was handed over, byte for byte. That it was taken is in the audit."""
    made, books = found(request, GeneralLedgerFile.objects.select_related("council"), pk)
    audit.log_download(books.council_id, what=f"Downloaded {str(made).lower()} for the general ledger")
    return as_kept(*actions.open_again(made))


def _page(books: Books) -> str:
    return f"{reverse('staff:general_ledger')}?council={books.council.code}"
