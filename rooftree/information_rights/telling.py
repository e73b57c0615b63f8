"""Tells people in writing what became of what they asked about their data, in the transaction of the fact.

What is only a courtesy (that we have it) is left unsent where no way to write is known or safe. What a
person must have is written even then, and becomes owned work.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from rooftree.cases.models import Case, Clock
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.correspondence.previews import way_to
from rooftree.correspondence.rules import Status
from rooftree.information_rights import rules
from rooftree.information_rights.models import DataComplaint, Release, RightsRequest
from rooftree.information_rights.rules import Right
from rooftree.people.models import Person, PortalAccount
from rooftree.staff.models import Officer

RECEIVED = "information_rights.access_received"
EXTENDED = "information_rights.access_extended"
READY = "information_rights.access_ready"
COMPLAINT_RECEIVED = "information_rights.complaint_received"
COMPLAINT_OUTCOME = "information_rights.complaint_outcome"
COURTESIES = frozenset({RECEIVED, COMPLAINT_RECEIVED})

IN_ACCOUNT = (
    "Sign in to your account, open My data, and fetch it. / Mewngofnodwch i'ch cyfrif, agorwch Fy nata, a'i nôl."
)
OTHERWISE = (
    "Tell us whether you collect it at an office, with something that shows who you are, or we post it to you. / "
    "Dywedwch wrthym a fyddwch yn ei chasglu mewn swyddfa, gan ddangos pwy ydych, neu a ddylem ei phostio atoch."
)


def received(request: RightsRequest, *, by: Officer | None, at: datetime) -> Message | None:
    """Say that we have a request to see what is held, and by when it is answered."""
    if request.right != Right.ACCESS:
        return None
    return _tell(RECEIVED, request.case, {"by": _due(request)}, key="received", by=by, at=at)


def extended(request: RightsRequest, *, reason: str, by: Officer, at: datetime) -> Message | None:
    """Say within the month that we need longer, until when, and why. UK GDPR art 12(3)."""
    if request.right != Right.ACCESS:
        return None
    facts = {"by": _due(request), "reason": reason}
    return _tell(EXTENDED, request.case, facts, key="extended", by=by, at=at)


def ready(made: Release, *, by: Officer, at: datetime) -> Message | None:
    """Say that what is held can be had, and how: in their account, or at an office."""
    has_account = PortalAccount.objects.filter(person=made.case.person_id, closed_at__isnull=True).exists()
    facts = {"how": IN_ACCOUNT if has_account else OTHERWISE}
    return _tell(READY, made.case, facts, key=f"release {made.pk}", by=by, at=at)


def complaint_received(complaint: DataComplaint, *, by: Officer, at: datetime) -> Message | None:
    """Acknowledge a data-protection complaint, as we understand it. Data Protection Act 2018 s 164A."""
    facts = {"about": complaint.understood_as}
    return _tell(COMPLAINT_RECEIVED, complaint.case, facts, key="acknowledged", by=by, at=at)


def complaint_outcome(complaint: DataComplaint, *, by: Officer, at: datetime) -> Message | None:
    """Tell what came of a data-protection complaint."""
    return _tell(COMPLAINT_OUTCOME, complaint.case, {"outcome": complaint.answer}, key="outcome", by=by, at=at)


def _due(request: RightsRequest) -> str:
    """Return the last day on which a request is answered, in figures: they read the same in every language."""
    clock = Clock.objects.filter(case=request.case_id, duty=rules.DUTIES[Right(request.right)].code).latest("pk")
    return _written(clock.due_on)


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _tell(
    code: str, case: Case, facts: Mapping[str, str], *, key: str, by: Officer | None, at: datetime
) -> Message | None:
    """Write to the person of a case, if a courtesy can reach them."""
    assert connection.in_atomic_block, "A message is written with the fact that it tells of."
    assert case.person_id is not None, "A request is somebody's."
    person = Person.objects.select_related("council").get(pk=case.person_id)
    if code in COURTESIES and not _reaches(code, person, at=at):
        return None
    common = {"name": person.known_as, "council": person.council.name, "reference": case.reference}
    every = {**common, **facts}
    return correspondence.send(
        code, person=person, facts=every, at=at, key=f"case {case.pk} {key}", case=case, by=by
    )


def _reaches(code: str, person: Person, *, at: datetime) -> bool:
    choice = way_to(code, person=person, at=at)
    return choice is not None and choice.status is Status.QUEUED
