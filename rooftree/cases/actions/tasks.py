"""Adds something to do to a case, and says that it was done, or that it need not be."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.clocks import stop
from rooftree.cases.having import check_can_have
from rooftree.cases.models import Case, Clock, Task
from rooftree.cases.story import lock_case, lock_case_of, of, record
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def add_task(
    case: Case,
    *,
    what: str,
    by: Officer,
    at: datetime,
    key: str,
    due_at: datetime | None = None,
    owner: Officer | None = None,
    kind: str = Task.Kind.TASK,
    is_shown: bool = False,
    starts_at: datetime | None = None,
) -> Task:
    """Add something to do. `kind` is "task" or "visit"; a promise is made by `promise`.

    Without an owner the case's owner does it. It is late from `due_at`, if that is said. A visit may
    begin at a moment, `starts_at`: it then lasts until it is due, or as long as a visit usually does.
    Raises Refused for a time that is past, for a visit that ends before it begins, and for an owner who
    is not here or may not open the case.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.add_task", council_id=case.council_id, at=at)
    if done.before:
        return Task.objects.get(pk=done.made["task"])
    assert kind in rules.TASK_KINDS, f"{kind} is not added as a task."
    rules.check_open(case.closed_at, case.reference)
    what = rules.check_words(what, "Say what is to be done.")
    if starts_at is not None:
        assert kind == Task.Kind.VISIT, "Only a visit begins at a moment."
        due_at = _end_of_visit(case, starts_at, due_at, at=at)
    if due_at is not None:
        rules.check_later(due_at, than=at, what="The time for it")
    if owner is not None:
        check_can_have(case, owner, by=by, at=at)
    task = Task.objects.create(
        **of(case),
        kind=kind,
        what=what,
        due_at=due_at,
        starts_at=starts_at,
        owner=owner,
        is_shown=is_shown,
        added_by=by,
        added_at=at,
    )
    facts = {"due": due_at.isoformat() if due_at else ""}
    if starts_at is not None:
        facts["starts"] = starts_at.isoformat()
    record(case, "case.task_added", by=by, at=at, words=what, facts=facts, is_shown=is_shown)
    done.makes(task=task.pk)
    return task


@transaction.atomic
def move_visit(
    task: Task,
    *,
    starts_at: datetime,
    reason: str,
    by: Officer,
    at: datetime,
    key: str,
    due_at: datetime | None = None,
) -> Task:
    """Change when a visit begins, and until when it lasts, for a reason. The story keeps what was said before.

    Raises Refused for a time that is past, and for a visit that was made or called off.
    """
    require(permissions.may_work_cases(by, task))
    case = lock_case_of(task)
    task = Task.objects.get(pk=task.pk)
    if once(key, "cases.move_visit", council_id=case.council_id, at=at).before:
        return task
    assert task.kind == Task.Kind.VISIT, "Only a visit is moved; a promise is by its clock."
    if task.ended_at:
        raise Refused("This visit was ended already. Add another one.")
    reason = rules.check_reason(reason)
    before = task.starts_at or task.due_at
    task.due_at = _end_of_visit(case, starts_at, due_at, at=at)
    task.starts_at, task.moves, task.moved_at = starts_at, task.moves + 1, at
    task.save(update_fields=["due_at", "starts_at", "moves", "moved_at"])
    facts = {
        "what": task.what,
        "starts": starts_at.isoformat(),
        "due": task.due_at.isoformat(),
        "before": before.isoformat() if before else "",
    }
    record(case, "case.visit_moved", by=by, at=at, words=reason, facts=facts, is_shown=task.is_shown)
    return task


def _end_of_visit(case: Case, starts_at: datetime, due_at: datetime | None, *, at: datetime) -> datetime:
    """Return when a visit ends: as said, else after as long as a visit usually lasts."""
    usual = rules.VISIT_LENGTH.version(on=london_day(starts_at), council=case.council_id).value
    until = due_at or starts_at + timedelta(minutes=int(usual))
    rules.check_visit(starts_at, until, at=at)
    return until


@transaction.atomic
def finish_task(task: Task, *, by: Officer, at: datetime, key: str, ending: str = "") -> Task:
    """Say that a task was done. Raises Refused if it has ended already."""
    return end(
        task, rules.TASK_KINDS, is_done=True, ending=ending, event="case.task_finished", by=by, at=at, key=key
    )


@transaction.atomic
def drop_task(task: Task, *, reason: str, by: Officer, at: datetime, key: str) -> Task:
    """Say that a task need not be done after all, and why. A promise is broken, not dropped."""
    return end(
        task, rules.TASK_KINDS, is_done=False, ending=reason, event="case.task_dropped", by=by, at=at, key=key
    )


def end(
    task: Task,
    kinds: Collection[str],
    *,
    is_done: bool,
    ending: str,
    event: str,
    by: Officer,
    at: datetime,
    key: str,
) -> Task:
    """End a task of one of these kinds, one way or the other, and the clock that a promise has."""
    require(permissions.may_work_cases(by, task))
    case = lock_case_of(task)
    task = Task.objects.get(pk=task.pk)
    if once(key, event, council_id=case.council_id, at=at).before:
        return task
    assert task.kind in kinds, "A promise is kept or broken, and nothing else is."
    write_ending(task, is_done=is_done, ending=ending, by=by, at=at)
    running = Clock.objects.filter(task=task, stopped_at__isnull=True).first()
    if running:
        outcome, why = ("", "") if is_done else (Clock.Outcome.BROKEN, ending)
        stop(running, at=at, by=by, outcome=outcome, reason=why)
    record(case, event, by=by, at=at, words=ending, facts={"what": task.what}, is_shown=task.is_shown)
    return task


def write_ending(task: Task, *, is_done: bool, ending: str, by: Officer, at: datetime) -> None:
    """Write down how a task ended. Raises Refused if it has ended, or was not done and nobody says why."""
    if task.ended_at:
        raise Refused("This was ended already.")
    task.ended_at, task.ended_by, task.is_done = max(at, task.added_at), by, is_done
    task.ending = ending.strip() if is_done else rules.check_reason(ending)
    task.save(update_fields=["ended_at", "ended_by", "is_done", "ending"])
