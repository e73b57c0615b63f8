"""Takes in what somebody asks of their data, waits for what is missing, gives more time, answers, refuses."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases import kinds
from rooftree.cases.clocks import extend_clock, pause_clock, resume_clock, running_clock, start_clock, stop_clock
from rooftree.cases.models import Case, Clock
from rooftree.cases.story import of, record
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import permissions, rules, telling
from rooftree.information_rights.actions.locking import lock_request, where_it_goes
from rooftree.information_rights.models import RightsRequest
from rooftree.information_rights.rules import Outcome, Right, Status
from rooftree.people.models import Person
from rooftree.people.queries import standing_record
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Asked:
    """What somebody asks of what we hold on them, in their own words, how and when it reached us.

    `asked_by` says who asks for the person, and on what authority, where that is somebody else.
    """

    right: Right
    words: str
    channel: str
    received_at: datetime
    asked_by: str = ""


@transaction.atomic
def take_request(person: Person, asked: Asked, *, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Open a request about somebody's data, and start its month. UK GDPR art 12(3).

    The month runs from when it was received, by whomever. Raises Refused for a request without words,
    or received after now.
    """
    require(permissions.may_take_rights_requests(by, person))
    done = once(key, "information_rights.take_request", council_id=by.council_id, at=at)
    if done.before:
        return RightsRequest.objects.get(pk=done.made["case"])
    check_asked(asked, council_id=by.council_id, at=at)
    routed = where_it_goes(by.council_id, on=london_day(at))
    new = cases.NewCase(
        summary=summary_of(asked), routed=routed, person=standing_record(person), opened_at=asked.received_at
    )
    case = cases.open_case(kinds.kind_of(rules.REQUEST), new, by=by, at=at, key=f"{key}/case")
    request = write_request(case, asked)
    record(case, "rights.asked", by=by, at=asked.received_at, words=request.asked)
    telling.received(request, by=by, at=at)
    done.makes(case=case.pk)
    return request


def check_asked(asked: Asked, *, council_id: int, at: datetime) -> None:
    """Raise Refused for a request without words, received after now, or by no known channel."""
    rules.check_words(asked.words, "Write what they ask, in their own words.")
    choose(rules.CHANNELS, asked.channel, on=london_day(at), council=council_id)
    if asked.received_at > at:
        raise Refused("A request is logged once it has been received. Check the day.")


def summary_of(asked: Asked) -> str:
    """Return the line of a request on a worklist."""
    return f"{asked.right.label}: {asked.words.strip()}"[: rules.LONGEST_SUMMARY]


def write_request(case: Case, asked: Asked) -> RightsRequest:
    """Write down what makes a case a request, and start its clock, in the transaction of an action."""
    request = RightsRequest.objects.create(
        **of(case),
        right=asked.right.value,
        asked=asked.words.strip(),
        channel=asked.channel,
        asked_by=asked.asked_by.strip(),
        received_at=asked.received_at,
    )
    start_clock(case, rules.DUTIES[asked.right], at=asked.received_at)
    return request


def _clock(request: RightsRequest) -> Clock:
    clock = running_clock(request.case, rules.DUTIES[Right(request.right)])
    assert clock is not None, "A request that is not over has a clock."
    return clock


def take_up(request: RightsRequest, *, by: Officer, at: datetime, key: str) -> None:
    """Let whoever works on a request that nobody has, have it."""
    if request.case.owner_id is None:
        cases.take(request.case, by=by, at=at, key=f"{key}/take")


# --- Waiting for the person -------------------------------------------------------------------------


@transaction.atomic
def wait_for(
    request: RightsRequest, *, waits_for: str, words: str, by: Officer, at: datetime, key: str
) -> RightsRequest:
    """Stop the clock while we wait for what we asked the person for: proof of who they are, or what is meant.

    UK GDPR art 12A. Raises Refused for a request that is over, waits already, or is late.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.wait_for", council_id=request.council_id, at=at).before:
        return request
    rules.check_move(request.status, Status.WAITING)
    label = choose(rules.WAITS, waits_for, on=london_day(at), council=request.council_id).label_of(waits_for)
    words = rules.check_words(words, "Write what you asked the person for: they read it.")
    take_up(request, by=by, at=at, key=key)
    pause_clock(_clock(request), reason=label, by=by, at=at)
    request.status, request.waits_for, request.waits_words = Status.WAITING.value, waits_for, words
    request.save(update_fields=["status", "waits_for", "waits_words"])
    record(request.case, "rights.waits", by=by, at=at, words=words, facts={"for": label})
    return request


@transaction.atomic
def go_on(request: RightsRequest, *, words: str, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Let the clock go on: the person gave what we had asked for. `at` is when it was received."""
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.go_on", council_id=request.council_id, at=at).before:
        return request
    if request.status != Status.WAITING:
        raise Refused("This request does not wait for anything from the person.")
    words = rules.check_words(words, "Write what they gave: what was seen, not the number on it.")
    clock = resume_clock(_clock(request), at=at)
    if request.waits_for != "clarification":
        request.identity = words
    request.status, request.waits_for, request.waits_words = Status.RECEIVED.value, "", ""
    request.save(update_fields=["status", "waits_for", "waits_words", "identity"])
    facts = {"after": long_date(clock.due_on)}
    record(request.case, "rights.goes_on", by=by, at=at, words=words, facts=facts, is_shown=True)
    return request


@transaction.atomic
def give_more_time(
    request: RightsRequest, *, months: int, reason: str, by: Officer, at: datetime, key: str
) -> RightsRequest:
    """Give up to two further months, told to the person now, within the first. UK GDPR art 12(3).

    Raises Refused without a reason, for more than the rule gives, a second time, or once it is late.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.give_more_time", council_id=request.council_id, at=at).before:
        return request
    reason = rules.check_words(reason, "Write why it is complex, or how many they asked: the person reads it.")
    if request.status in (Status.ANSWERED, Status.REFUSED, Status.WITHDRAWN):
        raise Refused("This request is over, so it needs no more time.")
    added = extend_clock(_clock(request), amount=months, reason=reason, by=by, at=at, notified_at=at)
    facts = {"before": long_date(added.due_before), "after": long_date(added.due_after)}
    record(request.case, "rights.extended", by=by, at=at, words=reason, facts=facts)
    telling.extended(request, reason=reason, by=by, at=at)
    return request


# --- The answer -----------------------------------------------------------------------------------


@transaction.atomic
def answer_request(
    request: RightsRequest, *, outcome: Outcome, words: str, by: Officer, at: datetime, key: str
) -> RightsRequest:
    """Answer a request to correct, erase or object, and close it. What we hold is given by `release` instead.

    Raises Refused for a request to see, one that is over or waits, or an answer without words.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.answer_request", council_id=request.council_id, at=at).before:
        return request
    wanted = {Right.RECTIFICATION, Right.ERASURE, Right.OBJECTION}
    rules.check_right(request.right, wanted, "They ask to see what we hold: gather it, look it through, give it.")
    rules.check_move(request.status, Status.ANSWERED)
    words = rules.check_words(words, "Write what the person was told.")
    if outcome is not Outcome.UPHELD:
        words = f"{words}\n\n{COMPLAIN}"
    request.outcome = outcome.value
    return end_request(request, Status.ANSWERED, "rights.answered", words=words, by=by, at=at, key=key)


COMPLAIN = (
    "If you are not content, you can complain to us, and then to the Information Commissioner, or go to court."
)
"""What every refusal says. UK GDPR art 12(4)."""


@transaction.atomic
def refuse_request(request: RightsRequest, *, words: str, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Refuse a request, with reasons and how to complain, and close it. UK GDPR art 12(4) and (5)."""
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.refuse_request", council_id=request.council_id, at=at).before:
        return request
    rules.check_move(request.status, Status.REFUSED)
    words = rules.check_words(words, "Write why it is refused: the person reads it.")
    told = f"{words}\n\n{COMPLAIN}"
    return end_request(request, Status.REFUSED, "rights.refused", words=told, by=by, at=at, key=key)


@transaction.atomic
def withdraw_request(request: RightsRequest, *, reason: str, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Record that the person asks for it no more, and close. Its clock stops as not required."""
    require(permissions.may_take_rights_requests(by, request))
    request = lock_request(request)
    if once(key, "information_rights.withdraw_request", council_id=request.council_id, at=at).before:
        return request
    rules.check_move(request.status, Status.WITHDRAWN)
    reason = rules.check_words(reason, "Say why the person asks for it no more.")
    request.status, request.waits_for, request.waits_words = Status.WITHDRAWN.value, "", ""
    request.save(update_fields=["status", "waits_for", "waits_words"])
    duty = rules.DUTIES[Right(request.right)]
    stop_clock(request.case, duty, at=at, by=by, outcome=Clock.Outcome.NOT_REQUIRED, reason=reason)
    cases.close(request.case, reason=reason, event="rights.withdrawn", by=by, at=at, key=f"{key}/close")
    return lock_request(request)


def end_request(
    request: RightsRequest,
    status: Status,
    event: str,
    *,
    words: str,
    by: Officer,
    at: datetime,
    key: str,
    facts: dict[str, str] | None = None,
) -> RightsRequest:
    """Write down the answer to a locked request, stop its clock and close it, for an action that has asked."""
    take_up(request, by=by, at=at, key=key)
    request.status, request.waits_for, request.waits_words = status.value, "", ""
    request.answer, request.answered_by, request.answered_at = words, by, at
    request.save()
    stop_clock(request.case, rules.DUTIES[Right(request.right)], at=at, by=by)
    cases.close(request.case, reason=words, event=event, outcomes=facts, by=by, at=at, key=f"{key}/close")
    return lock_request(request)
