"""Says who has a case: taken, given, declined, put back, passed to another team, handed over."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.clocks import start_clock, stop_clock
from rooftree.cases.having import check_can_have
from rooftree.cases.models import Assignment, Case
from rooftree.cases.story import lock_case, note_assignment, record
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require


@transaction.atomic
def take(case: Case, *, by: Officer, at: datetime, key: str) -> Case:
    """Take up a case that waits in a team's queue.

    Raises Refused if somebody has it, and for a case that one has open by exception only.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.take", council_id=case.council_id, at=at).before:
        return case
    rules.check_open(case.closed_at, case.reference)
    if case.owner_id == by.pk:
        raise Refused(f"You have {case.reference} already.")
    if case.owner:
        raise Refused(f"{case.owner.name} has {case.reference} by now. Ask them, or a manager, to give it to you.")
    check_can_have(case, by, by=by, at=at)
    _settle(case, officer=by, how=Assignment.How.TAKEN, because=f"{by.name} took it up.", by=by, at=at)
    record(case, "case.taken", by=by, at=at, facts={"officer": by.name})
    return case


@transaction.atomic
def give(case: Case, *, officer: Officer, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Give a case to a colleague: one's own, one from the queue, or, as a manager, anybody's.

    Raises Refused for somebody who has it already, is not here, or may not open it.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.give", council_id=case.council_id, at=at).before:
        return case
    rules.check_open(case.closed_at, case.reference)
    if case.owner_id not in (None, by.pk):
        require(permissions.may_give_cases(by, case))
    reason = rules.check_reason(reason)
    if case.owner_id == officer.pk:
        raise Refused(f"{officer.name} has {case.reference} already.")
    check_can_have(case, officer, by=by, at=at)
    _settle(case, officer=officer, how=Assignment.How.GIVEN, because=reason, by=by, at=at)
    record(case, "case.given", by=by, at=at, words=reason, facts={"officer": officer.name}, is_shown=False)
    return case


@transaction.atomic
def hand_over(case: Case, *, officer: Officer, because: str, by: Officer, at: datetime, key: str) -> Case:
    """Hand a case over for good to somebody who accepted it, as when its officer leaves.

    Whoever accepts it may do it, its owner, and a manager. One who has it already keeps it. Raises
    Refused for somebody who is not here, or may not open it.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.hand_over", council_id=case.council_id, at=at).before or case.owner_id == officer.pk:
        return case
    rules.check_open(case.closed_at, case.reference)
    if by.pk not in (officer.pk, case.owner_id):
        require(permissions.may_give_cases(by, case))
    check_can_have(case, officer, by=by, at=at)
    _settle(case, officer=officer, how=Assignment.How.HANDED_OVER, because=because, by=by, at=at)
    record(case, "case.handed_over", by=by, at=at, facts={"officer": officer.name, "because": because})
    return case


@transaction.atomic
def give_to_team(case: Case, *, team: Team, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Pass a case to another team's queue, with its whole story. Its clocks go on, and one to take it up begins.

    Raises Refused if it is that team's already and nobody has it.
    """
    require(permissions.may_work_cases(by, case))
    require(permissions.may_work_cases(by, team))
    case = lock_case(case)
    if once(key, "cases.give_to_team", council_id=case.council_id, at=at).before:
        return case
    rules.check_open(case.closed_at, case.reference)
    if case.owner_id not in (None, by.pk):
        require(permissions.may_give_cases(by, case))
    reason = rules.check_reason(reason)
    if case.team_id == team.pk and case.owner_id is None:
        raise Refused(f"{case.reference} is in the queue of {team.name} already.")
    before = case.team.name
    case.team = team
    _settle(case, officer=None, how=Assignment.How.GIVEN, because=reason, by=by, at=at)
    record(case, "case.given_to_team", by=by, at=at, words=reason, facts={"team": team.name, "from": before})
    return case


@transaction.atomic
def decline(case: Case, *, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Say that one cannot have a case that one was given: it goes back to the team's queue, with the reason."""
    return _back(case, Assignment.How.DECLINED, "case.declined", reason=reason, by=by, at=at, key=key)


@transaction.atomic
def put_back(case: Case, *, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Put a case back in its team's queue. Its owner may, and a manager."""
    return _back(case, Assignment.How.PUT_BACK, "case.put_back", reason=reason, by=by, at=at, key=key)


def _back(case: Case, how: str, event: str, *, reason: str, by: Officer, at: datetime, key: str) -> Case:
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, event, council_id=case.council_id, at=at).before:
        return case
    rules.check_open(case.closed_at, case.reference)
    reason = rules.check_reason(reason)
    if case.owner_id is None:
        raise Refused(f"Nobody has {case.reference}: it is in the queue of {case.team.name}.")
    if case.owner_id != by.pk:
        require(permissions.may_give_cases(by, case))
    _settle(case, officer=None, how=how, because=reason, by=by, at=at)
    record(case, event, by=by, at=at, words=reason, is_shown=False)
    return case


def _settle(case: Case, *, officer: Officer | None, how: str, because: str, by: Officer, at: datetime) -> None:
    """Let an officer have the case, or nobody: then, and only then, the clock of taking it up runs.

    Whoever covered for the one who had it covers no more.
    """
    case.owner = officer
    case.save(update_fields=["owner", "team"])
    case.handover_pieces.filter(ended_at__isnull=True).update(ended_at=at)
    note_assignment(case, how=how, because=because, by=by, at=at)
    if officer is None:
        start_clock(case, rules.TAKE_UP, at=at)
    else:
        stop_clock(case, rules.TAKE_UP, at=at, by=by)
