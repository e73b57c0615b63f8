"""What a person does to a clock: gives it more time, pauses it, lets it go on, stops it without its duty."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import clocks, permissions, rules
from rooftree.cases.models import Clock, ClockExtension
from rooftree.cases.story import lock_case_of, record
from rooftree.foundations.dates import long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def extend(
    clock: Clock,
    *,
    amount: int,
    reason: str,
    by: Officer,
    at: datetime,
    key: str,
    notified_at: datetime | None = None,
    notice_reference: str = "",
) -> Clock:
    """Give a clock more time, on the terms of its rule (`clocks.extend_clock`)."""
    require(permissions.may_work_cases(by, clock))
    case = lock_case_of(clock)
    clock = Clock.objects.get(pk=clock.pk)
    if once(key, "cases.extend", council_id=case.council_id, at=at).before:
        return clock
    reason = rules.check_reason(reason)
    added = clocks.extend_clock(
        clock,
        amount=amount,
        reason=reason,
        by=by,
        at=at,
        notified_at=notified_at,
        notice_reference=notice_reference,
    )
    _tell_extended(clock, added, by=by, at=at)
    return clock


@transaction.atomic
def move(clock: Clock, *, until: datetime, reason: str, by: Officer, at: datetime, key: str) -> Clock:
    """Move a promise of a given moment to a later one that the person agreed to (`clocks.move_promise`)."""
    require(permissions.may_work_cases(by, clock))
    case = lock_case_of(clock)
    clock = Clock.objects.get(pk=clock.pk)
    if once(key, "cases.move", council_id=case.council_id, at=at).before:
        return clock
    reason = rules.check_reason(reason)
    if clock.amount is not None:
        raise Refused("This has a rule of its own. Give it more time on the terms of that rule.")
    added = clocks.move_promise(clock, until=until, reason=reason, by=by, at=at)
    _tell_extended(clock, added, by=by, at=at)
    return clock


def _tell_extended(clock: Clock, added: ClockExtension, *, by: Officer, at: datetime) -> None:
    facts = {"what": clock.label, "before": long_date(added.due_before), "after": long_date(added.due_after)}
    record(clock.case, "case.clock_extended", by=by, at=at, words=added.reason, facts=facts)


@transaction.atomic
def pause(clock: Clock, *, reason: str, by: Officer, at: datetime, key: str) -> Clock:
    """Pause a clock that its rule lets stand still. Raises Refused for any other."""
    require(permissions.may_work_cases(by, clock))
    case = lock_case_of(clock)
    clock = Clock.objects.get(pk=clock.pk)
    if once(key, "cases.pause", council_id=case.council_id, at=at).before:
        return clock
    reason = rules.check_reason(reason)
    if clock.paused_since:
        raise Refused("This clock is paused already.")
    clocks.pause_clock(clock, reason=reason, by=by, at=at)
    record(case, "case.clock_paused", by=by, at=at, words=reason, facts={"what": clock.label})
    return clock


@transaction.atomic
def resume(clock: Clock, *, by: Officer, at: datetime, key: str) -> Clock:
    """Let a paused clock go on. Raises Refused for one that runs."""
    require(permissions.may_work_cases(by, clock))
    case = lock_case_of(clock)
    clock = Clock.objects.get(pk=clock.pk)
    if once(key, "cases.resume", council_id=case.council_id, at=at).before:
        return clock
    if clock.paused_since is None:
        raise Refused("This clock is not paused.")
    clocks.resume_clock(clock, at=at)
    facts = {"what": clock.label, "after": long_date(clock.due_on)}
    record(case, "case.clock_resumed", by=by, at=at, facts=facts)
    return clock


@transaction.atomic
def excuse(
    clock: Clock, *, reason: str, by: Officer, at: datetime, key: str, outcome: str = Clock.Outcome.EXCUSED
) -> Clock:
    """Stop a clock without its duty: `excused` by a lawful defence, or `not_required` any more. A manager may.

    Being taken up cannot be excused: somebody takes the case up, or it is closed. Nor can a promise,
    which is kept or broken.
    """
    require(permissions.may_excuse_clocks(by, clock))
    case = lock_case_of(clock)
    clock = Clock.objects.get(pk=clock.pk)
    if once(key, "cases.excuse", council_id=case.council_id, at=at).before:
        return clock
    assert outcome in (Clock.Outcome.EXCUSED, Clock.Outcome.NOT_REQUIRED), f"{outcome} excuses nothing."
    reason = rules.check_reason(reason)
    if clock.duty == rules.TAKE_UP.code:
        raise Refused("Somebody takes this case up, or it is closed: nothing else stops this clock.")
    if clock.task_id:
        raise Refused("A promise is kept, or it is not. Say which.")
    if clock.stopped_at:
        raise Refused("This clock has stopped already.")
    clocks.stop(clock, at=at, by=by, outcome=outcome, reason=reason)
    facts = {"what": clock.label, "outcome": outcome}
    record(case, "case.clock_excused", by=by, at=at, words=reason, facts=facts)
    return clock
