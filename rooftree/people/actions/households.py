"""Says who belongs to a household, and from when until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations import references
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import Household, HouseholdMember, Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Joining:
    """Somebody joins a household: how they are related to the first member, as people.relationships says."""

    person: Person
    relationship: str = ""


@transaction.atomic
def make_household(
    purpose: str, joining: Iterable[Joining], *, from_on: date, by: Officer, at: datetime, key: str
) -> Household:
    """Make a household of these people as from a day; the first named is the first member.

    `purpose` is one of people.households. Raises Refused without a member, for somebody named twice,
    or for a person who had died.
    """
    require(permissions.may_keep_households(by))
    done = once(key, "people.make_household", council_id=by.council_id, at=at)
    if done.before:
        return Household.objects.get(pk=done.made["household"])
    choose(rules.HOUSEHOLDS, purpose, on=london_day(at), council=by.council_id)
    joining = list(joining)
    if not joining:
        raise Refused("A household has somebody in it. Choose its first member.")
    household = Household.objects.create(
        council_id=by.council_id,
        reference=references.take(rules.HOUSEHOLD_REFERENCE),
        purpose=purpose,
        from_on=from_on,
    )
    for each in sorted(joining, key=lambda one: one.person.pk):
        lock_person(each.person)
    for each in joining:
        _join(household, each, from_on=from_on, on=london_day(at), by=by)
    done.makes(household=household.pk)
    return household


@transaction.atomic
def join_household(
    household: Household, joining: Joining, *, from_on: date, by: Officer, at: datetime, key: str
) -> HouseholdMember:
    """Let somebody join a household from a day on.

    Raises Refused for somebody who is in it already, before it began or after it ended, or after death.
    """
    require(permissions.may_keep_households(by, household))
    household = Household.objects.select_for_update().get(pk=household.pk)
    done = once(key, "people.join_household", council_id=by.council_id, at=at)
    if done.before:
        return HouseholdMember.objects.get(pk=done.made["member"])
    lock_person(joining.person)
    member = _join(household, joining, from_on=from_on, on=london_day(at), by=by)
    done.makes(member=member.pk)
    return member


def _join(household: Household, joining: Joining, *, from_on: date, on: date, by: Officer) -> HouseholdMember:
    person = joining.person
    require(permissions.may_keep_households(by, person))
    if joining.relationship:
        choose(rules.RELATIONSHIPS, joining.relationship, on=on, council=by.council_id)
    rules.check_membership(
        person.full_name,
        from_on=from_on,
        household_from=household.from_on,
        household_until=household.until_on,
        died_on=person.deceased_on,
    )
    for held in HouseholdMember.objects.filter(household=household, person=person):
        if Period(held.from_on, held.until_on).overlaps(Period(from_on)):
            raise Refused(f"{person.full_name} is a member of this household since {long_date(held.from_on)}.")
    return HouseholdMember.objects.create(
        **of(person), household=household, relationship=joining.relationship, from_on=from_on
    )


@transaction.atomic
def leave_household(
    member: HouseholdMember, *, until_on: date, by: Officer, at: datetime, key: str
) -> HouseholdMember:
    """Say from which day somebody is no longer in a household.

    Raises Refused if they left already, or for a day on which they had not yet joined.
    """
    require(permissions.may_keep_households(by, member))
    Household.objects.select_for_update().get(pk=member.household_id)
    member = HouseholdMember.objects.select_related("person").get(pk=member.pk)
    if once(key, "people.leave_household", council_id=by.council_id, at=at).before:
        return member
    if member.until_on:
        raise Refused(f"{member.person.full_name} left this household on {long_date(member.until_on)}.")
    if until_on <= member.from_on:
        raise Refused(
            f"{member.person.full_name} joined on {long_date(member.from_on)}. Choose a later day, "
            "or correct the day of joining."
        )
    member.until_on = until_on
    member.save(update_fields=["until_on"])
    return member


@transaction.atomic
def end_household(household: Household, *, until_on: date, by: Officer, at: datetime, key: str) -> Household:
    """End a household, and every membership in it, on a day.

    Raises Refused if it has ended, or if somebody joined it on that day or later.
    """
    require(permissions.may_keep_households(by, household))
    household = Household.objects.select_for_update().get(pk=household.pk)
    if once(key, "people.end_household", council_id=by.council_id, at=at).before:
        return household
    if household.until_on:
        raise Refused(f"This household ended on {long_date(household.until_on)}.")
    members = HouseholdMember.objects.filter(household=household)
    if until_on <= household.from_on or members.filter(from_on__gte=until_on).exists():
        raise Refused(f"Somebody joined on {long_date(until_on)} or later. Choose a day after that.")
    household.until_on = until_on
    household.save(update_fields=["until_on"])
    members.filter(until_on__isnull=True).update(until_on=until_on)
    members.filter(until_on__gt=until_on).update(until_on=until_on)
    return household
