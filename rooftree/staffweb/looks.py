"""Pages of a person's rights over their data, and of who looked at whose record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.information_rights.looks import by_day, looks_at, looks_of
from rooftree.information_rights.models import LegalHold
from rooftree.information_rights.permissions import (
    may_enter_equality,
    may_hold_records,
    may_read_looks,
    may_take_rights_requests,
)
from rooftree.information_rights.queries import complaints_of, requests_of
from rooftree.information_rights.rules import NAME_WHO_LOOKED, ComplaintStatus, Right, Status
from rooftree.people.models import Person
from rooftree.people.queries import records_of
from rooftree.staffweb.council_pages import asked, show
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about

SHOWN = 100
"""Looks on one page."""
TOLD = 1_000
"""Looks that are told at once, a day and a team in a line."""


@require_safe
def rights(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what a person has asked about their data, what holds their records, and what can be asked."""
    subject = about(request, reference, may_take_rights_requests)
    officer, person = subject.officer, subject.person
    holds = LegalHold.objects.filter(person__in=records_of(person), ended_at__isnull=True, until_on__gt=subject.on)
    context = {
        "subject": subject,
        "requests": requests_of(person),
        "complaints": complaints_of(person),
        "holds": holds,
        "rights": {each.value: each.label for each in Right},
        "statuses": {each.value: each.label for each in Status},
        "complaint_statuses": {each.value: each.label for each in ComplaintStatus},
        "may_hold": bool(may_hold_records(officer)),
        "may_enter_equality": bool(may_enter_equality(officer)),
        "may_read_looks": bool(may_read_looks(officer)),
    }
    return render(request, "information_rights/rights.html", context)


@require_safe
def looks_at_person(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who looked at a person's record, as the person would be told it, and by name."""
    subject = about(request, reference, may_read_looks)
    found = looks_at(subject.person, most=TOLD)
    with_name = bool(subject.labels.limit(NAME_WHO_LOOKED.code))
    context = {"subject": subject, "looks": found, "told": by_day(found, with_name=with_name), "most": TOLD}
    return render(request, "information_rights/looks_at_person.html", context)


@require_safe
def looks(request: StaffRequest) -> HttpResponse:
    """Show who looked at whose records in the council, the newest first."""
    who = asked(request, may_read_looks)
    before = request.GET.get("before", "")
    people = _people(request.GET.get("person", "").strip())
    found = looks_of(
        list(who.officers),
        people=people,
        most=SHOWN + 1,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    context = {
        "looks": found[:SHOWN],
        "more": found[SHOWN - 1].id if len(found) > SHOWN else 0,
        "person": request.GET.get("person", "").strip(),
        "nobody": people == [],
    }
    return show(request, "information_rights/looks.html", context)


def _people(reference: str) -> list[int] | None:
    """Return the ids of the records of the person that is asked for; None where nobody is."""
    if not reference:
        return None
    person = Person.objects.filter(reference=reference.upper()).first()
    return records_of(person) if person else []
