"""Pages of direct debits: instructions by their state, what payers were told, banks’ news, files to the bank."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django import forms as django_forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import audit, calendar_table
from rooftree.foundations.calendars import EW
from rooftree.foundations.dates import long_date
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import DateField, Form, sent
from rooftree.rents import paying_queries
from rooftree.rents.actions import direct_debits as actions
from rooftree.rents.models import Collection, DirectDebitNotice, Mandate, MandateEvent, Submission
from rooftree.rents.permissions import (
    may_collect_direct_debits,
    may_keep_mandates,
    may_see_rent_accounting,
)
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    change,
    found,
    log_people,
    show,
)
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    Mandate.Status.NEW: "blue",
    Mandate.Status.LODGED: "blue",
    Mandate.Status.ACTIVE: "green",
    Mandate.Status.CANCELLED: "grey",
}
"""How an instruction stands, as a colour beside its word."""
COLLECTION_STATUSES = {
    Collection.Status.SUBMITTED: "blue",
    Collection.Status.COLLECTED: "green",
    Collection.Status.UNPAID: "red",
}
"""What came of a collection, as a colour beside its word."""
NEWS_DAYS = 14
"""How far back the news of banks is shown."""
SUBMISSIONS = 12
"""Files to the bank that the page names."""

COLUMNS = (
    Column("Reference", lambda row: row.reference, ("reference",)),
    Column("Payer", lambda row: row.person.full_name, ("person__surname", "person__forenames")),
    Column("Account", lambda row: row.rent_account.payment_reference, ("rent_account__payment_reference",)),
    Column("Collected", lambda row: rhythm_of(row)),
    Column("Payer was told", lambda row: row.told_amount, ("told_amount",), numeric=True),
    Column("Last collected", lambda row: row.last_on, ("last_on",)),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
    Column("Since", lambda row: row.signed_at, ("signed_at",)),
)

NOTICE_COLUMNS = (
    Column("First collected", lambda row: row.first_on, ("first_on",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("Payer", lambda row: row.mandate.person.full_name, ("mandate__person__surname",)),
    Column("Account", lambda row: row.mandate.rent_account.payment_reference),
    Column("Told", lambda row: row.told_at, ("told_at",)),
    Column("Why", lambda row: row.because),
)

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays")


def rhythm_of(mandate: Mandate) -> str:
    """Say when an instruction collects."""
    if mandate.every == Mandate.Every.WEEK:
        return f"Every week, {WEEKDAYS[mandate.day - 1]}"
    return f"Every month, on day {mandate.day}"


class MandatesFilter(Filter):
    """Which instructions are listed."""

    status = django_forms.ChoiceField(
        required=False, choices=[("", "Every status"), ("live", "Set up or in force"), *Mandate.Status.choices]
    )
    words = django_forms.CharField(required=False, max_length=100)

    def rows(self) -> QuerySet[Mandate]:
        """Return the instructions that are asked for, the newest first."""
        said = self.said()
        told = DirectDebitNotice.objects.filter(mandate=OuterRef("pk")).order_by("-first_on", "-pk")
        last = Collection.objects.filter(mandate=OuterRef("pk")).order_by("-due_on")
        rows = Mandate.objects.filter(council_id=self.books.council_id)
        if said.get("status") == "live":
            rows = rows.filter(status__in=Mandate.LIVE)
        elif "status" in said:
            rows = rows.filter(status=said["status"])
        for word in said.get("words", "").split():
            named = Q(person__surname__icontains=word) | Q(person__forenames__icontains=word)
            known = Q(reference__iexact=word) | Q(rent_account__payment_reference=word)
            rows = rows.filter(named | known)
        return rows.select_related("person", "rent_account__place").annotate(
            told_amount=Subquery(told.values("amount")[:1]),
            last_on=Subquery(last.values("due_on")[:1]),
            last_status=Subquery(last.values("status")[:1]),
        )


@require_safe
def direct_debits(request: StaffRequest) -> HttpResponseBase:
    """Show the files to the bank and the news from it, and list the instructions of payers by their state."""
    books = books_of(request)
    form = MandatesFilter(request.GET, books, status="live")
    news = list(paying_queries.news([books.council_id], since=books.at - timedelta(days=NEWS_DAYS))[:50])
    log_people(books, [each.mandate for each in news])
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="direct debits",
        template="direct_debits.html",
        about=lambda row: row,
        filter=form,
        colours=STATUSES,
        collection_colours=COLLECTION_STATUSES,
        collection_words=dict(Collection.Status.choices),
        rhythm_of=rhythm_of,
        news=news,
        news_days=NEWS_DAYS,
        submissions=paying_queries.submissions([books.council_id])[:SUBMISSIONS],
        may_collect=books.may(may_collect_direct_debits),
        late=paying_queries.late_instructions(books.council, on=books.on),
    )


@require_safe
def mandate(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one instruction: its story, what the payer was told, what comes next, and what was collected."""
    rows = Mandate.objects.select_related("person", "rent_account__place", "council", "set_up_by", "replaces")
    held, books = found(request, rows, pk)
    log_people(books, [held])
    context = {
        "mandate": held,
        "colour": STATUSES[Mandate.Status(held.status)],
        "collection_colours": COLLECTION_STATUSES,
        "rhythm": rhythm_of(held),
        "coming": paying_queries.next_collections(held, on=books.on),
        "still": paying_queries.still_to_come(held, on=books.on),
        "replaced_by": Mandate.objects.filter(replaces=held).order_by("-pk").first(),
        "may_change": held.is_live and books.may(may_keep_mandates),
        "notices": DirectDebitNotice.objects.filter(mandate=held).order_by("-first_on")[:12],
        "collections": paying_queries.collections_of(held)[:24],
        "events": MandateEvent.objects.filter(mandate=held).select_related("by").order_by("-at", "-pk"),
        "reason_of": partial(books.labels.of, "rents.arudd"),
    }
    return show(request, books, "mandate.html", context)


class NoticesFilter(Filter):
    """Which notices are listed."""

    when = django_forms.ChoiceField(
        required=False,
        choices=[("", "Every notice"), ("coming", "Not collected yet"), ("begun", "Collected already")],
    )

    def rows(self) -> QuerySet[DirectDebitNotice]:
        """Return the notices that are asked for, the next collection first."""
        when = self.said().get("when")
        rows = DirectDebitNotice.objects.filter(council_id=self.books.council_id)
        if when == "coming":
            rows = rows.filter(first_on__gte=self.books.on)
        elif when == "begun":
            rows = rows.filter(first_on__lt=self.books.on).order_by("-first_on", "-pk")
        return rows.select_related("mandate__person", "mandate__rent_account")


@require_safe
def direct_debit_notices(request: StaffRequest) -> HttpResponseBase:
    """List what payers were told before it was collected."""
    books = books_of(request)
    form = NoticesFilter(request.GET, books, when="coming")
    return answer_list(
        request,
        books,
        form.rows(),
        NOTICE_COLUMNS,
        name="notices of direct debits",
        template="direct_debit_notices.html",
        about=lambda row: row.mandate,
        filter=form,
    )


# --- Files to the bank ------------------------------------------------------------------------------


class SubmissionForm(Form):
    """For which day of collection the file is."""

    collects_on = DateField(label="the day on which it is collected")


def make_submission(request: StaffRequest) -> HttpResponse:
    """Make the file for one day of collection, after showing what would be in it and what would not."""
    books = books_of(request, may_collect_direct_debits)
    day = _day(request, books)
    form = SubmissionForm(sent(request), initial={"collects_on": day})
    if form.is_valid():
        day = form.cleaned_data["collects_on"]
    due, why_not = _due(books, day)
    return change(
        request,
        books,
        form,
        partial(actions.make_submission, books.council, **books.acting),
        template="make_submission.html",
        back_to=f"{reverse('staff:direct_debits')}?council={books.council.code}",
        said=_said,
        day=day,
        due=[each for each in due if not each.why_not],
        left_out=[each for each in due if each.why_not],
        total=sum((each.amount for each in due), Decimal()),
        instructions=paying_queries.unheard(books.council, collects_on=day).count(),
        why_not=why_not,
    )


def _day(request: StaffRequest, books: Books) -> date:
    """Return the day of collection that the address asks for, else the next working day but two."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        calendar = calendar_table.in_force(EW)
        return calendar.nth(calendar.count(books.on) + 3)


def _due(books: Books, day: date) -> tuple[list[paying_queries.ToCollect], str]:
    try:
        return paying_queries.to_collect(books.council, collects_on=day), ""
    except Refused as refusal:
        return [], str(refusal)


def _said(made: Submission | None) -> str:
    if made is None:
        return "Nothing is due on that day, so no file was made."
    return (
        f"File {made.number} is made for {long_date(made.collects_on)}: {in_words(made.total)} in all. "
        "Download it for the bank."
    )


@require_safe
def submission_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a file to the bank as it was made. That it was taken is in the audit."""
    made = get_object_or_404(Submission.objects.select_related("council"), pk=pk)
    books_with(request, made, may_collect_direct_debits)
    try:
        name, content = actions.file_of(made)
    except Refused as refusal:
        books = books_with(request, made, may_see_rent_accounting)
        return show(request, books, "cannot_run.html", {"why": str(refusal)}, status=409)
    audit.log_download(made.council_id, what=f"Downloaded the file of direct debits {made.number}")
    answer = HttpResponse(content, content_type="text/plain; charset=ascii")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
