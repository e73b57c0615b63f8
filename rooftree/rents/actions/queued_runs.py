"""A debit run that an officer asks for: it waits for a worker, which makes it and says how it ended.

Whoever asks is shown its page at once, however many accounts it is for. The row of the run says where it stands:
waiting, started, stopped with a sentence, or posted.
"""

import contextlib
from datetime import datetime

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from rooftree.foundations.refusals import Refused
from rooftree.rents import permissions
from rooftree.rents.actions import runs
from rooftree.rents.actions.runs import Debit
from rooftree.rents.models import DebitRun
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

JOB = "make debit run"
"""The job's name: it stands in `rents.jobs`, which imports this module."""
BROKEN_OFF = (
    "A fault of ours broke it off. Nothing is charged twice: go on with it. If it stops again, tell whoever runs "
    "Rooftree, who finds the fault in the worker’s log."
)
Status = DebitRun.Status


@transaction.atomic
def ask_for(council_id: int, debit: Debit, *, by: Officer, at: datetime) -> DebitRun:
    """Have a period charged by a worker, once, and return the run as it stands.

    Asked again, by anybody: what is posted is shown, what waits goes on waiting, what was stopped or broken off
    is queued anew. Raises Refused for a period that has not begun, or where the one before it was not run.
    """
    require(permissions.may_run_debits(by))
    asked = _row(council_id, debit, by=by, at=at)
    if asked.status == Status.POSTED:
        return asked
    if asked.status != Status.STARTED:
        runs.check_may_begin(council_id, debit, at=at)
    if asked.status == Status.STOPPED:
        asked.status, asked.stopped_because, asked.by, asked.at = Status.QUEUED, "", by, at
        asked.save(update_fields=["status", "stopped_because", "by", "at"])
    _queue(asked)
    return asked


def _row(council_id: int, debit: Debit, *, by: Officer, at: datetime) -> DebitRun:
    """Return the row of a run, locked; two who ask for it at once get the same."""
    if found := runs.row_of(council_id, debit):
        return found
    new = runs.new_row(council_id, debit, by=by, at=at)
    DebitRun.objects.bulk_create([new], ignore_conflicts=True)
    made = runs.row_of(council_id, debit)
    assert made is not None, "A run that was asked for has a row."
    return made


def _queue(asked: DebitRun) -> None:
    """Queue the job, unless it waits in the queue already. Done twice, it is made once."""
    job = app.configure_task(JOB, queueing_lock=f"debit run {asked.pk}")
    with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        job.defer(council_id=asked.council_id, run_id=asked.pk)


def make(run_id: int, *, at: datetime) -> DebitRun:
    """Make a run that was asked for, as its officer; refused, or broken off by a fault, its row says so.

    A fault is raised again, so that it stands in the log. Done twice, or begun by a worker that was killed, it is
    gone on with.
    """
    asked = DebitRun.objects.select_related("by").get(pk=run_id)
    try:
        debit = runs.debit_of(
            asked.council_id, group=asked.group, cycle=asked.cycle, starts_on=asked.period_from_on
        )
        return runs.make(asked.council_id, debit, by=asked.by, at=at)
    except Refused as refusal:
        return _stop(asked, str(refusal))
    except Exception:
        _stop(asked, BROKEN_OFF)
        raise


@transaction.atomic
def _stop(asked: DebitRun, why: str) -> DebitRun:
    """Say on the row of a run why it did not end; what is posted stays so."""
    asked = DebitRun.objects.select_for_update().get(pk=asked.pk)
    if asked.status != Status.POSTED:
        asked.status, asked.stopped_because = Status.STOPPED, why
        asked.save(update_fields=["status", "stopped_because"])
    return asked
