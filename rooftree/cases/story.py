"""What every verb shares: the lock on the case, and what it adds to the story. Used inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from rooftree.cases.models import Assignment, Case, Event
from rooftree.foundations import dates
from rooftree.staff.models import Officer


def lock_case(case: Case) -> Case:
    """Return the case as it now is, locked until the end of the transaction."""
    assert connection.in_atomic_block, "A case is locked in the transaction that changes it."
    return Case.objects.select_for_update(of=("self",)).select_related("team", "owner").get(pk=case.pk)


def lock_cases(*cases: Case) -> list[Case]:
    """Return several cases as they now are, locked lowest first, in the order in which they were given."""
    assert connection.in_atomic_block, "Cases are locked in the transaction that changes them."
    ids = sorted({case.pk for case in cases})
    locked = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return [locked[case.pk] for case in cases]


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
    by: Officer | None,
    at: datetime,
    words: str = "",
    facts: Mapping[str, Any] | None = None,
    is_shown: bool = True,
) -> Event:
    """Add to the story of a case. One thing that a person does is one event, whatever it starts and stops.

    `at` is when it happened, which may be before now: a phone without signal sends later. `facts` hold
    what the sentence needs, as plain values.
    """
    return Event.objects.create(
        **of(case),
        kind=kind,
        at=at,
        recorded_at=max(at, dates.now()),
        by=by,
        words=words,
        facts=dict(facts or {}),
        is_shown=is_shown,
    )


def note_assignment(case: Case, *, how: str, because: str, by: Officer | None, at: datetime) -> Assignment:
    """Keep that from this moment the case is with its team and owner, and why."""
    return Assignment.objects.create(
        **of(case), at=at, team_id=case.team_id, officer_id=case.owner_id, how=how, because=because, by=by
    )
