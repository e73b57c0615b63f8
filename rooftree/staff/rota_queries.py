"""Reads of the duty rota: who is on duty at a moment, and a team's turns between two moments."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from rooftree.staff.absence_queries import time_of
from rooftree.staff.models import Absence, DutySwap, DutyTurn, Team
from rooftree.staff.rules import TimeAway


def on_duty(councils: Collection[int], *, at: datetime) -> QuerySet[DutyTurn]:
    """Return whose turn it is at a moment in any team of these councils, by team. One query."""
    turns = DutyTurn.objects.filter(council__in=councils, removed_at=None, starts__lte=at, ends__gt=at)
    return turns.select_related("team", "officer").order_by("team__name", "officer__name", "pk")


def on_duty_for(team: Team, *, at: datetime) -> QuerySet[DutyTurn]:
    """Return whose turn it is at a moment in one team. One query."""
    return on_duty([team.council_id], at=at).filter(team=team)


def turns_of(team: Team, *, starts: datetime, ends: datetime) -> QuerySet[DutyTurn]:
    """Return a team's turns that touch a stretch of time, also those taken off, with their swaps. Two queries."""
    swaps = DutySwap.objects.select_related("was", "became", "by")
    return (
        DutyTurn.objects.filter(team=team, starts__lt=ends, ends__gt=starts)
        .select_related("officer", "removed_by", "team")
        .prefetch_related(Prefetch("swaps", queryset=swaps))
        .order_by("starts", "officer__name", "pk")
    )


def turn(pk: int) -> DutyTurn:
    """Return one turn, with team and officer. Raises DutyTurn.DoesNotExist."""
    return DutyTurn.objects.select_related("team__council", "officer").get(pk=pk)


def to_swap_with(turn: DutyTurn, *, at: datetime) -> QuerySet[DutyTurn]:
    """Return the turns of others in the same team that are still to come, to swap with. One query."""
    others = DutyTurn.objects.filter(team=turn.team_id, removed_at=None, ends__gt=at).exclude(
        officer=turn.officer_id
    )
    return others.select_related("officer").order_by("starts", "pk")


def cannot_be_done(turns: Iterable[DutyTurn]) -> set[int]:
    """Return the ids of turns during which their officer is entered as away. One query."""
    turns = [each for each in turns if each.removed_at is None]
    absences: dict[int, list[TimeAway]] = {}
    for absence in Absence.objects.filter(officer__in={each.officer_id for each in turns}):
        absences.setdefault(absence.officer_id, []).append(time_of(absence))
    return {
        each.pk
        for each in turns
        if any(away.overlaps(TimeAway(each.starts, each.ends)) for away in absences.get(each.officer_id, ()))
    }
