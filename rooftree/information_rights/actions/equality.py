"""Hands in equality answers that came on paper, and takes them back. Residents do it in their own account."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.information_rights import equality, permissions, rules
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def enter_equality(person: Person, answers: Mapping[str, str], *, by: Officer, at: datetime, key: str) -> None:
    """Enter the answers of a form on paper, in place of any before: codes of answers by codes of questions.

    They cannot be read again by whoever entered them. Raises Refused for an answer to another question.
    """
    require(permissions.may_enter_equality(by, person))
    if once(key, "information_rights.enter_equality", council_id=person.council_id, at=at).before:
        return
    check_answers(answers, council_id=person.council_id, at=at)
    equality.write(person.council_id, person.pk, answers, on=london_day(at), on_paper=True)


def check_answers(answers: Mapping[str, str], *, council_id: int, at: datetime) -> None:
    """Raise Refused unless each answer is one to its question."""
    on = london_day(at)
    listed = rules.EQUALITY_ANSWERS.version(on=on, council=council_id)
    questions = rules.EQUALITY.version(on=on, council=council_id)
    for question, answer in answers.items():
        questions.item(question)
        listed.item(answer)
    rules.check_equality_answers(answers, {item.code: str(item.flags["question"]) for item in listed})


@transaction.atomic
def withdraw_equality(person: Person, *, by: Officer, at: datetime, key: str) -> None:
    """Take away somebody's answers, as they ask on paper or by phone."""
    require(permissions.may_enter_equality(by, person))
    if once(key, "information_rights.withdraw_equality", council_id=person.council_id, at=at).before:
        return
    equality.take_back(person.council_id, person.pk)
