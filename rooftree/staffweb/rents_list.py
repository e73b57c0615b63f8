"""The list of rent accounts: one's own patch, another's, or all; narrowed, sorted, taken away as a table."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import audit
from rooftree.foundations.dates import short_date
from rooftree.foundations.downloads import Cell
from rooftree.foundations.money import NOUGHT, in_words
from rooftree.foundations.periods import Period
from rooftree.pages.labels import Labels
from rooftree.record.accounts import (
    ORDERS,
    ROWS,
    SHOWN,
    IncomePatch,
    Row,
    Sought,
    accounts,
    every_account,
    income_patches,
)
from rooftree.rents import owing, standing, universal_credit
from rooftree.rents.owing import Collectable
from rooftree.rents.permissions import may_see_accounts, may_see_rent_accounting
from rooftree.rents.statements import stands
from rooftree.rents.universal_credit import Benefit, Technical
from rooftree.staffweb.council_pages import Asked, address_of_page, asked, download, offer
from rooftree.staffweb.rents_words import (
    CODES,
    EVERY_DAYS,
    charged_until,
    codes_not_rent,
    grace_weeks,
    week_from,
    weeks_of,
)
from rooftree.staffweb.requests import StaffRequest

OWN, ALL = "own", "all"
TABS = {"": "Current", "owing": "Owing", "credit": "In credit", "former": "Former", "void": "Empty homes"}
SORTED = {
    "": "The highest rent arrears first.",
    "weeks": "The most weeks of rent owed first.",
    "balance": "The highest balance first, court costs and recharges counted.",
    "credit": "The highest credit first.",
    "paid": "The longest without a payment first.",
    "address": "By address.",
}
ORDER = {
    "": "Arrears",
    "weeks": "Weeks owed",
    "balance": "Balance",
    "credit": "Credit",
    "paid": "Last payment",
    "address": "Address",
}
NO_PAYMENT = dt.timedelta(weeks=5)
"""Longer than that without a payment is worth a word: the longest month and a few days."""


class Filter(forms.Form):
    """Which accounts, in which order. What is wrongly asked for narrows nothing."""

    whose = forms.ChoiceField(required=False)
    shown = forms.ChoiceField(required=False, choices=[(each, TABS[each]) for each in SHOWN])
    group = forms.ChoiceField(required=False)
    paying_by = forms.ChoiceField(required=False)
    benefit = forms.ChoiceField(required=False)
    at_least = forms.DecimalField(
        required=False, max_digits=9, decimal_places=2, label="the least balance in pounds"
    )
    weeks = forms.DecimalField(required=False, max_digits=5, decimal_places=1, label="the least number of weeks")
    order = forms.ChoiceField(required=False, choices=[(each, ORDER[each]) for each in ORDERS])

    def __init__(
        self, data: QueryDict, *, words: dict[int, Labels], patches: list[IncomePatch], usual: str
    ) -> None:
        super().__init__({"whose": usual, **data.dict()})
        self.words, labels = words, next(iter(words.values()))
        named = [
            (str(patch.id), f"Patch {patch.code}{f', {patch.officer}' if patch.officer else ''}")
            for patch in patches
        ]
        offer(
            self,
            whose=[(OWN, "My patches"), (ALL, "All accounts"), *named],
            group=[("", "Every group"), *labels.choices("rents.groups")],
            paying_by=[("", "Every way"), *labels.choices("rents.payment_methods")],
            benefit=[("", "Any or none"), ("none", "No benefit"), *labels.choices("rents.benefits")],
        )
        self.full_clean()
        self.not_eligible = tuple(code for code, _label in labels.choices(CODES, eligible=False))
        self.not_rent = codes_not_rent(labels)

    def sought(self, who: Asked) -> Sought:
        """Return what is asked for."""
        said = self.cleaned_data
        whose = said.get("whose") or ALL
        return Sought(
            councils=tuple(who.officers),
            officers=tuple(each.pk for each in who.officers.values()) if whose == OWN else None,
            patch=int(whose) if whose not in (OWN, ALL) else None,
            shown=said.get("shown", ""),
            group=said.get("group", ""),
            paying_by=said.get("paying_by", ""),
            benefit=said.get("benefit", ""),
            at_least=said.get("at_least"),
            weeks=said.get("weeks"),
            order=said.get("order", ""),
            not_eligible=self.not_eligible,
            not_rent=self.not_rent,
            weeks_from={each: week_from(words, on=who.on) for each, words in self.words.items()},
        )

    def query(self, **instead: str) -> str:
        """Return the filters as an address has them, with some of them changed; never the number of a page."""
        said = {name: str(value) for name, value in self.cleaned_data.items() if value} | instead
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Told:
    """An account of the list, in words."""

    row: Row
    status: str
    behind: Decimal
    """What of the rent arrears may be collected now."""
    why: str
    """Why it is on the list, or why there is nothing to do."""
    needs: tuple[str, ...]
    warnings: tuple[str, ...]
    paying_by: str


@require_safe
def accounts_list(request: StaffRequest) -> HttpResponse:
    """Show the accounts of one's own patches, or all of them, with why each is there."""
    who = asked(request, may_see_accounts)
    form, sought, words = _asked_for(request, who)
    number = max(_number(request.GET.get("page")), 1)
    found = accounts(replace(sought, offset=(number - 1) * ROWS), on=who.on, most=ROWS)
    if not found.rows and number > 1:
        found, number = accounts(sought, on=who.on, most=ROWS), 1
    context = {
        "form": form,
        "told": [tell(row, words[row.council_id], on=who.on) for row in found.rows],
        "counts": found.counts,
        "tabs": [
            {
                "text": TABS[each],
                "count": found.counts.of(each),
                "href": f"?{form.query(shown=each)}",
                "current": each == sought.shown,
            }
            for each in SHOWN
        ],
        "sorting": SORTED[sought.order],
        "page": _page(found.counts.found, number),
        "address": address_of_page(request),
        "table": f"{reverse('staff:rent_accounts_table')}?{form.query()}",
        "is_own": sought.officers is not None,
        "several": len(who.councils) > 1,
        "may_see_figures": any(may_see_rent_accounting(officer) for officer in who.officers.values()),
    }
    return render(request, "rents/accounts.html", context)


def _asked_for(request: StaffRequest, who: Asked) -> tuple[Filter, Sought, dict[int, Labels]]:
    words = who.labels()
    patches = income_patches(who.officers, on=who.on)
    own = {officer.pk for officer in who.officers.values()}
    usual = OWN if any(patch.officer_id in own for patch in patches) else ALL
    form = Filter(request.GET, words=words, patches=patches, usual=usual)
    return form, form.sought(who), words


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 7 else 1


def _page(found: int, number: int) -> Page[Any]:
    return Paginator(range(found), ROWS).get_page(number)


HEADING = (
    *(
        "Payment reference",
        "Address",
        "Names",
        "Status",
        "Why here",
        "Balance",
        "Rent arrears",
        "A week",
        "Weeks owed",
        "Behind",
    ),
    *("Last paid on", "Last paid", "Pays by", "Group", "Patch", "What we do differently", "Safety"),
)


@require_safe
def accounts_table(request: StaffRequest) -> StreamingHttpResponse:
    """Send every account that the filters leave, as a table. That it was taken is in the audit."""
    who = asked(request, may_see_accounts)
    _form, sought, words = _asked_for(request, who)
    for council_id in who.officers:
        audit.log_download(council_id, what="Downloaded a list of rent accounts")

    def rows() -> Iterator[list[Cell]]:
        for row in every_account(sought, on=who.on):
            yield _cells(tell(row, words[row.council_id], on=who.on), words[row.council_id])

    return download(f"rent accounts {who.on.isoformat()}", HEADING, rows())


def _cells(told: Told, labels: Labels) -> list[Cell]:
    row = told.row
    return [
        *(row.payment_reference, row.address, ", ".join(row.names), told.status, told.why),
        *(row.balance, row.arrears, row.weekly, row.weeks, told.behind),
        *(row.paid_on, row.paid, told.paying_by),
        *(labels.of("rents.groups", row.group), row.patch, ", ".join(told.needs), ", ".join(told.warnings)),
    ]


# --- An account in words ----------------------------------------------------------------------------


def tell(row: Row, labels: Labels, *, on: dt.date) -> Told:
    """Return an account in words: what it is, and why it is on the list."""
    status = standing.status(
        Period(row.from_on, row.until_on),
        tenure=row.tenure,
        balance=row.balance,
        suspended=[Period(on)] if row.is_suspended else [],
        on=on,
    )
    technical = _timing(row, on=on)
    found = owing.collectable(
        NOUGHT if not row.tenure else row.arrears,
        gross_weekly=row.gross,
        paid_this_week=row.paid_this_week,
        expected=technical.amount,
        grace_weeks=grace_weeks(labels),
    )
    return Told(
        row=row,
        status=labels.of("rents.statuses", status),
        behind=found.pounds,
        why=_why_here(row, technical, found, on=on),
        needs=tuple(labels.of("people.adjustments", code) for code in row.adjustments),
        warnings=(
            *(("Safe contact rules",) if row.has_safe_contact else ()),
            *(labels.of("staff.safety_markers", code) for code in row.markers),
        ),
        paying_by=labels.of("rents.payment_methods", row.paying_by) if row.paying_by else "",
    )


def _timing(row: Row, *, on: dt.date) -> Technical:
    """Return what of the rent arrears is only timing; nothing for an empty home."""
    return universal_credit.technical_arrears(
        universal_credit.AccountFacts(
            rent_arrears=row.arrears if row.tenure else NOUGHT,
            charged_weekly=row.eligible,
            charged_until=charged_until(row.cycle, row.until_on, None, on=on),
            benefits=[_benefit(each) for each in row.benefits],
        ),
        on=on,
    )


def _why_here(row: Row, technical: Technical, found: Collectable, *, on: dt.date) -> str:
    if not row.tenure:
        return f"{in_words(row.balance)} was lost while the home stood empty."
    if row.balance <= 0:
        return f"{stands(row.balance)}."
    said = [_owed(row, found.pounds)]
    if technical.amount and technical.until_on:
        said.append(f"{in_words(technical.amount)} is only timing, until {short_date(technical.until_on)}.")
    if row.paid_on is None or row.paid_on + NO_PAYMENT <= on:
        said.append("No payment for five weeks." if row.paid_on else "No payment on record.")
    return " ".join(said)


def _owed(row: Row, behind: Decimal) -> str:
    if row.arrears <= 0:
        return f"No rent arrears; {in_words(row.balance)} is owed besides."
    if behind <= 0:
        return "Nothing is behind."
    weeks = weeks_of(behind, row.weekly)
    return f"{in_words(behind)} behind{f', {weeks} weeks' if weeks else ''}."


def _benefit(found: dict[str, Any]) -> Benefit:
    day = dt.date.fromisoformat
    return Benefit(
        found["kind"],
        Decimal(found["amount"]),
        day(found["claimed_on"]) if found["claimed_on"] else None,
        day(found["next_on"]) if found["next_on"] else None,
        EVERY_DAYS.get(found["every"]),
    )
