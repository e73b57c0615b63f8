"""What a person told us of their needs, and who may act for them, is confirmed to them in writing.

The record of people knows of no messages, so this is where both meet, in one transaction.
"""

from datetime import datetime

from django.db import transaction

from rooftree.contact import telling
from rooftree.people import actions as people
from rooftree.people.actions.authorities import Mandate
from rooftree.people.models import Authority, Person
from rooftree.staff.models import Officer


@transaction.atomic
def confirm(person: Person, *, by: Officer, at: datetime, key: str) -> Person:
    """Record that somebody asked what we must do differently, and confirm in writing what stands (CT3)."""
    asked = people.record_needs_asked(person, by=by, at=at, key=key)
    telling.needs(asked, by=by, at=at)
    return asked


@transaction.atomic
def record_authority(person: Person, mandate: Mandate, *, by: Officer, at: datetime, key: str) -> Authority:
    """Record that somebody may act for a person, and tell the person so (CT2).

    Raises Refused as `people.record_authority`.
    """
    authority = people.record_authority(person, mandate, by=by, at=at, key=key)
    telling.may_act(authority, by=by, at=at)
    return authority
