"""Weighs a case by its kind's scheme, and lets its officer disagree, for all to see."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.kinds import kind_of
from rooftree.cases.models import Case, CaseWeight, WeightChallenge
from rooftree.cases.story import lock_case, lock_case_of, of, record
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def weigh(case: Case, *, stage: str, by: Officer, at: datetime, key: str, factors: Collection[str] = ()) -> Case:
    """Weigh a case anew: its stage and what makes it harder, by the scheme of its kind. The sum is kept.

    Raises Refused for one that is closed: nobody carries it.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.weigh", council_id=case.council_id, at=at).before:
        return case
    rules.check_open(case.closed_at, case.reference)
    weighed = kind_of(case.kind).weigh(stage, sorted(set(factors)), london_day(at), case.council_id)
    CaseWeight.objects.create(
        **of(case),
        points=weighed.points,
        base=stage,
        factors=sorted(set(factors)),
        sum=weighed.sum,
        at=at,
        by=by,
    )
    case.weight = weighed.points
    case.save(update_fields=["weight"])
    record(case, "case.weighed", by=by, at=at, facts={"sum": weighed.sum}, is_shown=False)
    return case


@transaction.atomic
def challenge(
    case: Case, *, about: str, why: str, stood_at: str, by: Officer, at: datetime, key: str
) -> WeightChallenge:
    """Disagree with a case's weight, or with its place on a worklist. A manager answers; the team sees both.

    `about` is one of WeightChallenge.About; `stood_at` the points, or the place, as they stood on the page.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.challenge", council_id=case.council_id, at=at)
    if done.before:
        return WeightChallenge.objects.get(pk=done.made["challenge"])
    why = rules.check_reason(why)
    made = WeightChallenge.objects.create(
        **of(case), about=WeightChallenge.About(about), why=why, stood_at=stood_at, by=by, at=at
    )
    record(case, "case.challenged", by=by, at=at, words=why, facts={"stood_at": stood_at}, is_shown=False)
    done.makes(challenge=made.pk)
    return made


@transaction.atomic
def answer_challenge(
    made: WeightChallenge, *, answer: str, by: Officer, at: datetime, key: str
) -> WeightChallenge:
    """Answer an officer who disagrees. Nobody answers their own."""
    require(permissions.may_answer_challenges(by, made))
    case = lock_case_of(made)
    made = WeightChallenge.objects.get(pk=made.pk)
    if once(key, "cases.answer_challenge", council_id=case.council_id, at=at).before:
        return made
    if made.answered_at:
        raise Refused("This was answered already.")
    if made.by_id == by.pk:
        raise Refused("Somebody else answers what you disagree with.")
    made.answer = rules.check_words(answer, "Say what you decide, and why.")
    made.answered_by, made.answered_at = by, at
    made.save(update_fields=["answer", "answered_by", "answered_at"])
    record(case, "case.challenge_answered", by=by, at=at, words=made.answer, is_shown=False)
    return made
