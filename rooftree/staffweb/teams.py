"""Pages of teams: the list, one team, adding and changing one."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.pages.forms import Form, sent
from rooftree.pages.labels import Labels
from rooftree.staff import actions, directory, permissions, rota_queries
from rooftree.staff.actions.teams import Facts
from rooftree.staff.models import Office, Officer, Team
from rooftree.staffweb.council_pages import asked, asked_of, change, council_of, may, offer, show
from rooftree.staffweb.officers import held_in_words
from rooftree.staffweb.requests import StaffRequest

FUNCTIONS = "contact.functions"
"""The list of what teams answer for: by it an enquiry finds its team."""


@require_safe
def teams(request: StaffRequest) -> HttpResponse:
    """List teams, with their manager, office and how many they are today."""
    who = asked(request, permissions.may_see_staff)
    found = list(directory.teams(who.officers, on=who.on))
    labels = who.labels()
    context = {
        "teams": found,
        "answers_for": {each.pk: labels[each.council_id].of(FUNCTIONS, each.function) for each in found},
        "several": len(who.councils) > 1,
        "may_add": [each.council for each in who.officers.values() if permissions.may_manage_staff(each)],
        "on": who.on,
    }
    return show(request, "teams/teams.html", context)


@require_safe
def team(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one team and who is in it today."""
    team = _found(pk)
    _, at = asked_of(request, team, permissions.may_see_staff)
    on = dates.london_day(at)
    labels = {team.council_id: Labels(on=on, council_id=team.council_id)}
    answers_for = labels[team.council_id].of(FUNCTIONS, team.function)
    members = directory.team_members(team, on=on)
    context = {
        "team": team,
        "answers_for": answers_for,
        "on": on,
        "members": [(member, held_in_words(member, labels)) for member in members],
        "on_duty": list(rota_queries.on_duty_for(team, at=at)),
        "may_manage": may(request, team, permissions.may_manage_staff),
    }
    return show(request, "teams/team.html", context)


class TeamForm(Form):
    """What the council says of a team."""

    name = forms.CharField(max_length=80)
    function = forms.ChoiceField(required=False)
    manager = forms.ModelChoiceField(queryset=Officer.objects.none(), required=False, empty_label="Nobody yet")
    office = forms.ModelChoiceField(queryset=Office.objects.none(), required=False, empty_label="None")

    def __init__(self, *args: Any, labels: Labels, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            function=_functions(labels, kept=self.initial.get("function", "")),
            manager=directory.colleagues(council_id, on=labels.on),
            office=directory.choices_of(Office, council_id),
        )


def _functions(labels: Labels, *, kept: str) -> list[tuple[str, str]]:
    """Return the parts of the service that a team can answer for, and what it answers for already."""
    listed = labels.choices(FUNCTIONS)
    own = [(kept, labels.of(FUNCTIONS, kept))] if kept and kept not in dict(listed) else []
    return [("", "Nothing that people ask for"), *own, *listed]


def add_team(request: StaffRequest) -> HttpResponse:
    """Add a team."""
    who, by = council_of(request, permissions.may_manage_staff)

    def add(key: str, **facts: Any) -> Team:
        return actions.add_team(Facts(**facts), by=by, at=who.at, key=key)

    return change(
        request,
        TeamForm(sent(request), labels=who.labels()[by.council_id], council_id=by.council_id),
        add,
        template="teams/add_team.html",
        back_to=reverse("staff:teams"),
        onward=lambda team: reverse("staff:team", args=[team.pk]),
        said="The team is added.",
        council=by.council,
    )


def change_team(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a team's name, function, manager or office."""
    team = _found(pk)
    by, at = asked_of(request, team, permissions.may_manage_staff)
    held = {name: getattr(team, name) for name in TeamForm.base_fields}
    labels = Labels(on=dates.london_day(at), council_id=team.council_id)
    form = TeamForm(sent(request), initial=held, labels=labels, council_id=team.council_id)

    def save(key: str, **facts: Any) -> Team:
        return actions.change_team(team, Facts(**facts), by=by, at=at, key=key)

    return change(
        request,
        form,
        save,
        template="teams/change_team.html",
        back_to=reverse("staff:team", args=[pk]),
        said="The team is changed.",
        team=team,
    )


def _found(pk: int) -> Team:
    try:
        return directory.team(pk)
    except Team.DoesNotExist as error:
        raise Http404("There is no such team.") from error
