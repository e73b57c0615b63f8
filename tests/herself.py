"""A resident in her own account, as actions and readers know her: no session, no page."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from rooftree.foundations.isolation import acting_for
from rooftree.people.models import Authority, Person
from rooftree.people.portal import EVERYTHING, Resident
from tests.builders import NOON
from tests.residents import a_mandate

_numbers = count(1)


def herself(person: Person) -> Resident:
    """Somebody who is signed in, and here for herself."""
    return Resident(
        account_id=next(_numbers),
        council_id=person.council_id,
        person_id=person.pk,
        for_person_id=person.pk,
        authority_id=None,
        scopes=EVERYTHING,
    )


def here_for(person: Person, *scopes: str, by: Person) -> Resident:
    """Somebody who is signed in, and here for another person, on an authority that gives these scopes."""
    authority: Authority = a_mandate(person, by, *scopes)
    return Resident(
        account_id=next(_numbers),
        council_id=person.council_id,
        person_id=by.pk,
        for_person_id=person.pk,
        authority_id=authority.pk,
        scopes=frozenset(scopes),
    )


def sent(resident: Resident, **facts: Any) -> dict[str, Any]:
    """Who acts, when, and under a key of its own: the last arguments of every action."""
    return {"by": resident, "at": NOON, "key": f"resident-key-{next(_numbers)}", **facts}


@contextmanager
def as_she_sees(resident: Resident, *cases: int) -> Iterator[None]:
    """Act as her own pages do: her council, her own record, and her cases that only its restriction hides."""
    opened = {resident.person_id, resident.for_person_id}
    with acting_for([resident.council_id], opened=opened, cases=cases, who=f"resident:{resident.account_id}"):
        yield
