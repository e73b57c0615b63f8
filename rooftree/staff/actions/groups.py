"""Restricted groups: who may open the records of protected persons, of staff who are tenants, and the like.

practice.md 1.4: sensitive cases are restricted to a named group.
"""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.periods import Period
from rooftree.staff import permissions, rules
from rooftree.staff.models import GroupMember, Officer
from rooftree.staff.permissions import require


@transaction.atomic
def add_group(*, name: str, purpose: str, by: Officer, at: datetime, key: str) -> RestrictedGroup:
    """Add a restricted group to the council that `by` acts for. Raises Refused for a name that one has."""
    require(permissions.may_manage_staff(by))
    done = once(key, "staff.add_group", council_id=by.council_id, at=at)
    if done.before:
        return RestrictedGroup.objects.get(pk=done.made["group"])
    _check(name, purpose, council_id=by.council_id)
    group = RestrictedGroup.objects.create(council_id=by.council_id, name=name.strip(), purpose=purpose.strip())
    done.makes(group=group.pk)
    return group


@transaction.atomic
def change_group(
    group: RestrictedGroup, *, name: str, purpose: str, by: Officer, at: datetime, key: str
) -> RestrictedGroup:
    """Change what a restricted group is called and what it is for."""
    require(permissions.may_manage_staff(by, group))
    group = RestrictedGroup.objects.select_for_update().get(pk=group.pk)
    if once(key, "staff.change_group", council_id=group.council_id, at=at).before:
        return group
    _check(name, purpose, council_id=group.council_id, own=group)
    group.name, group.purpose = name.strip(), purpose.strip()
    group.save()
    return group


@transaction.atomic
def add_to_group(
    group: RestrictedGroup,
    *,
    officer: Officer,
    from_on: date,
    by: Officer,
    at: datetime,
    key: str,
    until_on: date | None = None,
) -> GroupMember:
    """Let an officer open what is restricted to a group, from a day until a day.

    Nobody lets themselves in. Raises Refused for days gone by or outside the time the officer is
    here, and for somebody who is in the group on those days already.
    """
    require(permissions.may_manage_staff(by, group))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    done = once(key, "staff.add_to_group", council_id=group.council_id, at=at)
    if done.before:
        return GroupMember.objects.get(pk=done.made["member"])
    rules.check_not_for_oneself(by.pk == officer.pk, "open a restricted group")
    wanted = rules.period_of("The membership", from_on, until_on)
    rules.check_not_backdated("A membership", from_on, today=london_day(at))
    employed = rules.employment(officer.from_on, officer.until_on)
    rules.check_within_employment(officer.name, employed, wanted, "be in this group")
    held = [Period(each.from_on, each.until_on) for each in officer.groups.filter(group=group)]
    rules.check_not_held_already(officer.name, f"a place in the group {group.name}", wanted, held)
    member = GroupMember.objects.create(
        council_id=group.council_id, group=group, officer=officer, from_on=from_on, until_on=until_on
    )
    done.makes(member=member.pk)
    return member


@transaction.atomic
def remove_from_group(member: GroupMember, *, until_on: date, by: Officer, at: datetime, key: str) -> None:
    """End a membership of a restricted group from a day on: today at the earliest."""
    require(permissions.may_manage_staff(by, member))
    officer = Officer.objects.select_for_update().get(pk=member.officer_id)
    if once(key, "staff.remove_from_group", council_id=member.council_id, at=at).before:
        return
    member = officer.groups.get(pk=member.pk)
    rules.check_not_backdated("The end of a membership", until_on, today=london_day(at))
    rules.check_ends_sooner(f"{officer.name} is in this group", member.until_on, until_on)
    if until_on <= member.from_on:
        member.delete()
        return
    member.until_on = until_on
    member.save(update_fields=["until_on"])


def _check(name: str, purpose: str, *, council_id: int, own: RestrictedGroup | None = None) -> None:
    rules.check_said(name, "A restricted group needs a name.")
    rules.check_said(purpose, "Say what the group is for, so that the right people are put into it.")
    others = RestrictedGroup.objects.filter(council_id=council_id)
    if own:
        others = others.exclude(pk=own.pk)
    rules.check_name_free("restricted group", name, others.filter(name__iexact=name.strip()).exists())
