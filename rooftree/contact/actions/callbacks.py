"""Promises to ring back, keeps each try, and notes by itself that nobody did."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases.actions.tasks import write_ending
from rooftree.cases.clocks import stop
from rooftree.cases.models import Case, Clock, Task
from rooftree.cases.story import lock_case, of, record
from rooftree.contact import callback_rules, noting_rules, permissions, rules, telling
from rooftree.contact.actions.contacts import facts_of, groups_of
from rooftree.contact.callback_rules import Attempt
from rooftree.contact.models import CallbackAttempt, Contact, Enquiry
from rooftree.contact.rules import Reached
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def promise_callback(
    case: Case,
    *,
    window: str,
    by: Officer,
    at: datetime,
    key: str,
    what: str = "",
    owner: Officer | None = None,
) -> Task:
    """Promise to ring back within a window, a code of contact.callback_windows: a task with a clock.

    Without an `owner` it is whoever promises. The resident can read it.
    """
    require(permissions.may_ring_back(by, case))
    on = london_day(at)
    listed = choose(rules.CALLBACK_WINDOWS, window, on=on, council=by.council_id)
    task = cases.promise(
        case,
        what=what.strip() or f"We ring you back: {listed.label_of(window).lower()}",
        duty=rules.DUTIES[str(listed.flag(window, "duty"))],
        owner=owner or by,
        kind=rules.CALLBACK,
        by=by,
        at=at,
        key=key,
    )
    telling.promised(task, by=by, at=at)
    return task


@transaction.atomic
def log_callback_attempt(
    task: Task, *, outcome: str, by: Officer, at: datetime, key: str, note: str = ""
) -> CallbackAttempt:
    """Keep a try to ring back. One that reached the person keeps the promise.

    `outcome` is one of `rules.Reached`. Raises Refused for what is no callback, or is over.
    """
    require(permissions.may_ring_back(by, task))
    case, task = _lock(task)
    done = once(key, "contact.log_callback_attempt", council_id=case.council_id, at=at)
    if done.before:
        return CallbackAttempt.objects.get(pk=done.made["attempt"])
    callback_rules.check_is_callback(task.kind, task.ended_at)
    noting_rules.check_one_of(outcome, list(Reached), "Say whether the person was reached.")
    attempt = CallbackAttempt.objects.create(
        **of(case), task=task, at=at, by=by, outcome=outcome, note=note.strip()
    )
    if outcome == Reached.REACHED:
        cases.keep_promise(task, ending=note.strip(), by=by, at=at, key=f"{key}/kept")
    else:
        facts = {"outcome": outcome, "tries": task.callback_attempts.count()}
        record(case, "contact.callback_attempted", by=by, at=at, words=note.strip(), facts=facts)
    done.makes(attempt=attempt.pk)
    return attempt


@transaction.atomic
def give_up_callback(task: Task, *, reason: str, by: Officer, at: datetime, key: str) -> Task:
    """Give up ringing back, once enough was tried: at different times, and once outside nine to five.

    Its clock is excused if the first try was in time; else the promise was broken. Raises Refused
    before enough was tried, or without a reason.
    """
    require(permissions.may_ring_back(by, task))
    case, task = _lock(task)
    if once(key, "contact.give_up_callback", council_id=case.council_id, at=at).before:
        return task
    callback_rules.check_is_callback(task.kind, task.ended_at)
    reason = rules.check_words(reason, "Say why you give up, and how the person can reach us.")
    tried = [Attempt(each.at, each.outcome) for each in task.callback_attempts.all()]
    on = london_day(at)
    callback_rules.check_may_give_up(
        tried,
        needed=int(rules.CALLBACK_ATTEMPTS.version(on=on, council=case.council_id).value),
        minutes=int(rules.CALLBACK_GAP.version(on=on, council=case.council_id).value),
    )
    write_ending(task, is_done=False, ending=reason, by=by, at=at)
    for clock in Clock.objects.filter(task=task, stopped_at__isnull=True):
        in_time = any(attempt.at < clock.late_from for attempt in tried)
        outcome = Clock.Outcome.EXCUSED if in_time else Clock.Outcome.BROKEN
        stop(clock, at=at, by=by, outcome=outcome, reason=reason)
    facts = {"tries": len(tried)}
    record(case, "contact.callback_given_up", by=by, at=at, words=reason, facts=facts)
    return task


def _lock(task: Task) -> tuple[Case, Task]:
    """Return the case, locked, and its task as it now is."""
    return lock_case(task.case), Task.objects.get(pk=task.pk)


@transaction.atomic
def note_missed_callback(clock: Clock, *, at: datetime) -> Contact | None:
    """Note by itself that nobody tried to ring back in time: a contact that we failed to make.

    It is noted once, also when asked again; the callback is still to be made. Nothing is noted, and
    None returned, for one that was tried in time, is over, or was moved meanwhile.
    """
    assert clock.task is not None, "The clock of a callback has a task."
    person = Person.objects.select_for_update().get(pk=clock.case.person_id) if clock.case.person_id else None
    case, task = _lock(clock.task)
    clock = Clock.objects.get(pk=clock.pk)
    if clock.stopped_at or at < clock.late_from:
        return None
    if task.callback_attempts.filter(at__lt=clock.late_from).exists():
        return None
    if Contact.objects.filter(broken_promise=task, is_automatic=True).exists():
        return None
    contact = Contact.objects.create(
        council_id=case.council_id,
        person=person,
        restricted_to=person.restricted_to if person else 0,
        place_id=case.place_id,
        tenancy_id=case.tenancy_id,
        **groups_of(case),
        channel=rules.CALLBACK,
        started_at=clock.late_from,
        reasons=[reason_of(case)],
        demand=rules.FAILURE,
        failure_cause=rules.MISSED,
        broken_promise=task,
        outcome="no_action",
        note=callback_rules.missed_sentence(task.what, clock.late_from),
        is_automatic=True,
        logged_at=at,
    )
    facts = {**facts_of(contact), "promise": task.what}
    record(case, "contact.callback_missed", by=None, at=clock.late_from, words=contact.note, facts=facts)
    telling.missed(task, by=None, at=at)
    return contact


def reason_of(case: Case) -> str:
    """Return why the person had been in touch: the enquiry's reason, or that of the first contact of the case."""
    enquiry = Enquiry.objects.filter(case=case).first()
    if enquiry:
        return enquiry.reason
    first = Contact.objects.filter(case=case, reasons__len__gte=1).order_by("started_at", "pk").first()
    return first.reason if first else rules.OTHER
