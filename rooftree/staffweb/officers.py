"""Pages of officers: the list, one officer, and why somebody may or may not do a thing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.foundations.downloads import Cell
from rooftree.foundations.periods import Period
from rooftree.pages.labels import Labels
from rooftree.places import patch_queries
from rooftree.staff import directory, directory_queries, permissions, queries
from rooftree.staff.models import Cover, Officer, RoleHeld
from rooftree.staff.permissions import all_permissions
from rooftree.staffweb.council_pages import (
    Asked,
    address_of_page,
    asked,
    asked_of,
    download,
    may,
    offer,
    page_of,
    show,
)
from rooftree.staffweb.hours_form import week_of
from rooftree.staffweb.requests import StaffRequest

ROLES = "staff.roles"
WHEN = [("here", "Here today"), ("coming", "Still to come"), ("left", "Left")]


class OfficersFilter(forms.Form):
    """Which officers to list."""

    words = forms.CharField(required=False, max_length=200)
    council = forms.ChoiceField(required=False)
    role = forms.ChoiceField(required=False)
    team = forms.ChoiceField(required=False)
    when = forms.ChoiceField(required=False, choices=WHEN)

    def __init__(self, data: Any, *, who: Asked, labels: dict[int, Labels], teams: list[Any]) -> None:
        super().__init__({"when": "here", **data.dict()})
        self.who = who
        roles = {code: words for each in labels.values() for code, words in each.choices(ROLES)}
        several = len(who.councils) > 1
        offer(
            self,
            council=[("", "Every council"), *((each.code, each.name) for each in who.councils)],
            role=[("", "Any role"), *sorted(roles.items(), key=lambda item: item[1])],
            team=[
                ("", "Any team"),
                *((str(team.pk), f"{team.name}, {team.council}" if several else team.name) for team in teams),
            ],
        )

    def wanted(self) -> directory.Wanted:
        """Return what is asked for; an answer that is none narrows nothing."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        councils = [each.pk for each in self.who.councils if each.code == said.get("council", each.code)]
        return directory.Wanted(
            councils=councils,
            words=said.get("words", ""),
            role=said.get("role", ""),
            team_id=int(said["team"]) if "team" in said else None,
            when=said.get("when", "here"),
        )


@require_safe
def officers(request: StaffRequest) -> HttpResponse:
    """List officers, with the roles, the office and the cover of today."""
    who = asked(request, permissions.may_see_staff)
    labels = who.labels()
    form = _filter(request, who, labels)
    page = page_of(request, directory.officers(form.wanted(), on=who.on))
    context = {
        "on": who.on,
        "filter": form,
        "page": page,
        "page_address": address_of_page(request),
        "rows": [(officer, held_in_words(officer, labels)) for officer in page],
        "several": len(who.councils) > 1,
        "may_add": [each.council for each in who.officers.values() if permissions.may_manage_staff(each)],
        "query": request.GET.urlencode(),
    }
    return show(request, "officers/officers.html", context)


@require_safe
def officers_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send the officers that the filters leave, as a CSV file."""
    who = asked(request, permissions.may_see_staff)
    labels = who.labels()
    wanted = _filter(request, who, labels).wanted()
    heading = ["Name", "Council", "Job title", "Email", "Phone", "Office", "Roles today", "Covered today by"]

    def rows() -> Iterator[list[Cell]]:
        for officer in directory.officers(wanted, on=who.on).iterator(chunk_size=500):
            held = "; ".join(f"{role} ({team})" if team else role for role, team in held_in_words(officer, labels))
            away = ", ".join(cover.covered_by.name for cover in _away(officer))
            office = officer.office.name if officer.office else ""
            yield [
                officer.name,
                officer.council.name,
                officer.job_title,
                officer.email,
                officer.phone,
                office,
                held,
                away,
            ]

    return download("officers", heading, rows())


@require_safe
def officer(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one officer: roles, hours, patches, cover, and what is left in their name."""
    officer = found(pk)
    asker, at = asked_of(request, officer, permissions.may_see_staff)
    on = dates.london_day(at)
    labels = Labels(on=on, council_id=officer.council_id)
    manages = may(request, officer, permissions.may_manage_staff)
    held = [(role, labels.of(ROLES, role.role)) for role in directory.roles_of(officer)]
    context = {
        "colleague": officer,
        "on": on,
        "has_left": officer.until_on is not None and officer.until_on <= on,
        "also": [each for each in directory.also_acts_as(officer) if each.council_id in request.officer.officers],
        "roles_now": [pair for pair in held if is_on(pair[0], on)],
        "roles_to_come": [pair for pair in held if pair[0].from_on > on],
        "roles_before": [pair for pair in held if pair[0].until_on and pair[0].until_on <= on],
        "week": week_of(officer.working_hours.all()),
        "patches": patch_queries.patches_of(officer, on=on),
        "absences": directory.absences_of(officer, on=on),
        "covering": directory.covering_by(officer, on=on),
        "in_their_name": directory.looked_after_by(officer, on=on),
        "may_manage": manages,
        "may_cover": may(request, officer, permissions.may_arrange_cover),
        "groups": directory.groups_of(officer) if manages or permissions.may_read_audit(asker) else None,
        "tied": directory_queries.issuers_of(officer) if manages else [],
        "links": officer.set_up_links.select_related("made_by")[:3] if manages else [],
        "is_oneself": asker.pk == officer.pk,
    }
    return show(request, "officers/officer.html", context)


@require_safe
def officer_may(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what an officer may do today, what not, and why."""
    officer = found(pk)
    _, at = asked_of(request, officer, permissions.may_see_staff)
    on = dates.london_day(at)
    queries.load_roles([officer], on=on)
    wanted = request.GET.get("permission", "")
    every = sorted(all_permissions(), key=lambda permission: permission.label)
    shown = [each for each in every if each.name == wanted] or every
    context = {
        "colleague": officer,
        "on": on,
        "every": every,
        "wanted": wanted,
        "answers": [(permission, permission(officer)) for permission in shown],
    }
    return show(request, "officers/officer_may.html", context)


def found(pk: int) -> Officer:
    """Return an officer by id, or 404 for one whom the asker may not know of."""
    try:
        return directory.officer(pk)
    except Officer.DoesNotExist as error:
        raise Http404("There is no such officer.") from error


def is_on(held: RoleHeld, on: date) -> bool:
    """Return whether a role is held on a day."""
    return Period(held.from_on, held.until_on).covers(on)


def _filter(request: StaffRequest, who: Asked, labels: dict[int, Labels]) -> OfficersFilter:
    teams = list(directory.team_choices(who.officers))
    return OfficersFilter(request.GET, who=who, labels=labels, teams=teams)


def _away(officer: Any) -> list[Cover]:
    """Return the cover of the day, for a row of a list: one at most."""
    covers: list[Cover] = officer.away_today
    return covers


def held_in_words(officer: Any, labels: dict[int, Labels]) -> list[tuple[str, str]]:
    """Return the roles of the day in words, each with its team, for a row of a list."""
    words = labels[officer.council_id]
    return [(words.of(ROLES, held.role), held.team.name if held.team else "") for held in officer.held_today]
