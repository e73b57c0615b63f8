"""What a council's directory says of those who sign in by it: whose sign-in it is, and the roles they hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council, SignIn
from rooftree.foundations.periods import Period
from rooftree.staff import permissions, queries, rules
from rooftree.staff.actions import sign_ins
from rooftree.staff.models import (
    DirectoryAccount,
    DirectoryRole,
    Officer,
    RoleFromDirectory,
    RoleHeld,
    Team,
)
from rooftree.staff.permissions import require

ROLES = rulebook.code_list("staff.roles")


@dataclass(frozen=True)
class Account:
    """What a directory said of somebody, checked already: that it said so, just now, to us.

    `email` is empty unless the directory vouches for it and may speak for such addresses. `groups` is
    None where the directory did not say in which groups somebody is: then no role changes.
    """

    directory: str
    issuer: str
    subject: str
    email: str = ""
    name: str = ""
    groups: frozenset[str] | None = frozenset()


@dataclass
class Followed:
    """Whose sign-in it is, and what became of the roles. `kept` says why one did not end that should have."""

    sign_in: SignIn
    given: list[RoleHeld] = field(default_factory=list)
    ended: list[RoleHeld] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def sign_in_by_directory(account: Account, *, councils: Collection[int], may_add: bool, at: datetime) -> Followed:
    """Return the sign-in of an account at a directory that speaks for these councils, with its roles as of today.

    The account is known by issuer and subject; the first time, by an email address for which the
    directory vouches. With `may_add`, somebody whom no council knows becomes an officer where the
    directory's groups give a role. Raises Refused for anybody else, for a sign-in that is closed, and
    for somebody who acts for no council today.
    """
    today = london_day(at)
    known = (
        DirectoryAccount.objects.select_for_update()
        .filter(issuer=account.issuer, subject=account.subject)
        .select_related("sign_in")
        .first()
    )
    sign_in = known.sign_in if known else _first_time(account, councils=councils, may_add=may_add, at=at)
    rules.check_sign_in_open(sign_in.is_active)
    if known:
        known.last_used_at = at
        known.save(update_fields=["last_used_at"])
    followed = Followed(sign_in)
    if account.groups is not None:
        for officer in _officers(sign_in, councils):
            _follow(officer, account.directory, account.groups, into=followed, today=today)
    rules.check_acts_today(bool(queries.standing(sign_in, on=today).councils))
    return followed


@transaction.atomic
def untie_directory(officer: Officer, *, by: Officer, at: datetime, key: str) -> None:
    """Forget which accounts at a directory an officer signs in with: the next time counts as the first.

    For whoever has another account now. Raises Refused for oneself, where there is nothing to forget,
    and for a sign-in that another council relies on, unless `by` manages staff there as well.
    """
    require(permissions.may_manage_staff(by, officer))
    if once(key, "staff.untie_directory", council_id=officer.council_id, at=at).before:
        return
    rules.check_not_for_oneself(by.pk == officer.pk, "untie a sign-in")
    sign_in = sign_ins.locked(officer)
    sign_ins.check_manages_all_of(sign_in, officer, by=by, on=london_day(at))
    forgotten, _ = sign_in.directory_accounts.all().delete()
    rules.check_was_tied(officer.name, bool(forgotten))


@transaction.atomic
def map_group(
    *,
    directory: str,
    group: str,
    role: str,
    reason: str,
    from_on: date,
    by: Officer,
    at: datetime,
    key: str,
    team: Team | None = None,
) -> DirectoryRole:
    """Let everybody in a group of the directory hold a role, in a team or for the whole council, from a day on.

    Those who sign in from then on get it. Only who may give powers maps a group to the role of
    administrator or auditor. Raises Refused for a role that is not in the list staff.roles, for days
    gone by, and where the group gives that role already.
    """
    require(permissions.may_map_directory(by))
    _require_powers(role, by=by)
    council_id = by.council_id
    Council.objects.select_for_update().get(pk=council_id)
    done = once(key, "staff.map_group", council_id=council_id, at=at)
    if done.before:
        return DirectoryRole.objects.get(pk=done.made["mapping"])
    group = rules.check_group(group)
    rules.check_said(reason, "Say why, in a few words: others will read the reason.")
    rules.check_not_backdated("What a group gives", from_on, today=london_day(at))
    choose(ROLES, role, on=from_on, council=council_id)
    same = DirectoryRole.objects.filter(
        _lasting_beyond(from_on), council_id=council_id, directory=directory, group=group, role=role, team=team
    )
    rules.check_not_mapped_already(group, same.exists())
    mapping = DirectoryRole.objects.create(
        council_id=council_id,
        directory=directory,
        group=group,
        role=role,
        team=team,
        reason=reason.strip(),
        from_on=from_on,
        made_by=by,
        made_at=at,
    )
    done.makes(mapping=mapping.pk)
    return mapping


@transaction.atomic
def end_mapping(mapping: DirectoryRole, *, reason: str, by: Officer, at: datetime, key: str) -> DirectoryRole:
    """Let a group give a role no longer, from today on: it ends for all who hold it because of that.

    Raises Refused where the council would have no administrator, and for one that has ended.
    """
    require(permissions.may_map_directory(by, mapping))
    _require_powers(mapping.role, by=by)
    Council.objects.select_for_update().get(pk=mapping.council_id)
    mapping = DirectoryRole.objects.select_for_update().get(pk=mapping.pk)
    if once(key, "staff.end_mapping", council_id=mapping.council_id, at=at).before:
        return mapping
    today = london_day(at)
    rules.check_mapping_holds(mapping.group, mapping.until_on, today=today)
    rules.check_said(reason, "Say why, in a few words: others will read the reason.")
    given = RoleHeld.objects.filter(_lasting_beyond(today), from_directory__mapping=mapping)
    if mapping.role == rules.ADMINISTRATOR:
        held = set(given.values_list("officer_id", flat=True))
        others = {each.pk for each in queries.administrators(mapping.council_id, on=today)} - held
        rules.check_administrators_remain(bool(others) or not held, mapping.group)
    for each in given:
        _end(each, today)
    mapping.until_on = max(today, mapping.from_on)
    mapping.ended_by, mapping.ended_because = by, reason.strip()
    mapping.save(update_fields=["until_on", "ended_by", "ended_because"])
    return mapping


# --- Whose sign-in it is ----------------------------------------------------------------------------


def _first_time(account: Account, *, councils: Collection[int], may_add: bool, at: datetime) -> SignIn:
    """Tie an account that was never used before to the sign-in with its address, made if it may be."""
    rules.check_vouched_for(account.email)
    sign_in = SignIn.objects.select_for_update().filter(email=account.email).first()
    if sign_in is None or not _officers(sign_in, councils):
        sign_in = _add(account, councils=councils, may_add=may_add, at=at)
    taken = DirectoryAccount.objects.filter(issuer=account.issuer, sign_in=sign_in).exists()
    rules.check_not_tied_to_another(account.email, taken)
    DirectoryAccount.objects.create(
        sign_in=sign_in, issuer=account.issuer, subject=account.subject, tied_at=at, last_used_at=at
    )
    return sign_in


def _add(account: Account, *, councils: Collection[int], may_add: bool, at: datetime) -> SignIn:
    """Make somebody whom no council knows an officer of each in which a group of theirs gives a role."""
    today = london_day(at)
    mappings = _in_force(councils, account.directory, account.groups or (), today)
    rules.check_may_be_added(account.email, may_add and bool(mappings))
    taken = Officer.objects.filter(council__in=councils, email=account.email).exists()
    rules.check_may_be_added(account.email, not taken)
    sign_in = sign_ins.sign_in_for(account.email, password="")
    for council_id in sorted({mapping.council_id for mapping in mappings}):
        Officer.objects.create(
            council_id=council_id,
            sign_in=sign_in,
            name=account.name.strip()[:120] or account.email,
            email=account.email,
            from_on=today,
        )
    return sign_in


def _officers(sign_in: SignIn, councils: Collection[int]) -> list[Officer]:
    return list(Officer.objects.filter(sign_in=sign_in, council__in=councils).order_by("council_id"))


# --- The roles that groups give ---------------------------------------------------------------------


def _in_force(
    councils: Collection[int], directory: str, groups: Iterable[str], today: date
) -> list[DirectoryRole]:
    return list(
        DirectoryRole.objects.filter(
            queries.here("", today), council__in=councils, directory=directory, group__in=list(groups)
        ).order_by("pk")
    )


def _follow(officer: Officer, directory: str, groups: frozenset[str], *, into: Followed, today: date) -> None:
    """Give an officer what their groups give today, and end what groups gave and give no longer."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if not rules.employment(officer.from_on, officer.until_on).covers(today):
        return
    wanted = {
        (mapping.role, mapping.team_id): mapping
        for mapping in _in_force([officer.council_id], directory, groups, today)
    }
    held = list(officer.roles_held.filter(_lasting_beyond(today)).select_related("from_directory__mapping"))
    for each in held:
        source = getattr(each, "from_directory", None)
        if source and source.mapping.directory == directory and (each.role, each.team_id) not in wanted:
            _end_unless_last(each, officer, into=into, today=today)
    for (role, team_id), mapping in wanted.items():
        same = [each for each in held if (each.role, each.team_id) == (role, team_id)]
        if all(each.from_on > today for each in same):
            later = [each.from_on for each in same] + ([officer.until_on] if officer.until_on else [])
            into.given.append(_give(officer, mapping, Period(today, min(later, default=None))))


def _give(officer: Officer, mapping: DirectoryRole, period: Period) -> RoleHeld:
    given = RoleHeld.objects.create(
        council_id=officer.council_id,
        officer=officer,
        role=mapping.role,
        team_id=mapping.team_id,
        from_on=period.starts,
        until_on=period.until,
    )
    RoleFromDirectory.objects.create(council_id=officer.council_id, role_held=given, mapping=mapping)
    return given


def _end_unless_last(held: RoleHeld, officer: Officer, *, into: Followed, today: date) -> None:
    """End a role; that of the council's last administrator stays, for nobody else could give it to anybody."""
    if held.role == rules.ADMINISTRATOR:
        Council.objects.select_for_update().get(pk=officer.council_id)
        if not queries.administrators(officer.council_id, on=today, besides=officer):
            into.kept.append(f"{officer.name} is the last administrator, and so stays one.")
            return
    into.ended.append(held)
    _end(held, today)


def _end(held: RoleHeld, today: date) -> None:
    if held.from_on >= today:
        held.delete()
        return
    held.until_on = today
    held.save(update_fields=["until_on"])


def _lasting_beyond(day: date) -> Q:
    return Q(until_on__isnull=True) | Q(until_on__gt=day)


def _require_powers(role: str, *, by: Officer) -> None:
    if role in rules.TRUSTED_ROLES:
        require(permissions.may_give_powers(by))
