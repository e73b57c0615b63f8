"""To which number or address a one-time code may go: the person's own, and safe.

A code in the wrong hands opens everything, so what other messages may assume is not assumed here: a
landline is not used, nor a number that is somebody else's, nor, for a person whom safety rules protect,
anything that others on the record have too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rooftree.people.models import ContactPoint, Person, PersonMarker, PortalAccount, PortalCode
from rooftree.people.queries import in_force
from rooftree.people.rules import Safety, Use, is_safe
from rooftree.staff import safety_markers

USED = {"mobile": Use.TEXT, "email": Use.WRITE}
"""What a code can be sent to, and how."""

OWN = "self"


def reached_by(value: str) -> list[int]:
    """Return whose number or address this is: ids of the records that stand, restricted or not. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_reached_by(%s)", [value])
        return list(cursor.fetchone()[0])


def records_of_these(people: Collection[int]) -> tuple[int, ...]:
    """Return the ids of all records of these people: what to open so that they can be sent a code. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT records_of_these(%s)", [list(people)])
        return tuple(cursor.fetchone()[0])


@dataclass(frozen=True)
class Reach:
    """A person who may be sent a code, where to, and the account if there is one already."""

    person: Person
    point: ContactPoint
    account: PortalAccount | None


def reach(people: Collection[int], *, value: str = "", verified: bool, on: date) -> list[Reach]:
    """Return who of these people can be sent a code, each with the one point that is used.

    With a `value`, only that number or address is; `verified` asks that it was confirmed. For somebody
    who opened these people's records, which may be restricted. Four queries, whatever the answer.
    """
    everybody = Person.objects.filter(pk__in=records_of_these(people))
    alive = {person.pk: person for person in everybody if not person.merged_into_id and not person.deceased_on}
    stands = _standing_records(everybody)
    protected = _protected(stands, on=on)
    points: dict[int, list[ContactPoint]] = {}
    for point in _points(stands, value=value, verified=verified, on=on):
        holder = stands[point.person_id]
        if holder in alive and _will_do(point, protected=holder in protected):
            points.setdefault(holder, []).append(point)
    accounts = {
        account.person_id: account
        for account in PortalAccount.objects.filter(person__in=list(points), closed_at__isnull=True)
    }
    return [
        Reach(alive[holder], _best(alive[holder], held), accounts.get(holder))
        for holder, held in sorted(points.items())
    ]


def reach_of(code: PortalCode, *, on: date) -> list[Reach]:
    """Return whom a code is for: one person, several who share a number and have accounts, or nobody.

    To open an account, what we hold will do, confirmed or not: the code that arrives confirms it. Two
    people of one birthday in one tenancy cannot be told apart, and open none here.
    """
    opens = code.purpose == PortalCode.Purpose.OPEN_ACCOUNT
    found = reach(code.people, value=code.value, verified=not opens, on=on)
    if opens:
        return found if len(code.people) == 1 else []
    return [each for each in found if each.account]


def _standing_records(everybody: Iterable[Person]) -> dict[int, int]:
    """Return, for the id of each record, the id of the one that stands for it."""
    into = {person.pk: person.merged_into_id for person in everybody}
    stands = {}
    for record in into:
        last = record
        while after := into.get(last):
            last = after
        stands[record] = last
    return stands


def _protected(stands: dict[int, int], *, on: date) -> set[int]:
    markers = PersonMarker.objects.filter(person__in=list(stands), code__in=safety_markers.protecting(on=on))
    return {stands[marker.person_id] for marker in in_force(markers, on, starts="start_on")}


def _points(stands: dict[int, int], *, value: str, verified: bool, on: date) -> list[ContactPoint]:
    points = ContactPoint.objects.filter(person__in=list(stands), kind__in=list(USED), owner=OWN)
    points = points.exclude(until_on__lte=on).exclude(from_on__gt=on)
    if value:
        points = points.filter(value=value)
    if verified:
        points = points.filter(verified_on__isnull=False)
    return list(points.order_by("pk"))


def _will_do(point: ContactPoint, *, protected: bool) -> bool:
    """Return whether a code may go here. Nobody whom safety rules protect shares a number with another."""
    safety = Safety(point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)
    if not is_safe(USED[point.kind], safety, protected=protected):
        return False
    return not protected or len(reached_by(point.value)) == 1


def _best(person: Person, points: list[ContactPoint]) -> ContactPoint:
    """Return the point that the person prefers; else one that was confirmed; else a mobile; else the newest."""
    wanted = {"email": "email", "text": "mobile", "phone": "mobile"}.get(person.preferred_channel, "")
    return max(
        points,
        key=lambda point: (point.kind == wanted, point.verified_on is not None, point.kind == "mobile", point.pk),
    )
