"""Starts, pauses, extends and stops clocks, inside the transaction of the action that calls.

Nothing here asks for permission or adds to the story: the action does, with one event for all that a
person did. The case is locked by then. Everything is safe to repeat: a clock that runs is not started
again, and one that stopped stays as it stopped.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F

from rooftree.cases import rules
from rooftree.cases.models import Case, Clock, ClockExtension, ClockPause, Task
from rooftree.cases.story import of
from rooftree.foundations import calendar_table, deadlines
from rooftree.foundations.allowances import Allowance, Counting, Unit
from rooftree.foundations.calendars import EW, Calendar
from rooftree.foundations.dates import clock_time, london_day, long_date, short_date
from rooftree.foundations.deadlines import Deadline, Pause
from rooftree.foundations.periods import DAY, Period, merged
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import DutyVersion
from rooftree.foundations.rulebook import Handle
from rooftree.staff.models import Officer


def start_clock(case: Case, duty: Handle[DutyVersion], *, at: datetime, task: Task | None = None) -> Clock:
    """Start the clock of a duty, by the version in force at that moment. One that runs is left as it is."""
    if running := running_clock(case, duty, task=task):
        return running
    version = duty.version(on=london_day(at), council=case.council_id)
    allowance = version.allowance
    deadline = version.deadline(at, calendar=calendar_table.in_force(allowance.calendar))
    return Clock.objects.create(
        **of(case),
        duty=duty.code,
        label=task.what[:200] if task else version.label,
        version_from=version.applies_from,
        task=task,
        unit=allowance.unit,
        amount=allowance.amount,
        counting=allowance.counting,
        calendar=allowance.calendar,
        rolls_forward=allowance.rolls_forward,
        started=version.start,
        **_begun(at, deadline),
    )


def promise_until(case: Case, task: Task, *, until: datetime, at: datetime) -> Clock:
    """Time a promise of a given moment: late from then on. Raises Refused for a moment that is past."""
    if running := running_clock(case, rules.PROMISE, task=task):
        return running
    rules.check_later(until, than=at, what="The promised time")
    version = rules.PROMISE.version(on=london_day(at), council=case.council_id)
    when = f"{short_date(london_day(until))} {clock_time(until)}"
    deadline = Deadline(_last_day_before(until), until, f"promised {short_date(london_day(at))} for {when}")
    return Clock.objects.create(
        **of(case),
        duty=rules.PROMISE.code,
        label=task.what[:200],
        version_from=version.applies_from,
        task=task,
        started="promised",
        **_begun(at, deadline),
    )


def _last_day_before(moment: datetime) -> date:
    """Return the last London day on which it is not yet this moment all day: for a midnight, the day before."""
    return london_day(moment - timedelta(microseconds=1))


def _begun(at: datetime, deadline: Deadline) -> dict[str, object]:
    """Return when a clock began and what was first reckoned for it."""
    return {
        "started_at": at,
        "started_on": london_day(at),
        "first_due_on": deadline.due_on,
        "first_late_from": deadline.late_from,
        **_reckoned(deadline),
    }


def _reckoned(deadline: Deadline) -> dict[str, object]:
    return {
        "due_on": deadline.due_on,
        "late_from": deadline.late_from,
        "sum": deadline.sum,
        "projected": deadline.projected,
    }


def running_clock(case: Case, duty: Handle[DutyVersion], *, task: Task | None = None) -> Clock | None:
    """Return the clock of a duty that runs on a case, or None."""
    return Clock.objects.filter(
        council_id=case.council_id, case=case, duty=duty.code, task=task, stopped_at__isnull=True
    ).first()


def stop_clock(
    case: Case,
    duty: Handle[DutyVersion],
    *,
    at: datetime,
    by: Officer | None,
    task: Task | None = None,
    outcome: str = "",
    reason: str = "",
) -> Clock | None:
    """Stop the clock of a duty that runs, and return it; None if none runs.

    Without an outcome it is met, or met late. `not_required` and `excused` need a reason.
    """
    running = running_clock(case, duty, task=task)
    return running and stop(running, at=at, by=by, outcome=outcome, reason=reason)


def stop(clock: Clock, *, at: datetime, by: Officer | None, outcome: str = "", reason: str = "") -> Clock:
    """Stop this clock. A pause that lasts ends with it. One that stopped before stays as it was."""
    if clock.stopped_at:
        return clock
    if clock.paused_since:
        resume_clock(clock, at=at)
    clock.stopped_at = max(at, clock.started_at)
    clock.stopped_by = by
    clock.outcome = outcome or (Clock.Outcome.MET if at < clock.late_from else Clock.Outcome.MET_LATE)
    clock.outcome_reason = reason
    clock.save(update_fields=["stopped_at", "stopped_by", "outcome", "outcome_reason"])
    return clock


# --- Pauses ---------------------------------------------------------------------------------------


def pause_clock(clock: Clock, *, reason: str, by: Officer | None, at: datetime) -> ClockPause:
    """Pause a clock for as long as its rule lets it stand still. Paused already, the pause that lasts is returned.

    It stands still from the next whole second on, so that SQL and Python count the same. Raises Refused
    for a duty that nothing stops, a clock that stopped, one that is late already, and a moment before
    the last pause was over.
    """
    if clock.paused_since:
        return clock.pauses.get(until__isnull=True)
    version = version_of(clock)
    if not version.pause:
        raise Refused(f"Nothing stops this clock while it runs: {clock.label}. Its source is {version.source}.")
    if clock.stopped_at:
        raise Refused("This clock has stopped, so it cannot be paused.")
    starts = _whole_second(max(at, clock.started_at))
    if starts >= clock.late_from:
        raise Refused("This is late already, so its clock cannot be paused any more.")
    if clock.pauses.filter(until__gt=starts).exists():
        raise Refused("This clock stood still at that time already. Pause it from a later moment on.")
    clock.paused_since = starts
    clock.save(update_fields=["paused_since"])
    return ClockPause.objects.create(**of(clock.case), clock=clock, starts=starts, reason=reason, by=by)


def _whole_second(moment: datetime) -> datetime:
    """Return the moment, or the next whole second after it."""
    return moment + timedelta(microseconds=-moment.microsecond % 1_000_000)


def resume_clock(clock: Clock, *, at: datetime) -> Clock:
    """Let a paused clock go on: the time it stood still is added. One that runs is left as it is."""
    if clock.paused_since is None:
        return clock
    until = max(_whole_second(at), clock.paused_since)
    ClockPause.objects.filter(clock=clock, until__isnull=True).update(until=until)
    clock.paused_since = None
    pauses = pauses_of(clock)
    clock.paused = _paused(clock, pauses)
    _keep_reckoned(clock, reckon(clock, pauses), "paused", "paused_since")
    return clock


def pauses_of(clock: Clock) -> list[Pause]:
    """Return the ended pauses of a clock, in order. One query."""
    ended = clock.pauses.filter(until__isnull=False).order_by("starts")
    return [Pause(starts, until) for starts, until in ended.values_list("starts", "until") if until]


def _paused(clock: Clock, pauses: Sequence[Pause]) -> int:
    """Return the sum of ended pauses as SQL counts it: seconds, working days, or days."""
    if clock.unit == Unit.HOURS:
        return round(sum((pause.until - pause.starts).total_seconds() for pause in pauses))
    begins = clock.started_on + (DAY if clock.counting == Counting.AFTER else 0 * DAY)
    days = merged(pause.days.common(Period(begins)) for pause in pauses)
    if clock.rolls_forward:
        days = _before_rolling(clock, days)
    if clock.unit == Unit.WORKING_DAYS:
        calendar = calendar_table.in_force(clock.calendar)
        return sum(calendar.working_days(each) for each in days)
    return sum(each.days for each in days)


def _before_rolling(clock: Clock, days: Sequence[Period]) -> list[Period]:
    """Return the paused days that count: those that begin before the last day that is then rolled forward."""
    due_on, counted = deadlines.last_day(clock.started_on, allowance_of(clock)), []
    for paused in days:
        if paused.starts <= due_on:
            due_on += paused.days * DAY
            counted.append(paused)
    return counted


# --- Extensions -----------------------------------------------------------------------------------


def extend_clock(
    clock: Clock,
    *,
    amount: int,
    reason: str,
    by: Officer,
    at: datetime,
    notified_at: datetime | None = None,
    notice_reference: str = "",
) -> ClockExtension:
    """Give a clock more time, in its own unit, on the terms of its rule.

    The first deadline stays as it was reckoned. Raises Refused for a rule that knows no extension,
    more or more often than it allows, a clock that stopped, and one that is late already.
    """
    terms = version_of(clock).extension
    if terms is None or clock.amount is None:
        raise Refused(f"The rule gives no more time for this: {clock.label}.")
    if clock.stopped_at:
        raise Refused("This clock has stopped, so it cannot be given more time.")
    if is_late(clock, at=at):
        raise Refused(f"This was due by {long_date(clock.due_on)}: more time had to be given before then.")
    if not 0 < amount <= terms.amount:
        raise Refused(f"The rule allows from 1 to {terms.amount} more. Give no more than that.")
    if clock.extensions.count() >= terms.times:
        raise Refused(f"This was given more time {_times(terms.times)}, which is as often as the rule allows.")
    before = clock.due_on
    clock.amount += amount
    _keep_reckoned(clock, reckon(clock), "amount")
    return ClockExtension.objects.create(
        **of(clock.case),
        clock=clock,
        amount=amount,
        reason=reason,
        decided_by=by,
        decided_at=at,
        due_before=before,
        due_after=clock.due_on,
        notified_at=notified_at,
        notice_reference=notice_reference,
    )


def move_promise(clock: Clock, *, until: datetime, reason: str, by: Officer, at: datetime) -> ClockExtension:
    """Move a promise of a given moment to a later one, agreed with the person. The first stays shown.

    Raises Refused once it is late, for an earlier moment, and as often as its rule allows more time.
    """
    assert clock.amount is None, "What has an allowance is extended by its rule."
    terms = version_of(clock).extension
    if clock.stopped_at or is_late(clock, at=at):
        raise Refused("This promise is over, or late already. Make a new one, and say sorry for this one.")
    if until <= clock.late_from:
        raise Refused("This is no later than what was promised. Choose a later time.")
    if terms is None or clock.extensions.count() >= terms.times:
        raise Refused("This promise was moved as often as the rule allows. Keep it, or say that it is broken.")
    before = clock.due_on
    moved = f"{clock.sum}; moved to {short_date(london_day(until))} {clock_time(until)}"
    _keep_reckoned(clock, Deadline(_last_day_before(until), until, moved))
    return ClockExtension.objects.create(
        **of(clock.case),
        clock=clock,
        reason=reason,
        decided_by=by,
        decided_at=at,
        due_before=before,
        due_after=clock.due_on,
        notified_at=at,
    )


def _times(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


# --- The sum --------------------------------------------------------------------------------------


def version_of(clock: Clock) -> DutyVersion:
    """Return the version of the duty that this clock was started by: law that changes moves no running clock."""
    timed: Handle[DutyVersion] = Handle("duty", clock.duty)
    return timed.version(on=clock.started_on, council=clock.council_id)


def reckon(clock: Clock, pauses: Sequence[Pause] | None = None) -> Deadline:
    """Reckon a clock's deadline anew: its allowance with its extensions and pauses, on the calendar in force."""
    if clock.amount is None:
        return Deadline(clock.due_on, clock.late_from, clock.sum)
    return deadlines.deadline(
        clock.started_at,
        allowance_of(clock),
        calendar=calendar_in_force(clock),
        started=clock.started,
        pauses=pauses_of(clock) if pauses is None else pauses,
    )


def calendar_in_force(clock: Clock) -> Calendar:
    """Return the calendar that a clock is counted on."""
    return calendar_table.in_force(clock.calendar or EW)


def allowance_of(clock: Clock) -> Allowance:
    """Return a clock's allowance, its extensions counted."""
    assert clock.amount is not None, "A promise of a given moment has no allowance."
    return Allowance(
        clock.amount,
        Unit(clock.unit),
        counting=Counting(clock.counting),
        calendar=clock.calendar,
        rolls_forward=clock.rolls_forward,
        not_counting=version_of(clock).allowance.not_counting if clock.unit == Unit.HOURS else (),
    )


def _keep_reckoned(clock: Clock, deadline: Deadline, *also: str) -> None:
    """Write down what was reckoned anew; the task that the clock times is due when the clock says."""
    for name, value in _reckoned(deadline).items():
        setattr(clock, name, value)
    clock.save(update_fields=["due_on", "late_from", "sum", "projected", *also])
    if clock.task_id:
        Task.objects.filter(pk=clock.task_id).update(due_at=clock.late_from)


def is_late(clock: Clock, *, at: datetime) -> bool:
    """Return whether a clock that runs is late. One that stands still is not: its time does not pass."""
    return clock.paused_since is None and at >= clock.late_from


def due_first(case: Case) -> Clock | None:
    """Return the running clock of a case that is late first, or None."""
    return Clock.objects.filter(case=case, stopped_at__isnull=True).order_by(F("late_from"), "id").first()
