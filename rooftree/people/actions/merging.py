"""Merges two records of one person, undoes it, and answers whether two records are one person.

Nothing moves in a merge: what hangs on the record merged away stays there, and the pages read both.
Pages call these through `journeys.one_person`, which also looks at tenancies.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.models import HouseholdMember, Person, PersonMerge, PossibleMatch
from rooftree.people.queries import records_of
from rooftree.people.rules import Known
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

SAME, NOT_SAME = PossibleMatch.Answer.SAME, PossibleMatch.Answer.NOT_SAME


@transaction.atomic
def merge_people(person: Person, *, into: Person, reason: str, by: Officer, at: datetime, key: str) -> Person:
    """Say that two records are one person. Returns the one that stands for both: `into`.

    Raises Refused for two dates of birth or of death, a record that is merged already, different
    restrictions, members of one household at the same time, or records that somebody decided are of
    two people.
    """
    require(permissions.may_merge_people(by, person))
    require(permissions.may_merge_people(by, into))
    person, into = _lock_both(person, into)
    if once(key, "people.merge_people", council_id=by.council_id, at=at).before:
        return into
    reason = rules.check_reason(reason)
    rules.check_one_person(_known(person), _known(into))
    records, others = records_of(person), records_of(into)
    _refuse_two_people(records, others)
    _refuse_one_household(records, others)
    _between(records, others).filter(answer="").update(answer=SAME, answered_by=by, answered_at=at, reason=reason)
    person.merged_into = into
    person.save(update_fields=["merged_into"])
    PersonMerge.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        into=into,
        reason=reason,
        merged_by=by,
        merged_at=at,
    )
    return into


@transaction.atomic
def undo_merge(person: Person, *, reason: str, by: Officer, at: datetime, key: str) -> Person:
    """Let a record that was merged away stand for itself again, with all that hangs on it.

    Where somebody had asked whether the two are one person, the question is open again. Raises
    Refused if the record is not merged, or without a reason.
    """
    require(permissions.may_merge_people(by, person))
    person = Person.objects.select_for_update().get(pk=person.pk)
    if once(key, "people.undo_merge", council_id=by.council_id, at=at).before:
        return person
    reason = rules.check_reason(reason)
    if person.merged_into_id is None:
        raise Refused(f"{person.full_name} ({person.reference}) stands for itself: there is no merge to undo.")
    into_id, person.merged_into = person.merged_into_id, None
    person.save(update_fields=["merged_into"])
    PersonMerge.objects.filter(person=person, undone_at__isnull=True).update(
        undone_by=by, undone_at=at, undone_reason=reason
    )
    _between(records_of(person), [into_id]).filter(answer=SAME).update(
        answer="", answered_by=None, answered_at=None, reason=""
    )
    return person


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
    """Decide whether two records are one person: then they are merged; or two, then that holds for ever.

    `answer` is one of PossibleMatch.Answer; `stands` is the record that stands for both, else the
    older one. Raises Refused if it was decided already, without a reason, or as `merge_people` does.
    """
    require(permissions.may_merge_people(by, match))
    one, other = _lock_both(match.one, match.other)
    match = PossibleMatch.objects.select_related("answered_by").get(pk=match.pk)
    if once(key, "people.answer_match", council_id=by.council_id, at=at).before:
        return match
    reason = rules.check_reason(reason)
    if match.answer:
        raise Refused(f"{_decision(match)}: {match.get_answer_display().lower()}. That holds for ever.")
    match.answer, match.reason = PossibleMatch.Answer(answer), reason
    match.answered_by, match.answered_at = by, at
    match.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    if match.answer == SAME:
        kept = other if stands is not None and stands.pk == other.pk else one
        merge_people(one if kept is other else other, into=kept, reason=reason, by=by, at=at, key=f"{key}/merge")
    return match


def _lock_both(person: Person, other: Person) -> tuple[Person, Person]:
    """Return both as they now are, locked in one order, so that no two officers wait for each other."""
    locked = {
        each.pk: each
        for each in Person.objects.select_for_update().filter(pk__in=[person.pk, other.pk]).order_by("pk")
    }
    return locked[person.pk], locked[other.pk]


def _known(person: Person) -> Known:
    return Known(
        name=person.full_name,
        reference=person.reference,
        born=person.date_of_birth,
        died=person.deceased_on,
        restricted_to=person.restricted_to,
        merged=person.merged_into_id is not None,
    )


def _between(records: list[int], others: list[int]) -> QuerySet[PossibleMatch]:
    """Return the possible matches between one of these records and one of the others."""
    return PossibleMatch.objects.filter(
        Q(one__in=records, other__in=others) | Q(one__in=others, other__in=records)
    )


def _refuse_two_people(records: list[int], others: list[int]) -> None:
    decided = _between(records, others).filter(answer=NOT_SAME).select_related("answered_by").first()
    if decided:
        raise Refused(f"{_decision(decided)} that these are two people: “{decided.reason}” That holds for ever.")


def _decision(match: PossibleMatch) -> str:
    """Return who decided on a match, and when."""
    assert match.answered_at is not None, "A match that was answered says when."
    return f"{match.answered_by} decided on {long_date(london_day(match.answered_at))}"


def _refuse_one_household(records: list[int], others: list[int]) -> None:
    memberships = HouseholdMember.objects.select_related("household")
    theirs = list(memberships.filter(person__in=others))
    for mine in memberships.filter(person__in=records):
        for their in theirs:
            if mine.household_id == their.household_id and _period(mine).overlaps(_period(their)):
                raise Refused(
                    f"Both are members of household {mine.household.reference} at the same time, so they are two "
                    "people. If one was entered there twice, take the second out first."
                )


def _period(member: HouseholdMember) -> Period:
    return Period(member.from_on, member.until_on)
