"""Pages on which an officer prepares a journal: which kind, of which account, and then what it needs."""

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from rooftree.ledger import balances
from rooftree.pages.forms import sent
from rooftree.rents.models import Journal, RentAccount
from rooftree.rents.permissions import may_prepare_journals, may_propose_write_offs
from rooftree.staff.permissions import Permission
from rooftree.staffweb import rent_accounting_journal_forms as forms
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_accounts import AccountForm, ReferenceField
from rooftree.staffweb.rent_accounting_frame import books_of, books_with, change, show
from rooftree.staffweb.requests import StaffRequest


@dataclass(frozen=True)
class Kind:
    """One kind of journal: what the page calls it, its form, and who may prepare it."""

    label: str
    hint: str
    form: type[forms.JournalForm]
    permission: Permission = may_prepare_journals


KINDS = {
    "reversal": Kind("Take back a posting", "It was posted twice, or to the wrong account", forms.ReversalForm),
    "transfer": Kind(
        "Move money to another account", "Or from one part of an account to another", forms.TransferForm
    ),
    "adjustment": Kind("Adjust an account", "Court costs, a recharge, compensation", forms.AdjustmentForm),
    "waiver": Kind("Waive rent", "Rent that was charged and is not asked for", forms.WaiverForm),
    "write_off": Kind("Write a debt off", "It is no longer collected", forms.WriteOffForm, may_propose_write_offs),
    "write_on": Kind(
        "Write a debt back on", "Or take an old credit to income", forms.WriteOnForm, may_propose_write_offs
    ),
    "opening": Kind("Bring a balance in", "From an old system", forms.OpeningForm),
}
"""The kinds of journal, by the word in the address."""


class StartForm(AccountForm):
    """Of which account, and which kind."""

    account = ReferenceField(label="a payment reference")
    kind = django_forms.ChoiceField(label="what it is to do")


def prepare_journal(request: StaffRequest) -> HttpResponse:
    """Ask which kind of journal is wanted, and of which account."""
    books = books_of(request, _any_permission(request))
    named = {"account": request.GET.get("account", ""), "kind": request.GET.get("kind", "")}
    form = StartForm(sent(request), books=books, initial=named)
    allowed = {code: kind for code, kind in KINDS.items() if books.may(kind.permission)}
    offer(form, kind=[(code, kind.label) for code, kind in allowed.items()])
    if form.is_valid():
        said = form.cleaned_data
        return redirect("staff:prepare_journal_of", said["account"].payment_reference, said["kind"])
    context = {
        "form": form,
        "back_to": reverse("staff:journals"),
        "hints": {code: kind.hint for code, kind in allowed.items()},
    }
    return show(request, books, "prepare_journal.html", context, status=422 if form.errors else 200)


def prepare_journal_of(request: StaffRequest, reference: str, word: str) -> HttpResponse:
    """Prepare a journal of one kind for one account."""
    kind = KINDS.get(word)
    if kind is None:
        raise Http404(f"There is no kind of journal called {word}.")
    accounts = RentAccount.objects.select_related("place")
    account = get_object_or_404(
        accounts, payment_reference=reference, council_id__in=list(request.officer.officers)
    )
    books = books_with(request, account, kind.permission)
    form = kind.form(sent(request), account=account, books=books)
    return change(
        request,
        books,
        form,
        lambda key, **_: form.send(books.acting, key),
        template=f"prepare_{word}.html" if word in ("reversal", "transfer") else "prepare_amount.html",
        back_to=reverse("staff:journals"),
        onward=_page,
        said=_said,
        account=account,
        kind=kind,
        parts_now=_parts_now(account),
    )


def _any_permission(request: StaffRequest) -> Permission:
    """Return which of the two permissions the asker has, if one: either opens the way to a kind."""
    officers = request.officer.officers.values()
    prepares = any(may_prepare_journals(officer) for officer in officers)
    return may_prepare_journals if prepares else may_propose_write_offs


def _page(journal: Journal) -> str:
    return reverse("staff:journal", args=[journal.pk])


def _said(journal: Journal) -> str:
    if journal.status == Journal.Status.POSTED:
        return "It is posted: one officer may post so much alone."
    return "It is prepared, and waits for a colleague to approve it."


def _parts_now(account: RentAccount) -> list[tuple[str, Any]]:
    """Return each part of an account that is open, by its label, with what is owed on it. Two queries."""
    parts = list(account.parts.all())
    owed = balances.of([part.ledger_account_id for part in parts])
    return [(part.get_part_display(), owed[part.ledger_account_id]) for part in parts]
