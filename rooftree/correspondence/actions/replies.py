"""Deals with email that waits: puts it on the case that it belongs to, or says what was done with it."""

from datetime import datetime

from django.db import transaction

from rooftree.cases.models import Case
from rooftree.cases.story import lock_case
from rooftree.correspondence import permissions
from rooftree.correspondence.models import InboundMail
from rooftree.correspondence.replies.finding import Found, is_theirs
from rooftree.correspondence.replies.taking import belonging
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def put_on_case(mail: InboundMail, case: Case, *, by: Officer, at: datetime, key: str) -> InboundMail:
    """Say to which case an email belongs. Raises Refused for one that was dealt with.

    Whoever may see the case sees the email from then on, and nobody else.
    """
    require(permissions.may_settle_messages(by, mail))
    require(permissions.may_settle_messages(by, case))
    case = lock_case(case)
    mail = _lock(mail)
    if once(key, "correspondence.put_on_case", council_id=mail.council_id, at=at).before:
        return mail
    _check_waits(mail)
    for name, value in belonging(Found(case=case, person=case.person)).items():
        setattr(mail, name, value)
    mail.known_by = InboundMail.Known.HAND
    mail.is_from_them = case.person is not None and is_theirs(mail.from_address, case.person)
    mail.status, mail.why = InboundMail.Status.ON_CASE, f"{by.name} found that it belongs to {case.reference}."
    mail.save()
    return mail


@transaction.atomic
def deal_with(mail: InboundMail, *, words: str, by: Officer, at: datetime, key: str) -> InboundMail:
    """Say what was done with an email that belongs to no case.

    Raises Refused if it is dealt with, or nothing is said.
    """
    require(permissions.may_settle_messages(by, mail))
    mail = _lock(mail)
    if once(key, "correspondence.deal_with", council_id=mail.council_id, at=at).before:
        return mail
    _check_waits(mail)
    if not words.strip():
        raise Refused("Say what was done with it, so that others can read it.")
    mail.status = InboundMail.Status.DEALT_WITH
    mail.dealt_at, mail.dealt_by, mail.dealt_words = at, by, words.strip()
    mail.save(update_fields=["status", "dealt_at", "dealt_by", "dealt_words"])
    return mail


def _lock(mail: InboundMail) -> InboundMail:
    found = InboundMail.objects.select_for_update().filter(pk=mail.pk).first()
    if found is None:
        raise Refused("You may no longer see this email. Go back to the list.")
    return found


def _check_waits(mail: InboundMail) -> None:
    if mail.status != InboundMail.Status.WAITS:
        raise Refused("Somebody has dealt with this email already. Go back to the list.")
