"""Offices, when they open, and the days on which they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.staff import permissions, rules
from rooftree.staff.hours import Hours, check_hours
from rooftree.staff.models import Office, OfficeClosure, Officer, OpeningHours
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Facts:
    """What the council says of an office."""

    name: str
    address: str = ""
    phone: str = ""


@transaction.atomic
def add_office(facts: Facts, *, by: Officer, at: datetime, key: str) -> Office:
    """Add an office to the council that `by` acts for. Raises Refused for a name that one has."""
    require(permissions.may_manage_staff(by))
    done = once(key, "staff.add_office", council_id=by.council_id, at=at)
    if done.before:
        return Office.objects.get(pk=done.made["office"])
    _check(facts, council_id=by.council_id)
    office = Office.objects.create(
        council_id=by.council_id, name=facts.name.strip(), address=facts.address, phone=facts.phone
    )
    done.makes(office=office.pk)
    return office


@transaction.atomic
def change_office(office: Office, facts: Facts, *, by: Officer, at: datetime, key: str) -> Office:
    """Change what the council says of an office. Raises Refused for a name that another has."""
    require(permissions.may_manage_staff(by, office))
    office = Office.objects.select_for_update().get(pk=office.pk)
    if once(key, "staff.change_office", council_id=office.council_id, at=at).before:
        return office
    _check(facts, council_id=office.council_id, own=office)
    office.name, office.address, office.phone = facts.name.strip(), facts.address, facts.phone
    office.save()
    return office


@transaction.atomic
def set_opening_hours(office: Office, *, hours: Sequence[Hours], by: Officer, at: datetime, key: str) -> None:
    """Set when an office opens in a usual week. Only what differs is written.

    Raises Refused for hours that end before they start or overlap.
    """
    require(permissions.may_manage_staff(by, office))
    office = Office.objects.select_for_update().get(pk=office.pk)
    if once(key, "staff.set_opening_hours", council_id=office.council_id, at=at).before:
        return
    check_hours(hours)
    wanted = set(hours)
    for row in office.opening_hours.all():
        there = Hours(row.weekday, row.opens_at, row.closes_at)
        if there in wanted:
            wanted.remove(there)
        else:
            row.delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            council_id=office.council_id,
            office=office,
            weekday=each.weekday,
            opens_at=each.starts,
            closes_at=each.ends,
        )
        for each in sorted(wanted)
    )


@transaction.atomic
def close_office(
    office: Office, *, closed_on: date, reason: str, by: Officer, at: datetime, key: str
) -> OfficeClosure:
    """Record that an office does not open on a day, and why: the reason is shown on its page.

    It stops no legal clock. Raises Refused for a day gone by, or one that is recorded already.
    """
    require(permissions.may_manage_staff(by, office))
    office = Office.objects.select_for_update().get(pk=office.pk)
    done = once(key, "staff.close_office", council_id=office.council_id, at=at)
    if done.before:
        return OfficeClosure.objects.get(pk=done.made["closure"])
    rules.check_said(reason, "Say why the office is closed, so that callers can be told.")
    rules.check_not_backdated("A closure", closed_on, today=london_day(at))
    there = office.closures.filter(closed_on=closed_on).first()
    rules.check_not_closed_already(office.name, closed_on, there.reason if there else "")
    closure = OfficeClosure.objects.create(
        council_id=office.council_id, office=office, closed_on=closed_on, reason=reason.strip()
    )
    done.makes(closure=closure.pk)
    return closure


@transaction.atomic
def open_after_all(closure: OfficeClosure, *, by: Officer, at: datetime, key: str) -> None:
    """Take back a closure that is still to come. Raises Refused for a day gone by."""
    require(permissions.may_manage_staff(by, closure))
    Office.objects.select_for_update().get(pk=closure.office_id)
    if once(key, "staff.open_after_all", council_id=closure.council_id, at=at).before:
        return
    rules.check_not_backdated("A closure", closure.closed_on, today=london_day(at))
    closure.delete()


def _check(facts: Facts, *, council_id: int, own: Office | None = None) -> None:
    rules.check_said(facts.name, "An office needs a name, so that people know where to go.")
    others = Office.objects.filter(council_id=council_id)
    if own:
        others = others.exclude(pk=own.pk)
    rules.check_name_free("office", facts.name, others.filter(name__iexact=facts.name.strip()).exists())
