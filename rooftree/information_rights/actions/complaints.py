"""Takes in a complaint about how we use somebody's data, acknowledges it, and tells its outcome."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases import kinds
from rooftree.cases.clocks import start_clock, stop_clock
from rooftree.cases.models import Case, Clock
from rooftree.cases.story import of, record
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import permissions, rules, telling
from rooftree.information_rights.actions.locking import lock_complaint, where_it_goes
from rooftree.information_rights.models import DataComplaint
from rooftree.information_rights.rules import ComplaintStatus, Outcome
from rooftree.people.models import Person
from rooftree.people.queries import standing_record
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def take_complaint(
    person: Person, *, about: str, channel: str, received_at: datetime, by: Officer, at: datetime, key: str
) -> DataComplaint:
    """Open a data-protection complaint: acknowledged within 30 days, answered without undue delay.

    Data Protection Act 2018 s 164A, in force from 19 June 2026. Raises Refused for one received before
    that day, which is an ordinary complaint, or one without words.
    """
    require(permissions.may_take_rights_requests(by, person))
    done = once(key, "information_rights.take_complaint", council_id=by.council_id, at=at)
    if done.before:
        return DataComplaint.objects.get(pk=done.made["case"])
    check_complaint(about, channel, received_at, council_id=by.council_id, at=at)
    new = cases.NewCase(
        summary=about.strip()[: rules.LONGEST_SUMMARY],
        routed=where_it_goes(by.council_id, on=london_day(at)),
        person=standing_record(person),
        opened_at=received_at,
    )
    case = cases.open_case(kinds.kind_of(rules.COMPLAINT), new, by=by, at=at, key=f"{key}/case")
    complaint = write_complaint(case, about=about, channel=channel, received_at=received_at)
    record(case, "data_complaint.made", by=by, at=received_at, words=complaint.about)
    done.makes(case=case.pk)
    return complaint


def check_complaint(about: str, channel: str, received_at: datetime, *, council_id: int, at: datetime) -> None:
    """Raise Refused for a complaint without words, received after now, or by no known channel."""
    rules.check_words(about, "Write what they complain of, in their own words.")
    choose(rules.CHANNELS, channel, on=london_day(at), council=council_id)
    if received_at > at:
        raise Refused("A complaint is logged once it has been received. Check the day.")


def write_complaint(case: Case, *, about: str, channel: str, received_at: datetime) -> DataComplaint:
    """Write down what makes a case a data-protection complaint, and start its clocks."""
    complaint = DataComplaint.objects.create(
        **of(case), about=about.strip(), channel=channel, received_at=received_at
    )
    start_clock(case, rules.ACKNOWLEDGE, at=received_at)
    start_clock(case, rules.TELL_OUTCOME, at=received_at)
    return complaint


@transaction.atomic
def acknowledge_complaint(
    complaint: DataComplaint, *, understood_as: str, by: Officer, at: datetime, key: str
) -> DataComplaint:
    """Acknowledge a complaint, saying how we understand it."""
    require(permissions.may_handle_rights(by, complaint))
    complaint = lock_complaint(complaint)
    if once(key, "information_rights.acknowledge_complaint", council_id=complaint.council_id, at=at).before:
        return complaint
    rules.check_complaint_move(complaint.status, ComplaintStatus.ACKNOWLEDGED)
    complaint.understood_as = rules.check_words(understood_as, "Write how you understand the complaint.")
    complaint.status, complaint.acknowledged_at = ComplaintStatus.ACKNOWLEDGED.value, at
    complaint.save(update_fields=["status", "understood_as", "acknowledged_at"])
    if complaint.case.owner_id is None:
        cases.take(complaint.case, by=by, at=at, key=f"{key}/take")
    stop_clock(complaint.case, rules.ACKNOWLEDGE, at=at, by=by)
    record(complaint.case, "data_complaint.acknowledged", by=by, at=at, words=complaint.understood_as)
    telling.complaint_received(complaint, by=by, at=at)
    return complaint


@transaction.atomic
def answer_complaint(
    complaint: DataComplaint, *, outcome: Outcome, words: str, by: Officer, at: datetime, key: str
) -> DataComplaint:
    """Tell the outcome of a complaint, and close it. Raises Refused before it was acknowledged."""
    require(permissions.may_handle_rights(by, complaint))
    complaint = lock_complaint(complaint)
    if once(key, "information_rights.answer_complaint", council_id=complaint.council_id, at=at).before:
        return complaint
    rules.check_complaint_move(complaint.status, ComplaintStatus.ANSWERED)
    complaint.answer = rules.check_words(words, "Write what the person was told.")
    complaint.outcome, complaint.status = outcome.value, ComplaintStatus.ANSWERED.value
    complaint.answered_by, complaint.answered_at = by, at
    complaint.save()
    stop_clock(complaint.case, rules.TELL_OUTCOME, at=at, by=by)
    telling.complaint_outcome(complaint, by=by, at=at)
    cases.close(
        complaint.case,
        reason=complaint.answer,
        event="data_complaint.answered",
        by=by,
        at=at,
        key=f"{key}/close",
    )
    return lock_complaint(complaint)


@transaction.atomic
def withdraw_complaint(
    complaint: DataComplaint, *, reason: str, by: Officer, at: datetime, key: str
) -> DataComplaint:
    """Record that the person complains no more, and close. Its clocks stop as not required."""
    require(permissions.may_take_rights_requests(by, complaint))
    complaint = lock_complaint(complaint)
    if once(key, "information_rights.withdraw_complaint", council_id=complaint.council_id, at=at).before:
        return complaint
    rules.check_complaint_move(complaint.status, ComplaintStatus.WITHDRAWN)
    reason = rules.check_words(reason, "Say why the person complains no more.")
    complaint.status = ComplaintStatus.WITHDRAWN.value
    complaint.save(update_fields=["status"])
    for duty in (rules.ACKNOWLEDGE, rules.TELL_OUTCOME):
        stop_clock(complaint.case, duty, at=at, by=by, outcome=Clock.Outcome.NOT_REQUIRED, reason=reason)
    cases.close(complaint.case, reason=reason, event="data_complaint.withdrawn", by=by, at=at, key=f"{key}/close")
    return lock_complaint(complaint)
