"""Pages of a team's duty rota: a week of it, entering turns, letting a colleague take one, taking one off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.foundations.dates import clock_time, london_day, midnight_of, short_date
from rooftree.foundations.periods import DAY
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.moments import time_field
from rooftree.staff import actions, directory, permissions, rota_queries
from rooftree.staff.models import DutyTurn, Officer, Team
from rooftree.staff.rota_rules import turn_on
from rooftree.staffweb.council_pages import asked_of, change, may, offer, show
from rooftree.staffweb.requests import StaffRequest

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """A turn on one of the days that it touches."""

    turn: DutyTurn
    begins: bool
    ends: bool
    is_away: bool
    may_change: bool


@dataclass(frozen=True)
class RotaDay:
    """A day of the week that is shown, with the turns that touch it."""

    day: date
    lines: list[Line]


@require_safe
def rota(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a week of a team's rota, and who is on duty now."""
    team = found_team(pk)
    _, at = asked_of(request, team, permissions.may_see_staff)
    monday = _monday(request.GET.get("week", ""), otherwise=london_day(at))
    starts, ends = midnight_of(monday), midnight_of(monday + WEEK)
    turns = list(rota_queries.turns_of(team, starts=starts, ends=ends))
    cannot = rota_queries.cannot_be_done(turns)
    may_keep = may(request, team, permissions.may_keep_rota)

    def on(day: date, turn: DutyTurn) -> Line | None:
        if turn.starts >= midnight_of(day + DAY) or turn.ends <= midnight_of(day):
            return None
        return Line(
            turn=turn,
            begins=turn.starts >= midnight_of(day),
            ends=turn.ends <= midnight_of(day + DAY),
            is_away=turn.pk in cannot,
            may_change=may_keep and turn.ends > at,
        )

    context = {
        "team": team,
        "now": list(rota_queries.on_duty_for(team, at=at)),
        "at": at,
        "monday": monday,
        "sunday": monday + WEEK - DAY,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": [RotaDay(day, [line for line in map(partial(on, day), turns) if line]) for day in _week(monday)],
        "may_keep": may_keep,
        "may_feed": may(request, team, permissions.may_have_calendar_feeds),
    }
    return show(request, "teams/rota.html", context)


class TurnForm(Form):
    """Whose turn it is, on which day and at what hours; the same every week up to a last day."""

    officer = forms.ModelChoiceField(queryset=Officer.objects.none(), empty_label="Choose a colleague")
    day = DateField(label="the day")
    starts_at = time_field(label="when it begins")
    ends_at = time_field(label="when it ends")
    until_on = DateField(required=False, label="the last day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("starts_at", "Enter when it begins"), ("ends_at", "Enter when it ends")):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words


def add_turn(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a colleague on duty, once or every week."""
    team = found_team(pk)
    by, at = asked_of(request, team, permissions.may_keep_rota)
    form = TurnForm(sent(request), initial={"day": london_day(at)})
    offer(form, officer=directory.colleagues(team.council_id, on=london_day(at)))

    def add(day: Any, starts_at: Any, ends_at: Any, **facts: Any) -> list[DutyTurn]:
        return actions.add_turns(team, turn=turn_on(day, starts_at, ends_at), **facts, by=by, at=at)

    return change(
        request,
        form,
        add,
        template="teams/add_turn.html",
        back_to=_page(team),
        said="It is on the rota.",
        onward=lambda made: _page(team, made[0]),
        team=team,
    )


class HandOnForm(Form):
    """Who takes a turn, or which turn is given for it, and why."""

    officer = forms.ModelChoiceField(
        queryset=Officer.objects.none(), required=False, empty_label="Choose a colleague"
    )
    other = forms.ModelChoiceField(
        queryset=DutyTurn.objects.none(), required=False, empty_label="No turn is given for it"
    )
    reason = forms.CharField(max_length=1000, label="the reason")

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two: a colleague, or a colleague's turn."""
        said = super().clean() or {}
        if not said.get("officer") and not said.get("other") and "other" not in self.errors:
            self.add_error("officer", "Choose who takes it, or the turn that is given for it")
        return said


def hand_on_turn(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a colleague take a turn, for one of theirs or for none."""
    turn = _found(pk)
    by, at = asked_of(request, turn, permissions.may_keep_rota)
    form = HandOnForm(sent(request))
    colleagues = directory.colleagues(turn.council_id, on=london_day(at)).exclude(pk=turn.officer_id)
    offer(form, officer=colleagues, other=rota_queries.to_swap_with(turn, at=at))
    form.fields["other"].label_from_instance = in_words  # type: ignore[attr-defined]

    def hand_on(officer: Officer | None, other: DutyTurn | None, **facts: Any) -> None:
        if other is not None:
            actions.swap_turns(turn, other=other, **facts, by=by, at=at)
        else:
            assert officer is not None, "The form asks for one of the two."
            actions.hand_on_turn(turn, officer=officer, **facts, by=by, at=at)

    return change(
        request,
        form,
        hand_on,
        template="teams/hand_on_turn.html",
        back_to=_page(turn.team, turn),
        said="The turn goes to your colleague. Who had it stays on record.",
        turn=turn,
        words=in_words(turn),
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(max_length=1000, label="the reason")


def remove_turn(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a turn off the rota."""
    turn = _found(pk)
    by, at = asked_of(request, turn, permissions.may_keep_rota)
    return change(
        request,
        ReasonForm(sent(request)),
        partial(actions.remove_turn, turn, by=by, at=at),
        template="teams/remove_turn.html",
        back_to=_page(turn.team, turn),
        said="It is off the rota.",
        turn=turn,
        words=in_words(turn),
    )


def in_words(turn: DutyTurn) -> str:
    """Say a turn in a line: whose, on which day, at what hours."""
    day = short_date(london_day(turn.starts))
    return f"{turn.officer.name}, {day}, {clock_time(turn.starts)} to {clock_time(turn.ends)}"


def found_team(pk: int) -> Team:
    """Return a team, or raise Http404."""
    try:
        return directory.team(pk)
    except Team.DoesNotExist as error:
        raise Http404("There is no such team.") from error


def _found(pk: int) -> DutyTurn:
    try:
        return rota_queries.turn(pk)
    except DutyTurn.DoesNotExist as error:
        raise Http404("There is no such turn.") from error


def _page(team: Team, turn: DutyTurn | None = None) -> str:
    address = reverse("staff:rota", args=[team.pk])
    return f"{address}?week={london_day(turn.starts)}" if turn else address


def _monday(asked: str, *, otherwise: date) -> date:
    """Return the Monday of the week of a day that the address names, else of today."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = otherwise
    day = min(max(day, date(2000, 1, 10)), date(2999, 1, 1))
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> Iterable[date]:
    return [monday + timedelta(days=number) for number in range(7)]
