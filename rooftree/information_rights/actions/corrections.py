"""Puts right what a person says is wrong, keeps what it was and is, and tells those who had it."""

from dataclasses import fields
from datetime import datetime

from django.db import transaction

from rooftree.cases.story import of, record
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import permissions, rules
from rooftree.information_rights.actions.locking import lock_request
from rooftree.information_rights.actions.requests import take_up
from rooftree.information_rights.models import Correction, RightsRequest, ToldRecipient
from rooftree.information_rights.rules import Right, Status
from rooftree.people import actions as people
from rooftree.people.queries import details_of
from rooftree.people.rules import Details, NameChange
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

NOT_TO_CORRECT = "They do not ask to correct anything here. Correct it on their own page."


@transaction.atomic
def correct(
    request: RightsRequest,
    details: Details,
    *,
    name_change: NameChange | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> list[Correction]:
    """Correct who a person is, as they asked, and keep with the request what it was and what it is.

    UK GDPR art 16. Raises Refused if nothing differs, for a request that is over or waits, and for
    details that cannot be (`people.actions.correct_person`).
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.correct", council_id=request.council_id, at=at).before:
        return list(Correction.objects.filter(case=request.case))
    _check_open(request)
    person = request.case.person
    assert person is not None, "A request is somebody's."
    before = details_of(person)
    corrected = people.correct_person(person, details, name_change=name_change, by=by, at=at, key=f"{key}/person")
    return _kept(request, before, details_of(corrected), by=by, at=at, key=key)


def _check_open(request: RightsRequest) -> None:
    rules.check_right(request.right, {Right.RECTIFICATION}, NOT_TO_CORRECT)
    if request.status != Status.RECEIVED:
        raise Refused(f"This request is {Status(request.status).label.lower()}, so nothing is corrected now.")


def _kept(
    request: RightsRequest, before: Details, after: Details, *, by: Officer, at: datetime, key: str
) -> list[Correction]:
    """Keep what differs, and tell it in the story."""
    changed = [
        (field.name, _words(getattr(before, field.name)), _words(getattr(after, field.name)))
        for field in fields(Details)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    if not changed:
        raise Refused("Nothing differs from what we hold. Change what is wrong, or answer that it is right.")
    take_up(request, by=by, at=at, key=key)
    made = [
        Correction(**of(request.case), what=name.replace("_", " "), before=was, after=now, by=by, at=at)
        for name, was, now in changed
    ]
    Correction.objects.bulk_create(made)
    record(request.case, "rights.corrected", by=by, at=at, facts={"what": ", ".join(each.what for each in made)})
    return made


def _words(value: object) -> str:
    """Return a detail as it is kept: nothing for nothing, a list with commas."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@transaction.atomic
def tell_recipient(
    request: RightsRequest, *, recipient: str, name: str, told: str, by: Officer, at: datetime, key: str
) -> ToldRecipient:
    """Record that somebody who had what was wrong was told, or why they could not be. UK GDPR art 19."""
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    done = once(key, "information_rights.tell_recipient", council_id=request.council_id, at=at)
    if done.before:
        return ToldRecipient.objects.get(pk=done.made["told"])
    wanted = {Right.RECTIFICATION, Right.ERASURE, Right.OBJECTION}
    rules.check_right(request.right, wanted, "Nothing was wrong here of which somebody could be told.")
    choose(rules.RECIPIENTS, recipient, on=london_day(at), council=request.council_id)
    made = ToldRecipient.objects.create(
        **of(request.case),
        recipient=recipient,
        name=rules.check_words(name, "Write who was told."),
        told=rules.check_words(told, "Write what they were told, or why they could not be."),
        by=by,
        at=at,
    )
    record(request.case, "rights.told_recipient", by=by, at=at, words=made.told, facts={"name": made.name})
    done.makes(told=made.pk)
    return made
