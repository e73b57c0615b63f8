"""Opens an enquiry from a contact, answers it, and ends it when the person accepts the answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases import kinds
from rooftree.cases.clocks import start_clock, stop_clock
from rooftree.cases.models import Assignment, Case
from rooftree.cases.routing import Routed
from rooftree.cases.story import lock_case, of, record
from rooftree.contact import permissions, rules, telling
from rooftree.contact.actions.contacts import Call, facts_of, groups_of, log_contact
from rooftree.contact.actions.urgency import raise_for
from rooftree.contact.models import Contact, Enquiry
from rooftree.contact.routing import where_it_goes
from rooftree.contact.rules import Status
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.people.actions.locking import lock_person
from rooftree.places.models import Place
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require


@dataclass(frozen=True)
class PutThrough:
    """The caller was put through to a colleague, or a team, who was told the story: what was said stays."""

    summary: str
    team: Team | None = None
    officer: Officer | None = None


@transaction.atomic
def begin_enquiry(
    call: Call,
    *,
    by: Officer,
    at: datetime,
    key: str,
    summary: str = "",
    group: RestrictedGroup | None = None,
    put_through: PutThrough | None = None,
) -> Enquiry:
    """Log a contact that cannot be settled at once, and open its enquiry, in one step."""
    contact = log_contact(call, by=by, at=at, key=f"{key}/contact")
    return open_enquiry(
        contact, summary=summary, group=group, put_through=put_through, by=by, at=at, key=f"{key}/enquiry"
    )


@transaction.atomic
def open_enquiry(
    contact: Contact,
    *,
    by: Officer,
    at: datetime,
    key: str,
    summary: str = "",
    group: RestrictedGroup | None = None,
    put_through: PutThrough | None = None,
) -> Enquiry:
    """Open an enquiry from a contact: it goes where its reason, home and purpose lead, and its clocks start.

    They run from when the person asked. `summary` is its line on a worklist, else what the person
    asked; only `group` may open it, if one is given. `put_through` says to whom it went instead. A
    councillor's or Member's enquiry has the clock of its reply besides. What is urgent and waits in a
    queue raises an alarm. Raises Refused for a contact that has a case, or if no team answers for it.
    """
    require(permissions.may_log_contacts(by, contact))
    contact = _lock_contact(contact)
    done = once(key, "contact.open_enquiry", council_id=contact.council_id, at=at)
    if done.before:
        return Enquiry.objects.get(pk=done.made["case"])
    if contact.case:
        raise Refused(f"This contact belongs to {contact.case.reference} already. Open that.")
    routed = _routed(contact, put_through, by=by, on=london_day(at))
    new = new_case_of(contact, routed, summary=summary, group=group)
    case = cases.open_case(kinds.kind_of(rules.KIND), new, by=by, at=at, key=f"{key}/case")
    enquiry = write_enquiry(contact, case)
    tie(contact, case)
    start_answer_clocks(enquiry, at=contact.started_at)
    facts = {**facts_of(contact), "team": case.team.name, "because": enquiry.routed_because}
    record(case, "enquiry.opened", by=by, at=contact.started_at, words=contact.asked, facts=facts)
    listed = rules.REASONS.version(on=london_day(contact.started_at), council=case.council_id)
    if case.owner_id is None and listed.flag(contact.reason, "urgent"):
        raise_for(case, at=at)
    telling.received(enquiry, by=by, at=at)
    done.makes(case=case.pk)
    return enquiry


def new_case_of(contact: Contact, routed: Routed, *, summary: str, group: RestrictedGroup | None) -> cases.NewCase:
    """Return what the case of an enquiry begins with."""
    return cases.NewCase(
        summary=summary.strip() or contact.asked[: rules.LONGEST_SUMMARY],
        routed=routed,
        person=contact.person,
        place=contact.place,
        tenancy=contact.tenancy,
        group=group,
        opened_at=contact.started_at,
    )


def write_enquiry(contact: Contact, case: Case, *, asked: str = "", answer_by: str = "") -> Enquiry:
    """Write down what makes the case an enquiry. Why it is where it is, its first assignment says."""
    return Enquiry.objects.create(
        **of(case),
        reason=contact.reason,
        asked=asked or contact.asked,
        answer_by=answer_by,
        opening_contact=contact,
        routed_because=Assignment.objects.filter(case=case).earliest("pk").because,
    )


def _lock_contact(contact: Contact) -> Contact:
    """Return the contact as it now is, locked, after its person."""
    if contact.person:
        lock_person(contact.person)
    return Contact.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=contact.pk)


def tie(contact: Contact, case: Case) -> None:
    """Make the contact one of this case, and of its groups."""
    for name, value in groups_of(case).items():
        setattr(contact, name, value)
    contact.save(update_fields=list(groups_of(case)))


def _routed(contact: Contact, put_through: PutThrough | None, *, by: Officer, on: date) -> Routed:
    """Return where an enquiry goes: to whom the caller was put through, else by its reason, home and purpose."""
    if put_through is not None and put_through.team:
        return _put_through(put_through, put_through.team, by=by)
    routed = where_it_goes(council_id=contact.council_id, reason=contact.reason, place=where_of(contact), on=on)
    return _put_through(put_through, routed.team, by=by) if put_through else routed


def _put_through(put_through: PutThrough, team: Team, *, by: Officer) -> Routed:
    """Return the colleague or the team that the caller was put through to."""
    words = rules.check_words(
        put_through.summary, "Write what you told your colleague: the story goes with the case."
    )
    to = put_through.officer.name if put_through.officer else team.name
    return Routed(team, put_through.officer, f"{by.name} put the caller through to {to}: {words}")


def where_of(contact: Contact) -> Place | None:
    """Return the place that the matter is about: its own, or that of its tenancy."""
    return contact.place or (contact.tenancy.place if contact.tenancy else None)


def start_answer_clocks(enquiry: Enquiry, *, at: datetime) -> None:
    """Start the time limit of the reason; of a councillor's or Member's enquiry, that of the reply too."""
    on, council_id = london_day(at), enquiry.council_id
    duty = rules.REASONS.version(on=on, council=council_id).flag(enquiry.reason, "duty")
    start_clock(enquiry.case, rules.DUTIES[str(duty)], at=at)
    opening = enquiry.opening_contact
    channels = rules.CHANNELS.version(on=on, council=council_id)
    if opening and channels.flag(opening.channel, "member"):
        start_clock(enquiry.case, rules.ANSWER_MEMBER, at=at)


def stop_answer_clocks(
    case: Case, *, by: Officer | None, at: datetime, outcome: str = "", reason: str = ""
) -> list[str]:
    """Stop every clock of answering and asking that runs. Return the labels of those that stopped late."""
    stopped = [
        stop_clock(case, duty, at=at, by=by, outcome=outcome, reason=reason)
        for duty in (*rules.ANSWERS, rules.ASK_ACCEPTED)
    ]
    return [clock.label for clock in stopped if clock and clock.outcome == clock.Outcome.MET_LATE]


def lock_enquiry(enquiry: Enquiry) -> Enquiry:
    """Return the enquiry as it now is, its case locked."""
    lock_case(enquiry.case)
    return Enquiry.objects.select_related("case", "case__team", "case__owner", "opening_contact").get(
        pk=enquiry.pk
    )


@transaction.atomic
def answer(enquiry: Enquiry, *, words: str, by: Officer, at: datetime, key: str) -> Enquiry:
    """Record the answer that the person was given. Whoever answers what nobody has taken up, takes it up.

    The clocks of answering stop, and that of asking whether it is settled starts: an answer ends
    nothing. Raises Refused for an enquiry that is answered or over, or an empty answer.
    """
    require(permissions.may_answer_enquiries(by, enquiry))
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.answer", council_id=enquiry.council_id, at=at).before:
        return enquiry
    rules.check_move(enquiry.status, Status.ANSWERED)
    enquiry.answer = rules.check_words(words, "Write what the person was told.")
    enquiry.status, enquiry.answered_by, enquiry.answered_at = Status.ANSWERED, by, at
    enquiry.accepted, enquiry.accepted_at, enquiry.accepted_words = "", None, ""
    enquiry.save()
    if enquiry.case.owner_id is None:
        cases.take(enquiry.case, by=by, at=at, key=f"{key}/take")
    late = stop_answer_clocks(enquiry.case, by=by, at=at)
    start_clock(enquiry.case, rules.ASK_ACCEPTED, at=at)
    record(enquiry.case, "enquiry.answered", by=by, at=at, words=enquiry.answer, facts={"late": late})
    telling.answered(enquiry, by=by, at=at)
    return lock_enquiry(enquiry)


@transaction.atomic
def say_accepted(
    enquiry: Enquiry, *, by: Officer, at: datetime, key: str, accepted: str = rules.YES, words: str = ""
) -> Enquiry:
    """Record that the person accepts the answer (`yes`), or could not be asked (`not_asked`), and close.

    Raises Refused before there is an answer, while a promise or anything else is left to do, or if
    nobody says why the person could not be asked.
    """
    require(permissions.may_answer_enquiries(by, enquiry))
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.say_accepted", council_id=enquiry.council_id, at=at).before:
        return enquiry
    rules.check_move(enquiry.status, Status.SETTLED)
    rules.check_accepted(accepted, words)
    enquiry.status = Status.SETTLED
    enquiry.accepted, enquiry.accepted_at, enquiry.accepted_words = accepted, at, words.strip()
    enquiry.save()
    stop_answer_clocks(enquiry.case, by=by, at=at)
    event = "enquiry.accepted" if accepted == rules.YES else "enquiry.not_asked"
    cases.close(enquiry.case, reason=words.strip(), event=event, by=by, at=at, key=f"{key}/close")
    return lock_enquiry(enquiry)


@transaction.atomic
def say_not_accepted(enquiry: Enquiry, *, words: str, by: Officer, at: datetime, key: str) -> Enquiry:
    """Record that the person does not accept the answer, in their words: the enquiry is to be answered again.

    One that was closed opens again, under its reference, with whom it was. The clock of answering
    starts anew. Raises Refused while it is being answered, or without the person's words.
    """
    require(permissions.may_answer_enquiries(by, enquiry))
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.say_not_accepted", council_id=enquiry.council_id, at=at).before:
        return enquiry
    rules.check_move(enquiry.status, Status.RECEIVED)
    words = rules.check_words(words, "Write what is not settled, in the person's words.")
    enquiry.status = Status.RECEIVED
    enquiry.accepted, enquiry.accepted_at, enquiry.accepted_words = rules.NO, at, words
    enquiry.save()
    event = "enquiry.not_accepted"
    if enquiry.case.closed_at:
        cases.reopen(enquiry.case, reason=words, event=event, by=by, at=at, key=f"{key}/reopen")
    else:
        stop_answer_clocks(enquiry.case, by=by, at=at)
        record(enquiry.case, event, by=by, at=at, words=words)
    enquiry = lock_enquiry(enquiry)
    start_answer_clocks(enquiry, at=at)
    return enquiry


@transaction.atomic
def withdraw(enquiry: Enquiry, *, reason: str, by: Officer, at: datetime, key: str) -> Enquiry:
    """Record that the person wants no answer any more, and close. Its clocks stop as not required."""
    require(permissions.may_answer_enquiries(by, enquiry))
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.withdraw", council_id=enquiry.council_id, at=at).before:
        return enquiry
    rules.check_move(enquiry.status, Status.WITHDRAWN)
    reason = rules.check_words(reason, "Say why no answer is needed any more.")
    enquiry.status = Status.WITHDRAWN
    enquiry.save(update_fields=["status"])
    stop_answer_clocks(enquiry.case, by=by, at=at, outcome="not_required", reason=reason)
    cases.close(enquiry.case, reason=reason, event="enquiry.withdrawn", by=by, at=at, key=f"{key}/close")
    return lock_enquiry(enquiry)
