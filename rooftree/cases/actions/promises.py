"""Promises: what we said we would do, by when, in words that the resident can read, and whether we did."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.actions.tasks import end
from rooftree.cases.clocks import promise_until, start_clock
from rooftree.cases.having import check_can_have
from rooftree.cases.models import Case, Task
from rooftree.cases.story import lock_case, of, record
from rooftree.foundations.idempotency import once
from rooftree.foundations.rule_entries import DutyVersion
from rooftree.foundations.rulebook import Handle
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def promise(
    case: Case,
    *,
    what: str,
    by: Officer,
    at: datetime,
    key: str,
    until: datetime | None = None,
    duty: Handle[DutyVersion] | None = None,
    owner: Officer | None = None,
    kind: str = Task.Kind.PROMISE,
) -> Task:
    """Promise something, and start its clock: late from `until` if a moment was promised, else by the duty.

    The duty is cases.promise unless another is given (a callback within two hours, say). `kind` is
    "promise" or "callback". The resident can read it. Raises Refused for a moment that is past, and for
    an owner who is not here or may not open the case.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.promise", council_id=case.council_id, at=at)
    if done.before:
        return Task.objects.get(pk=done.made["task"])
    assert kind in rules.PROMISE_KINDS, f"{kind} is no promise."
    rules.check_open(case.closed_at, case.reference)
    what = rules.check_words(what, "Say what you promise, as you said it to the person.")
    if owner is not None:
        check_can_have(case, owner, by=by, at=at)
    task = Task.objects.create(
        **of(case), kind=kind, what=what, owner=owner, is_shown=True, added_by=by, added_at=at
    )
    if until is not None:
        clock = promise_until(case, task, until=until, at=at)
    else:
        clock = start_clock(case, duty or rules.PROMISE, at=at, task=task)
    task.due_at = clock.late_from
    task.save(update_fields=["due_at"])
    facts = {"due": clock.late_from.isoformat(), "sum": clock.sum}
    record(case, "case.promised", by=by, at=at, words=what, facts=facts)
    done.makes(task=task.pk)
    return task


@transaction.atomic
def keep_promise(task: Task, *, by: Officer, at: datetime, key: str, ending: str = "") -> Task:
    """Say that a promise was kept: in time or late, as its clock says."""
    return end(
        task, rules.PROMISE_KINDS, is_done=True, ending=ending, event="case.promise_kept", by=by, at=at, key=key
    )


@transaction.atomic
def break_promise(task: Task, *, reason: str, by: Officer, at: datetime, key: str) -> Task:
    """Say that a promise will not be kept, and why. Its clock stops as not done."""
    return end(
        task, rules.PROMISE_KINDS, is_done=False, ending=reason, event="case.promise_broken", by=by, at=at, key=key
    )
