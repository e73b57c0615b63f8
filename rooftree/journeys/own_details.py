"""A resident changes a number or an address: the old one and the new are told, and a code confirms the new."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from rooftree.correspondence import actions as correspondence
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.foundations.tries import count_try
from rooftree.people import portal_codes
from rooftree.people.actions import own_details
from rooftree.people.actions import portal as accounts
from rooftree.people.models import ContactPoint, PersonMarker, PortalCode
from rooftree.people.portal import Resident
from rooftree.people.portal_reach import USED
from rooftree.people.queries import in_force, records_of
from rooftree.people.rules import Safety, is_safe
from rooftree.staff import safety_markers

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES_AN_HOUR, TRIES_A_DAY = 5, 25


@transaction.atomic
def add_point(*, kind: str, value: str, safety: Safety, by: Resident, at: datetime, key: str) -> ContactPoint:
    """Add a number or an address of hers, and tell it so, where that is safe."""
    point = own_details.add_own_point(kind=kind, value=value, safety=safety, by=by, at=at, key=key)
    _tell("people.point_given", point, at=at, key=key)
    return point


@transaction.atomic
def change_point(
    point: ContactPoint, *, value: str, safety: Safety, by: Resident, at: datetime, key: str
) -> ContactPoint:
    """Put another number or address in the place of one of hers, and tell both, where that is safe.

    The old one is told before it ends: from then on nothing can be sent there.
    """
    point = own_details.own_point(point.pk, by=by)
    kept = own_details.own_value(point.kind, value)
    if kept != point.value and point.until_on is None:
        _tell("people.point_replaced", point, at=at, key=key)
    now = own_details.change_own_point(point, value=value, safety=safety, by=by, at=at, key=key)
    if now.pk != point.pk:
        _tell("people.point_given", now, at=at, key=key)
    return now


def _tell(code: str, point: ContactPoint, *, at: datetime, key: str) -> None:
    """Send a message to a number or an address, unless it takes none, or that is not safe."""
    if can_be_told(point, at=at):
        council = Council.objects.get(pk=point.council_id)
        correspondence.send_to_point(code, point=point, facts={"council": council.name}, at=at, key=key)


def can_be_told(point: ContactPoint, *, at: datetime) -> bool:
    """Say whether a text or an email may go to a number or an address of this person."""
    if point.kind not in USED:
        return False
    rules_of_safety = PersonMarker.objects.filter(
        person__in=records_of(point.person), code__in=safety_markers.protecting(on=london_day(at))
    )
    safety = Safety(point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)
    protected = in_force(rules_of_safety, london_day(at), "start_on").exists()
    return is_safe(USED[point.kind], safety, protected=protected)


def ask_to_confirm(point: ContactPoint, *, language: str, by: Resident, at: datetime) -> PortalCode:
    """Send a code to a number or an address of hers, to confirm that it is.

    Raises Refused for whoever is here for somebody else, and where a message is not safe; and TooMany.
    """
    own_details.check_alone(by)
    point = own_details.own_point(point.pk, by=by)
    if point.until_on or not can_be_told(point, at=at):
        raise Refused(
            gettext("We cannot send a code to it. Say first that it is safe for us to send you messages there.")
        )
    question = portal_codes.question("confirm", by.council_id, by.account_id, point.pk)
    count_try("portal.confirm.to", question, limit=CODES_AN_HOUR, per=HOUR, at=at)
    return _send_code(point, question, language=language, by=by, at=at)


@transaction.atomic
def _send_code(point: ContactPoint, question: str, *, language: str, by: Resident, at: datetime) -> PortalCode:
    code = accounts.ask_for_code(
        by.council_id,
        purpose=PortalCode.Purpose.CONFIRM,
        people=[by.for_person_id],
        value=point.value,
        question=question,
        language=language,
        at=at,
    )
    correspondence.send_to_point(
        "people.confirm_point",
        point=point,
        facts={
            "code": portal_codes.code_of(code),
            "minutes": int(portal_codes.LASTS.total_seconds() // 60),
        },
        at=at,
        key=f"people.confirm_point:{code.pk}",
        secret=True,
    )
    return code


def confirm(code: PortalCode, point: ContactPoint, *, typed: str, by: Resident, at: datetime) -> ContactPoint:
    """Use the code that was sent to a number or an address of hers: from now on it lets her in.

    Raises Refused for a wrong code, and TooMany.
    """
    count_try("portal.confirm.try", code.asked_with, limit=TRIES_A_DAY, per=DAY, at=at)
    point = own_details.own_point(point.pk, by=by)
    assert code.value == point.value, "A code confirms the number that it was sent to."
    accounts.use_code(code, typed=typed, at=at)
    return own_details.confirm_own_point(point, by=by, at=at)


def confirm_by_id(code_id: int, point_id: int, *, typed: str, by: Resident, at: datetime) -> ContactPoint:
    """Use a code that this session asked for, given by ids (`confirm`). Raises Refused for one that is gone."""
    point = own_details.own_point(point_id, by=by)
    code = PortalCode.objects.filter(
        pk=code_id, council_id=by.council_id, purpose=PortalCode.Purpose.CONFIRM, value=point.value
    ).first()
    if code is None:
        raise Refused(gettext("This code can no longer be used. Ask for a new one."))
    return confirm(code, point, typed=typed, by=by, at=at)
