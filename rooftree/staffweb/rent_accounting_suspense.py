"""Pages of suspense: money of which nobody knows yet whose it is, with a suggestion, an owner and its age."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from rooftree.foundations import calendar_table, rulebook
from rooftree.foundations.calendars import EW, Calendar
from rooftree.foundations.periods import DAY, Period
from rooftree.rents.models import SuspenseItem, SuspenseMove, SuspenseNote, SuspenseShare
from rooftree.rents.permissions import may_approve_suspense, may_give_suspense, may_work_suspense
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_frame import Books, Column, Filter, answer_list, books_of, found, show
from rooftree.staffweb.requests import StaffRequest

STATUSES = {
    SuspenseItem.Status.OPEN: "amber",
    SuspenseItem.Status.POSTED: "green",
    SuspenseItem.Status.RETURNED: "grey",
}
"""How money in suspense stands, as a colour beside its word."""
MOVE_STATUSES = {
    SuspenseMove.Status.PREPARED: "amber",
    SuspenseMove.Status.POSTED: "green",
    SuspenseMove.Status.REFUSED: "red",
    SuspenseMove.Status.WITHDRAWN: "grey",
}
"""How what is to be done with it stands, as a colour beside its word."""
TARGET = rulebook.threshold("rents.suspense_target")
NOTED_AFTER = rulebook.threshold("rents.suspense_noted_after")

COLUMNS = (
    Column("Came in", lambda row: row.received_on, ("received_on",)),
    Column("Pounds", lambda row: row.amount, ("amount",), numeric=True),
    Column("Payer and text", lambda row: said_by(row), ("line__payer",)),
    Column("Quoted", lambda row: row.line.reference, ("line__reference",)),
    Column("Suggested", lambda row: row.suggested.payment_reference if row.suggested else ""),
    Column("Why", lambda row: row.because),
    Column("Owner", lambda row: owner_of(row), ("owner__name", "team__name")),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
)


def said_by(item: SuspenseItem) -> str:
    """Return who paid and what was said with it."""
    return ", ".join(filter(None, (item.line.payer, item.line.text)))


def owner_of(item: SuspenseItem) -> str:
    """Return who answers for it: an officer, else a team, else nobody."""
    if item.owner:
        return item.owner.name
    return item.team.name if item.team else ""


@dataclass(frozen=True)
class Ages:
    """How old money in suspense is, in days and in working days, on a day, and how old it may be."""

    calendar: Calendar
    on: date
    target: int
    """Working days within which it should have left suspense."""
    noted_after: int
    """Days after which it is not left without a note."""

    def working_days(self, since: date) -> int:
        """Return how many working days have passed since it came in."""
        return self.calendar.working_days(Period(since, self.on)) if since < self.on else 0

    def is_late(self, item: SuspenseItem) -> bool:
        """Return whether it is open for longer than it should be."""
        return item.status == SuspenseItem.Status.OPEN and self.working_days(item.received_on) > self.target

    @property
    def late_before(self) -> date:
        """The first day of which what came in is still in time: what came in before it is late."""
        return self.calendar.nth(self.calendar.count(self.on - DAY) - self.target + 1)

    @property
    def noted_before(self) -> date:
        """The first day of which what came in needs no note yet."""
        return self.on - self.noted_after * DAY


def ages(books: Books) -> Ages:
    """Return how the age of suspense is counted today in these books."""
    held: dict[str, Any] = {"on": books.on, "council": books.council_id}
    return Ages(
        calendar_table.in_force(EW),
        books.on,
        int(TARGET.version(**held).value),
        int(NOTED_AFTER.version(**held).value),
    )


class SuspenseFilter(Filter):
    """Which money in suspense is listed."""

    status = django_forms.ChoiceField(required=False)
    owner = django_forms.ChoiceField(required=False)
    age = django_forms.ChoiceField(required=False)
    suggestion = django_forms.ChoiceField(
        required=False, choices=[("", "With or without"), ("with", "With a suggestion"), ("without", "Without")]
    )
    words = django_forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, books: Books) -> None:
        super().__init__(data, books, status="open")
        self.ages = ages(books)
        owners = SuspenseItem.objects.filter(council_id=books.council_id, status="open", owner__isnull=False)
        named = owners.values_list("owner_id", "owner__name").distinct().order_by("owner__name")
        offer(
            self,
            age=[
                ("", "Any age"),
                ("late", f"Over {self.ages.target} working days"),
                ("unnoted", f"Over {self.ages.noted_after} days without a note"),
            ],
            status=[("", "Every status"), ("approval", "Waiting for approval"), *SuspenseItem.Status.choices],
            owner=[
                ("", "Anybody"),
                ("me", "Me"),
                ("nobody", "Nobody"),
                *((str(pk), name) for pk, name in named if pk != books.officer.pk),
            ],
        )

    def rows(self) -> QuerySet[Any]:
        """Return what is asked for, the oldest first."""
        said = self.said()
        rows = _items(self.books)
        status = said.get("status")
        if status == "approval":
            rows = rows.filter(status="open", waits=True)
        elif status:
            rows = rows.filter(status=status)
        rows = self._of_owner(rows, said.get("owner", ""))
        if said.get("age") == "late":
            rows = rows.filter(status="open", received_on__lt=self.ages.late_before)
        if said.get("age") == "unnoted":
            rows = rows.filter(status="open", received_on__lt=self.ages.noted_before, noted=False)
        if "suggestion" in said:
            rows = rows.filter(suggested__isnull=said["suggestion"] == "without")
        return self._with_words(rows, said.get("words", "").strip())

    def _of_owner(self, rows: QuerySet[Any], owner: str) -> QuerySet[Any]:
        if owner == "me":
            return rows.filter(owner=self.books.officer)
        if owner == "nobody":
            return rows.filter(owner__isnull=True)
        return rows.filter(owner=int(owner)) if owner else rows

    def _with_words(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        if not words:
            return rows
        found = Q(line__payer__icontains=words) | Q(line__text__icontains=words)
        return rows.filter(found | Q(line__reference__icontains=words))


def _items(books: Books) -> QuerySet[Any]:
    waiting = SuspenseMove.objects.filter(item=OuterRef("pk"), status="prepared")
    noted = SuspenseNote.objects.filter(item=OuterRef("pk"))
    rows = SuspenseItem.objects.filter(council_id=books.council_id)
    related = ("line__file", "suggested__place", "owner", "team")
    return rows.annotate(waits=Exists(waiting), noted=Exists(noted)).select_related(*related)


@require_safe
def suspense(request: StaffRequest) -> HttpResponseBase:
    """List money in suspense, the oldest first, each with a suggestion, its owner and its age."""
    books = books_of(request)
    form = SuspenseFilter(request.GET, books)
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="suspense",
        template="suspense.html",
        filter=form,
        ages=form.ages,
        colours=STATUSES,
        said_by=said_by,
        owner_of=owner_of,
    )


@require_safe
def suspense_item(request: StaffRequest, pk: int) -> HttpResponse:
    """Show money in suspense: what came with it, whose it may be and why, what was found out, and what to do."""
    shares = SuspenseShare.objects.select_related("rent_account__place").order_by("pk")
    moves = SuspenseMove.objects.select_related("prepared_by", "settled_by").prefetch_related(
        Prefetch("shares", shares)
    )
    notes = SuspenseNote.objects.select_related("by")
    rows = SuspenseItem.objects.select_related("line__file", "suggested__place", "owner", "team", "council")
    related = (Prefetch("moves", moves), Prefetch("notes", notes))
    item, books = found(request, rows.prefetch_related(*related), pk)
    waiting = next((each for each in item.moves.all() if each.status == SuspenseMove.Status.PREPARED), None)
    is_open = item.status == SuspenseItem.Status.OPEN
    labels = books.labels
    context = {
        "item": item,
        "colour": STATUSES[SuspenseItem.Status(item.status)],
        "move_colours": MOVE_STATUSES,
        "age": ages(books),
        "waiting": waiting,
        "own": waiting is not None and waiting.prepared_by_id == books.officer.pk,
        "may_work": is_open and books.may(may_work_suspense),
        "may_approve": waiting is not None
        and waiting.prepared_by_id != books.officer.pk
        and books.may(may_approve_suspense),
        "may_give": is_open and books.may(may_give_suspense),
        "label_of": partial(labels.of, "rents.transaction_codes"),
        "evidence_of": partial(labels.of, "rents.match_evidence"),
        "said": said_by(item),
        "owner": owner_of(item),
    }
    return show(request, books, "suspense_item.html", context)
