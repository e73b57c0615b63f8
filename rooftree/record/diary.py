"""What is in an officer's diary: visits, and where wanted callbacks and promises, as a calendar may show them.

A calendar stands on a phone's locked screen and with whoever keeps it, so this reads nothing that says
who a person is: the case's reference, the first half of the postcode, and the times. Of a restricted
case not even the place.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from rooftree.cases.models import Task
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.staff.models import Officer

KEPT_FOR = dt.timedelta(days=28)
"""How long what is over stays in a calendar."""


@dataclass(frozen=True)
class Entry:
    """One thing of the diary. Without a beginning it is only said by when it is due."""

    task_id: int
    kind: str
    reference: str
    starts: dt.datetime | None
    ends: dt.datetime
    area: str
    is_off: bool
    sequence: int
    changed_at: dt.datetime


def entries(officer: Officer, *, with_promises: bool, since: dt.datetime) -> list[Entry]:
    """Return what an officer does from a moment on, with what was called off, by when it is due. One query.

    Theirs is what was given to them, and what is to be done on a case of theirs and given to nobody else.
    """
    kinds = [Task.Kind.VISIT, *((Task.Kind.CALLBACK, Task.Kind.PROMISE) if with_promises else ())]
    theirs = Q(owner=officer) | Q(owner=None, case__owner=officer)
    tasks = (
        Task.objects.filter(theirs, kind__in=kinds, due_at__gte=since, council_id=officer.council_id)
        .exclude(~Q(kind=Task.Kind.VISIT), ended_at__isnull=False)
        .annotate(reference=F("case__reference"), postcode=F("case__place__postcode"))
        .order_by("due_at", "pk")
    )
    return [_entry(task) for task in tasks]


def _entry(task: Task) -> Entry:
    assert task.due_at is not None, "What has no time is in no diary."
    is_restricted = (task.restricted_to, task.person_restricted_to) != (OPEN_TO_ALL, OPEN_TO_ALL)
    postcode: str = getattr(task, "postcode", None) or ""
    is_off = task.is_done is False
    return Entry(
        task_id=task.pk,
        kind=task.kind,
        reference=task.reference,  # type: ignore[attr-defined]
        starts=task.starts_at,
        ends=task.due_at,
        area="" if is_restricted else postcode.split(" ")[0],
        is_off=is_off,
        sequence=task.moves + is_off,
        changed_at=max(filter(None, (task.added_at, task.moved_at, task.ended_at))),
    )
