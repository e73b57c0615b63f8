"""Locks what is changed, in one order: the place, the tenancy, then people, lowest first."""

from rooftree.people.actions.locking import lock_person
from rooftree.people.models import Person
from rooftree.people.queries import records_of
from rooftree.places.models import Place
from rooftree.tenancies.models import Tenancy


def lock_place(place: Place) -> Place:
    """Return the place as it now is, locked: no other tenancy of it begins or ends meanwhile."""
    return Place.objects.select_for_update().get(pk=place.pk)


def lock_tenancy(tenancy: Tenancy) -> Tenancy:
    """Return the tenancy as it now is, locked together with its place."""
    Place.objects.select_for_update().get(pk=tenancy.place_id)
    locked = Tenancy.objects.select_for_update(of=("self",)).select_related("place")
    return locked.get(pk=tenancy.pk)


def lock_homes_of(person: Person) -> None:
    """Lock the places of a person's running tenancies, lowest first, before the person is locked."""
    running = Tenancy.objects.filter(parties__person__in=records_of(person), until_on__isnull=True)
    places = Place.objects.filter(pk__in=running.values("place")).order_by("pk")
    list(places.select_for_update().values_list("pk"))


def lock_people(people: list[Person]) -> dict[int, Person]:
    """Return these people as they now are, by id, locked. Raises Refused for a record that was merged."""
    return {person.pk: lock_person(person) for person in sorted(people, key=lambda each: each.pk)}
