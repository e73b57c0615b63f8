"""Opens a case, closes it, and opens it again under its old reference."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.clocks import running_clock, start_clock, stop
from rooftree.cases.having import groups_of, is_open_to_us, why_not
from rooftree.cases.kinds import CaseKind
from rooftree.cases.models import Assignment, Case, Clock, Task, TeamRequest
from rooftree.cases.routing import Routed
from rooftree.cases.story import lock_case, note_assignment, officer_of, record
from rooftree.foundations import references
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.people.portal import Resident
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.models import Tenancy


@dataclass(frozen=True)
class NewCase:
    """What a case begins with: what it is about, whose it is, and where it goes."""

    summary: str
    routed: Routed
    person: Person | None = None
    place: Place | None = None
    tenancy: Tenancy | None = None
    group: RestrictedGroup | None = None
    """Who alone may open it; nobody in particular unless said."""
    opened_at: datetime | None = None
    """When the matter reached us, if that was before now."""


@transaction.atomic
def open_case(kind: CaseKind, new: NewCase, *, by: Officer, at: datetime, key: str) -> Case:
    """Open a case. Called by a domain's action in its own transaction, which adds the row of its kind.

    Routed to an officer who can have it, it is taken up; otherwise it waits in the team's queue with a
    clock. The domain records the event. Raises Refused for a case about nobody and nothing, unless its
    kind allows that, for one that says nothing, for a record that was merged into another, and for what
    is restricted to a group that one does not belong to.
    """
    for thing in (None, new.person, new.place, new.tenancy, new.routed.team):
        require(permissions.may_work_cases(by, thing))
    person = new.person and Person.objects.select_for_update().get(pk=new.person.pk)
    done = once(key, "cases.open_case", council_id=by.council_id, at=at)
    if done.before:
        return Case.objects.get(pk=done.made["case"])
    _refuse_outsider(_groups(new.group, person))
    case = write_case(kind, new, person, by=by, at=at)
    done.makes(case=case.pk)
    return case


def write_case(
    kind: CaseKind,
    new: NewCase,
    person: Person | None,
    *,
    by: Officer | Resident,
    at: datetime,
    pk: int | None = None,
) -> Case:
    """Write down a case and where it goes, for an action that has asked whether it may, and locked the person.

    `pk` is its id, where one was taken beforehand. Raises Refused as `open_case` does.
    """
    if not (person or new.place or new.tenancy or kind.about_none):
        raise Refused(f"Say which person, home or tenancy this {kind.label.lower()} is about.")
    _refuse_merged(person)
    routed = _to_one_who_can(new.routed, _groups(new.group, person), by=by, at=at)
    opened_at = min(new.opened_at or at, at)
    case = Case.objects.create(
        pk=pk,
        council_id=by.council_id,
        reference=references.take(kind.prefix),
        kind=kind.name,
        summary=rules.check_summary(new.summary),
        person=person,
        place=new.place,
        tenancy=new.tenancy,
        team=routed.team,
        owner=routed.officer,
        opened_at=opened_at,
        restricted_to=new.group.pk if new.group else OPEN_TO_ALL,
        person_restricted_to=person.restricted_to if person else OPEN_TO_ALL,
    )
    note_assignment(case, how=Assignment.How.ROUTED, because=routed.because, by=officer_of(by), at=at)
    if case.owner_id is None:
        start_clock(case, rules.TAKE_UP, at=at)
    return case


def _refuse_merged(person: Person | None) -> None:
    if person and person.merged_into_id:
        raise Refused(
            f"{person.full_name} ({person.reference}) was merged into another record. "
            "Open that one, and begin from there."
        )


def _groups(group: RestrictedGroup | None, person: Person | None) -> set[int]:
    own = group.pk if group else OPEN_TO_ALL
    return {own, person.restricted_to if person else OPEN_TO_ALL} - {OPEN_TO_ALL}


def _refuse_outsider(groups: set[int]) -> None:
    if not is_open_to_us(groups):
        raise Refused("This is restricted to a group that you are not in. Ask somebody in it to open the case.")


def _to_one_who_can(routed: Routed, groups: set[int], *, by: Officer | Resident, at: datetime) -> Routed:
    """Return where a case goes: to its team's queue, if the officer it was routed to cannot have it."""
    if routed.officer is None:
        return routed
    if sentence := why_not(routed.officer, groups=groups, by=by, at=at):
        return Routed(routed.team, None, f"{routed.because} {sentence} So it waits for {routed.team.name}.")
    return routed


@transaction.atomic
def close(
    case: Case,
    *,
    by: Officer,
    at: datetime,
    key: str,
    reason: str = "",
    event: str = "case.closed",
    outcomes: dict[str, str] | None = None,
) -> Case:
    """Close a case that has nothing left to do. A domain closes its own through its own action.

    The clock of taking it up stops with it. `event` is what the domain calls it, and `outcomes` are facts
    that its sentence needs. Raises Refused while a clock runs, something is left to do, or another team
    was asked.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.close", council_id=case.council_id, at=at).before:
        return case
    write_closing(case, by=by, at=at)
    record(case, event, by=by, at=at, words=reason, facts=outcomes)
    return case


def write_closing(case: Case, *, by: Officer | Resident, at: datetime) -> None:
    """Write down that a locked case is closed, for an action that has asked whether it may.

    Raises Refused as `close` does.
    """
    rules.check_open(case.closed_at, case.reference)
    officer = officer_of(by)
    _stop_waiting(case, by=officer, at=at)
    _check_nothing_left(case)
    case.closed_at = max(at, case.opened_at)
    case.closed_by = officer
    case.closed_by_resident_id = by.person_id if isinstance(by, Resident) else None
    case.save(update_fields=["closed_at", "closed_by", "closed_by_resident"])
    _end_what_waits(case, by=officer, at=at)


def _stop_waiting(case: Case, *, by: Officer | None, at: datetime) -> None:
    """Stop the clock of taking up a case that is closed from the queue: in time, nobody had to any more."""
    waiting = running_clock(case, rules.TAKE_UP)
    if waiting and at < waiting.late_from:
        stop(waiting, at=at, by=by, outcome=Clock.Outcome.NOT_REQUIRED, reason="Closed before anybody took it up")
    elif waiting:
        stop(waiting, at=at, by=by)


def _check_nothing_left(case: Case) -> None:
    running = Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("late_from")
    tasks = Task.objects.filter(case=case, ended_at__isnull=True).order_by("due_at", "pk")
    asked = TeamRequest.objects.filter(case=case, status__in=("asked", "accepted")).order_by("needed_by")
    rules.check_nothing_left(
        list(running.filter(task__isnull=True).values_list("label", flat=True)),
        list(tasks.values_list("what", flat=True)),
        list(asked.values_list("what", flat=True)),
    )


def _end_what_waits(case: Case, *, by: Officer | None, at: datetime) -> None:
    case.holds.filter(ended_at__isnull=True, until__gt=at).update(ended_at=at, ended_by=by)
    case.handover_pieces.filter(ended_at__isnull=True).update(ended_at=at)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Officer, at: datetime, key: str, event: str = "case.reopened") -> Case:
    """Open a closed case again: its reference, its story and its clocks stay. It returns to whom it was with.

    Somebody who can no longer have it gets nothing back: it waits in the team's queue, with a clock.
    Raises Refused for a case that is open.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    if once(key, "cases.reopen", council_id=case.council_id, at=at).before:
        return case
    reason = rules.check_reason(reason)
    write_reopening(case, reason=reason, by=by, at=at)
    record(case, event, by=by, at=at, words=reason)
    return case


def write_reopening(case: Case, *, reason: str, by: Officer | Resident, at: datetime) -> None:
    """Write down that a locked case is open again, for an action that has asked whether it may.

    Raises Refused as `reopen` does.
    """
    if case.closed_at is None:
        raise Refused(f"{case.reference} is open already.")
    case.closed_at = case.closed_by = case.closed_by_resident = None
    if case.owner and why_not(case.owner, groups=groups_of(case), by=by, at=at):
        case.owner = None
    case.save(update_fields=["closed_at", "closed_by", "closed_by_resident", "owner"])
    if case.owner_id is None:
        because = f"Opened again: {reason}"
        note_assignment(case, how=Assignment.How.PUT_BACK, because=because, by=officer_of(by), at=at)
        start_clock(case, rules.TAKE_UP, at=at)
