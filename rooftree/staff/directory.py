"""The directory of who acts: lists of officers, teams, offices and restricted groups, and one of each.

Every list is of the councils asked for, and takes as many queries for one row as for a hundred.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from rooftree.foundations.models import RestrictedGroup
from rooftree.staff.models import Cover, GroupMember, Office, OfficeClosure, Officer, RoleHeld, Team
from rooftree.staff.queries import here


@dataclass(frozen=True)
class Wanted:
    """Which officers a list should show, of councils by id. What else is left empty narrows nothing."""

    councils: Collection[int]
    words: str = ""
    role: str = ""
    team_id: int | None = None
    when: str = "here"
    """ "here" on the day, "coming" later, or "left"."""


def officers(wanted: Wanted, *, on: dt.date) -> QuerySet[Officer]:
    """Return officers by name, each with `held_today`, `away_today` and what they belong to. Three queries.

    `held_today` are the roles of the day with their teams; `away_today` is a list of at most one cover.
    """
    when = {"here": here("", on), "coming": Q(from_on__gt=on), "left": Q(until_on__lte=on)}[wanted.when]
    found = Officer.objects.filter(when, council__in=wanted.councils)
    for word in wanted.words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word))
    holding = Q(role=wanted.role) if wanted.role else Q()
    holding &= Q(team=wanted.team_id) if wanted.team_id else Q()
    if holding:
        found = found.filter(pk__in=RoleHeld.objects.filter(here("", on), holding).values("officer_id"))
    return (
        found.select_related("council", "office")
        .prefetch_related(*_today(on))
        .order_by("name", "council__name", "pk")
    )


def officer(pk: int) -> Officer:
    """Return one officer, with council, manager, office and sign-in. Raises Officer.DoesNotExist."""
    return Officer.objects.select_related("council", "manager", "office", "sign_in").get(pk=pk)


def people_to_ask_about(councils: Collection[int]) -> list[tuple[str, str]]:
    """Return who could have done something, as the audit writes them, with their names. One query."""
    officers = Officer.objects.filter(council__in=councils, sign_in__isnull=False).order_by("name", "pk")
    return [
        (f"sign-in:{sign_in}", name) for sign_in, name in dict(officers.values_list("sign_in_id", "name")).items()
    ]


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
    """Return every role an officer holds, has held or will, the latest first.

    `by_group` is the group of the council's directory that gave it; None for one given by hand.
    """
    by_group = F("from_directory__mapping__group")
    return officer.roles_held.select_related("team").annotate(by_group=by_group).order_by("-from_on", "role", "pk")


def away_on(councils: Collection[int], *, on: dt.date) -> QuerySet[Any]:
    """Return the ids of the officers who are away on a day."""
    away = Cover.objects.filter(council__in=councils, from_on__lte=on, until_on__gt=on)
    return away.values("officer_id")


def role_holders(councils: Collection[int], *, on: dt.date) -> dict[int, dict[str, set[int]]]:
    """Return which officers hold which role on a day, by council: ids. One query."""
    holders: dict[int, dict[str, set[int]]] = {council_id: {} for council_id in councils}
    held = RoleHeld.objects.filter(here("", on), here("officer__", on), council__in=councils)
    for council_id, role, officer_id in held.values_list("council_id", "role", "officer_id"):
        holders[council_id].setdefault(role, set()).add(officer_id)
    return holders


def absences_of(officer: Officer, *, on: dt.date) -> QuerySet[Cover]:
    """Return when an officer is away on a day or later, and who covers."""
    return officer.covers.filter(until_on__gt=on).select_related("covered_by")


def covering_by(officer: Officer, *, on: dt.date) -> QuerySet[Cover]:
    """Return for whom an officer covers on a day or later."""
    return officer.covering.filter(until_on__gt=on).select_related("officer")


def groups_of(officer: Officer) -> QuerySet[GroupMember]:
    """Return every membership of a restricted group, the latest first."""
    return officer.groups.select_related("group").order_by("-from_on", "pk")


def team(pk: int) -> Team:
    """Return one team, with council, manager and office. Raises Team.DoesNotExist."""
    return Team.objects.select_related("council", "manager", "office").get(pk=pk)


def cover_of(pk: int) -> Cover:
    """Return one absence with its officers. Raises Cover.DoesNotExist."""
    return Cover.objects.select_related("officer__council", "covered_by").get(pk=pk)


def role_held(pk: int) -> RoleHeld:
    """Return one role held, with officer and team. Raises RoleHeld.DoesNotExist."""
    return RoleHeld.objects.select_related("officer__council", "team").get(pk=pk)


# --- Teams, offices, groups -----------------------------------------------------------------------


def teams(councils: Collection[int], *, on: dt.date) -> QuerySet[Team]:
    """Return teams by name, with manager, office and how many `members` they have on a day."""
    members = RoleHeld.objects.filter(here("", on), here("officer__", on)).values("pk")
    return (
        Team.objects.filter(council__in=councils)
        .select_related("council", "manager", "office")
        .annotate(members=Count("roleheld__officer", filter=Q(roleheld__in=members), distinct=True))
        .order_by("name", "council__name", "pk")
    )


def team_members(team: Team, *, on: dt.date) -> QuerySet[Officer]:
    """Return the officers who hold a role in a team on a day, with `held_today` and `away_today`."""
    return officers(Wanted([team.council_id], team_id=team.pk), on=on)


def offices(councils: Collection[int], *, on: dt.date) -> QuerySet[Office]:
    """Return offices by name, with their hours and `closed_soon`: closures of the day and later. Three queries."""
    found = _with_closures(Office.objects.filter(council__in=councils), on)
    return found.order_by("name", "council__name", "pk")


def team_choices(councils: Collection[int]) -> QuerySet[Team]:
    """Return the teams of councils, by name, to choose from. One query."""
    return (
        Team.objects.filter(council__in=councils).select_related("council").order_by("name", "council__name", "pk")
    )


def office(pk: int, *, on: dt.date) -> Office:
    """Return one office, as `offices` does. Raises Office.DoesNotExist."""
    return _with_closures(Office.objects.filter(pk=pk), on).get()


def closure(pk: int) -> OfficeClosure:
    """Return one closure, with its office. Raises OfficeClosure.DoesNotExist."""
    return OfficeClosure.objects.select_related("office").get(pk=pk)


def _with_closures(offices: QuerySet[Office], on: dt.date) -> QuerySet[Office]:
    closures = OfficeClosure.objects.filter(closed_on__gte=on).order_by("closed_on")
    return offices.select_related("council").prefetch_related(
        "opening_hours", Prefetch("closures", queryset=closures, to_attr="closed_soon")
    )


def group(pk: int) -> RestrictedGroup:
    """Return one restricted group. Raises RestrictedGroup.DoesNotExist."""
    return RestrictedGroup.objects.select_related("council").get(pk=pk)


def group_member(pk: int) -> GroupMember:
    """Return one membership, with group and officer. Raises GroupMember.DoesNotExist."""
    return GroupMember.objects.select_related("group", "officer").get(pk=pk)


def choices_of(model: type[Office] | type[Team], council_id: int) -> QuerySet[Any]:
    """Return the offices or the teams of a council, by name, to choose from."""
    return model.objects.filter(council_id=council_id).order_by("name", "pk")


def groups(councils: Collection[int], *, on: dt.date) -> QuerySet[RestrictedGroup]:
    """Return restricted groups by name, each with `members_today`, and their officers. Two queries."""
    today = (
        GroupMember.objects.filter(here("", on), here("officer__", on))
        .select_related("officer")
        .order_by("officer__name")
    )
    return (
        RestrictedGroup.objects.filter(council__in=councils)
        .select_related("council")
        .prefetch_related(Prefetch("members", queryset=today, to_attr="members_today"))
        .order_by("name", "council__name", "pk")
    )


# --- Left behind ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeftBehind:
    """What stands in the names of officers: teams they manage, people, and those they cover for."""

    teams: list[Team]
    managed: list[Officer]
    covers: list[Cover]

    def __bool__(self) -> bool:
        return bool(self.teams or self.managed or self.covers)


def left_behind(councils: Collection[int], *, on: dt.date) -> LeftBehind:
    """Return what nobody answers for on a day because somebody has left. Three queries.

    What else an officer looks after, such as patches, is asked where it is kept.
    """
    return _in_the_names_of(Officer.objects.filter(until_on__lte=on, council__in=councils), on)


def looked_after_by(officer: Officer, *, on: dt.date) -> LeftBehind:
    """Return what stands in an officer's name on a day, to be handed over before they go. Three queries."""
    return _in_the_names_of(Officer.objects.filter(pk=officer.pk), on)


def _in_the_names_of(officers: QuerySet[Officer], on: dt.date) -> LeftBehind:
    leavers = officers.values("pk")
    return LeftBehind(
        teams=list(Team.objects.filter(manager__in=leavers).select_related("manager")),
        managed=list(Officer.objects.filter(here("", on), manager__in=leavers).select_related("manager")),
        covers=list(
            Cover.objects.filter(covered_by__in=leavers, until_on__gt=on).select_related("officer", "covered_by")
        ),
    )


def _today(on: dt.date) -> "tuple[Prefetch[Any], Prefetch[Any]]":
    held = RoleHeld.objects.filter(here("", on)).select_related("team").order_by("role", "pk")
    away = Cover.objects.filter(from_on__lte=on, until_on__gt=on).select_related("covered_by")
    return (
        Prefetch("roles_held", queryset=held, to_attr="held_today"),
        Prefetch("covers", queryset=away, to_attr="away_today"),
    )
