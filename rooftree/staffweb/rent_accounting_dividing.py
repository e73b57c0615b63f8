"""The page that divides money in suspense among several accounts: a row for each, and a button for one more."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.pages.forms import say_what_to_do, sent
from rooftree.rents.actions import suspense as actions
from rooftree.rents.actions.suspense_shares import Share
from rooftree.rents.models import SuspenseItem
from rooftree.rents.permissions import may_work_suspense
from rooftree.staffweb.rent_accounting_accounts import PARTS, AccountForm, ReferenceField
from rooftree.staffweb.rent_accounting_frame import books_with, change, show
from rooftree.staffweb.rent_accounting_journal_forms import MoneyField
from rooftree.staffweb.rent_accounting_settling import said_when_posted
from rooftree.staffweb.rent_accounting_suspense import said_by
from rooftree.staffweb.requests import StaffRequest

FEWEST, MOST = 2, 12
"""Rows that the page begins with, and at most has."""
MORE = "more"
"""What the button that adds a row says with the form."""
PIECES = ("account", "part", "pounds")


class DivideForm(AccountForm):
    """Which accounts get how much of it, a row each, and how we know. Rows left empty are left out."""

    rows = django_forms.IntegerField(widget=django_forms.HiddenInput, min_value=FEWEST, max_value=MOST)
    why = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="how you know")

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "rows": rows}
        super().__init__(*args, **kwargs)
        self.numbers = range(1, rows + 1)
        for number in self.numbers:
            ordinal = f"of account {number}"
            self.fields[f"account_{number}"] = ReferenceField(
                required=False, label=f"the payment reference {ordinal}"
            )
            self.fields[f"part_{number}"] = django_forms.ChoiceField(
                required=False, choices=PARTS, initial="rent", label=f"the part {ordinal}"
            )
            self.fields[f"pounds_{number}"] = MoneyField(required=False, label=f"what account {number} gets")
        say_what_to_do(self)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The fields of each row, by what they ask, with its number."""
        return [{"number": each, **{name: self[f"{name}_{each}"] for name in PIECES}} for each in self.numbers]

    def clean(self) -> dict[str, Any]:
        """Return the parts of the rows that are filled in, and the reason."""
        said = super().clean() or {}
        shares = []
        for number in self.numbers:
            account, pounds = said.get(f"account_{number}"), said.get(f"pounds_{number}")
            if account is None and pounds is not None and f"account_{number}" not in self.errors:
                self.add_error(f"account_{number}", f"Enter the payment reference of account {number}")
            elif pounds is None and account is not None and f"pounds_{number}" not in self.errors:
                self.add_error(f"pounds_{number}", f"Enter what account {number} gets, in pounds")
            elif account is not None and pounds is not None:
                shares.append(Share(account, pounds, said.get(f"part_{number}") or "rent"))
        return {"parts": shares, "why": said.get("why", "")}


def divide_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Divide money in suspense among several accounts: at once, or when a colleague agrees."""
    items = SuspenseItem.objects.select_related("line", "suggested")
    item: SuspenseItem = get_object_or_404(items, pk=pk)
    books = books_with(request, item, may_work_suspense)
    typed = sent(request)
    shown: dict[str, Any] = {"item": item, "said_by": said_by(item), "most": MOST, "back_to": _page(item)}
    rows = _rows(typed)
    if typed is not None and MORE in typed:
        more = DivideForm(None, books=books, rows=min(rows + 1, MOST), initial=typed.dict())
        return show(request, books, "divide_suspense.html", {"form": more, **shown})
    known = {"account_1": item.suggested.payment_reference} if item.suggested else {}
    form = DivideForm(typed, books=books, rows=rows, initial=known)
    action = partial(actions.divide, item, **books.acting)
    return change(request, books, form, action, template="divide_suspense.html", said=said_when_posted, **shown)


def _rows(typed: Any) -> int:
    """Return how many rows the page has that was sent; as many as it begins with for any other answer."""
    said = str((typed or {}).get("rows", ""))
    return max(FEWEST, min(int(said), MOST)) if said.isascii() and said.isdigit() and len(said) < 4 else FEWEST


def _page(item: SuspenseItem) -> str:
    return reverse("staff:suspense_item", args=[item.pk])
