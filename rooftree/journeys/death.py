"""What follows when somebody dies: for the record of the person, and for their tenancies."""

from datetime import date, datetime

from django.db import transaction

from rooftree.people import actions as people
from rooftree.people.models import Person
from rooftree.people.queries import records_of
from rooftree.staff.models import Officer
from rooftree.tenancies import actions as tenancies
from rooftree.tenancies.actions.locking import lock_homes_of
from rooftree.tenancies.models import TenancyParty
from rooftree.tenancies.rules import HOLDERS


@transaction.atomic
def record_death(person: Person, *, died_on: date, by: Officer, at: datetime, key: str) -> list[str]:
    """Record that somebody has died, and end their parts in tenancies; survivors hold on.

    Returns what is left to decide, in sentences: a tenancy that they held alone does not end by itself.
    Sent twice with one key, it is done once. Raises Refused as `people.record_death`.
    """
    lock_homes_of(person)
    people.record_death(person, died_on=died_on, by=by, at=at, key=f"{key}/person")
    staying = tenancies.end_parts_with_life(person, died_on=died_on, by=by, at=at, key=f"{key}/parts")
    return [_left_to_decide(part) for part in staying]


def what_follows(person: Person) -> list[str]:
    """Return what recording the death of this person would do, in sentences, for the page that asks."""
    parts = TenancyParty.objects.filter(
        person__in=records_of(person), until_on__isnull=True, tenancy__until_on__isnull=True
    ).select_related("tenancy__place", "person")
    return [
        f"Nothing more is sent to {person.full_name}, by any channel. Numbers and addresses of kin stay.",
        "Authorities to act for them, staff-safety markers and memberships of households end.",
        *(_would_follow(part) for part in parts.order_by("pk")),
    ]


def _would_follow(part: TenancyParty) -> str:
    where = f"{part.tenancy.place} ({part.tenancy.reference})"
    if part.role not in HOLDERS:
        return f"Their part in the tenancy of {where} ends."
    others = TenancyParty.objects.filter(tenancy=part.tenancy, role__in=HOLDERS, until_on__isnull=True)
    survivors = [
        other.person.full_name for other in others.exclude(person=part.person_id).select_related("person")
    ]
    if survivors:
        return f"The tenancy of {where} goes on with {' and '.join(survivors)}."
    return _left_to_decide(part)


def _left_to_decide(part: TenancyParty) -> str:
    return (
        f"The tenancy of {part.tenancy.place} ({part.tenancy.reference}) does not end by itself. Find out whether "
        "somebody succeeds to it; if nobody does, end it by notice."
    )
