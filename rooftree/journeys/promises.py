"""A promise is told in writing: when it is made, when it is kept, and when it is not.

The kernel of cases knows of no messages, so this is where both meet, in one transaction. A callback is
of contact, which tells of it there.
"""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases.models import Case, Task
from rooftree.contact import telling
from rooftree.staff.models import Officer


@transaction.atomic
def promise(
    case: Case,
    *,
    what: str,
    by: Officer,
    at: datetime,
    key: str,
    until: datetime | None = None,
    owner: Officer | None = None,
) -> Task:
    """Promise something, and put it in writing. Raises Refused as `cases.promise`."""
    task = cases.promise(case, what=what, until=until, owner=owner, by=by, at=at, key=key)
    telling.promised(task, by=by, at=at)
    return task


@transaction.atomic
def keep(task: Task, *, by: Officer, at: datetime, key: str, ending: str = "") -> Task:
    """Say that a promise was kept, and tell the person. Raises Refused as `cases.keep_promise`."""
    kept = cases.keep_promise(task, ending=ending, by=by, at=at, key=key)
    telling.kept(kept, by=by, at=at)
    return kept


@transaction.atomic
def not_keep(task: Task, *, reason: str, by: Officer, at: datetime, key: str) -> Task:
    """Say that a promise will not be kept, and say sorry in writing. Raises Refused as `cases.break_promise`."""
    broken = cases.break_promise(task, reason=reason, by=by, at=at, key=key)
    telling.missed(broken, by=by, at=at)
    return broken
