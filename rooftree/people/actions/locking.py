"""Locks the person whose facts are changed, so that two officers change them one after the other."""

from typing import Any

from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person


def lock_person(person: Person) -> Person:
    """Return the person as it now is, locked until the end of the transaction.

    Raises Refused for a record that was merged into another: new facts go to the one that stands.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.merged_into_id:
        raise Refused(
            f"{locked.full_name} ({locked.reference}) was merged into another record. "
            "Open that one, and change it there."
        )
    return locked


def of(person: Person) -> dict[str, Any]:
    """Return what every fact about a person carries: the council, the person and their restriction."""
    return {"council_id": person.council_id, "person": person, "restricted_to": person.restricted_to}
