"""What residents do about their data in their own accounts: ask, complain, fetch, answer equality questions."""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from rooftree.cases import actions as cases
from rooftree.cases import kinds
from rooftree.cases.story import lock_case, record
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import equality, rules, telling
from rooftree.information_rights.actions.complaints import check_complaint, write_complaint
from rooftree.information_rights.actions.equality import check_answers
from rooftree.information_rights.actions.locking import where_it_goes
from rooftree.information_rights.actions.release import opened
from rooftree.information_rights.actions.requests import Asked, check_asked, summary_of, write_request
from rooftree.information_rights.models import DataComplaint, Release, RightsRequest
from rooftree.information_rights.rules import Right, Status
from rooftree.people.actions.locking import lock_person
from rooftree.people.models import Person
from rooftree.people.portal import Resident
from rooftree.people.queries import records_of

PORTAL = "portal"
NOT_FOR_ANOTHER = gettext_lazy(
    "You are here for somebody else. Ask for your own data in your own account; to ask for theirs, write to us "
    "and send what shows that you may."
)
OVER = frozenset({Status.ANSWERED.value, Status.REFUSED.value, Status.WITHDRAWN.value})


def _own(by: Resident) -> Person:
    """Return the locked record of the resident herself. Raises Refused while she is here for somebody else."""
    if by.is_here_for_another:
        raise Refused(str(NOT_FOR_ANOTHER))
    return lock_person(Person.objects.get(council_id=by.council_id, pk=by.for_person_id))


@transaction.atomic
def ask_about_my_data(*, right: Right, words: str, by: Resident, at: datetime, key: str) -> RightsRequest:
    """Open a resident's request about her own data, in her own words: its month begins now.

    She has proved who she is by signing in. Raises Refused while she is here for somebody else, without
    words, or while a request of hers for the same is open.
    """
    person = _own(by)
    done = once(key, "information_rights.ask_about_my_data", council_id=by.council_id, at=at)
    if done.before:
        return RightsRequest.objects.select_related("case").get(pk=done.made["case"])
    asked = Asked(right, words, PORTAL, at)
    check_asked(asked, council_id=by.council_id, at=at)
    open_now = RightsRequest.objects.filter(case__person__in=records_of(person), right=right.value)
    if first := open_now.exclude(status__in=OVER).select_related("case").first():
        words = gettext("You have asked for this already: %(reference)s. We are working on it.")
        raise Refused(words % {"reference": first.case.reference})
    with cases.her_new_case() as pk:
        new = cases.NewCase(
            summary=summary_of(asked), routed=where_it_goes(by.council_id, on=london_day(at)), person=person
        )
        kind = kinds.kind_of(rules.REQUEST)
        case = cases.open_her_case(kind, new, person, pk=pk, by=by, at=at)
        request = write_request(case, asked)
        record(case, "rights.asked", by=by, at=at, words=request.asked)
        telling.received(request, by=None, at=at)
        done.makes(case=case.pk)
        return RightsRequest.objects.select_related("case__team").get(pk=request.pk)


@transaction.atomic
def complain_about_my_data(*, about: str, by: Resident, at: datetime, key: str) -> DataComplaint:
    """Open a resident's complaint about how we use her data: acknowledged within 30 days."""
    person = _own(by)
    done = once(key, "information_rights.complain_about_my_data", council_id=by.council_id, at=at)
    if done.before:
        return DataComplaint.objects.select_related("case").get(pk=done.made["case"])
    check_complaint(about, PORTAL, at, council_id=by.council_id, at=at)
    with cases.her_new_case() as pk:
        new = cases.NewCase(
            summary=about.strip()[: rules.LONGEST_SUMMARY],
            routed=where_it_goes(by.council_id, on=london_day(at)),
            person=person,
        )
        case = cases.open_her_case(kinds.kind_of(rules.COMPLAINT), new, person, pk=pk, by=by, at=at)
        complaint = write_complaint(case, about=about, channel=PORTAL, received_at=at)
        record(case, "data_complaint.made", by=by, at=at, words=complaint.about)
        done.makes(case=case.pk)
        return DataComplaint.objects.select_related("case__team").get(pk=complaint.pk)


@transaction.atomic
def fetch(made: Release, *, by: Resident, at: datetime) -> tuple[KeptFile, BinaryIO]:
    """Return the package of a resident's own request, open for reading, and keep that she fetched it.

    Raises Refused while she is here for somebody else, and for a package that was cleared away.
    """
    person = _own(by)
    case = lock_case(made.case)
    made = Release.objects.select_related("case").get(pk=made.pk)
    if case.person_id not in records_of(person):
        raise Refused(gettext("This is not yours to fetch."))
    found = opened(made)
    if made.fetched_at is None:
        made.fetched_at = at
        made.save(update_fields=["fetched_at"])
        record(case, "rights.fetched", by=by, at=at)
    return found


@transaction.atomic
def declare_equality(answers: Mapping[str, str], *, by: Resident, at: datetime, key: str) -> None:
    """Keep what a resident says of herself, in place of what she said before, apart from her record."""
    person = _own(by)
    if once(key, "information_rights.declare_equality", council_id=by.council_id, at=at).before:
        return
    check_answers(answers, council_id=by.council_id, at=at)
    equality.write(by.council_id, person.pk, answers, on=london_day(at), on_paper=False)


@transaction.atomic
def withdraw_my_equality(*, by: Resident, at: datetime, key: str) -> None:
    """Take away what a resident said of herself."""
    person = _own(by)
    if once(key, "information_rights.withdraw_my_equality", council_id=by.council_id, at=at).before:
        return
    equality.take_back(by.council_id, person.pk)
