"""Says whether an officer can have a case, or a part of it: one who is here, works on cases, and may open it."""

from datetime import date, datetime

from rooftree.cases import permissions
from rooftree.cases.models import Case
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import OPEN_TO_ALL, now_acting
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.people.portal import Resident
from rooftree.people.queries import in_force
from rooftree.staff.absence_queries import is_present
from rooftree.staff.models import GroupMember, Officer, RoleHeld
from rooftree.staff.queries import here


def groups_of(case: Case) -> set[int]:
    """Return the ids of the restricted groups that one must belong to, to see a case: its own and its person's."""
    return {case.restricted_to, case.person_restricted_to} - {OPEN_TO_ALL}


def why_not(officer: Officer, *, groups: set[int], at: datetime, by: Officer | Resident | None = None) -> str:
    """Return why an officer can have no case of these groups at a moment, as a sentence; nothing if they can.

    Given who acts, one who is away can have none either; but whoever acts is here, whatever was entered of
    an absence. At most three queries.
    """
    on = london_day(at)
    if officer.until_on and officer.until_on <= on:
        return f"{officer.name} is no longer here."
    if officer.from_on and officer.from_on > on:
        return f"{officer.name} has not started yet."
    is_own = isinstance(by, Officer) and officer.pk == by.pk
    if by and not is_own and not is_present(officer, at):
        return f"{officer.name} is away."
    roles = RoleHeld.objects.filter(here("", on), officer=officer, role__in=permissions.may_work_cases.roles)
    if not roles.exists():
        return f"{officer.name} holds no role that works on cases."
    if not is_member(officer, groups, on=on):
        return f"{officer.name} is not in the group that alone may open this case."
    return ""


def check_can_have(case: Case, officer: Officer, *, at: datetime, by: Officer | None = None) -> None:
    """Raise Refused unless an officer can have a case: here, at work on cases, and allowed to open it.

    Somebody who is away is refused where it is said who acts.
    """
    if officer.council_id != case.council_id:
        raise Refused(f"{officer.name} does not act for the council of this case. Choose somebody who does.")
    if sentence := why_not(officer, groups=groups_of(case), by=by, at=at):
        raise Refused(f"{sentence} Choose somebody else.")


def is_member(officer: Officer, groups: set[int], *, on: date) -> bool:
    """Return whether an officer belongs to all of these groups on a day. One query, none without groups."""
    if not groups:
        return True
    memberships = in_force(GroupMember.objects.filter(officer=officer, group__in=groups), on)
    return memberships.values("group").distinct().count() == len(groups)


def strangers(officers: list[int], group: RestrictedGroup, *, on: date) -> list[str]:
    """Return the names of those of these officers, by id, who do not belong to a group on a day."""
    members = in_force(GroupMember.objects.filter(group=group), on).values("officer")
    found = Officer.objects.filter(pk__in=officers).exclude(pk__in=members)
    return list(found.order_by("name").values_list("name", flat=True))


def is_open_to_us(groups: set[int]) -> bool:
    """Return whether we act for all of these groups, and not by exception."""
    return groups <= set(now_acting().groups)
