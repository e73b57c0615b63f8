"""The person page."""

from types import SimpleNamespace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rooftree.contact.permissions import may_log_contacts
from rooftree.foundations import dates, periods
from rooftree.foundations.models import RestrictedGroup
from rooftree.information_rights.permissions import may_take_rights_requests
from rooftree.migration.permissions import may_decide_matches
from rooftree.pages.labels import Labels
from rooftree.people import permissions
from rooftree.people.models import BirthDateCertainty, ContactPoint
from rooftree.people.rules import ADJUSTMENTS_ASKED_AGAIN, Use, ask_again_on
from rooftree.places.queries import who_looks_after
from rooftree.record.person import PersonPage, person_page
from rooftree.record.temporary import TemporaryDebt
from rooftree.rents.permissions import may_see_accounts
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find, require
from rooftree.staffweb.part_words import part_words
from rooftree.staffweb.rents_temporary import is_temporary, temporary_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.timeline import section

USE_WORDS = {Use.CALL: "call", Use.TEXT: "text", Use.WRITE: "write", Use.VOICEMAIL: "leave a message"}


@require_safe
def person(request: StaffRequest, reference: str) -> HttpResponse:
    """Show everything about one person, as far as this officer may see it."""
    at = dates.now()
    today = dates.london_day(at)
    page = person_page(reference, on=today)
    if page is None:
        raise Http404("Nobody that you may see has this reference.")
    officer = request.officer.at(page.person.council_id)
    require(may_find(officer))
    if page.person.reference != reference:
        return redirect("staff:person", page.person.reference)
    looked_after = who_looks_after([part.place_id for part in page.lives_at], on=today)
    labels = Labels(on=today, council_id=officer.council_id)
    context = {
        "page": page,
        "may": _may(officer),
        "labels": labels,
        "officers_of": lambda place_id: looked_after.get(place_id, []),
        "group_name": _group_name(page),
        "certainties": dict(BirthDateCertainty.choices),
        "kinds": dict(ContactPoint.Kind.choices),
        "part_of": part_words(labels),
        "last_day": periods.last_day_of,
        "uses": USE_WORDS,
        "ask_again": _ask_again(page, labels),
        "together": _temporary(page, officer, labels),
        "timeline": section(
            "person", page.person, officer=officer, labels=labels, at=at, restricted_to=page.person.restricted_to
        ),
    }
    return render(request, "people/person.html", context)


def _temporary(page: PersonPage, officer: Officer, labels: Labels) -> TemporaryDebt | None:
    """Return what the person owes for temporary accommodation; None for who never lived in any. One query else."""
    if not may_see_accounts(officer) or not is_temporary((each.tenure for each in page.tenancies), labels):
        return None
    found = temporary_of(page.person.council_id, [page.person.id], labels)
    return found if found.placements else None


def _may(officer: Officer) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    return SimpleNamespace(
        log_contact=bool(may_log_contacts(officer)),
        rights=bool(may_take_rights_requests(officer)),
        see_accounts=bool(may_see_accounts(officer)),
        correct=bool(permissions.may_correct_people(officer)),
        contact=bool(permissions.may_change_contact_points(officer)),
        needs=bool(permissions.may_record_needs(officer)),
        read_vulnerability=bool(permissions.may_read_vulnerability(officer)),
        vulnerability=bool(permissions.may_record_vulnerability(officer)),
        propose_markers=bool(permissions.may_propose_markers(officer)),
        approve_markers=bool(permissions.may_approve_markers(officer)),
        authorities=bool(permissions.may_record_authorities(officer)),
        close_account=bool(permissions.may_close_portal_accounts(officer)),
        restrict=bool(permissions.may_restrict_people(officer)),
        merge=bool(permissions.may_merge_people(officer)),
        decide_matches=bool(may_decide_matches(officer)),
    )


def _ask_again(page: PersonPage, labels: Labels) -> bool:
    """Say whether it is time to ask again what we must do differently."""
    asked = page.needs_asked_on
    return asked is None or ask_again_on(asked, labels.limit(ADJUSTMENTS_ASKED_AGAIN.code)) <= page.on


def _group_name(page: PersonPage) -> str:
    """Return the name of the group that may open this record; most records need no query for it."""
    if not page.person.restricted_to:
        return ""
    return RestrictedGroup.objects.get(pk=page.person.restricted_to).name
