"""My rent: what she owes and why, what is charged, what will change, the statement, and telling us of a change."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from rooftree.foundations.downloads import csv_lines
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY, Period
from rooftree.journeys.statements import as_pdf
from rooftree.pages.filters import pounds, short_date
from rooftree.pages.forms import Form, sent
from rooftree.people.portal import Scope
from rooftree.record.rent import (
    Charge,
    RentAccount,
    benefits_of,
    charges_of,
    rent_account,
    rent_accounts,
    statement_of,
)
from rooftree.rents import govuk_pay, models, owing, paying_queries, statements
from rooftree.rents.codes import temporary_groups
from rooftree.rents.models import Mandate
from rooftree.rents.statements import Statement, StatementWords
from rooftree.rents.statements_read import words_on
from rooftree.residentweb import rent_words
from rooftree.residentweb.answering import Words, offer, today, words_for
from rooftree.residentweb.requests import ResidentRequest

YEAR = dt.timedelta(days=364)
SPANS = {"3": (91, gettext_lazy("The last 3 months")), "12": (364, gettext_lazy("The last 12 months")),
         "36": (1092, gettext_lazy("The last 3 years")), "all": (0, gettext_lazy("Everything"))}  # fmt: skip
"""How far back a statement goes: days, and what it is called. Nought: as long as the account is there."""

CHANGES = {
    "income": ("RNT-ARR", gettext_lazy("I have less money coming in")),
    "benefits": ("RNT-UC", gettext_lazy("My Universal Credit or Housing Benefit has changed")),
    "people": ("TEN-DET", gettext_lazy("Somebody has moved in or out")),
    "cannot_pay": ("RNT-ARR", gettext_lazy("I cannot pay my rent, or want to pay it off bit by bit")),
    "hardship": ("RNT-HDS", gettext_lazy("I have no money for food, heating or light")),
    "missing": ("RNT-MIS", gettext_lazy("I paid, and it does not show")),
    "charge": ("RNT-CHG", gettext_lazy("I do not understand what I am charged")),
    "refund": ("RNT-REF", gettext_lazy("I overpaid, and want it back")),
}
"""What can have changed, and the reason under which it reaches the right team (contact.reasons)."""


def own_account(request: ResidentRequest, payment_reference: str) -> RentAccount:
    """Return one of her rent accounts; Http404 for none of hers."""
    account = rent_account(request.resident, payment_reference, on=today())
    if account is None:
        raise Http404("No rent account of yours has this reference.")
    return account


@require_safe
def rent(request: ResidentRequest, payment_reference: str = "") -> HttpResponse:
    """Show what she owes and why, what she is charged, what will change, and what she can do."""
    accounts = rent_accounts(request.resident, on=today())
    chosen = [each for each in accounts if payment_reference in ("", each.payment_reference)]
    if payment_reference and not chosen:
        raise Http404("No rent account of yours has this reference.")
    if not chosen:
        return render(request, "rent/rent.html", {"account": None, "may_ask": _may_ask(request)})
    account = chosen[0]
    words, codes = words_for(request), in_her_words(request)
    together = _together(request, account, accounts)
    shown = {
        "account": account,
        "others": [each for each in accounts if each is not account and each not in together],
        "together": [(each, rent_words.lived(each.from_on, each.until_on)) for each in together],
        "all_stand": rent_words.all_stand(sum((each.balance for each in together), Decimal())),
        "stands": rent_words.standing(account.balance),
        "stands_of": rent_words.standing,
        "part_stands": rent_words.part_stands,
        "parts": rent_words.PARTS,
        "per": rent_words.PER,
        "may_ask": _may_ask(request),
        **_why(request, account, words, codes),
        **_charged(request, account, codes),
        **_paying(request, account, words),
    }
    return render(request, "rent/rent.html", shown)


def _together(request: ResidentRequest, account: RentAccount, accounts: list[RentAccount]) -> list[RentAccount]:
    """Return her accounts of temporary accommodation, the latest first, where this is one of several: one debt."""
    groups = temporary_groups(on=today(), council=request.resident.council_id)
    found = [each for each in accounts if each.group in groups]
    if account not in found or len(found) < 2:
        return []
    return sorted(found, key=lambda each: (each.from_on, each.id), reverse=True)


def _may_ask(request: ResidentRequest) -> bool:
    return Scope.ASK in request.resident.scopes


def _why(request: ResidentRequest, account: RentAccount, words: Words, codes: StatementWords) -> dict[str, object]:
    """Return why she owes what she owes: the sum of the last year, and what benefit is expected."""
    on = today()
    found = _read(request, account, Period(on - YEAR, on + DAY), codes)
    posted = (line.posted for line in found.lines)
    moved = [owing.Moved(each.posted_on, each.effective_on, each.code, each.kind, each.pounds) for each in posted]
    benefits = benefits_of(request.resident, account, on=on)
    return {
        "because": rent_words.because(owing.why(moved, balance=account.balance), account.last_payment),
        "expected": [rent_words.expected(each, words.of("rents.benefits", each.kind), on=on) for each in benefits],
    }


def _read(request: ResidentRequest, account: RentAccount, period: Period, codes: StatementWords) -> Statement:
    name = request.standing.for_name
    return statement_of(request.resident, account, period, on=today(), name=name, words=codes)


def in_her_words(request: ResidentRequest) -> StatementWords:
    """Return what codes and parts of an account are called, in the language of the page."""
    words = words_on(today(), council_id=request.resident.council_id)
    return StatementWords(
        code=lambda code: gettext(words.code(code)), part=lambda part: str(rent_words.PARTS.get(part, part))
    )


def _charged(request: ResidentRequest, account: RentAccount, codes: StatementWords) -> dict[str, object]:
    charges = charges_of(request.resident, account, on=today())

    def rows(charged: tuple[Charge, ...]) -> list[tuple[str, ...]]:
        return [(codes.code(each.code), pounds(each.amount), short_date(each.from_on)) for each in charged]

    return {
        "charges": charges,
        "now_rows": rows(charges.now),
        "then_rows": [row[:2] for row in rows(charges.then)],
    }


def _paying(request: ResidentRequest, account: RentAccount, words: Words) -> dict[str, object]:
    """Return how she pays, and what of it she can do here."""
    mandate = live_mandate(account)
    said = [rent_words.pays_by(words.of("rents.payment_methods", account.paying_by))] if account.paying_by else []
    if mandate:
        said = [rent_words.collected(paying_queries.next_collections(mandate, on=today(), most=1))]
    return {
        "paying": said,
        "can_pay": govuk_pay.is_set_up(request.councils[0].code),
        "may_debit": mandate is not None or not account.is_over(today()),
        "has_debit": mandate is not None,
    }


def live_mandate(account: RentAccount) -> Mandate | None:
    """Return the direct debit of an account that stands today, if there is one."""
    return paying_queries.live_mandate(kept(account))


def kept(account: RentAccount) -> models.RentAccount:
    """Return the account as it is kept, for what acts on it."""
    return models.RentAccount.objects.get(pk=account.id)


# --- The statement ------------------------------------------------------------------------------------


def _statement(request: ResidentRequest, account: RentAccount) -> tuple[str, Statement]:
    """Return how far back is asked for, and the statement without what officers and payers noted."""
    span = request.GET.get("back", "")
    span = span if span in SPANS else "3"
    days, _words = SPANS[span]
    on = today()
    starts = on - dt.timedelta(days=days) if days else account.from_on
    days_shown = Period(min(max(starts, account.from_on), on), on + DAY)
    found = _read(request, account, days_shown, in_her_words(request))
    lines = tuple(replace(line, posted=replace(line.posted, narrative="", reference="")) for line in found.lines)
    return span, replace(found, lines=lines)


@require_safe
def statement(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Show what was charged and paid, with the balance after each, the newest first."""
    account = own_account(request, payment_reference)
    span, found = _statement(request, account)
    shown = {
        "account": account,
        "statement": found,
        "stands": rent_words.standing(found.closing),
        "span": span,
        "spans": [(name, words) for name, (_days, words) in SPANS.items()],
        "rows": _rows(found),
        "may_ask": _may_ask(request),
    }
    return render(request, "rent/statement.html", shown)


def _rows(found: Statement) -> list[tuple[str, ...]]:
    """Return the rows of a statement, the newest first, with what stood before at the end."""
    rows = [
        (
            short_date(line.posted.posted_on),
            rent_words.what(line.what, line.posted.posted_on, line.posted.effective_on),
            "" if line.charged is None else pounds(line.charged),
            "" if line.paid is None else pounds(line.paid),
            pounds(line.balance),
        )
        for line in reversed(found.lines)
    ]
    before = rent_words.before(found.period.starts)
    return [*rows, (short_date(found.period.starts), before, "", "", pounds(found.opening))]


@require_safe
def statement_pdf(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Send the statement as a PDF, in large print if wanted."""
    account = own_account(request, payment_reference)
    _span, found = _statement(request, account)
    council = Council.objects.get(pk=request.resident.council_id)
    sheet = as_pdf(found, council=council, is_large=request.GET.get("large") == "yes")
    answer = HttpResponse(sheet, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="rent-statement-{account.id}.pdf"'
    return answer


@require_safe
def statement_csv(request: ResidentRequest, payment_reference: str) -> StreamingHttpResponse:
    """Send the statement as a table."""
    account = own_account(request, payment_reference)
    _span, found = _statement(request, account)
    rows = list(statements.rows(found, called=in_her_words(request).part))
    answer = StreamingHttpResponse(csv_lines(statements.HEADING, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="rent-statement-{account.id}.csv"'
    return answer


# --- Telling us of a change ---------------------------------------------------------------------------


class ChangedForm(Form):
    """What has changed."""

    what = django_forms.ChoiceField(error_messages={"required": gettext_lazy("Choose what has changed")})


def changed(request: ResidentRequest, payment_reference: str) -> HttpResponse:
    """Ask what has changed, and go on to her own words under the reason that reaches who can help."""
    account = own_account(request, payment_reference)
    form = ChangedForm(sent(request))
    offer(form, what=[(code, str(words)) for code, (_reason, words) in CHANGES.items()])
    if form.is_valid():
        reason, _words = CHANGES[form.cleaned_data["what"]]
        return redirect(f"{reverse('resident:ask_words')}?{urlencode({'about': reason})}")
    shown = {"form": form, "account": account}
    return render(request, "rent/changed.html", shown, status=422 if form.errors else 200)
