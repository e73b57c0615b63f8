"""An officer writes to the person of a case, by one of the templates."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rooftree.cases.models import Case
from rooftree.cases.story import lock_case, record
from rooftree.contact import permissions
from rooftree.contact.telling import common_facts
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence import catalogue
from rooftree.correspondence.models import Message
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

NOT_BY_HAND = ("portal.", "correspondence.")
"""Templates that only Rooftree sends: one-time codes, trials."""


def may_be_written(code: str) -> bool:
    """Return whether officers may send a template by hand."""
    return code in catalogue.known() and not code.startswith(NOT_BY_HAND)


def facts_of_case(case: Case, person: Person, by: Officer) -> dict[str, str]:
    """Return what a case and its officer fill in by themselves, wherever a template has a place for it."""
    return {**common_facts(person, case.reference), "team": case.team.name, "officer": by.name}


def facts_to_ask(code: str) -> dict[str, str]:
    """Return what an officer must write for a template, by name, each with what it is."""
    given = {"name", "council", "reference", "team", "officer"}
    return {name: what for name, what in catalogue.template(code).facts.items() if name not in given}


def all_facts(code: str, case: Case, person: Person, said: Mapping[str, str], by: Officer) -> dict[str, str]:
    """Return everything that a template fills in, from the case and from what the officer wrote."""
    known = {**facts_of_case(case, person, by), **said}
    return {name: known.get(name, "") for name in catalogue.template(code).facts}


@transaction.atomic
def write(case: Case, code: str, *, said: Mapping[str, str], by: Officer, at: datetime, key: str) -> Message:
    """Write to the person of a case, and tell so in its story.

    `said` is what the officer wrote, by the names of `facts_to_ask`. Raises Refused for a case about
    nobody, and where something is missing.
    """
    require(permissions.may_log_contacts(by, case))
    case = lock_case(case)
    done = once(key, "contact.write", council_id=case.council_id, at=at)
    if done.before:
        return Message.objects.get(pk=done.made["message"])
    assert may_be_written(code), f"{code} is not written by hand."
    person = Person.objects.select_related("council").filter(cases=case).first()
    if person is None:
        raise Refused(f"{case.reference} is about nobody on the record, so there is nobody to write to.")
    facts = all_facts(code, case, person, said, by)
    message = correspondence.send(code, person=person, facts=facts, at=at, key=key, case=case, by=by)
    record(
        case, "contact.written", by=by, at=at, words=message.body, facts={"title": catalogue.template(code).label}
    )
    done.makes(message=message.pk)
    return message
