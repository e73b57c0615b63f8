"""The page of a rent account, and its statement: on the screen, as a table and as a letter to post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from rooftree.contact.permissions import may_log_contacts
from rooftree.correspondence.rules import Channel
from rooftree.correspondence.rules import Status as MessageStatus
from rooftree.foundations import audit, dates, periods
from rooftree.foundations.downloads import safe_filename
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.periods import Period, until_of
from rooftree.journeys.statements import as_pdf
from rooftree.pages.forms import DateField
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_read_vulnerability
from rooftree.record.account import AccountPage, OtherAccount, WrittenOff, account_page, statement_of
from rooftree.record.temporary import TemporaryDebt
from rooftree.rents import govuk_pay, permissions, statements
from rooftree.rents.actions.written_off import unclaimed
from rooftree.rents.models import Mandate, RentAccount
from rooftree.rents.statements import Line, Statement
from rooftree.rents.statements_explained import explain
from rooftree.rents.statements_read import posted_of
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staffweb.council_pages import download
from rooftree.staffweb.part_words import part_words
from rooftree.staffweb.rents_pattern import chart_of, pattern_of
from rooftree.staffweb.rents_subject import CODES, PARTS, statement_words
from rooftree.staffweb.rents_temporary import temporary_groups, temporary_of
from rooftree.staffweb.rents_words import comes_next, looked_after, reckoning_of, shortfalls, status_of, sum_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.tenancies.models import Tenancy

LATELY = 10
"""Lines on the page of an account; its statement has the others."""
AT_FIRST = timedelta(weeks=26)
"""The days that a statement covers unless others are asked for."""


@dataclass(frozen=True)
class Opened:
    """An account's page as somebody may read it, and the words for it."""

    page: AccountPage
    officer: Officer
    labels: Labels


def opened(request: StaffRequest, pk: int) -> Opened:
    """Return the page of an account for who asks: else 404, or 403 with the reason."""
    today = dates.london_day(dates.now())
    page = account_page(pk, on=today)
    if page is None:
        raise Http404("No rent account that you may see is there.")
    officer = request.officer.at(page.account.council_id)
    require(permissions.may_see_accounts(officer))
    return Opened(page, officer, Labels(on=today, council_id=officer.council_id))


@require_safe
def account_of(request: StaffRequest, reference: str) -> HttpResponse:
    """Go to the rent account of a tenancy; where it has none, back to the tenancy, which then says so."""
    tenancy = get_object_or_404(Tenancy.objects.select_related("rent_account"), reference=reference)
    require(permissions.may_see_accounts(request.officer.at(tenancy.council_id)))
    if hasattr(tenancy, "rent_account"):
        return redirect("staff:rent_account", tenancy.rent_account.pk)
    messages.info(request, "This tenancy has no rent account: agreements of its kind may not be charged.")
    return redirect("staff:tenancy", reference)


@require_safe
def account_paid_as(request: StaffRequest, reference: str) -> HttpResponse:
    """Go to the rent account that is paid under a reference, of the asker's councils."""
    account = RentAccount.objects.filter(payment_reference=reference).order_by("pk").first()
    if account is None:
        raise Http404("No rent account that you may see is paid under this reference.")
    require(permissions.may_see_accounts(request.officer.at(account.council_id)))
    return redirect("staff:rent_account", account.pk)


# --- The page -------------------------------------------------------------------------------------


@require_safe
def account(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an account: how it stands and why, what is charged and expected, who pays, and the year's pattern."""
    found = opened(request, pk)
    page, labels = found.page, found.labels
    weeks = pattern_of(page)
    together = _temporary(page, labels)
    context = {
        "page": page,
        "may": _may(found.officer),
        "labels": labels,
        "sum": sum_of(page, labels),
        "status": labels.of("rents.statuses", status_of(page)),
        "shortfalls": shortfalls(page, labels),
        "weeks": weeks[::-1],
        "chart": chart_of(weeks) if weeks else "",
        "came_back": any(week.paid < 0 or week.benefits < 0 for week in weeks),
        "lines": _lately(page, labels),
        "looked_after": looked_after(page.looked_after),
        "together": together,
        "others": _others(page, together),
        "written_off_now": page.standing_written_off(unclaimed()),
        "reason_of": lambda each: _reason(each, labels),
        "parts_called": PARTS,
        "part_of": part_words(labels),
        "last_day": periods.last_day_of,
        "comes_next": comes_next,
        "mandate_states": dict(Mandate.Status.choices),
        "channels": {each.value: each.label for each in Channel},
        "message_states": {each.value: each.label for each in MessageStatus},
    }
    return render(request, "rents/account.html", context)


def _may(officer: Officer) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    return SimpleNamespace(
        log_contact=bool(may_log_contacts(officer)),
        read_vulnerability=bool(may_read_vulnerability(officer)),
        keep_benefits=bool(permissions.may_keep_benefits(officer)),
        change=bool(permissions.may_change_accounts(officer)),
        charges=bool(permissions.may_change_charges(officer)),
        put_right=bool(permissions.may_run_debits(officer)),
        suspend=bool(permissions.may_suspend_charging(officer)),
        card=bool(permissions.may_take_card_payments(officer)) and govuk_pay.is_set_up(officer.council.code),
        debits=bool(permissions.may_keep_mandates(officer)),
        journals=bool(permissions.may_prepare_journals(officer)),
        refunds=bool(permissions.may_request_refunds(officer)),
        see_journals=bool(permissions.may_see_rent_accounting(officer)),
    )


def _temporary(page: AccountPage, labels: Labels) -> TemporaryDebt | None:
    """Return what the same people owe for temporary accommodation; None for an account of another kind."""
    if page.account.group not in temporary_groups(labels) or not page.people:
        return None
    return temporary_of(page.account.council_id, [each.id for each in page.people], labels)


def _others(page: AccountPage, together: TemporaryDebt | None) -> list[OtherAccount]:
    """Return the other accounts of the same people, without those that are told together."""
    told = {each.id for each in together.placements} if together else set()
    return [each for each in page.others if each.id not in told]


def _reason(each: WrittenOff, labels: Labels) -> str:
    """Return why something was written off or on, as the list of reasons has it; nothing without a journal."""
    listed = {"write_off": "rents.write_off_reasons", "write_on": "rents.write_on_reasons"}.get(each.kind)
    return labels.of(listed, each.reason) if listed else ""


@dataclass(frozen=True)
class Explained:
    """A line, with why it is what it is where it is a charge."""

    line: Line
    why: str


def explained(lines: Iterable[Line], page: AccountPage) -> list[Explained]:
    """Return lines of a statement, each charge with the sum that led to it."""
    reckoning = reckoning_of(page)
    return [Explained(line, explain(line.posted, reckoning)) for line in lines]


def _lately(page: AccountPage, labels: Labels) -> list[Explained]:
    """Return the last lines that were posted, the newest first, each explained."""
    parts = {part.ledger_account_id: part.part for part in page.parts}
    lines = [
        Line(posted=posted_of(line, parts), what=labels.of(CODES, line.code), balance=line.balance)
        for line in page.posted[-LATELY:]
    ]
    return explained(lines[::-1], page)


# --- The statement --------------------------------------------------------------------------------


class StatementForm(django_forms.Form):
    """From which day to which."""

    first = DateField(required=False, label="the first day")
    last = DateField(required=False, label="the last day")

    def period(self, on: date) -> Period:
        """Return the days that are asked for, else the last half-year. Days the wrong way round are turned."""
        said = self.cleaned_data
        last = said.get("last") or on
        first = said.get("first") or min(on - AT_FIRST, last - AT_FIRST)
        return Period(min(first, last), until_of(max(first, last)))


@dataclass(frozen=True)
class Stated:
    """A statement that somebody asked for."""

    found: Opened
    form: StatementForm
    statement: Statement


def _stated(request: StaffRequest, pk: int) -> Stated:
    found = opened(request, pk)
    form = StatementForm(request.GET)
    form.full_clean()
    period = form.period(found.page.on)
    form = StatementForm(request.GET if form.errors else _boxes(period))
    form.full_clean()
    statement = statement_of(found.page, period, words=statement_words(found.labels))
    return Stated(found, form, statement)


def _boxes(period: Period) -> dict[str, str]:
    """Return a period as the boxes of the form hold it."""
    days = {"first": period.starts, "last": period.last_day or period.starts}
    return {
        f"{name}_{part}": str(getattr(day, part))
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


@require_safe
def statement(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the statement of an account for any days, each charge explained, with the balance after each line."""
    stated = _stated(request, pk)
    page = stated.found.page
    context = {
        "page": page,
        "form": stated.form,
        "statement": stated.statement,
        "lines": explained(stated.statement.lines, page),
        "parts_called": PARTS,
        "stands": statements.stands,
        "query": request.GET.urlencode(),
        "labels": stated.found.labels,
    }
    return render(request, "rents/statement.html", context, status=422 if stated.form.errors else 200)


@require_safe
def statement_table(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Send a statement as a table. That it was taken is in the audit."""
    stated = _stated(request, pk)
    _log(stated)
    words = statement_words(stated.found.labels)
    return download(_name(stated), statements.HEADING, statements.rows(stated.statement, called=words.part))


@require_safe
def statement_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a statement as a PDF that can be read aloud, in large print if asked for."""
    stated = _stated(request, pk)
    _log(stated)
    is_large = "large" in request.GET
    made = as_pdf(stated.statement, council=stated.found.officer.council, is_large=is_large)
    answer = HttpResponse(made, content_type="application/pdf")
    name = safe_filename(f"{_name(stated)}{' large print' if is_large else ''}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _name(stated: Stated) -> str:
    period = stated.statement.period
    return f"statement {stated.statement.payment_reference} {period.starts} to {stated.statement.last_day}"


def _log(stated: Stated) -> None:
    """Keep that a statement was taken. One that names restricted people was logged when it was opened."""
    if all(holder.restricted_to == OPEN_TO_ALL for holder in stated.found.page.people):
        audit.log_download(stated.found.officer.council_id, what=f"Downloaded the {_name(stated)}")
