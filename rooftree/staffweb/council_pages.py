"""What the pages about a council and its staff share: who asks, the way about, and how a change is answered."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.downloads import Cell, csv_lines, safe_filename
from rooftree.foundations.models import Council
from rooftree.foundations.periods import last_day_of
from rooftree.information_rights.permissions import (
    may_propose_destruction,
    may_read_looks,
    may_see_equality_counts,
)
from rooftree.machines.permissions import may_manage_machines
from rooftree.pages.forms import Form, was_done
from rooftree.pages.labels import Labels
from rooftree.staff import permissions
from rooftree.staff.models import Officer
from rooftree.staff.permissions import OfCouncil, Permission, require
from rooftree.staffweb.requests import StaffRequest

ROWS = 50
"""Rows on one page of a list."""


@dataclass(frozen=True)
class Part:
    """One of the pages about the council: its words, its address, and who may see it."""

    label: str
    page: str
    permission: Permission


PARTS = (
    Part("Overview", "staff:council", permissions.may_see_staff),
    Part("Officers", "staff:officers", permissions.may_see_staff),
    Part("Who is away", "staff:absences", permissions.may_see_staff),
    Part("Teams", "staff:teams", permissions.may_see_staff),
    Part("Offices", "staff:offices", permissions.may_see_staff),
    Part("Patches", "staff:patches", permissions.may_see_staff),
    Part("Restricted groups", "staff:groups", permissions.may_manage_staff),
    Part("Who may do what", "staff:permissions", permissions.may_see_staff),
    Part("Rule book", "staff:rule_book", permissions.may_read_rule_book),
    Part("How long things are kept", "staff:retention", may_propose_destruction),
    Part("Equality answers", "staff:equality_counts", may_see_equality_counts),
    Part("Roles from the directory", "staff:directory_roles", permissions.may_map_directory),
    Part("Audit", "staff:audit", permissions.may_read_audit),
    Part("Other systems", "staff:systems", may_manage_machines),
    Part("Who looked", "staff:looks", may_read_looks),
)


@dataclass(frozen=True)
class Asked:
    """Who asks for a page about councils, and when: the officers by council for which they may."""

    at: datetime
    officers: dict[int, Officer]

    @property
    def on(self) -> date:
        """The London day of `at`."""
        return dates.london_day(self.at)

    @property
    def councils(self) -> list[Council]:
        """The councils, by name."""
        return [officer.council for officer in self.officers.values()]

    def labels(self) -> dict[int, Labels]:
        """Return the rule book's words for each council. One query a council."""
        return {council_id: Labels(on=self.on, council_id=council_id) for council_id in self.officers}


def asked(request: StaffRequest, permission: Permission) -> Asked:
    """Return who asks, if they may in one council at least; raise PermissionDenied, saying why, if in none."""
    answers = {pk: permission(officer) for pk, officer in request.officer.officers.items()}
    allowed = {pk: request.officer.at(pk) for pk, answer in answers.items() if answer}
    if not allowed:
        raise PermissionDenied(next(iter(answers.values())).because)
    return Asked(dates.now(), allowed)


def asked_of(request: StaffRequest, record: OfCouncil, permission: Permission) -> tuple[Officer, datetime]:
    """Return the officer that the asker is to a record's council, who may, and the moment."""
    officer = request.officer.at(record.council_id)
    require(permission(officer, record))
    return officer, dates.now()


def may(request: StaffRequest, record: OfCouncil, permission: Permission) -> bool:
    """Return whether the asker may, with this record: to offer what can be done, and nothing else."""
    return bool(permission(request.officer.at(record.council_id), record))


def council_of(request: StaffRequest, permission: Permission) -> tuple[Asked, Officer]:
    """Return who asks, and the officer they are to the council that the address names, else to their first."""
    who = asked(request, permission)
    wanted = request.GET.get("council", "")
    for officer in who.officers.values():
        if officer.council.code == wanted:
            return who, officer
    return who, next(iter(who.officers.values()))


def show(request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with a page about the council, with the way about such pages."""
    return render(request, template, {"parts": _parts(request), "last_day": last_day_of, **context}, status=status)


def change(
    request: StaffRequest,
    form: Form,
    action: Callable[..., Any],
    *,
    template: str,
    back_to: str,
    said: str,
    onward: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer a page that changes one thing: when it is done, go back to `back_to` and say so in `said`.

    `onward` gives another address from what the action made. Not sent yet, or refused: the form,
    with what is wrong and nothing lost.
    """
    made: list[Any] = []
    if was_done(form, lambda **facts: made.append(action(**facts))):
        messages.success(request, said)
        return redirect(onward(made[0]) if onward else back_to)
    shown = {"form": form, "back_to": back_to, **context}
    return show(request, template, shown, status=422 if form.errors else 200)


def press(request: StaffRequest, action: Callable[..., object], *, back_to: str, said: str) -> HttpResponse:
    """Answer a button that needs no more than a press: do it, and go back either way."""
    form = Form(request.POST)
    if was_done(form, action):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(back_to)


def offer(form: forms.BaseForm, **choices: Any) -> None:
    """Give fields of a form what can be chosen in them: codes with words, or rows of the database."""
    for name, offered in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = offered
        else:
            assert isinstance(field, forms.ChoiceField), f"{name} is not a choice."
            field.choices = offered


def page_of(request: StaffRequest, rows: Any) -> Page[Any]:
    """Return the page of a list that the address asks for; the last one for a number too high."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def address_of_page(request: StaffRequest) -> Callable[[int], str]:
    """Return what makes the link of a page from its number, with the filters as they are."""

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return address


def download(name: str, heading: Sequence[str], rows: Iterator[Sequence[Cell]]) -> StreamingHttpResponse:
    """Answer with a table as a CSV file, line by line as its rows are read."""
    answer = StreamingHttpResponse(
        (line.encode() for line in csv_lines(heading, rows)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{safe_filename(name)}.csv"'
    return answer


def _parts(request: StaffRequest) -> list[dict[str, object]]:
    """Return the links to the pages about the council that the asker may see, the present one marked."""
    officers = request.officer.officers.values()
    allowed = [part for part in PARTS if any(part.permission(officer) for officer in officers)]
    links = [{"text": part.label, "href": reverse(part.page)} for part in allowed]
    here = max((link["href"] for link in links if request.path.startswith(link["href"])), key=len, default="")
    return [{**link, "current": link["href"] == here} for link in links]
