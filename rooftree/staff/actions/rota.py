"""The duty rota of a team: turns are entered, taken off, and go from one colleague to another."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import DAY, Period
from rooftree.staff import permissions, rota_rules, rules
from rooftree.staff.actions.cover import lock_officers
from rooftree.staff.models import DutySwap, DutyTurn, Officer, Team
from rooftree.staff.permissions import require
from rooftree.staff.rota_rules import Turn

MOMENT = timedelta(microseconds=1)
"""A turn that ends at midnight is not of the day that begins then."""


@transaction.atomic
def add_turns(
    team: Team,
    *,
    officer: Officer,
    turn: Turn,
    by: Officer,
    at: datetime,
    key: str,
    until_on: date | None = None,
) -> list[DutyTurn]:
    """Put an officer on duty for a team, once or every week up to a last day, at the same London hours.

    Raises Refused for a turn that is over, when the officer is on duty already at any moment of them,
    and outside the time that the officer is here.
    """
    require(permissions.may_keep_rota(by, team))
    officer = lock_officers(officer)[officer.pk]
    done = once(key, "staff.add_turns", council_id=team.council_id, at=at)
    if done.before:
        first, last = done.made["first"], done.made["last"]
        return list(DutyTurn.objects.filter(pk__range=(first, last), team=team, officer=officer, entered_by=by))
    assert officer.council_id == team.council_id, "A turn is of a colleague of the same council."
    rota_rules.check_turn(turn, until_on, at=at)
    turns = rota_rules.weekly(turn, until_on)
    _check_can_do(officer, turns)
    made = DutyTurn.objects.bulk_create(
        DutyTurn(
            council_id=team.council_id,
            team=team,
            officer=officer,
            starts=each.starts,
            ends=each.ends,
            entered_by=by,
            entered_at=at,
        )
        for each in turns
    )
    done.makes(first=made[0].pk, last=made[-1].pk)
    return made


@transaction.atomic
def remove_turn(turn: DutyTurn, *, reason: str, by: Officer, at: datetime, key: str) -> DutyTurn:
    """Take a turn off the rota. It is kept, with who took it off and why. Raises Refused for one that is over."""
    require(permissions.may_keep_rota(by, turn))
    turn = _locked(turn)
    if once(key, "staff.remove_turn", council_id=turn.council_id, at=at).before:
        return turn
    rota_rules.check_still_to_do(_turn(turn), turn.removed_at, at=at)
    rules.check_said(reason, "Say why, in a few words: others will read the reason.")
    turn.removed_at, turn.removed_by, turn.removed_because = at, by, reason.strip()
    turn.save(update_fields=["removed_at", "removed_by", "removed_because"])
    return turn


@transaction.atomic
def hand_on_turn(
    turn: DutyTurn, *, officer: Officer, reason: str, by: Officer, at: datetime, key: str
) -> DutyTurn:
    """Let a colleague take a turn, for a reason. Who had it before stays on record.

    Raises Refused for a turn that is over or was taken off, and unless the colleague is here and free.
    """
    require(permissions.may_keep_rota(by, turn))
    locked = lock_officers(turn.officer, officer)
    turn, officer = _locked(turn), locked[officer.pk]
    if once(key, "staff.hand_on_turn", council_id=turn.council_id, at=at).before:
        return turn
    rota_rules.check_still_to_do(_turn(turn), turn.removed_at, at=at)
    rota_rules.check_goes_to_another(officer.pk == turn.officer_id, officer.name)
    rules.check_said(reason, "Say why, in a few words: others will read the reason.")
    _check_can_do(officer, [_turn(turn)])
    return _give(turn, officer, reason=reason, by=by, at=at)


@transaction.atomic
def swap_turns(
    turn: DutyTurn, *, other: DutyTurn, reason: str, by: Officer, at: datetime, key: str
) -> tuple[DutyTurn, DutyTurn]:
    """Let two colleagues take each other's turns, for a reason.

    Raises Refused for a turn that is over or was taken off, and unless each is here and, but for these
    two turns, free.
    """
    require(permissions.may_keep_rota(by, turn))
    require(permissions.may_keep_rota(by, other))
    locked = lock_officers(turn.officer, other.officer)
    turn, other = (_locked(each) for each in (turn, other))
    if once(key, "staff.swap_turns", council_id=turn.council_id, at=at).before:
        return turn, other
    first, second = locked[turn.officer_id], locked[other.officer_id]
    rules.check_said(reason, "Say why, in a few words: others will read the reason.")
    rota_rules.check_goes_to_another(first.pk == second.pk, first.name)
    for each, taker in ((turn, second), (other, first)):
        rota_rules.check_still_to_do(_turn(each), each.removed_at, at=at)
        _check_can_do(taker, [_turn(each)], besides=[turn.pk, other.pk])
    # Two turns at one time cannot cross each other one after the other, so for a moment neither stands.
    DutyTurn.objects.filter(pk=other.pk).update(removed_at=at, removed_by=by, removed_because=reason)
    turn = _give(turn, second, reason=reason, by=by, at=at)
    other.removed_at, other.removed_by, other.removed_because = None, None, ""
    return turn, _give(other, first, reason=reason, by=by, at=at)


def _give(turn: DutyTurn, officer: Officer, *, reason: str, by: Officer, at: datetime) -> DutyTurn:
    DutySwap.objects.create(
        council_id=turn.council_id,
        turn=turn,
        was_id=turn.officer_id,
        became=officer,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    turn.officer = officer
    turn.changes += 1
    turn.changed_at = at
    turn.save()
    return turn


def _check_can_do(officer: Officer, turns: list[Turn], *, besides: Iterable[int] = ()) -> None:
    """Raise Refused unless an officer is here on all days of these turns, and on duty at no moment of them."""
    employed = rules.employment(officer.from_on, officer.until_on)
    for each in turns:
        days = Period(london_day(each.starts), london_day(each.ends - MOMENT) + DAY)
        rules.check_within_employment(officer.name, employed, days, "be on duty")
    held = DutyTurn.objects.filter(
        officer=officer, removed_at=None, starts__lt=turns[-1].ends, ends__gt=turns[0].starts
    )
    rota_rules.check_free(officer.name, turns, map(_turn, held.exclude(pk__in=list(besides))))


def _locked(turn: DutyTurn) -> DutyTurn:
    return DutyTurn.objects.select_for_update(of=("self",)).select_related("officer", "team").get(pk=turn.pk)


def _turn(turn: DutyTurn) -> Turn:
    return Turn(turn.starts, turn.ends)
