"""Tells people in writing what we have of them, what we promised, and what we missed.

Each runs in the transaction of the fact that it tells of, and may be asked twice: there is one message.
What is only a courtesy (that we have it, that it is done) is left unsent where no way to write is known
or safe. What a person must have (an answer, an apology) is written even then, and becomes owned work.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from rooftree.cases.models import Case, Clock, Task
from rooftree.contact import rules
from rooftree.contact.models import Enquiry
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.correspondence.previews import way_to
from rooftree.correspondence.rules import Status
from rooftree.foundations.dates import clock_time, london_day, midnight_of
from rooftree.foundations.rulebook import open_at
from rooftree.people.models import Adjustment, Authority, Person
from rooftree.people.queries import in_force, records_of
from rooftree.people.rules import ADJUSTMENTS
from rooftree.staff.models import Officer

RECEIVED = "contact.enquiry_received"
ANSWERED = "contact.enquiry_answered"
PROMISED = "contact.promise_made"
KEPT = "contact.promise_kept"
MISSED = "contact.promise_missed"
AUTHORITY = "contact.authority_recorded"
NEEDS = "contact.adjustments_confirmed"
WRITTEN = "contact.written"
COURTESIES = frozenset({RECEIVED, PROMISED, KEPT})


def received(enquiry: Enquiry, *, by: Officer | None, at: datetime) -> Message | None:
    """Say that an enquiry reached us, who has it, and by when it is answered. None where nobody is told."""
    case = enquiry.case
    answers = Clock.objects.filter(case=case, task__isnull=True, duty__in=[duty.code for duty in rules.ANSWERS])
    first = answers.order_by("late_from", "pk").first()
    if first is None:
        return None
    facts = {"asked": enquiry.asked, "team": case.team.name, "by": by_when(first.late_from, first.due_on)}
    return _tell(RECEIVED, case, facts, key=f"case {case.pk}", by=by, at=at)


def answered(enquiry: Enquiry, *, by: Officer, at: datetime) -> Message | None:
    """Give an answer in writing, each answer once."""
    facts = {"asked": enquiry.asked, "answer": enquiry.answer, "officer": by.name}
    return _tell(ANSWERED, enquiry.case, facts, key=f"case {enquiry.case_id} {at.isoformat()}", by=by, at=at)


def promised(task: Task, *, by: Officer, at: datetime) -> Message | None:
    """Put a promise in writing, with the time by which it is kept."""
    facts = {"what": task.what, "by": _due(task)}
    return _tell(PROMISED, task.case, facts, key=of_promise(task), by=by, at=at)


def kept(task: Task, *, by: Officer, at: datetime) -> Message | None:
    """Say that a promise was kept, so that the person can say if they see it otherwise."""
    return _tell(KEPT, task.case, {"what": task.what}, key=of_promise(task), by=by, at=at)


def missed(task: Task, *, by: Officer | None, at: datetime) -> Message | None:
    """Say sorry for a promise that was not kept, once however often it is noted (CT1)."""
    facts = {"what": task.what, "by": _due(task), "team": task.case.team.name}
    return _tell(MISSED, task.case, facts, key=of_promise(task), by=by, at=at)


def written(case: Case, *, words: str, by: Officer, at: datetime, key: str) -> Message | None:
    """Write to the person of a case in an officer's own words. None for a case about nobody."""
    return _tell(WRITTEN, case, facts_of_letter(words, by), key=key, by=by, at=at)


def facts_of_letter(words: str, by: Officer) -> dict[str, str]:
    """Return what is filled in where an officer writes in their own words."""
    return {"words": words, "officer": by.name}


def may_act(authority: Authority, *, by: Officer, at: datetime) -> Message:
    """Tell a person whom we let act for them, so that they can stop it (CT2)."""
    representative = authority.representative
    until = authority.until_on
    facts = {
        "representative": representative.full_name if representative else authority.representative_name,
        "scope": authority.scope,
        "until": written_day(until) if until else "until you tell us to stop / nes i chi ddweud wrthym am stopio",
    }
    return _tell_person(AUTHORITY, authority.person, facts, key=f"authority {authority.pk}", by=by, at=at)


def needs(person: Person, *, by: Officer, at: datetime) -> Message | None:
    """Confirm what we do differently for a person, once a day however often it is confirmed (CT3).

    None where there is nothing that we do differently. Equality Act 2010 s 20.
    """
    on = london_day(at)
    listed = {
        each.code: each.label for each in open_at(on=on, council=person.council_id).code_list(ADJUSTMENTS.code)
    }
    held = in_force(Adjustment.objects.filter(person__in=records_of(person)), on).order_by("code")
    lines = [f"* {listed.get(each.code, each.code)}{f': {each.note}' if each.note else ''}" for each in held]
    if not lines:
        return None
    facts = {"adjustments": "\n".join(lines)}
    return _tell_person(NEEDS, person, facts, key=f"needs {person.pk} {on.isoformat()}", by=by, at=at)


# --- What all of them share -------------------------------------------------------------------------


def of_promise(task: Task) -> str:
    """Return what a message about a promise is about."""
    return f"promise {task.pk}"


def by_when(late_from: datetime, due_on: date) -> str:
    """Return the last moment in time, in figures: they read the same in every language.

    A whole day is written without a time.
    """
    if late_from == midnight_of(london_day(late_from)):
        return written_day(due_on)
    return f"{written_day(london_day(late_from))}, {clock_time(late_from)}"


def written_day(day: date) -> str:
    """Return a day in figures, as British forms write it."""
    return f"{day:%d/%m/%Y}"


def common_facts(person: Person, reference: str) -> dict[str, str]:
    """Return what every message of the house fills in."""
    return {"name": person.known_as, "council": person.council.name, "reference": reference}


def _due(task: Task) -> str:
    clock = Clock.objects.filter(task=task).order_by("-started_at", "-pk").first()
    assert clock is not None, "A promise has a clock."
    return by_when(clock.late_from, clock.due_on)


def _tell(
    code: str, case: Case, facts: Mapping[str, str], *, key: str, by: Officer | None, at: datetime
) -> Message | None:
    """Write to the person of a case, if it has one, and if a courtesy can reach them."""
    assert connection.in_atomic_block, "A message is written with the fact that it tells of."
    person = Person.objects.select_related("council").filter(cases=case).first()
    if person is None or (code in COURTESIES and not _reaches(code, person, at=at)):
        return None
    return correspondence.send(
        code,
        person=person,
        facts={**common_facts(person, case.reference), **facts},
        at=at,
        key=key,
        case=case,
        by=by,
        subject_of=key if key.startswith("promise ") else "",
    )


def _tell_person(
    code: str, person: Person, facts: Mapping[str, str], *, key: str, by: Officer, at: datetime
) -> Message:
    """Write to a person about themselves rather than a case."""
    assert connection.in_atomic_block, "A message is written with the fact that it tells of."
    known = Person.objects.select_related("council").get(pk=person.pk)
    every = {**common_facts(known, known.reference), **facts}
    return correspondence.send(code, person=known, facts=every, at=at, key=key, by=by)


def _reaches(code: str, person: Person, *, at: datetime) -> bool:
    choice = way_to(code, person=person, at=at)
    return choice is not None and choice.status is Status.QUEUED
