"""Urgent requests between teams: asked with a time, accepted or declined, done, or escalated."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from rooftree.cases import permissions, rules
from rooftree.cases.alarms import close_by_facts, raise_alarm
from rooftree.cases.models import Alarm, Case, TeamRequest
from rooftree.cases.story import lock_case, lock_case_of, of, record
from rooftree.foundations.dates import clock_time, london_day, short_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.absence_queries import is_present
from rooftree.staff.models import Officer, RoleHeld, Team
from rooftree.staff.permissions import require
from rooftree.staff.queries import here

Status = TeamRequest.Status
MOVES = {
    Status.ASKED: {Status.ACCEPTED, Status.DECLINED, Status.DONE, Status.WITHDRAWN},
    Status.ACCEPTED: {Status.DONE, Status.DECLINED, Status.WITHDRAWN},
}
"""A request ends done, declined or withdrawn."""
UNANSWERED = "cases.request_unanswered"
"""The alarm of a request that nobody answered by the time it was needed."""


@transaction.atomic
def ask_team(
    case: Case, *, to_team: Team, what: str, needed_by: datetime, by: Officer, at: datetime, key: str
) -> TeamRequest:
    """Ask another team for something on a case, by a moment.

    Raises Refused for one's own team, or a moment that is past.
    """
    require(permissions.may_work_cases(by, case))
    require(permissions.may_work_cases(by, to_team))
    case = lock_case(case)
    done = once(key, "cases.ask_team", council_id=case.council_id, at=at)
    if done.before:
        return TeamRequest.objects.get(pk=done.made["request"])
    rules.check_open(case.closed_at, case.reference)
    what = rules.check_words(what, "Say what you need from them.")
    rules.check_later(needed_by, than=at, what="The time by which you need it")
    if to_team.pk == case.team_id:
        raise Refused(f"{to_team.name} has this case itself. Add it as something to do.")
    asked = TeamRequest.objects.create(
        **of(case),
        from_team=case.team,
        to_team=to_team,
        what=what,
        needed_by=needed_by,
        asked_by=by,
        asked_at=at,
    )
    facts = {"team": to_team.name, "needed_by": needed_by.isoformat()}
    record(case, "case.team_asked", by=by, at=at, words=what, facts=facts, is_shown=False)
    done.makes(request=asked.pk)
    return asked


def accept_request(asked: TeamRequest, *, by: Officer, at: datetime, key: str, answer: str = "") -> TeamRequest:
    """Accept what another team asks, for one's own team. Its words, if there are any, are read by who asked."""
    return _answer(asked, Status.ACCEPTED, "case.request_accepted", answer=answer, by=by, at=at, key=key)


def decline_request(asked: TeamRequest, *, reason: str, by: Officer, at: datetime, key: str) -> TeamRequest:
    """Decline what another team asks, with the reason: whoever asked sees it at once."""
    return _answer(asked, Status.DECLINED, "case.request_declined", answer=reason, by=by, at=at, key=key)


def finish_request(asked: TeamRequest, *, answer: str, by: Officer, at: datetime, key: str) -> TeamRequest:
    """Say that what was asked is done, and what was done."""
    return _answer(asked, Status.DONE, "case.request_finished", answer=answer, by=by, at=at, key=key)


def withdraw_request(asked: TeamRequest, *, reason: str, by: Officer, at: datetime, key: str) -> TeamRequest:
    """Take back what one's team asked: it is not needed any more."""
    return _answer(asked, Status.WITHDRAWN, "case.request_withdrawn", answer=reason, by=by, at=at, key=key)


@transaction.atomic
def _answer(
    asked: TeamRequest, to: str, event: str, *, answer: str, by: Officer, at: datetime, key: str
) -> TeamRequest:
    """Answer a request for the team that was asked, or take it back for the team that asked.

    Raises Refused for anybody else, for one that is answered, and without words where they are needed.
    """
    require(permissions.may_work_cases(by, asked))
    case = lock_case_of(asked)
    asked = TeamRequest.objects.select_related("to_team", "from_team").get(pk=asked.pk)
    if once(key, event, council_id=case.council_id, at=at).before:
        return asked
    _check_speaks_for(asked.from_team if to == Status.WITHDRAWN else asked.to_team, by=by, at=at)
    answer = answer.strip() if to == Status.ACCEPTED else rules.check_reason(answer)
    if to not in MOVES.get(Status(asked.status), set()):
        raise Refused(f"This request is {Status(asked.status).label.lower()} by now.")
    asked.status, asked.answer, asked.answered_by, asked.answered_at = to, answer, by, at
    asked.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    facts = {"team": asked.to_team.name, "what": asked.what}
    record(case, event, by=by, at=at, words=answer, facts=facts, is_shown=False)
    close_by_facts(UNANSWERED, _about(asked), council_id=asked.council_id, closing="It was answered.", at=at)
    return asked


@transaction.atomic
def escalate(asked: TeamRequest, *, at: datetime) -> bool:
    """Tell the asked team's manager, once, of a request that nobody answered by the time it was needed.

    While the manager is away, or nobody is named, the head of service is told. By the timetable, not by
    an officer. Returns whether it was done now.
    """
    case = lock_case_of(asked)
    asked = TeamRequest.objects.select_related("to_team__manager", "from_team").get(pk=asked.pk)
    if asked.status != Status.ASKED or asked.escalated_at or at < asked.needed_by:
        return False
    asked.escalated_at = at
    asked.save(update_fields=["escalated_at"])
    manager = asked.to_team.manager
    told = manager if manager and is_present(manager, at) else None
    needed = f"{clock_time(asked.needed_by)} on {short_date(london_day(asked.needed_by))}"
    raise_alarm(
        UNANSWERED,
        _about(asked),
        f"{asked.from_team.name} asked {asked.to_team.name} for something by {needed}, and nobody has answered.",
        council_id=asked.council_id,
        level=Alarm.Level.TEAM if told else Alarm.Level.HEAD,
        at=at,
        team=asked.to_team,
        officer=told,
    )
    facts = {"team": asked.to_team.name, "what": asked.what, "told": told.name if told else ""}
    record(case, "case.request_escalated", by=None, at=at, facts=facts, is_shown=False)
    return True


def _about(asked: TeamRequest) -> str:
    return f"request {asked.pk}"


def _check_speaks_for(team: Team, *, by: Officer, at: datetime) -> None:
    """Refuse to answer for a team that one does not work in. Managers, and roles of the whole council, may."""
    if team.manager_id == by.pk or permissions.may_give_cases(by, team):
        return
    held = RoleHeld.objects.filter(here("", london_day(at)), officer=by)
    if not held.filter(Q(team=team) | Q(team__isnull=True)).exists():
        raise Refused(f"{team.name} answers for this, and you do not work there. Ask somebody who does.")
