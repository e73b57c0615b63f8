"""The front page of rent accounting: what is due today, whose it is, and the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations.dates import short_date
from rooftree.foundations.money import in_words
from rooftree.foundations.periods import last_day_of
from rooftree.pages.filters import plural
from rooftree.pages.labels import Labels
from rooftree.record import rent_accounting as reader
from rooftree.record.rent_accounting import Waiting
from rooftree.rents.files.kinds import KINDS
from rooftree.rents.models import DebitRun
from rooftree.staffweb.rent_accounting_frame import Books, books_of, show
from rooftree.staffweb.rent_accounting_runs import address_of, due_runs
from rooftree.staffweb.rent_accounting_suspense import ages
from rooftree.staffweb.requests import StaffRequest

WHERE_IT_IS: dict[str, str] = {
    DebitRun.Status.QUEUED: "waiting for a worker",
    DebitRun.Status.STARTED: "begun, and not at its end",
}
"""How the page speaks of a run that somebody asked for."""


@dataclass(frozen=True)
class Kind:
    """How the page speaks of one kind of thing that waits: what it is, its nouns, where it is, and whose."""

    label: str
    one: str
    many: str
    page: str
    query: str = ""
    colour: str = "amber"
    by_another: bool = False
    """Whether it waits for somebody other than those named, who prepared it."""


KINDS_WAITING = {
    "files_refused": Kind("Files refused", "file", "files", "staff:money_files", "status=refused", "red"),
    "files_held": Kind("Files held", "file", "files", "staff:money_files", "status=held"),
    "benefits_late": Kind(
        "Benefits that have not come", "benefit", "benefits", "staff:late_benefits", colour="red"
    ),
    "suspense_unnoted": Kind(
        "Suspense nobody looked into", "payment", "payments", "staff:suspense", "age=unnoted", "red"
    ),
    "suspense_late": Kind("Suspense too old", "payment", "payments", "staff:suspense", "age=late", "red"),
    "suspense_moves": Kind(
        "Suspense to approve",
        "payment",
        "payments",
        "staff:suspense",
        "status=approval",
        by_another=True,
    ),
    "journals": Kind(
        "Journals to approve", "journal", "journals", "staff:journals", "status=prepared", by_another=True
    ),
    "refunds": Kind(
        "Refunds to look at", "refund", "refunds", "staff:refunds", "status=requested", by_another=True
    ),
    "refunds_to_pay": Kind("Refunds to pay", "refund", "refunds", "staff:refunds", "status=approved"),
    "card_refunds": Kind(
        "Card payments to give back", "payment", "payments", "staff:card_payments", by_another=True
    ),
    "reconciliations_to_review": Kind(
        "Reconciliations to review",
        "reconciliation",
        "reconciliations",
        "staff:reconciliations",
        by_another=True,
    ),
    "increases": Kind("Increases to approve", "increase", "increases", "staff:increases", by_another=True),
    "apologies": Kind("Apologies owed", "apology", "apologies", "staff:apologies", colour="red"),
}
"""The kinds of thing that wait, the most pressing first, by the reader's word."""


@dataclass(frozen=True)
class Due:
    """One line of the page: what is due, in words, whose it is, and where it is done."""

    label: str
    words: str
    owner: str
    href: str
    colour: str


@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """Show what is due in the books today, the most pressing first."""
    books = books_of(request)
    labels = books.labels
    team = reader.answering_team(books.council_id)
    due = [
        *_runs(books, labels, team),
        *_files(books, team),
        *_waiting(books, team),
        *_period(books, labels, team),
    ]
    return show(request, books, "today.html", {"due": due, "team": team})


def _runs(books: Books, labels: Labels, team: str) -> Iterator[Due]:
    for each in due_runs(books):
        if not each.has_begun:
            continue
        group = labels.of("rents.groups", each.group)
        if each.debit is None:
            href = _link(books, "staff:debit_runs")
            yield Due("A debit run cannot be made", f"{group}. {each.why_not}", team, href, "red")
        elif each.asked:
            yield _asked(each.asked, group, team)
        else:
            words = f"{group}, the period from {short_date(each.debit.period.starts)}"
            yield Due("A debit run was not made", words, team, address_of(books, each.debit), "red")


def _asked(run: DebitRun, group: str, team: str) -> Due:
    """Return what stands there of a run that somebody asked for and that is not posted."""
    words = f"{group}, the period from {short_date(run.period_from_on)}"
    href = reverse("staff:debit_run", args=[run.pk])
    if run.status == DebitRun.Status.STOPPED:
        return Due("A debit run stopped", f"{words}. {run.stopped_because}", team, href, "red")
    return Due(f"A debit run is {WHERE_IT_IS[run.status]}", words, team, href, "amber")


def _files(books: Books, team: str) -> Iterator[Due]:
    calendar = ages(books).calendar
    for each in reader.missing_files(books.council_id, on=books.on, calendar=calendar):
        named = f"{KINDS[each.kind].label}, {each.feed}"
        last, due = short_date(each.last_on), short_date(each.due_on)
        words = f"{named}: the last was of {last}, the next was due {due}"
        href = _link(books, "staff:money_files", f"kind={each.kind}")
        yield Due("A file has not come", words, team, href, "red")


def _waiting(books: Books, team: str) -> Iterator[Due]:
    age = ages(books)
    found = reader.waiting(
        books.council_id, on=books.on, late_before=age.late_before, noted_before=age.noted_before
    )
    for what, kind in KINDS_WAITING.items():
        if what in found:
            each = found[what]
            href = _link(books, kind.page, kind.query)
            yield Due(kind.label, _in_words(each, kind), _owner(each, kind, team), href, kind.colour)


def _in_words(each: Waiting, kind: Kind) -> str:
    pounds = f", {in_words(each.pounds)}" if each.pounds is not None else ""
    oldest = "since" if each.count == 1 else "the oldest since"
    return f"{plural(each.count, kind.one, kind.many)}{pounds}, {oldest} {short_date(each.since)}"


def _owner(each: Waiting, kind: Kind, team: str) -> str:
    named = (
        " and ".join(each.whose) if len(each.whose) < 3 else f"{each.whose[0]} and {len(each.whose) - 1} others"
    )
    if kind.by_another and named:
        return f"A colleague of {named}"
    return named or team


def _period(books: Books, labels: Labels, team: str) -> Iterator[Due]:
    period = reader.period_due(books.council_id, on=books.on)
    if period is None:
        return
    kinds = len(labels.choices("rents.reconciliations"))
    until = last_day_of(period.until_on)
    assert isinstance(until, date), "A period has an end."
    words = f"Period {period.number}, to {short_date(until)}: {period.reviewed} of {kinds} reviewed"
    href = f"{_link(books, 'staff:reconciliations')}&period={period.id}"
    yield Due("A period to close", words, team, href, "amber")


def _link(books: Books, page: str, query: str = "") -> str:
    more = f"&{query}" if query else ""
    return f"{reverse(page)}?council={books.council.code}{more}"
