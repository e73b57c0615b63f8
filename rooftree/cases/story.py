"""What every verb shares: the lock on the case, and what it adds to the story. Used inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from rooftree.cases.models import Assignment, Case, CaseLink, CaseRecord, Event
from rooftree.foundations.refusals import Refused
from rooftree.people.portal import Resident
from rooftree.staff.models import Officer

GONE = "You may no longer see this case, or it is not there. Go back to your work, and look for it again."


def lock_case(case: Case) -> Case:
    """Return the case as it now is, locked until the end of the transaction.

    It is locked alone: rows joined to one that we had to wait for would still be as they were before.
    Raises Refused if it has been hidden from us since it was read.
    """
    return _locked(case.pk)


def lock_case_of(row: CaseRecord) -> Case:
    """Return the case of a row, as it now is, locked until the end of the transaction (`lock_case`)."""
    return _locked(row.case_id)


def _locked(case_id: int) -> Case:
    assert connection.in_atomic_block, "A case is locked in the transaction that changes it."
    locked = Case.objects.select_for_update().filter(pk=case_id).first()
    if locked is None:
        raise Refused(GONE)
    return locked


def lock_cases(*cases: Case) -> list[Case]:
    """Return several cases as they now are, locked lowest first, in the order in which they were given.

    Raises Refused if one of them has been hidden from us since it was read.
    """
    return _all_locked([case.pk for case in cases])


def lock_both_of(tie: CaseLink) -> list[Case]:
    """Return the two cases of a tie, as they now are, locked (`lock_cases`)."""
    return _all_locked([tie.case_id, tie.other_id])


def _all_locked(asked: list[int]) -> list[Case]:
    assert connection.in_atomic_block, "Cases are locked in the transaction that changes them."
    ids = sorted(set(asked))
    locked = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(locked) < len(ids):
        raise Refused(GONE)
    return [locked[each] for each in asked]


def of(case: Case) -> dict[str, Any]:
    """Return what every row of a case carries: the council, the case and its groups."""
    return {
        "council_id": case.council_id,
        "case": case,
        "restricted_to": case.restricted_to,
        "person_restricted_to": case.person_restricted_to,
    }


def record(
    case: Case,
    kind: str,
    *,
    by: Officer | Resident | None,
    at: datetime,
    words: str = "",
    facts: Mapping[str, Any] | None = None,
    is_shown: bool = True,
) -> Event:
    """Add to the story of a case. One thing that a person does is one event, whatever it starts and stops.

    `by` is an officer, or a resident in her own account; nobody where Rooftree did it by itself. `at` is
    when it happened, which may be before now: a phone without signal sends later. `facts` hold what the
    sentence needs, as plain values.
    """
    return Event.objects.create(
        **of(case),
        kind=kind,
        at=at,
        **done_by(by),
        words=words,
        facts=dict(facts or {}),
        is_shown=is_shown,
    )


def done_by(by: Officer | Resident | None) -> dict[str, Any]:
    """Return the columns that say who did something: an officer, a resident, or nobody in particular."""
    if isinstance(by, Resident):
        return {"by": None, "by_resident_id": by.person_id}
    return {"by": by}


def officer_of(by: Officer | Resident | None) -> Officer | None:
    """Return who did something, where a row names officers alone; nobody for a resident."""
    return None if isinstance(by, Resident) else by


def note_assignment(case: Case, *, how: str, because: str, by: Officer | None, at: datetime) -> Assignment:
    """Keep that from this moment the case is with its team and owner, and why."""
    return Assignment.objects.create(
        **of(case), at=at, team_id=case.team_id, officer_id=case.owner_id, how=how, because=because, by=by
    )
