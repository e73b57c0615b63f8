"""Restricts a person's record to a group, lifts it, and opens one by exception."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from rooftree.foundations import references
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.models import Person, PersonMarker, PersonMarkerProposal, PersonRestriction
from rooftree.people.queries import in_force, records_of, standing_record
from rooftree.staff import safety_markers
from rooftree.staff.models import GroupMember, Officer
from rooftree.staff.permissions import require


@transaction.atomic
def restrict_person(
    person: Person, group: RestrictedGroup, *, reason: str, by: Officer, at: datetime, key: str
) -> Person:
    """Let only a group open a person's record, with all that hangs on it and all merged into it.

    A record restricted to another group moves to this one. Only a member of both may do it. Raises
    Refused for somebody who is no member, without a reason, or if it is so already.
    """
    require(permissions.may_restrict_people(by, person))
    records = _lock_records(person)
    if once(key, "people.restrict_person", council_id=by.council_id, at=at).before:
        return Person.objects.get(pk=person.pk)
    reason = rules.check_reason(reason)
    _refuse_stranger(group.pk, by=by, at=at)
    standing = standing_record(person)
    if standing.restricted_to == group.pk:
        raise Refused(f"The record of {standing.full_name} is restricted to {group.name} already.")
    if standing.restricted_to != OPEN_TO_ALL:
        _refuse_stranger(standing.restricted_to, by=by, at=at)
        _lift(records, reason=f"Moved to {group.name}: {reason}", by=by, at=at)
    Person.objects.filter(pk__in=records).update(restricted_to=group.pk)
    PersonRestriction.objects.bulk_create(
        PersonRestriction(
            council_id=by.council_id,
            person_id=record,
            restricted_to=group.pk,
            group=group,
            reason=reason,
            restricted_by=by,
            restricted_at=at,
        )
        for record in records
    )
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def unrestrict_person(person: Person, *, reason: str, by: Officer, at: datetime, key: str) -> Person:
    """Open a person's record to everybody again, with all that was merged into it.

    Only a member of the group may. Raises Refused if it is not restricted, without a reason, or
    while safety rules that only the group may see are in force or asked for.
    """
    require(permissions.may_restrict_people(by, person))
    records = _lock_records(person)
    if once(key, "people.unrestrict_person", council_id=by.council_id, at=at).before:
        return Person.objects.get(pk=person.pk)
    reason = rules.check_reason(reason)
    standing = standing_record(person)
    if standing.restricted_to == OPEN_TO_ALL:
        raise Refused(f"The record of {standing.full_name} is not restricted, so there is nothing to lift.")
    _refuse_stranger(standing.restricted_to, by=by, at=at)
    _refuse_protected(records, by=by, at=at)
    _lift(records, reason=reason, by=by, at=at)
    Person.objects.filter(pk__in=records).update(restricted_to=OPEN_TO_ALL)
    return Person.objects.get(pk=person.pk)


def _lock_records(person: Person) -> list[int]:
    """Lock all the records of a person, lowest first, and return their ids."""
    records = records_of(person)
    list(Person.objects.select_for_update().filter(pk__in=records).order_by("pk"))
    return records


def _refuse_stranger(group_id: int, *, by: Officer, at: datetime) -> None:
    members = GroupMember.objects.filter(officer=by, group_id=group_id)
    if not in_force(members, london_day(at)).exists():
        raise Refused("Only a member of the group can do this. Ask one of them, or a manager to make you one.")


def _refuse_protected(records: list[int], *, by: Officer, at: datetime) -> None:
    on = london_day(at)
    listed = safety_markers.MARKERS.version(on=on, council=by.council_id)
    protecting = [item.code for item in listed if item.flags["protects"]]
    whose = Q(person__in=records, code__in=protecting)
    in_use = in_force(PersonMarker.objects.filter(whose), on, "start_on").exists()
    if in_use or PersonMarkerProposal.objects.filter(whose, decision="").exists():
        raise Refused(
            "Safety rules protect this person, and only the group may see them. End those first, "
            "once the person is safe without them."
        )


def _lift(records: list[int], *, reason: str, by: Officer, at: datetime) -> None:
    PersonRestriction.objects.filter(person__in=records, lifted_at__isnull=True).update(
        lifted_by=by, lifted_at=at, lifted_reason=reason
    )


@transaction.atomic
def open_by_exception(reference: str, *, reason: str, by: Officer, at: datetime, key: str) -> int:
    """Open one restricted record to somebody outside its group, for a while; it is logged.

    Returns the person's id, for `acting_for(opened=…)`: from the next request on, `opened_by` gives
    it too. The rule book says how long it lasts (people.exceptional_opening). Raises Refused without
    a reason of a few words, or if there is no restricted record with this reference.
    """
    require(permissions.may_open_by_exception(by))
    done = once(key, "people.open_by_exception", council_id=by.council_id, at=at)
    if done.before:
        return done.made["person"]
    on = london_day(at)
    words = rules.OPENING_REASON.version(on=on, council=by.council_id).value
    hours = rules.EXCEPTIONAL_OPENING.version(on=on, council=by.council_id).value
    until = at + timedelta(hours=float(hours))
    reason = rules.check_reason(reason, words=int(words))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_by_exception(%s, %s, %s, %s, %s - %s, %s)",
            [by.council_id, references.parse(reference), reason, at, until, at, by.sign_in_id],
        )
        opened: int | None = cursor.fetchone()[0]
    if opened is None:
        raise Refused(f"No restricted record has the reference {reference}. Check it, or search for the person.")
    done.makes(person=opened)
    return opened
