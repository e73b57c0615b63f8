"""What is done with money in suspense: posted, given back, approved by a colleague, noted, handed on."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from rooftree.foundations.money import in_words
from rooftree.pages.forms import Form, sent
from rooftree.rents.actions import suspense as actions
from rooftree.rents.models import SuspenseItem, SuspenseMove
from rooftree.rents.permissions import may_approve_suspense, may_give_suspense, may_work_suspense
from rooftree.staff import directory
from rooftree.staff.models import RoleHeld, Team
from rooftree.staff.permissions import Permission
from rooftree.staff.queries import here
from rooftree.staffweb.council_pages import offer, press
from rooftree.staffweb.rent_accounting_accounts import PARTS, AccountForm, ReferenceField
from rooftree.staffweb.rent_accounting_frame import Books, books_with, change
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.rent_accounting_suspense import said_by
from rooftree.staffweb.requests import StaffRequest


class PostForm(AccountForm):
    """Whose it is, and how we know."""

    account = ReferenceField(label="the payment reference")
    part = django_forms.ChoiceField(choices=PARTS, initial="rent", label="the part of the account")
    why = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="how you know")


def post_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Post money in suspense to the account that it is for: at once, or when a colleague agrees."""
    item, books = _item(request, pk, may_work_suspense)
    known = {"account": item.suggested.payment_reference, "why": item.because} if item.suggested else {}
    form = PostForm(sent(request), books=books, initial=known)
    return change(
        request,
        books,
        form,
        partial(actions.post_to_account, item, **books.acting),
        template="post_suspense.html",
        back_to=_page(item),
        said=said_when_posted,
        item=item,
        said_by=said_by(item),
    )


class ReturnForm(Form):
    """Whom it is given back to, and why."""

    payee = django_forms.CharField(max_length=100, label="whom it is given back to")
    why = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="why")


def return_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for money in suspense to be given back to whoever paid it."""
    item, books = _item(request, pk, may_work_suspense)
    return change(
        request,
        books,
        ReturnForm(sent(request), initial={"payee": item.line.payer}),
        partial(actions.ask_to_return, item, **books.acting),
        template="return_suspense.html",
        back_to=_page(item),
        said=said_when_posted,
        item=item,
        said_by=said_by(item),
    )


def said_when_posted(move: SuspenseMove) -> str:
    """Return what became of what was asked to be done with money in suspense, for the page that follows."""
    if move.status == SuspenseMove.Status.POSTED:
        return "It is posted."
    return "It waits for a colleague to approve it."


# --- The second person ------------------------------------------------------------------------------


@require_POST
def approve_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve what a colleague prepared, and post it."""
    move, books = _move(request, pk, may_approve_suspense)
    action = partial(actions.approve, move, **books.acting)
    return press(request, action, back_to=_page(move.item), said="It is approved, and posted.")


def refuse_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse what a colleague prepared, and say why."""
    move, books = _move(request, pk, may_approve_suspense)
    return say_why(
        request,
        books,
        partial(actions.refuse, move, **books.acting),
        heading="Refuse this",
        what=f"{in_words(move.item.amount)}. {move.why}",
        said="It is refused, and stays in suspense.",
        back_to=_page(move.item),
    )


@require_POST
def withdraw_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw what one prepared oneself."""
    move, books = _move(request, pk, may_work_suspense)
    action = partial(actions.withdraw, move, **books.acting)
    return press(request, action, back_to=_page(move.item), said="It is withdrawn, and stays in suspense.")


# --- Finding out ------------------------------------------------------------------------------------


class NoteForm(Form):
    """What somebody found out, or tried."""

    text = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="what you found out")


def note_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Note what was found out about money in suspense, or tried."""
    item, books = _item(request, pk, may_work_suspense)
    return change(
        request,
        books,
        NoteForm(sent(request)),
        partial(actions.note, item, **books.acting),
        template="note_suspense.html",
        back_to=_page(item),
        said="It is noted.",
        item=item,
        said_by=said_by(item),
    )


@require_POST
def own_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Look into money in suspense oneself."""
    item, books = _item(request, pk, may_work_suspense)
    action = partial(actions.own, item, **books.acting)
    return press(request, action, back_to=_page(item), said="You look into it.")


class GiveForm(Form):
    """Who looks into it: a colleague, or a team."""

    to: Any = django_forms.ModelChoiceField(None, required=False)
    team: Any = django_forms.ModelChoiceField(None, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is chosen."""
        said = super().clean() or {}
        if bool(said.get("to")) == bool(said.get("team")):
            self.add_error("to", "Choose a colleague, or a team, but not both")
        return said


def give_suspense(request: StaffRequest, pk: int) -> HttpResponse:
    """Give money in suspense to a colleague or a team to look into."""
    item, books = _item(request, pk, may_give_suspense)
    form = GiveForm(sent(request))
    teams = Team.objects.filter(council_id=books.council_id).order_by("name")
    working = RoleHeld.objects.filter(here("", books.on), role__in=may_work_suspense.roles).values("officer")
    offer(form, to=directory.colleagues(books.council_id, on=books.on).filter(pk__in=working), team=teams)
    return change(
        request,
        books,
        form,
        partial(actions.give, item, **books.acting),
        template="give_suspense.html",
        back_to=_page(item),
        said="It is theirs to look into.",
        item=item,
        said_by=said_by(item),
    )


def _item(request: StaffRequest, pk: int, permission: Permission) -> tuple[SuspenseItem, Books]:
    items = SuspenseItem.objects.select_related("line", "suggested")
    item: SuspenseItem = get_object_or_404(items, pk=pk)
    return item, books_with(request, item, permission)


def _move(request: StaffRequest, pk: int, permission: Permission) -> tuple[SuspenseMove, Books]:
    move: SuspenseMove = get_object_or_404(SuspenseMove.objects.select_related("item"), pk=pk)
    return move, books_with(request, move, permission)


def _page(item: SuspenseItem) -> str:
    return reverse("staff:suspense_item", args=[item.pk])
