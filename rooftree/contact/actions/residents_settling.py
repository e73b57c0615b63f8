"""What residents say of an answer in their own accounts: that it settles it, does not, or is not needed."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases.models import Case, Task
from rooftree.cases.story import lock_case, record
from rooftree.contact import rules
from rooftree.contact.actions import resident_checks as checks
from rooftree.contact.actions.enquiries import lock_enquiry, start_answer_clocks, stop_answer_clocks
from rooftree.contact.actions.residents import lock_own_case
from rooftree.contact.actions.residents_adding import check_added_today, reading
from rooftree.contact.models import Enquiry
from rooftree.contact.rules import Status
from rooftree.foundations.idempotency import once
from rooftree.people.portal import Resident


@transaction.atomic
def say_settled(enquiry: Enquiry, *, by: Resident, at: datetime, key: str, words: str = "") -> Enquiry:
    """Keep that she says the answer settles it, and close her request.

    Raises Refused before there is an answer, and while something that we promised is left to do.
    """
    lock_own_case(enquiry.case, by=by)
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.say_settled", council_id=enquiry.council_id, at=at).before:
        return enquiry
    checks.check_move(enquiry.status, Status.SETTLED)
    _end_reading(enquiry.case, at=at)
    _check_promises_kept(enquiry.case)
    enquiry.status = Status.SETTLED
    enquiry.accepted, enquiry.accepted_at, enquiry.accepted_words = rules.YES, at, words.strip()
    enquiry.save()
    _end(enquiry, "enquiry.accepted", words.strip(), by=by, at=at)
    return lock_enquiry(enquiry)


@transaction.atomic
def say_not_settled(enquiry: Enquiry, *, words: str, by: Resident, at: datetime, key: str) -> Enquiry:
    """Keep in her words what is not settled: her request is answered again, and its clock starts anew.

    One that was closed opens again, under its reference, with whom it was. Raises Refused while it is
    being answered, for nothing said, or as often as can be in a day.
    """
    lock_own_case(enquiry.case, by=by)
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.say_not_settled", council_id=enquiry.council_id, at=at).before:
        return enquiry
    checks.check_move(enquiry.status, Status.RECEIVED)
    check_added_today(by, at=at)
    words = checks.check_words(words)
    enquiry.status = Status.RECEIVED
    enquiry.accepted, enquiry.accepted_at, enquiry.accepted_words = rules.NO, at, words
    enquiry.save()
    if enquiry.case.closed_at:
        cases.reopen_her_case(enquiry.case, reason=rules.in_a_line(words), by=by, at=at)
    else:
        stop_answer_clocks(enquiry.case, by=None, at=at)
    record(enquiry.case, "enquiry.not_accepted", by=by, at=at, words=words)
    enquiry = lock_enquiry(enquiry)
    start_answer_clocks(enquiry, at=at)
    return enquiry


@transaction.atomic
def take_back(enquiry: Enquiry, *, by: Resident, at: datetime, key: str, words: str = "") -> Enquiry:
    """Keep that she needs no answer any more, and close her request. Its clocks stop as not required.

    Raises Refused for one that is over, and while something that we promised is left to do.
    """
    lock_own_case(enquiry.case, by=by)
    enquiry = lock_enquiry(enquiry)
    if once(key, "contact.take_back", council_id=enquiry.council_id, at=at).before:
        return enquiry
    checks.check_move(enquiry.status, Status.WITHDRAWN)
    _end_reading(enquiry.case, at=at)
    _check_promises_kept(enquiry.case)
    reason = words.strip() or "The resident needs no answer any more"
    enquiry.status = Status.WITHDRAWN
    enquiry.save(update_fields=["status"])
    stop_answer_clocks(enquiry.case, by=None, at=at, outcome="not_required", reason=reason)
    _end(enquiry, "enquiry.withdrawn", words.strip(), by=by, at=at)
    return lock_enquiry(enquiry)


def _end(enquiry: Enquiry, event: str, words: str, *, by: Resident, at: datetime) -> None:
    """Close the case of an enquiry that she says is over."""
    stop_answer_clocks(enquiry.case, by=None, at=at)
    case = lock_case(enquiry.case)
    cases.close_her_case(case, by=by, at=at)
    record(case, event, by=by, at=at, words=words)


def _end_reading(case: Case, *, at: datetime) -> None:
    """End the task of reading what she wrote: she says herself that it is over."""
    reading(case).update(ended_at=at, is_done=True, ending="The resident says that it is over")


def _check_promises_kept(case: Case) -> None:
    """Raise Refused while something that she was told of is left to do."""
    left = Task.objects.filter(case=case, ended_at__isnull=True, is_shown=True).order_by("due_at", "pk").first()
    checks.check_promises_kept(left.what if left else "")
