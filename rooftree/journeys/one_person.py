"""Merging two records of one person, with a look at what they hold and where they live.

Two parties to one tenancy at the same time are two people, however alike their names.
"""

from datetime import datetime

from django.db import transaction

from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.people import actions as people
from rooftree.people.models import Person, PossibleMatch
from rooftree.people.queries import records_of
from rooftree.staff.models import Officer
from rooftree.tenancies.models import TenancyParty


@transaction.atomic
def merge_people(person: Person, *, into: Person, reason: str, by: Officer, at: datetime, key: str) -> Person:
    """Say that two records are one person. Returns `into`, which stands for both.

    Raises Refused for parties to one tenancy at the same time, or as `people.merge_people`.
    """
    into = people.merge_people(person, into=into, reason=reason, by=by, at=at, key=key)
    _refuse_one_tenancy(into)
    return into


@transaction.atomic
def answer_match(
    match: PossibleMatch,
    answer: str,
    *,
    reason: str,
    stands: Person | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> PossibleMatch:
    """Decide whether two records are one person; see `people.answer_match`.

    Raises Refused too where they are parties to one tenancy at the same time and would be merged.
    """
    match = people.answer_match(match, answer, reason=reason, stands=stands, by=by, at=at, key=key)
    if match.answer == PossibleMatch.Answer.SAME:
        _refuse_one_tenancy(match.one)
    return match


@transaction.atomic
def undo_merge(person: Person, *, reason: str, by: Officer, at: datetime, key: str) -> Person:
    """Let a record that was merged away stand for itself again. Raises Refused as `people.undo_merge`."""
    return people.undo_merge(person, reason=reason, by=by, at=at, key=key)


def _refuse_one_tenancy(merged: Person) -> None:
    """Raise Refused, and so undo the merge, where two of a person's records have parts in one tenancy at once."""
    parts = TenancyParty.objects.filter(person__in=records_of(merged)).select_related("tenancy")
    by_tenancy: dict[int, list[TenancyParty]] = {}
    for part in parts.order_by("from_on", "pk"):
        for other in by_tenancy.setdefault(part.tenancy_id, []):
            if other.person_id != part.person_id and _period(other).overlaps(_period(part)):
                raise Refused(
                    f"Both are parties to tenancy {part.tenancy.reference} at the same time, so they are two "
                    "people. If one was entered there twice, end that part first."
                )
        by_tenancy[part.tenancy_id].append(part)


def _period(part: TenancyParty) -> Period:
    return Period(part.from_on, part.until_on)
