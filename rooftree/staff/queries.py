"""Reads about who acts: the officers of a sign-in, with the roles they hold on a day, and the directory."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from rooftree.foundations.models import RestrictedGroup, SignIn
from rooftree.staff.models import Cover, GroupMember, Office, OfficeClosure, Officer, RoleHeld, Team
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
        for officer in Officer.objects.filter(_here("", on), sign_in=sign_in)
        .select_related("council")
        .order_by("council__name")
    }
    load_roles(list(officers.values()), on=on)
    return SignedIn(officers)


def load_roles(officers: list[Officer], *, on: dt.date) -> None:
    """Set the roles that these officers hold on a day. One query."""
    held: dict[int, set[str]] = {officer.pk: set() for officer in officers}
    for officer_id, role in RoleHeld.objects.filter(_here("", on), officer__in=officers).values_list(
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
        _here("", on),
        _here("officer__", on),
        council_id=council_id,
        role=ADMINISTRATOR,
        officer__sign_in__is_active=True,
    )
    others = held.exclude(officer=besides) if besides else held
    return [
        each.officer for each in others.select_related("officer").distinct("officer_id").order_by("officer_id")
    ]


# --- The directory --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """Which officers a list should show. What is left empty narrows nothing."""

    words: str = ""
    role: str = ""
    team_id: int | None = None
    council_id: int | None = None
    when: str = "here"
    """ "here" on the day, "coming" later, or "left"."""


def officers(wanted: Wanted, *, on: dt.date) -> QuerySet[Officer]:
    """Return officers by name, each with `held_today`, `away_today` and what they belong to. Three queries.

    `held_today` are the roles of the day with their teams; `away_today` is a list of at most one cover.
    """
    when = {"here": _here("", on), "coming": Q(from_on__gt=on), "left": Q(until_on__lte=on)}[wanted.when]
    found = Officer.objects.filter(when)
    for word in wanted.words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word))
    if wanted.council_id:
        found = found.filter(council_id=wanted.council_id)
    holding = Q(role=wanted.role) if wanted.role else Q()
    holding &= Q(team=wanted.team_id) if wanted.team_id else Q()
    if holding:
        found = found.filter(pk__in=RoleHeld.objects.filter(_here("", on), holding).values("officer_id"))
    return (
        found.select_related("council", "office")
        .prefetch_related(*_today(on))
        .order_by("name", "council__name", "pk")
    )


def officer(pk: int) -> Officer:
    """Return one officer, with council, manager, office and sign-in. Raises Officer.DoesNotExist."""
    return Officer.objects.select_related("council", "manager", "office", "sign_in").get(pk=pk)


def colleagues(council_id: int, *, on: dt.date) -> QuerySet[Officer]:
    """Return the officers of a council who are here on a day or will be, by name, to choose from."""
    return Officer.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), council_id=council_id).order_by(
        "name", "pk"
    )


def also_acts_as(officer: Officer) -> QuerySet[Officer]:
    """Return the officers that the same person is to other councils, as far as the asker may see them."""
    same = Officer.objects.filter(sign_in__isnull=False, sign_in=officer.sign_in_id)
    return same.exclude(pk=officer.pk).select_related("council")


def roles_of(officer: Officer) -> QuerySet[RoleHeld]:
    """Return every role an officer holds, has held or will, the latest first."""
    return officer.roles_held.select_related("team").order_by("-from_on", "role", "pk")


def absences_of(officer: Officer, *, on: dt.date) -> QuerySet[Cover]:
    """Return when an officer is away on a day or later, and who covers."""
    return officer.covers.filter(until_on__gt=on).select_related("covered_by")


def covering_by(officer: Officer, *, on: dt.date) -> QuerySet[Cover]:
    """Return for whom an officer covers on a day or later."""
    return officer.covering.filter(until_on__gt=on).select_related("officer")


def groups_of(officer: Officer) -> QuerySet[GroupMember]:
    """Return every membership of a restricted group, the latest first."""
    return officer.groups.select_related("group").order_by("-from_on", "pk")


def cover_of(pk: int) -> Cover:
    """Return one absence with its officers. Raises Cover.DoesNotExist."""
    return Cover.objects.select_related("officer__council", "covered_by").get(pk=pk)


def role_held(pk: int) -> RoleHeld:
    """Return one role held, with officer and team. Raises RoleHeld.DoesNotExist."""
    return RoleHeld.objects.select_related("officer__council", "team").get(pk=pk)


def standing_in(officer: Officer, *, on: dt.date) -> Officer:
    """Return who looks after an officer's work on a day: the cover while they are away, else they themselves."""
    away = Cover.objects.filter(officer=officer, from_on__lte=on, until_on__gt=on).select_related("covered_by")
    cover = away.first()
    return cover.covered_by if cover else officer


# --- Teams, offices, groups -----------------------------------------------------------------------


def teams(*, on: dt.date) -> QuerySet[Team]:
    """Return teams by name, with manager, office and how many `members` they have on a day."""
    members = RoleHeld.objects.filter(_here("", on), _here("officer__", on)).values("pk")
    return (
        Team.objects.select_related("council", "manager", "office")
        .annotate(members=Count("roleheld__officer", filter=Q(roleheld__in=members), distinct=True))
        .order_by("name", "council__name", "pk")
    )


def team_members(team: Team, *, on: dt.date) -> QuerySet[Officer]:
    """Return the officers who hold a role in a team on a day, with `held_today` and `away_today`."""
    return officers(Wanted(team_id=team.pk), on=on)


def offices(*, on: dt.date) -> QuerySet[Office]:
    """Return offices by name, with their hours and `closed_soon`: closures of the day and later. Three queries."""
    closures = OfficeClosure.objects.filter(closed_on__gte=on).order_by("closed_on")
    return (
        Office.objects.select_related("council")
        .prefetch_related("opening_hours", Prefetch("closures", queryset=closures, to_attr="closed_soon"))
        .order_by("name", "council__name", "pk")
    )


def groups(*, on: dt.date) -> QuerySet[RestrictedGroup]:
    """Return restricted groups by name, each with `members_today`, and their officers. Two queries."""
    today = (
        GroupMember.objects.filter(_here("", on), _here("officer__", on))
        .select_related("officer")
        .order_by("officer__name")
    )
    return (
        RestrictedGroup.objects.select_related("council")
        .prefetch_related(Prefetch("members", queryset=today, to_attr="members_today"))
        .order_by("name", "council__name", "pk")
    )


# --- Left behind ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeftBehind:
    """What stands in the names of officers who are no longer here."""

    teams: list[Team]
    managed: list[Officer]
    covers: list[Cover]

    def __bool__(self) -> bool:
        return bool(self.teams or self.managed or self.covers)


def left_behind(*, on: dt.date, by: Officer | None = None) -> LeftBehind:
    """Return what nobody answers for on a day because somebody has left: by one officer, or by all.

    Three queries. What else an officer looks after, such as patches, is asked where it is kept.
    """
    gone = Q(pk=by.pk) if by else Q(until_on__lte=on)
    leavers = Officer.objects.filter(gone).values("pk")
    return LeftBehind(
        teams=list(Team.objects.filter(manager__in=leavers).select_related("manager")),
        managed=list(Officer.objects.filter(_here("", on), manager__in=leavers).select_related("manager")),
        covers=list(
            Cover.objects.filter(covered_by__in=leavers, until_on__gt=on).select_related("officer", "covered_by")
        ),
    )


def _today(on: dt.date) -> "tuple[Prefetch[Any], Prefetch[Any]]":
    held = RoleHeld.objects.filter(_here("", on)).select_related("team").order_by("role", "pk")
    away = Cover.objects.filter(from_on__lte=on, until_on__gt=on).select_related("covered_by")
    return (
        Prefetch("roles_held", queryset=held, to_attr="held_today"),
        Prefetch("covers", queryset=away, to_attr="away_today"),
    )


def _here(prefix: str, on: dt.date) -> Q:
    """Return the condition that a period with an open or a later end covers the day."""
    started = Q(**{f"{prefix}from_on__lte": on}) | Q(**{f"{prefix}from_on__isnull": True})
    lasting = Q(**{f"{prefix}until_on__gt": on}) | Q(**{f"{prefix}until_on__isnull": True})
    return started & lasting
