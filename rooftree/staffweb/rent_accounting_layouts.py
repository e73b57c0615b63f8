"""How the files of a council's senders are laid out, where that differs from our own layout."""

from collections.abc import Iterator
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.pages.forms import Form, sent
from rooftree.rents.actions import files as actions
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.files.kinds import KINDS, FileKind
from rooftree.rents.models import FileMapping
from rooftree.rents.permissions import may_take_money_files
from rooftree.staffweb.rent_accounting_frame import Books, books_of, change, show
from rooftree.staffweb.requests import StaffRequest

MAPPED = ("cash", "bank", "hb", "uc")
"""Kinds of file of which a council says something: the others are laid out by their publisher alone."""
PIECES = 4
"""What a line of entries that another file brings is made of: control account, bank's code, payer, text."""


@require_safe
def file_layouts(request: StaffRequest) -> HttpResponse:
    """List the kinds of file, and what this council says of each."""
    books = books_of(request)
    kept = {each.kind: each for each in _mappings(books).select_related("changed_by")}
    context = {
        "kinds": [(KINDS[code], kept.get(code)) for code in MAPPED],
        "may_change": books.may(may_take_money_files),
    }
    return show(request, books, "file_layouts.html", context)


class LayoutForm(Form):
    """A mapping in TOML, and, of a bank statement, what another file brings."""

    layout = django_forms.CharField(required=False, max_length=10_000, widget=django_forms.Textarea)
    elsewhere = django_forms.CharField(required=False, max_length=4_000, widget=django_forms.Textarea)

    def clean_elsewhere(self) -> list[Elsewhere]:
        """Read each line: control account; bank's code; payer; text."""
        return list(_entries(self.cleaned_data["elsewhere"]))


def _entries(typed: str) -> Iterator[Elsewhere]:
    for line in filter(None, map(str.strip, typed.splitlines())):
        pieces = [piece.strip() for piece in line.split(";")]
        if len(pieces) > PIECES or not pieces[0]:
            raise ValidationError(f"Write “{line}” as: control account; the bank’s code; payer; text")
        control, family, payer, text = [*pieces, *[""] * (PIECES - len(pieces))]
        yield Elsewhere(control, family, payer.upper(), text.upper())


def change_file_layout(request: StaffRequest, kind: str) -> HttpResponse:
    """Say how this council's files of a kind are laid out, from the next file on."""
    if kind not in MAPPED:
        raise Http404("A council says nothing of files of this kind.")
    books = books_of(request, may_take_money_files)
    of_kind: FileKind = KINDS[kind]
    kept = _mappings(books).filter(kind=kind).first()
    known: dict[str, Any] = {}
    if kept:
        known = {"layout": kept.layout, "elsewhere": "\n".join("; ".join(each) for each in kept.elsewhere)}

    def save(key: str, **facts: Any) -> FileMapping:
        return actions.set_mapping(kind, key=key, **facts, **books.acting)

    return change(
        request,
        books,
        LayoutForm(sent(request), initial=known),
        save,
        template="change_file_layout.html",
        back_to=f"{reverse('staff:file_layouts')}?council={books.council.code}",
        said="It holds from the next file on.",
        kind=of_kind,
    )


def _mappings(books: Books) -> Any:
    return FileMapping.objects.filter(council_id=books.council_id)
