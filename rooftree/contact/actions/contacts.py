"""Logs a contact: answered at once, about a case, or chasing one; sets it right, and hears what came of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rooftree.cases.models import Case, Task
from rooftree.cases.rules import check_open
from rooftree.cases.story import lock_case, record
from rooftree.contact import noting_rules, permissions, rules
from rooftree.contact.models import Contact
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.lengths import check_fits
from rooftree.people.actions.locking import lock_person
from rooftree.people.models import Person
from rooftree.people.queries import in_force
from rooftree.people.rules import ADJUSTMENTS
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.models import Tenancy


@dataclass(frozen=True)
class Call:
    """What an adviser notes of a contact, by whatever channel. Codes are those of the rule book's lists.

    Without `started_at` it began now; without `demand` it is what its main reason usually is; without
    a `place` it is about the home of its tenancy.
    """

    channel: str
    reasons: tuple[str, ...]
    asked: str
    outcome: str
    caller: str = rules.PERSON
    caller_name: str = ""
    identity: str = Contact.Identity.NONE.value
    person: Person | None = None
    place: Place | None = None
    tenancy: Tenancy | None = None
    demand: str = ""
    failure_cause: str = ""
    broken_promise: Task | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    queue: str = ""
    wait_seconds: int | None = None
    handle_seconds: int | None = None
    accepted: str = ""
    satisfaction: int | None = None
    adjustments_used: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic
def log_contact(call: Call, case: Case | None = None, *, by: Officer, at: datetime, key: str) -> Contact:
    """Log a contact, alone or about a case of any kind, open or closed.

    Raises Refused for one that says too little of who asked what and why, or what cannot be.
    """
    _require_all(call, case, by=by)
    person, case = _lock(call, case)
    done = once(key, "contact.log_contact", council_id=by.council_id, at=at)
    if done.before:
        return Contact.objects.get(pk=done.made["contact"])
    contact = _write(call, person, case, by=by, at=at)
    if case is not None:
        record(case, "contact.logged", by=by, at=contact.started_at, words=contact.asked, facts=facts_of(contact))
    done.makes(contact=contact.pk)
    return contact


@transaction.atomic
def chase(case: Case, call: Call, *, by: Officer, at: datetime, key: str) -> Contact:
    """Log a contact about an open case of any kind: it is counted, with what we failed to do.

    It is failure unless the adviser says that it is what we are here for, as when somebody brings news.
    A broken promise must be one of this case, and late. Raises Refused for a case that is closed.
    """
    call = replace(call, demand=call.demand or rules.FAILURE)
    _require_all(call, case, by=by)
    person, locked = _lock(call, case)
    assert locked is not None, "A case was given."
    done = once(key, "contact.chase", council_id=by.council_id, at=at)
    if done.before:
        return Contact.objects.get(pk=done.made["contact"])
    check_open(locked.closed_at, locked.reference)
    contact = _write(call, person, locked, by=by, at=at)
    times = Contact.objects.filter(case=locked, is_automatic=False).count()
    facts = {**facts_of(contact), "times": times, "cause": contact.failure_cause}
    if call.broken_promise:
        facts["promise"] = call.broken_promise.what
    record(locked, "contact.chased", by=by, at=contact.started_at, words=contact.asked, facts=facts)
    done.makes(contact=contact.pk)
    return contact


@transaction.atomic
def correct_contact(contact: Contact, call: Call, *, reason: str, by: Officer, at: datetime, key: str) -> Contact:
    """Set right what was wrongly noted of a contact. Whoever logged it may, and a leader; its case stays.

    The audit keeps what stood there, and the second look what it was drawn with. Raises Refused for a
    contact of an old system or noted by Rooftree, without a reason, or for what cannot be.
    """
    _require_all(call, contact.case, by=by)
    if contact.handler_id != by.pk:
        require(permissions.may_correct_contacts(by, contact))
    person, case = _lock(call, contact.case)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if once(key, "contact.correct_contact", council_id=contact.council_id, at=at).before:
        return contact
    noting_rules.check_was_logged_here(contact.source_system, is_automatic=contact.is_automatic)
    reason = rules.check_words(reason, "Say what was wrong.")
    corrected = replace(call, started_at=call.started_at or contact.started_at)
    facts = checked(corrected, person, case, council_id=contact.council_id, at=at)
    for name, value in facts.items():
        setattr(contact, name, value)
    contact.save()
    if case is not None:
        told = facts_of(contact)
        record(case, "contact.corrected", by=by, at=at, words=reason, facts=told, is_shown=False)
    return contact


@transaction.atomic
def hear_back(
    contact: Contact,
    *,
    by: Officer,
    at: datetime,
    key: str,
    accepted: str = "",
    satisfaction: int | None = None,
) -> Contact:
    """Keep what the person said afterwards: whether that settled it, and how happy they were, from 1 to 5.

    Raises Refused if neither is said, or the person has answered already.
    """
    require(permissions.may_log_contacts(by, contact))
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if once(key, "contact.hear_back", council_id=contact.council_id, at=at).before:
        return contact
    noting_rules.check_answers(
        accepted, satisfaction, accepted_before=contact.accepted, satisfaction_before=contact.satisfaction
    )
    contact.accepted = accepted or contact.accepted
    contact.satisfaction = contact.satisfaction if satisfaction is None else satisfaction
    contact.save(update_fields=["accepted", "satisfaction"])
    return contact


def facts_of(contact: Contact) -> dict[str, Any]:
    """Return what the story of a case keeps of a contact."""
    return {"contact": contact.pk, "channel": contact.channel, "reasons": contact.reasons}


def _require_all(call: Call, case: Case | None, *, by: Officer) -> None:
    """Raise PermissionDenied unless the officer may log a contact about each of these."""
    for about in (call.person, call.place, call.tenancy, case):
        require(permissions.may_log_contacts(by, about))


def _lock(call: Call, case: Case | None) -> tuple[Person | None, Case | None]:
    """Return the person and the case as they now are, locked: people before cases, everywhere."""
    person = lock_person(call.person) if call.person else None
    return person, lock_case(case) if case else None


def _write(call: Call, person: Person | None, case: Case | None, *, by: Officer, at: datetime) -> Contact:
    """Write the contact down, once every rule allows it."""
    facts = checked(call, person, case, council_id=by.council_id, at=at)
    return Contact.objects.create(council_id=by.council_id, **groups_of(case), handler=by, logged_at=at, **facts)


def checked(
    call: Call, person: Person | None, case: Case | None, *, council_id: int, at: datetime
) -> dict[str, Any]:
    """Return what the call says, as a contact's own columns. Raises Refused for what cannot be."""
    started_at = call.started_at or at
    on = london_day(started_at)
    reasons = noting_rules.check_reasons(call.reasons)
    _check_codes(call, on=on, council_id=council_id)
    _check_caller(call, person, on=on, council_id=council_id)
    noting_rules.check_times(started_at, call.ended_at, at=at)
    noting_rules.check_seconds(call.wait_seconds, "The wait")
    noting_rules.check_seconds(call.handle_seconds, "The time it took")
    noting_rules.check_satisfaction(call.satisfaction)
    usual = rules.REASONS.version(on=on, council=council_id).flag(reasons[0], "demand")
    demand = noting_rules.demand_of(call.demand, str(usual))
    noting_rules.check_cause(demand, call.failure_cause, has_promise=call.broken_promise is not None)
    if call.broken_promise:
        _check_promise(call.broken_promise, case, at=started_at)
    facts = {
        **{name: getattr(call, name) for name in _AS_SAID},
        "person": person,
        "restricted_to": person.restricted_to if person else 0,
        "place": call.place or (call.tenancy.place if call.tenancy else None),
        "started_at": started_at,
        "handle_seconds": noting_rules.handled_for(started_at, call.ended_at, call.handle_seconds),
        "queue": call.queue.strip(),
        "caller_name": call.caller_name.strip(),
        "reasons": list(reasons),
        "demand": demand,
        "asked": noting_rules.check_asked(call.asked),
        "adjustments_used": list(call.adjustments_used),
        "note": call.note.strip(),
    }
    check_fits(Contact, facts, queue="the name of the queue", caller_name="the caller’s name")
    return facts


_AS_SAID = (
    "tenancy",
    "channel",
    "ended_at",
    "wait_seconds",
    "caller",
    "identity",
    "failure_cause",
    "broken_promise",
    "outcome",
    "accepted",
    "satisfaction",
)
"""What is kept of a call just as it was noted."""


def groups_of(case: Case | None) -> dict[str, Any]:
    """Return the columns by which a contact belongs to a case, and to its groups."""
    return {
        "case": case,
        "case_restricted_to": case.restricted_to if case else 0,
        "case_person_restricted_to": case.person_restricted_to if case else 0,
    }


def _check_codes(call: Call, *, on: date, council_id: int) -> None:
    """Raise Refused for a code that the rule book does not have on that day."""
    choose(rules.CHANNELS, call.channel, on=on, council=council_id)
    choose(rules.OUTCOMES, call.outcome, on=on, council=council_id)
    for reason in call.reasons:
        choose(rules.REASONS, reason, on=on, council=council_id)
    for adjustment in call.adjustments_used:
        choose(ADJUSTMENTS, adjustment, on=on, council=council_id)
    if call.failure_cause:
        choose(rules.FAILURE_CAUSES, call.failure_cause, on=on, council=council_id)
    noting_rules.check_one_of(call.identity, Contact.Identity.values, "Say how the caller was checked.")
    noting_rules.check_one_of(
        call.accepted, ["", *Contact.Accepted.values], "Say yes, no, or that the person could not be asked."
    )


def _check_caller(call: Call, person: Person | None, *, on: date, council_id: int) -> None:
    """Raise Refused unless it is said who it was, and somebody who acts for the person may.

    A councillor or Member of Parliament may, for whoever asked them to: Data Protection Act 2018
    Sch 1 paras 23 and 24.
    """
    is_member = bool(rules.CHANNELS.version(on=on, council=council_id).flag(call.channel, "member"))
    noting_rules.check_caller(
        call.caller,
        call.caller_name,
        person=person.full_name if person else "",
        has_person=person is not None,
        may_act=is_member or (person is not None and in_force(person.authorities.all(), on).exists()),
    )


def _check_promise(promise: Task, case: Case | None, *, at: datetime) -> None:
    """Raise Refused unless this promise, of this case, was broken when the person got in touch."""
    noting_rules.check_is_of_case(promise.case_id, case.pk if case else None, case.reference if case else "")
    kept = Task.objects.get(pk=promise.pk)
    clock = kept.clocks.order_by("-started_at", "-pk").first()
    noting_rules.check_was_broken(
        kept.what, late_from=clock.late_from if clock else kept.due_at, ended_at=kept.ended_at, at=at
    )
