"""The service page: alarms, who carries how much, what nobody has; and a team's load with its disagreements."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases import actions
from rooftree.cases.alarms import close_alarm
from rooftree.cases.handover_queries import uncovered
from rooftree.cases.models import Alarm, WeightChallenge
from rooftree.cases.permissions import may_answer_challenges, may_read_cases, may_see_service
from rooftree.pages.forms import Form, sent
from rooftree.record.capacity import Band
from rooftree.record.load_of_work import disputes_of, load_of_officers, load_of_teams
from rooftree.record.service import all_open_alarms, late_requests, nights
from rooftree.staffweb import council_pages, subject
from rooftree.staffweb.alarm_pages import ways_from
from rooftree.staffweb.case_subject import about_case
from rooftree.staffweb.council_pages import asked, asked_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.worklists import team_and_desk

BANDS = {Band.LIGHT: "green", Band.FULL: "blue", Band.OVER: "amber", Band.CRITICAL: "red"}
FULLEST = 12
"""Officers whom the service page names; the rest stand on the pages of their teams."""


@require_safe
def service(request: StaffRequest) -> HttpResponse:
    """Show what the service must know today. Restricted cases count in nothing that this officer may not see."""
    who = asked(request, may_see_service)
    councils = list(who.officers)
    officers = [load for load in load_of_officers(at=who.at) if load.cases]
    alarms = list(all_open_alarms(councils))
    context = {
        "now": who.at,
        "alarms": alarms,
        "ways": ways_from(alarms),
        "nights": nights(councils, at=who.at),
        "teams": [team for team in load_of_teams(at=who.at) if team.council_id in who.officers],
        "fullest": [load for load in officers if load.band in (Band.OVER, Band.CRITICAL)][:FULLEST],
        "officers": len(officers),
        "bands": BANDS,
        "uncovered": [each for council in who.councils for each in uncovered(council, who.at)],
        "requests": late_requests(councils, at=who.at),
        "council_names": {council.pk: council.name for council in who.councils},
        "several": len(who.councils) > 1,
    }
    return render(request, "service/service.html", context)


@require_safe
def my_load(request: StaffRequest) -> HttpResponse:
    """Show what one carries oneself, sum and all."""
    who = asked(request, may_read_cases)
    own = [load for officer in who.officers.values() for load in load_of_officers(at=who.at, officer=officer.pk)]
    return render(request, "service/my_load.html", {"loads": own, "bands": BANDS})


@require_safe
def team_load(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what each officer of a team carries, sum and all, and what they disagree with: the team sees it."""
    who = asked(request, may_read_cases)
    team, _ = team_and_desk(who, pk)
    officer = who.officers[team.council_id]
    leads = may_see_service(officer)
    if not team.is_own and not leads:
        raise PermissionDenied(f"You are not in {team.name}. {leads.because}")
    context = {
        "team": team,
        "loads": load_of_officers(at=who.at, team=pk),
        "disputes": disputes_of(pk, at=who.at),
        "about": dict(WeightChallenge.About.choices),
        "bands": BANDS,
        "own": officer.pk,
        "may_answer": bool(may_answer_challenges(officer)),
    }
    return render(request, "service/team_load.html", context)


class AlarmForm(Form):
    """What was done about an alarm."""

    closing = django_forms.CharField(max_length=1000, label="what was done about it")


def end_alarm(request: StaffRequest, pk: int) -> HttpResponse:
    """Close an alarm, and say what was done."""
    alarm = get_object_or_404(Alarm.objects.select_related("team"), pk=pk)
    officer, at = asked_of(request, alarm, may_see_service)
    return council_pages.change(
        request,
        AlarmForm(sent(request)),
        partial(close_alarm, alarm, by=officer, at=at),
        template="service/end_alarm.html",
        back_to=reverse("staff:service"),
        said="The alarm is closed.",
        alarm=alarm,
    )


class AnswerForm(Form):
    """What a manager decides about a disagreement."""

    answer = django_forms.CharField(max_length=1000, label="what you decide, and why")


def answer_challenge(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer an officer who disagrees with a weight, or a place on a worklist."""
    challenge = get_object_or_404(WeightChallenge.objects.select_related("case", "by"), pk=pk)
    about = about_case(request, challenge.case.reference, may_answer_challenges)
    form = AnswerForm(sent(request))

    def send(**facts: Any) -> None:
        actions.answer_challenge(challenge, by=about.officer, at=about.at, **facts)

    shown = {"challenge": challenge, "weighs": about.case.weight}
    said = "Answered. The officer and the team see it."
    return subject.change(request, about, form, send, template="service/answer_challenge.html", said=said, **shown)
