"""Reads about who acts: the officers of a sign-in, with the roles they hold on a day."""

import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q

from rooftree.foundations.models import SignIn
from rooftree.staff.models import Cover, Officer, RoleHeld
from rooftree.staff.rules import ADMINISTRATOR


@dataclass(frozen=True)
class Standing:
    """For which councils a sign-in acts on a day, and which restricted groups it may open. Ids."""

    councils: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True)
class SignedIn:
    """A member of staff: an officer of one council, or of each council of a shared service."""

    officers: dict[int, Officer] = field(default_factory=dict)

    def at(self, council_id: int) -> Officer:
        """Return the officer that this person is to a council; raise PermissionDenied if none."""
        if council_id not in self.officers:
            raise PermissionDenied("You do not act for that council.")
        return self.officers[council_id]

    @property
    def main(self) -> Officer:
        """The officer that this person is to the first of their councils."""
        return next(iter(self.officers.values()))

    @property
    def name(self) -> str:
        """What colleagues call this person."""
        return self.main.name


def standing(sign_in: SignIn, *, on: dt.date) -> Standing:
    """Return for whom a sign-in acts on a day. Can be asked before anything has been said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT councils, groups FROM standing_of(%s, %s)", [sign_in.pk, on])
        councils, groups = cursor.fetchone()
    return Standing(tuple(councils), tuple(groups))


def signed_in(sign_in: SignIn, *, on: dt.date) -> SignedIn:
    """Return the officers of a sign-in, each with the roles held on the day. Two queries."""
    officers = {
        officer.council_id: officer
        for officer in Officer.objects.filter(here("", on), sign_in=sign_in)
        .select_related("council")
        .order_by("council__name")
    }
    load_roles(list(officers.values()), on=on)
    return SignedIn(officers)


def load_roles(officers: list[Officer], *, on: dt.date) -> None:
    """Set the roles that these officers hold on a day. One query."""
    held: dict[int, set[str]] = {officer.pk: set() for officer in officers}
    for officer_id, role in RoleHeld.objects.filter(here("", on), officer__in=officers).values_list(
        "officer_id", "role"
    ):
        held[officer_id].add(role)
    for officer in officers:
        officer.roles = frozenset(held[officer.pk])


def councils_of(sign_in_id: int, *, on: dt.date) -> tuple[int, ...]:
    """Return the ids of the councils that a sign-in acts for on a day, or will later. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT councils_of(%s, %s)", [sign_in_id, on])
        return tuple(cursor.fetchone()[0])


def administrators(council_id: int, *, on: dt.date, besides: Officer | None = None) -> list[Officer]:
    """Return who administers a council on a day and can sign in, without `besides`. One query."""
    held = RoleHeld.objects.filter(
        here("", on),
        here("officer__", on),
        council_id=council_id,
        role=ADMINISTRATOR,
        officer__sign_in__is_active=True,
    )
    others = held.exclude(officer=besides) if besides else held
    return [
        each.officer for each in others.select_related("officer").distinct("officer_id").order_by("officer_id")
    ]


def standing_in(officer: Officer, *, on: dt.date) -> Officer:
    """Return who looks after an officer's work on a day: the cover while they are away, else they themselves.

    A cover who has left looks after nothing: `directory.left_behind` lists such an absence.
    """
    away = Cover.objects.filter(here("covered_by__", on), officer=officer, from_on__lte=on, until_on__gt=on)
    cover = away.select_related("covered_by").first()
    return cover.covered_by if cover else officer


def here(prefix: str, on: dt.date) -> Q:
    """Return the condition that a period with an open or a later end covers the day."""
    started = Q(**{f"{prefix}from_on__lte": on}) | Q(**{f"{prefix}from_on__isnull": True})
    lasting = Q(**{f"{prefix}until_on__gt": on}) | Q(**{f"{prefix}until_on__isnull": True})
    return started & lasting
