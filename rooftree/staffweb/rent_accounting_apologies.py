"""Pages of apologies: what was said or done because of a wrong balance, until somebody says sorry."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.journeys import reversals
from rooftree.pages.forms import Form, sent
from rooftree.rents.models import Apology
from rooftree.rents.permissions import may_settle_apologies
from rooftree.staffweb.rent_accounting_frame import (
    Books,
    Column,
    Filter,
    answer_list,
    books_of,
    books_with,
    change,
)
from rooftree.staffweb.rent_accounting_saying_why import say_why
from rooftree.staffweb.requests import StaffRequest

STATUSES = {Apology.Status.DUE: "red", Apology.Status.SENT: "green", Apology.Status.WAIVED: "grey"}
"""How an apology stands, as a colour beside its word."""

COLUMNS = (
    Column("Whom", lambda row: row.person.full_name, ("person__surname", "person__forenames")),
    Column("What was said or done", lambda row: row.what, ("what",)),
    Column("When", lambda row: row.done_at, ("done_at",)),
    Column("We had", lambda row: row.balance_then, ("balance_then",), numeric=True),
    Column("Right was", lambda row: row.balance_right, ("balance_right",), numeric=True),
    Column("Owner", lambda row: owner_of(row), ("owner__name", "team__name")),
    Column("Status", lambda row: row.get_status_display(), ("status",)),
)


def owner_of(apology: Apology) -> str:
    """Return who is to say sorry: an officer, else a team, else nobody."""
    if apology.owner:
        return apology.owner.name
    return apology.team.name if apology.team else ""


class ApologiesFilter(Filter):
    """Which apologies are listed."""

    status = django_forms.ChoiceField(required=False, choices=[("", "Every status"), *Apology.Status.choices])
    owner = django_forms.ChoiceField(required=False, choices=[("", "Anybody"), ("me", "Me"), ("nobody", "Nobody")])

    def rows(self) -> QuerySet[Apology]:
        """Return the apologies that are asked for, the longest waiting first."""
        said = self.said()
        rows = Apology.objects.filter(council_id=self.books.council_id)
        if "status" in said:
            rows = rows.filter(status=said["status"])
        if said.get("owner") == "me":
            rows = rows.filter(owner=self.books.officer)
        if said.get("owner") == "nobody":
            rows = rows.filter(owner__isnull=True)
        return rows.select_related("person", "rent_account", "journal", "owner", "team")


@require_safe
def apologies(request: StaffRequest) -> HttpResponseBase:
    """List the apologies that are owed, the longest waiting first, as far as one may see the people."""
    books = books_of(request)
    form = ApologiesFilter(request.GET, books, status="due")
    return answer_list(
        request,
        books,
        form.rows(),
        COLUMNS,
        name="apologies",
        template="apologies.html",
        about=lambda row: row,
        filter=form,
        colours=STATUSES,
        owner_of=owner_of,
        may_settle=books.may(may_settle_apologies),
    )


class SorryForm(Form):
    """What went wrong, in the officer's words."""

    words = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="what went wrong")


def say_sorry(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an apology, with what went wrong in one's own words."""
    apology, books = _apology(request, pk)
    return _settle(
        request,
        apology,
        books,
        SorryForm(sent(request)),
        partial(reversals.say_sorry, apology, **books.acting),
        template="say_sorry.html",
        said="The apology goes out.",
    )


def waive_apology(request: StaffRequest, pk: int) -> HttpResponse:
    """Say why no apology is due."""
    apology, books = _apology(request, pk)
    return say_why(
        request,
        books,
        partial(reversals.waive, apology, **books.acting),
        back_to=_back(books),
        said="It is noted that no apology is due.",
        heading="No apology is due",
        what=f"{apology.person.full_name}. {apology.what}",
    )


def _settle(
    request: StaffRequest, apology: Apology, books: Books, form: Form, action: Any, **shown: Any
) -> HttpResponse:
    return change(request, books, form, action, back_to=_back(books), apology=apology, **shown)


def _back(books: Books) -> str:
    return f"{reverse('staff:apologies')}?council={books.council.code}"


def _apology(request: StaffRequest, pk: int) -> tuple[Apology, Books]:
    apologies = Apology.objects.select_related("person", "rent_account", "journal")
    apology: Apology = get_object_or_404(apologies, pk=pk)
    return apology, books_with(request, apology, may_settle_apologies)
