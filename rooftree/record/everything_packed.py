"""Packs what is held on a person as it was gathered, without a review: what somebody must decide stays out."""

from collections import Counter
from datetime import datetime

from django.db import connection

from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.information_rights import rules
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.package import Package, Thing
from rooftree.information_rights.rules import Decision
from rooftree.people.models import Person
from rooftree.record.everything import everything_on


def packed_unreviewed(person: Person, council: Council, *, at: datetime) -> Package:
    """Return what can be given of everything held on a person before anybody has looked it through.

    Other residents' names are taken out; what somebody must decide is left out, and counted. That it was
    made is in the audit.
    """
    found = everything_on(person, at=at)
    calls = rules.CALLS_FOR_A_DECISION.version(on=london_day(at), council=council.pk)
    must_decide = {item.code: bool(item.flags["decide"]) for item in calls}
    decisions = [(held, rules.first_decision(held.calls, must_decide)) for held in found.things]
    waiting = Counter(
        call for held, decision in decisions if not decision for call in held.calls if must_decide[call]
    )
    log_copy(person)
    return Package(
        council=council.name,
        name=person.full_name,
        person_reference=person.reference,
        reference=person.reference,
        at=at,
        things=tuple(_thing(held, decision) for held, decision in decisions if decision),
        left_out=(
            *(f"Waits for somebody to decide. {calls.label_of(call)}: {n}" for call, n in sorted(waiting.items())),
            *_left_out(found),
        ),
    )


def _thing(held: Held, decision: str) -> Thing:
    redacted = decision == Decision.REDACT
    out = held.take_out if redacted else ()
    facts = tuple((what, rules.without(says, out)) for what, says in held.facts)
    return Thing(held.kind, facts, has_words_taken_out=redacted, file_id=held.file_id)


def _left_out(found: Everything) -> list[str]:
    return [f"{what}: {why}" for what, why in found.left_out]


def log_copy(person: Person) -> None:
    """Leave in the audit that somebody took a copy of everything held on a person. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT log_read(%s::int, %s, 'people_person', ARRAY[%s::bigint], %s)",
            [person.council_id, person.restricted_to, person.pk, "a copy of everything held on the person"],
        )
