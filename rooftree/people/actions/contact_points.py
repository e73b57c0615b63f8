"""Changes how people are reached, and whether it is safe."""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import ContactPoint, Person
from rooftree.people.rules import NOBODY_ASKED, Safety
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def add_contact_point(
    person: Person,
    *,
    kind: str,
    value: str,
    owner: str = "self",
    owner_name: str = "",
    note: str = "",
    safety: Safety = NOBODY_ASKED,
    source: str = "",
    by: Officer,
    at: datetime,
    key: str,
) -> ContactPoint:
    """Add a number or an address by which to reach a person, as from today.

    `kind` is one of ContactPoint.Kind; `owner` a code of people.contact_owners; `source` the part of
    the service that was told. Raises Refused for what cannot be one, or what the person has already.
    """
    require(permissions.may_change_contact_points(by, person))
    person = lock_person(person)
    done = once(key, "people.add_contact_point", council_id=by.council_id, at=at)
    if done.before:
        return ContactPoint.objects.get(pk=done.made["contact_point"])
    on = london_day(at)
    choose(rules.CONTACT_OWNERS, owner, on=on, council=by.council_id)
    value = rules.contact_value(kind, value)
    rules.check_safety(kind, safety)
    _refuse_second(person, kind, value)
    point = ContactPoint.objects.create(
        **of(person),
        kind=kind,
        value=value,
        owner=owner,
        owner_name=rules.one_line(owner_name),
        note=rules.one_line(note),
        source=source,
        from_on=on,
        **columns(safety),
    )
    done.makes(contact_point=point.pk)
    return point


@transaction.atomic
def change_contact_point(
    point: ContactPoint,
    *,
    value: str,
    owner: str,
    owner_name: str = "",
    note: str = "",
    safety: Safety = NOBODY_ASKED,
    source: str = "",
    by: Officer,
    at: datetime,
    key: str,
) -> ContactPoint:
    """Change a contact point. Another number or address ends the old one today, and begins a new one.

    Returns the contact point that holds now: one whose value changed is not verified yet. Raises
    Refused for one that has ended, what cannot be one, or what the person has already.
    """
    require(permissions.may_change_contact_points(by, point))
    person, point = _lock(point)
    done = once(key, "people.change_contact_point", council_id=by.council_id, at=at)
    if done.before:
        return ContactPoint.objects.get(pk=done.made["contact_point"])
    on = london_day(at)
    _refuse_ended(point, on)
    choose(rules.CONTACT_OWNERS, owner, on=on, council=by.council_id)
    value = rules.contact_value(point.kind, value)
    rules.check_safety(point.kind, safety)
    if value != point.value:
        _refuse_second(person, point.kind, value)
        point = succeed(point, value, on=on)
    point.owner, point.owner_name, point.note = owner, rules.one_line(owner_name), rules.one_line(note)
    point.source = source or point.source
    for column, answer in columns(safety).items():
        setattr(point, column, answer)
    point.save()
    done.makes(contact_point=point.pk)
    return point


def succeed(point: ContactPoint, value: str, *, on: date) -> ContactPoint:
    """End a contact point on this day, and return the one that follows it, not yet saved."""
    ContactPoint.objects.filter(pk=point.pk).update(until_on=on)
    return ContactPoint(
        council_id=point.council_id,
        person_id=point.person_id,
        restricted_to=point.restricted_to,
        kind=point.kind,
        value=value,
        source=point.source,
        from_on=on,
    )


@transaction.atomic
def end_contact_point(point: ContactPoint, *, until_on: date, by: Officer, at: datetime, key: str) -> ContactPoint:
    """Say from which day a number or an address no longer reaches the person.

    Raises Refused if it has ended already, or for a day before it began or still to come.
    """
    require(permissions.may_change_contact_points(by, point))
    _, point = _lock(point)
    if once(key, "people.end_contact_point", council_id=by.council_id, at=at).before:
        return point
    on = london_day(at)
    _refuse_ended(point, on)
    if until_on > on:
        raise Refused(f"{long_date(until_on)} is still to come. End it on that day, or choose an earlier one.")
    if point.from_on and until_on < point.from_on:
        raise Refused(f"It was added on {long_date(point.from_on)}, so it cannot end before that day.")
    point.until_on = until_on
    point.save(update_fields=["until_on"])
    return point


@transaction.atomic
def verify_contact_point(point: ContactPoint, *, by: Officer, at: datetime, key: str) -> ContactPoint:
    """Record that the person was reached by this number or address today, or confirmed it.

    Raises Refused if it has ended.
    """
    require(permissions.may_change_contact_points(by, point))
    _, point = _lock(point)
    if once(key, "people.verify_contact_point", council_id=by.council_id, at=at).before:
        return point
    _refuse_ended(point, london_day(at))
    point.verified_on = london_day(at)
    point.save(update_fields=["verified_on"])
    return point


def _lock(point: ContactPoint) -> tuple[Person, ContactPoint]:
    """Return the person, locked, and the contact point as it now is."""
    person = Person.objects.select_for_update().get(pk=point.person_id)
    return person, ContactPoint.objects.get(pk=point.pk)


def _refuse_ended(point: ContactPoint, on: date) -> None:
    if point.until_on and point.until_on <= on:
        raise Refused(f"{point.value} ended on {long_date(point.until_on)}. If it works again, add it again.")


def _refuse_second(person: Person, kind: str, value: str) -> None:
    if ContactPoint.objects.filter(person=person, kind=kind, value=value, until_on__isnull=True).exists():
        raise Refused(f"{person.full_name} has {value} already. Change the one that is there.")


def columns(safety: Safety) -> dict[str, bool | None]:
    """Return the columns of a contact point that say whether each use is safe."""
    return {
        "safe_to_call": safety.call,
        "safe_to_text": safety.text,
        "safe_to_write": safety.write,
        "safe_to_voicemail": safety.voicemail,
    }
