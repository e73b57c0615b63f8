"""Taking a file of money in, posting one out of its order, and comparing one with the books."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.pages.forms import Form, sent
from rooftree.rents.actions import files as actions
from rooftree.rents.files.kinds import KINDS
from rooftree.rents.models import MoneyFile
from rooftree.rents.permissions import may_see_rent_accounting, may_skip_money_files, may_take_money_files
from rooftree.staff.permissions import Permission
from rooftree.staffweb.council_pages import press
from rooftree.staffweb.limits import count_upload
from rooftree.staffweb.rent_accounting_frame import Books, books_of, books_with, change, show
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.requests import StaffRequest


class TakeForm(Form):
    """A file, of which kind, and what its sender says beside it."""

    kind = django_forms.ChoiceField(
        choices=[(kind.code, kind.label) for kind in KINDS.values()], label="the kind of file"
    )
    file = django_forms.FileField(label="a file")
    said_lines = django_forms.IntegerField(required=False, min_value=0, label="the number of lines")
    said_total = django_forms.DecimalField(
        required=False, max_digits=14, decimal_places=2, label="the control total"
    )


def take_money_file(request: StaffRequest) -> HttpResponse:
    """Take a file of money in: it is posted whole, held for those before it, or refused with every reason."""
    books = books_of(request, may_take_money_files)
    form = TakeForm(sent(request), files=request.FILES or None, initial={"kind": request.GET.get("kind", "cash")})

    def take(file: Any, **facts: Any) -> MoneyFile:
        count_upload(request.user.pk, at=books.at)
        return actions.take_file(file, name=file.name, council=books.council, **facts, **books.acting)

    return change(
        request,
        books,
        form,
        take,
        template="take_file.html",
        back_to=f"{reverse('staff:money_files')}?council={books.council.code}",
        onward=_page,
        said=_said,
        hints={kind.code: _hint(kind) for kind in KINDS.values()},
    )


def _hint(kind: Any) -> str:
    numbered = "Numbered: one that is missing is waited for" if kind.numbered else "Each names its own day"
    money = "" if kind.has_money else ". It moves no money"
    return f"{numbered}{money}. Ends with {' or '.join(kind.endings)}"


def _said(file: MoneyFile) -> str:
    if file.status == MoneyFile.Status.POSTED:
        return "The file is posted, whole. Below is where each line went."
    if file.status == MoneyFile.Status.HELD:
        return "The file is kept, and waits: one before it has not come."
    return "The file is refused, and nothing of it was posted. Below is why."


# --- Out of its order -------------------------------------------------------------------------------


def ask_to_skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a held file to be posted although one before it is missing."""
    file, books = _file(request, pk, may_skip_money_files)
    return say_why(
        request,
        books,
        partial(actions.ask_to_skip, file, **books.acting),
        back_to=_page(file),
        said="It is asked for, and waits for a colleague to agree.",
        heading="Ask to post it out of its order",
        what=file.name,
    )


@require_POST
def agree_to_skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree that a held file is posted although one before it is missing, and post it."""
    file, books = _file(request, pk, may_skip_money_files)
    action = partial(actions.agree_to_skip, file, **books.acting)
    return press(request, action, back_to=_page(file), said="You agreed. What became of the file stands below.")


def give_up_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse a held file after all."""
    file, books = _file(request, pk, may_take_money_files)
    return say_why(
        request,
        books,
        partial(actions.give_up, file, **books.acting),
        back_to=_page(file),
        said="The file is refused. Nothing of it was posted.",
        heading="Do not post this file",
        what=file.name,
    )


@require_safe
def compare_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Read a posted file again, and compare each line with what stands in the books."""
    file, books = _file(request, pk, may_see_rent_accounting)
    if file.posted_on is None or not KINDS[file.kind].has_money:
        raise Http404("Only a file that was posted can be compared with the books.")
    context = {"file": file, "differences": actions.differences(file)}
    return show(request, books, "compare_file.html", context)


def _file(request: StaffRequest, pk: int, permission: Permission) -> tuple[MoneyFile, Books]:
    file: MoneyFile = get_object_or_404(MoneyFile.objects.select_related("council"), pk=pk)
    return file, books_with(request, file, permission)


def _page(file: MoneyFile) -> str:
    return reverse("staff:money_file", args=[file.pk])
