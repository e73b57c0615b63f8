"""Officers come, change and leave."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.staff import permissions, queries, rules
from rooftree.staff.actions import roles, sign_ins
from rooftree.staff.models import GroupMember, Office, Officer, RoleHeld
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class Details:
    """What the council knows of an officer. `weekly_hours` are those of the contract."""

    name: str
    email: str
    job_title: str = ""
    phone: str = ""
    manager: Officer | None = None
    office: Office | None = None
    weekly_hours: Decimal | None = None


@transaction.atomic
def add_officer(
    details: Details, *, from_on: date, by: Officer, at: datetime, key: str, password: str = ""
) -> Officer:
    """Add an officer to the council that `by` acts for, with a sign-in of that email address.

    Somebody who signs in for another council of a shared service keeps that sign-in, and acts for
    both. Without a `password`, the officer chooses one by a set-up link (`sign_ins`). Holds no role
    yet. Raises Refused for an address that a colleague has, or a password that is easily guessed.
    """
    require(permissions.may_manage_staff(by))
    done = once(key, "staff.add_officer", council_id=by.council_id, at=at)
    if done.before:
        return Officer.objects.get(pk=done.made["officer"])
    _check(details, council_id=by.council_id)
    officer = _create(details, council_id=by.council_id, from_on=from_on, password=password)
    done.makes(officer=officer.pk)
    return officer


@transaction.atomic
def add_first_administrator(council: Council, details: Details, *, at: datetime, password: str = "") -> Officer:
    """Add the officer who will add all others, and return them ready to act.

    For whoever runs the server; done twice, it is done once. Raises Refused when the council has another
    administrator: then colleagues are added on the staff site.
    """
    today = london_day(at)
    there = queries.administrators(council.pk, on=today)
    queries.load_roles(there, on=today)
    for administrator in there:
        if administrator.email == _address(details.email):
            return administrator
    if there:
        raise Refused(
            f"{council} has an administrator, {there[0].name}. Officers are added by an administrator, "
            "on the staff site."
        )
    _check(details, council_id=council.pk)
    officer = _create(details, council_id=council.pk, from_on=today, password=password)
    RoleHeld.objects.create(council=council, officer=officer, role=rules.ADMINISTRATOR, from_on=today)
    queries.load_roles([officer], on=today)
    return officer


@transaction.atomic
def change_officer(officer: Officer, details: Details, *, by: Officer, at: datetime, key: str) -> Officer:
    """Change what the council knows of an officer. A new email address is the new sign-in too.

    Raises Refused for an address that a colleague has, for a manager whom the officer manages, and for
    a sign-in that another council relies on, unless `by` manages staff there as well.
    """
    require(permissions.may_manage_staff(by, officer))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if once(key, "staff.change_officer", council_id=officer.council_id, at=at).before:
        return officer
    _check(details, council_id=officer.council_id, own=officer)
    email = _address(details.email)
    if email != officer.email and officer.sign_in:
        sign_ins.change_address(officer, email, by=by, on=london_day(at))
    officer.name, officer.email = details.name.strip(), email
    officer.job_title, officer.phone = details.job_title, details.phone
    officer.manager, officer.office = details.manager, details.office
    officer.weekly_hours = details.weekly_hours
    officer.save()
    return officer


@transaction.atomic
def officer_leaves(officer: Officer, *, until_on: date, by: Officer, at: datetime, key: str) -> Officer:
    """Record that somebody is no officer from a day on: today at the earliest.

    All roles and memberships of restricted groups end with it. From today, the sign-in is closed at
    once, unless another council still needs it. What the officer looks after stays in their name
    until it is handed over: `queries.left_behind` lists it. Raises Refused for somebody who has left,
    for a day gone by, and where the council would have no administrator.
    """
    require(permissions.may_manage_staff(by, officer))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if once(key, "staff.officer_leaves", council_id=officer.council_id, at=at).before:
        return officer
    today = london_day(at)
    rules.check_not_backdated("The day on which somebody leaves", until_on, today=today)
    rules.check_leaving(officer.name, rules.employment(officer.from_on, officer.until_on), until_on=until_on)
    queries.load_roles([officer], on=until_on)
    if officer.roles & rules.TRUSTED_ROLES:
        require(permissions.may_give_powers(by, officer))
    if rules.ADMINISTRATOR in officer.roles:
        roles.check_somebody_administers(officer, until_on=until_on)
    for held in (RoleHeld, GroupMember):
        held.objects.filter(officer=officer, from_on__gte=until_on).delete()
        held.objects.filter(_lasting_beyond(until_on), officer=officer).update(until_on=until_on)
    officer.until_on = until_on
    officer.save(update_fields=["until_on"])
    sign_ins.close_if_needed_nowhere(officer, on=today)
    return officer


@transaction.atomic
def officer_stays(officer: Officer, *, by: Officer, at: datetime, key: str) -> Officer:
    """Take back that an officer leaves or has left. Their sign-in works again; their roles are given anew.

    Raises Refused for somebody who is not leaving.
    """
    require(permissions.may_manage_staff(by, officer))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if once(key, "staff.officer_stays", council_id=officer.council_id, at=at).before:
        return officer
    rules.check_has_left(officer.name, officer.until_on)
    officer.until_on = None
    officer.save(update_fields=["until_on"])
    sign_ins.open_again(officer)
    return officer


def _create(details: Details, *, council_id: int, from_on: date, password: str) -> Officer:
    email = _address(details.email)
    return Officer.objects.create(
        council_id=council_id,
        sign_in=sign_ins.sign_in_for(email, password=password),
        name=details.name.strip(),
        email=email,
        job_title=details.job_title,
        phone=details.phone,
        manager=details.manager,
        office=details.office,
        weekly_hours=details.weekly_hours,
        from_on=from_on,
    )


def _check(details: Details, *, council_id: int, own: Officer | None = None) -> None:
    """Raise Refused for details that cannot be."""
    rules.check_said(details.name, "An officer needs a name, so that residents know whom to ask for.")
    rules.check_said(details.email, "An officer needs an email address, to sign in with.")
    others = Officer.objects.filter(council_id=council_id)
    if own:
        others = others.exclude(pk=own.pk)
    email = _address(details.email)
    rules.check_address_free(email, others.filter(email=email).values_list("name", flat=True).first())
    if own and details.manager:
        managed_by = dict(others.filter(manager__isnull=False).values_list("pk", "manager_id"))
        rules.check_manager((own.pk, own.name), (details.manager.pk, details.manager.name), managed_by)


def _address(email: str) -> str:
    return email.strip().lower()


def _lasting_beyond(day: date) -> Q:
    return Q(until_on__isnull=True) | Q(until_on__gt=day)
