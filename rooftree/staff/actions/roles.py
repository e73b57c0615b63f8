"""Officers are given roles, and roles end."""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.periods import Period
from rooftree.staff import permissions, queries, rules
from rooftree.staff.models import Officer, RoleHeld, Team
from rooftree.staff.permissions import require

ROLES = rulebook.code_list("staff.roles")


@transaction.atomic
def give_role(
    officer: Officer,
    *,
    role: str,
    from_on: date,
    by: Officer,
    at: datetime,
    key: str,
    team: Team | None = None,
    until_on: date | None = None,
) -> RoleHeld:
    """Give an officer a role from a day until a day, in a team or, without one, for the whole council.

    Nobody gives themselves a role, and only an administrator makes an administrator or an auditor.
    Raises Refused for a role that is not in the list staff.roles, for days gone by or outside the
    time the officer is here, and for one held on those days already.
    """
    require(permissions.may_manage_staff(by, officer))
    _require_powers(role, by=by, officer=officer)
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    done = once(key, "staff.give_role", council_id=officer.council_id, at=at)
    if done.before:
        return RoleHeld.objects.get(pk=done.made["role"])
    rules.check_not_for_oneself(by.pk == officer.pk, "give a role")
    roles = choose(ROLES, role, on=from_on, council=officer.council_id)
    wanted = rules.period_of("The role", from_on, until_on)
    rules.check_not_backdated("A role", from_on, today=london_day(at))
    employed = rules.employment(officer.from_on, officer.until_on)
    rules.check_within_employment(officer.name, employed, wanted, "hold this role")
    held = [Period(each.from_on, each.until_on) for each in officer.roles_held.filter(role=role, team=team)]
    rules.check_not_held_already(officer.name, f"the role of {roles.label_of(role)}", wanted, held)
    given = RoleHeld.objects.create(
        council_id=officer.council_id, officer=officer, role=role, team=team, from_on=from_on, until_on=until_on
    )
    done.makes(role=given.pk)
    return given


@transaction.atomic
def end_role(held: RoleHeld, *, until_on: date, by: Officer, at: datetime, key: str) -> None:
    """End a role from a day on: today at the earliest. One that has not begun by then was never held.

    Raises Refused where the council would have no administrator, and for a role that ends sooner.
    """
    require(permissions.may_manage_staff(by, held))
    _require_powers(held.role, by=by, officer=held.officer)
    officer = Officer.objects.select_for_update().get(pk=held.officer_id)
    if once(key, "staff.end_role", council_id=held.council_id, at=at).before:
        return
    held = officer.roles_held.get(pk=held.pk)
    rules.check_not_backdated("The end of a role", until_on, today=london_day(at))
    rules.check_ends_sooner(f"{officer.name} holds this role", held.until_on, until_on)
    if held.role == rules.ADMINISTRATOR:
        check_somebody_administers(officer, until_on=until_on)
    if until_on <= held.from_on:
        held.delete()
        return
    held.until_on = until_on
    held.save(update_fields=["until_on"])


def check_somebody_administers(officer: Officer, *, until_on: date) -> None:
    """Raise Refused where the council would have no other administrator from a day on.

    Locks the council, so that two administrators cannot end each other's role at one moment.
    """
    Council.objects.select_for_update().get(pk=officer.council_id)
    others = queries.administrators(officer.council_id, on=until_on, besides=officer)
    rules.check_somebody_administers(bool(others), officer.name, until_on=until_on)


def _require_powers(role: str, *, by: Officer, officer: Officer) -> None:
    if role in rules.TRUSTED_ROLES:
        require(permissions.may_give_powers(by, officer))
