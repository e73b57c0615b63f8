"""Lets one resident of the demo sign in: a tenant who asked something, by an address that everybody knows."""

from datetime import datetime
from typing import Any

from django.db import transaction

from rooftree.cases.models import Case
from rooftree.demo import who
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import Council
from rooftree.people.actions import contact_points, portal
from rooftree.people.models import ContactPoint, Person
from rooftree.people.rules import Safety
from rooftree.staff.models import Officer


def let_one_in(council: Council, *, adviser: Officer, at: datetime) -> Person | None:
    """Note the demo's address for a tenant with an open case, and open their account.

    Done again, it changes nothing. Only in the council of `who.RESIDENT_OF`; returns who it is, or nobody.
    """
    noted = ContactPoint.objects.filter(council=council, value=who.RESIDENT, until_on__isnull=True)
    if council.code != who.RESIDENT_OF:
        return None
    if held := noted.select_related("person").first():
        return held.person
    person = _tenant_who_asked(council)
    if person is not None:
        _let_in(person, adviser=adviser, at=at)
    return person


def _tenant_who_asked(council: Council) -> Person | None:
    """Return the tenant of the newest open case whom nothing restricts."""
    asked = Case.objects.filter(
        council=council,
        closed_at__isnull=True,
        person__restricted_to=OPEN_TO_ALL,
        person__merged_into__isnull=True,
        person__deceased_on__isnull=True,
        person__date_of_birth__isnull=False,
        person__tenancy_parts__role="tenant",
        person__tenancy_parts__until_on__isnull=True,
        person__tenancy_parts__tenancy__until_on__isnull=True,
    )
    newest = asked.select_related("person").order_by("-opened_at", "-pk").first()
    return newest.person if newest else None


@transaction.atomic
def _let_in(person: Person, *, adviser: Officer, at: datetime) -> None:
    by: dict[str, Any] = {"by": adviser, "at": at}
    point = contact_points.add_contact_point(
        person,
        kind="email",
        value=who.RESIDENT,
        safety=Safety(write=True),
        source="website",
        **by,
        key="demo: address of the resident",
    )
    contact_points.verify_contact_point(point, **by, key="demo: the resident's address is right")
    portal.open_account(person, point, language="en", at=at)
