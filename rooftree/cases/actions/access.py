"""Restricts a case to a group, opens it to everybody again, and opens one by exception."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from rooftree.cases import permissions, rules
from rooftree.cases.having import is_member, strangers
from rooftree.cases.models import Case
from rooftree.cases.story import lock_case, record
from rooftree.foundations import references
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def restrict(case: Case, *, group: RestrictedGroup, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Let only a group see a case, in lists, counts, searches and letters alike. Only a member may.

    Raises Refused for somebody who is no member, if it is so already, or while somebody who has it,
    covers it, or has something to do on it would lose sight of it.
    """
    require(permissions.may_restrict_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.restrict", council_id=case.council_id, at=at).before:
        return case
    reason = rules.check_reason(reason)
    _refuse_stranger(group.pk, by=by, at=at)
    if case.restricted_to == group.pk:
        raise Refused(f"{case.reference} is restricted to {group.name} already.")
    if case.restricted_to != OPEN_TO_ALL:
        _refuse_stranger(case.restricted_to, by=by, at=at)
    _refuse_losing_sight(case, group, at=at)
    record(case, "case.restricted", by=by, at=at, words=reason, facts={"group": group.name}, is_shown=False)
    case.restricted_to = group.pk
    case.save(update_fields=["restricted_to"])
    return case


@transaction.atomic
def unrestrict(case: Case, *, reason: str, by: Officer, at: datetime, key: str) -> Case:
    """Open a case to everybody who may see its person. Only a member of its group may."""
    require(permissions.may_restrict_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.unrestrict", council_id=case.council_id, at=at).before:
        return case
    reason = rules.check_reason(reason)
    if case.restricted_to == OPEN_TO_ALL:
        raise Refused(f"{case.reference} is not restricted itself. If its person is, lift that.")
    _refuse_stranger(case.restricted_to, by=by, at=at)
    case.restricted_to = OPEN_TO_ALL
    case.save(update_fields=["restricted_to"])
    record(case, "case.unrestricted", by=by, at=at, words=reason, is_shown=False)
    return case


@transaction.atomic
def open_by_exception(reference: str, *, reason: str, by: Officer, at: datetime, key: str) -> int:
    """Open one restricted case to somebody outside its group, for a while; it is logged.

    Returns the case's id, for `acting_for(cases=…)`; from the next request on, `cases_opened_by` gives
    it too. Raises Refused without a reason of a few words, or if no restricted case has this reference.
    """
    require(permissions.may_open_restricted_cases(by))
    done = once(key, "cases.open_by_exception", council_id=by.council_id, at=at)
    if done.before:
        return done.made["case"]
    on = london_day(at)
    words = rules.OPENING_REASON.version(on=on, council=by.council_id).value
    hours = rules.EXCEPTIONAL_OPENING.version(on=on, council=by.council_id).value
    reason = rules.check_reason(reason, words=int(words))
    until = at + timedelta(hours=float(hours))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_case_by_exception(%s, %s, %s, %s, %s - %s, %s)",
            [by.council_id, references.parse(reference), reason, at, until, at, by.sign_in_id],
        )
        opened: int | None = cursor.fetchone()[0]
    if opened is None:
        raise Refused(f"No restricted case has the reference {reference}. Check it, or search for the case.")
    done.makes(case=opened)
    return opened


def _refuse_stranger(group_id: int, *, by: Officer, at: datetime) -> None:
    if not is_member(by, {group_id}, on=london_day(at)):
        raise Refused("Only a member of the group can do this. Ask one of them, or a manager to make you one.")


def _refuse_losing_sight(case: Case, group: RestrictedGroup, *, at: datetime) -> None:
    """Refuse to hide a case from those who work on it: first it goes to somebody of the group."""
    covering = case.handover_pieces.filter(ended_at__isnull=True).values_list("covered_by_id", flat=True)
    doing = case.tasks.filter(ended_at__isnull=True).values_list("owner_id", flat=True)
    working = {case.owner_id, *covering, *doing} - {None}
    if names := strangers([each for each in working if each], group, on=london_day(at)):
        raise Refused(
            f"{' and '.join(names)} would lose sight of this case, and has work on it, but is not in "
            f"{group.name}. Give that to somebody who is, then restrict it."
        )
