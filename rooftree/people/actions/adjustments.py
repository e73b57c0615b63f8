"""Records what we must do differently for a person, and that somebody asked whether it still holds."""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, rules
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import Adjustment, Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def add_adjustment(
    person: Person, *, code: str, note: str = "", by: Officer, at: datetime, key: str
) -> Adjustment:
    """Record something that we do differently for this person from today on.

    `code` is one of people.adjustments; `note` is in the person's own words. Raises Refused if it is
    recorded already, or says nothing. Equality Act 2010 s 20.
    """
    require(permissions.may_record_needs(by, person))
    person = lock_person(person)
    done = once(key, "people.add_adjustment", council_id=by.council_id, at=at)
    if done.before:
        return Adjustment.objects.get(pk=done.made["adjustment"])
    on = london_day(at)
    listed = choose(rules.ADJUSTMENTS, code, on=on, council=by.council_id)
    if code == "specific" and not note.strip():
        raise Refused("Say what we must do differently, in the person's own words.")
    if Adjustment.objects.filter(person=person, code=code, until_on__isnull=True).exists():
        raise Refused(f"“{listed.label_of(code)}” is recorded already. Say there whether it still holds.")
    adjustment = Adjustment.objects.create(**of(person), code=code, note=note.strip(), from_on=on, reviewed_on=on)
    asked(person, on)
    done.makes(adjustment=adjustment.pk)
    return adjustment


@transaction.atomic
def review_adjustment(
    adjustment: Adjustment, *, note: str | None = None, by: Officer, at: datetime, key: str
) -> Adjustment:
    """Record that somebody asked today, and that this is still right. A `note` replaces the old one.

    Raises Refused if it has ended.
    """
    require(permissions.may_record_needs(by, adjustment))
    person, adjustment = _lock(adjustment)
    if once(key, "people.review_adjustment", council_id=by.council_id, at=at).before:
        return adjustment
    on = london_day(at)
    _refuse_ended(adjustment, on)
    adjustment.reviewed_on = on
    if note is not None:
        adjustment.note = note.strip()
    adjustment.save(update_fields=["reviewed_on", "note"])
    asked(person, on)
    return adjustment


@transaction.atomic
def end_adjustment(adjustment: Adjustment, *, by: Officer, at: datetime, key: str) -> Adjustment:
    """Record that the person no longer needs this, as from today. Raises Refused if it has ended."""
    require(permissions.may_record_needs(by, adjustment))
    person, adjustment = _lock(adjustment)
    if once(key, "people.end_adjustment", council_id=by.council_id, at=at).before:
        return adjustment
    on = london_day(at)
    _refuse_ended(adjustment, on)
    adjustment.until_on = adjustment.reviewed_on = on
    adjustment.save(update_fields=["until_on", "reviewed_on"])
    asked(person, on)
    return adjustment


@transaction.atomic
def record_needs_asked(person: Person, *, by: Officer, at: datetime, key: str) -> Person:
    """Record that somebody asked what we must do differently, and that all that stands still holds.

    Having no needs is an answer too: it counts as asked.
    """
    require(permissions.may_record_needs(by, person))
    person = lock_person(person)
    if once(key, "people.record_needs_asked", council_id=by.council_id, at=at).before:
        return person
    on = london_day(at)
    Adjustment.objects.filter(person=person, until_on__isnull=True).update(reviewed_on=on)
    asked(person, on)
    return person


def _lock(adjustment: Adjustment) -> tuple[Person, Adjustment]:
    person = Person.objects.select_for_update().get(pk=adjustment.person_id)
    return person, Adjustment.objects.get(pk=adjustment.pk)


def asked(person: Person, on: date) -> None:
    """Write down that somebody asked, or was told, on this day what we must do differently."""
    person.needs_asked_on = on
    person.save(update_fields=["needs_asked_on"])


def _refuse_ended(adjustment: Adjustment, on: date) -> None:
    if adjustment.until_on and adjustment.until_on <= on:
        raise Refused(f"This ended on {long_date(adjustment.until_on)}. If it is needed again, add it again.")
