"""Adds to the story of a case what somebody saw, heard or decided."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.models import Case, Event
from rooftree.cases.story import lock_case, record
from rooftree.foundations.idempotency import once
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def note(case: Case, *, words: str, by: Officer, at: datetime, key: str, is_shown: bool = False) -> Event:
    """Record something on a case, open or closed. A resident reads it only if it `is_shown`."""
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.note", council_id=case.council_id, at=at)
    if done.before:
        return Event.objects.get(pk=done.made["event"])
    words = rules.check_words(words, "Write what happened.")
    event = record(case, "case.noted", by=by, at=at, words=words, is_shown=is_shown)
    done.makes(event=event.pk)
    return event
