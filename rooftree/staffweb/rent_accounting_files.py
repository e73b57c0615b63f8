"""Pages of files of money: the list, one file line by line, taking one in, and posting one out of its order."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from rooftree.foundations import audit, files
from rooftree.pages.sending_files import as_kept
from rooftree.rents.files.kinds import KINDS
from rooftree.rents.models import FileLine, MoneyFile
from rooftree.rents.permissions import may_skip_money_files, may_take_money_files
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    found,
)
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    MoneyFile.Status.POSTED: "green",
    MoneyFile.Status.HELD: "amber",
    MoneyFile.Status.REFUSED: "red",
}
"""How a file stands, as a colour beside its word."""

KIND_CHOICES = [(kind.code, kind.label) for kind in KINDS.values()]

COLUMNS = (
    Column("File", lambda row: row.name, ("name",)),
    Column("Kind", lambda row: KINDS[row.kind].label, ("kind",)),
    Column("Received", lambda row: row.received_at, ("received_at",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
    Column("Lines", lambda row: row.lines, ("lines",), numeric=True),
    Column("Pounds", lambda row: row.total, ("total",), numeric=True),
    Column("To accounts", lambda row: row.to_accounts_total, ("to_accounts_total",), numeric=True),
    Column("To suspense", lambda row: row.to_suspense_total, ("to_suspense_total",), numeric=True),
    Column("Why", lambda row: row.because),
)

LINE_COLUMNS = (
    Column("Line", lambda row: row.number, ("number",)),
    Column("Paid on", lambda row: row.paid_on, ("paid_on",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("As", lambda row: row.code, ("code",)),
    Column("Quoted", lambda row: row.reference, ("reference",)),
    Column("Payer", lambda row: row.payer, ("payer",)),
    Column("Text", lambda row: row.text),
    Column("Went to", lambda row: row.rent_account.payment_reference if row.rent_account else row.evidence),
)


class FilesFilter(Filter):
    """Which files are listed."""

    kind = django_forms.ChoiceField(required=False, choices=[("", "Every kind"), *KIND_CHOICES])
    status = django_forms.ChoiceField(required=False, choices=[("", "Every status"), *MoneyFile.Status.choices])
    name = django_forms.CharField(required=False, max_length=200)

    def rows(self) -> QuerySet[MoneyFile]:
        """Return the files that are asked for, the newest first."""
        said = self.said()
        rows = MoneyFile.objects.filter(council_id=self.books.council_id).select_related("received_by")
        if "kind" in said:
            rows = rows.filter(kind=said["kind"])
        if "status" in said:
            rows = rows.filter(status=said["status"])
        return rows.filter(name__icontains=said["name"]) if "name" in said else rows


@require_safe
def money_files(request: StaffRequest) -> HttpResponseBase:
    """List files of money, the newest first, with what became of each."""
    books = books_of(request)
    form = FilesFilter(request.GET, books)
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="files of money",
        template="files.html",
        filter=form,
        colours=STATUSES,
        kinds=dict(KIND_CHOICES),
        may_take=books.may(may_take_money_files),
    )


class LinesFilter(Filter):
    """Which lines of a file are listed."""

    went = django_forms.ChoiceField(
        required=False,
        choices=[
            ("", "Every line"),
            ("accounts", "To accounts"),
            ("suspense", "To suspense"),
            ("elsewhere", "Brought by another file"),
        ],
    )
    words = django_forms.CharField(required=False, max_length=100)

    def rows(self, file: MoneyFile) -> QuerySet[FileLine]:
        """Return the lines that are asked for, in the order of the file."""
        said = self.said()
        rows = file.posted_lines.select_related("rent_account__place", "suspense")
        went = said.get("went")
        if went == "accounts":
            rows = rows.filter(rent_account__isnull=False)
        elif went == "suspense":
            rows = rows.filter(suspense__isnull=False)
        elif went == "elsewhere":
            rows = rows.filter(rent_account__isnull=True, suspense__isnull=True)
        if "words" in said:
            words = said["words"].strip()
            rows = rows.filter(
                Q(payer__icontains=words) | Q(reference__icontains=words) | Q(text__icontains=words)
            )
        return rows


@require_safe
def money_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one file: what was checked, what is wrong with it, and where each line went."""
    rows = MoneyFile.objects.select_related("received_by", "skip_asked_by", "skip_agreed_by", "council")
    file, books = found(request, rows, pk)
    form = LinesFilter(request.GET, books)
    labels = books.labels
    return answer_list(
        request,
        books,
        form.rows(file),
        LINE_COLUMNS,
        name=f"lines of file {file.pk}",
        template="file.html",
        file=file,
        kind=KINDS[file.kind],
        parts_of_file=list(file.parts.all()),
        colour=STATUSES[MoneyFile.Status(file.status)],
        filter=form,
        label_of=partial(labels.of, "rents.transaction_codes"),
        evidence_of=partial(labels.of, "rents.match_evidence"),
        **_offers(books, file),
    )


def _offers(books: Books, file: MoneyFile) -> dict[str, Any]:
    """Return what the asker may do with a file now."""
    is_held = file.status == MoneyFile.Status.HELD
    asked = file.skip_asked_by_id is not None
    own = file.skip_asked_by_id == books.officer.pk
    may_skip = is_held and books.may(may_skip_money_files)
    return {
        "own_skip": own,
        "may_ask": may_skip and not asked,
        "may_agree": may_skip and asked and not own,
        "may_give_up": is_held and books.may(may_take_money_files),
        "may_compare": file.status == MoneyFile.Status.POSTED and KINDS[file.kind].has_money,
    }


@require_safe
def original_file(request: StaffRequest, pk: int) -> FileResponse:
    """Send a file as it was handed in, to be saved. That it was taken is in the audit."""
    file, books = found(request, MoneyFile.objects.all(), pk)
    audit.log_download(file.council_id, what=f"Downloaded the file of money {file.pk}, {file.name}")
    kept, content = files.open_again(file.kept_id, council=books.council)
    return as_kept(kept, content)
