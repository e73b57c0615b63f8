"""Ties cases to each other, and files to cases."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.models import Case, CaseFile, CaseLink
from rooftree.cases.story import lock_case, lock_cases, of, record
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def link(case: Case, *, other: Case, kind: str, by: Officer, at: datetime, key: str, reason: str = "") -> CaseLink:
    """Say what one case has to do with another: one of CaseLink.Kind. Both stories tell it.

    Raises Refused for a case and itself, or if they are tied so already, either way round.
    """
    require(permissions.may_work_cases(by, case))
    require(permissions.may_work_cases(by, other))
    case, other = lock_cases(case, other)
    done = once(key, "cases.link", council_id=case.council_id, at=at)
    if done.before:
        return CaseLink.objects.get(pk=done.made["link"])
    if case.pk == other.pk:
        raise Refused("This is the same case. Give the reference of another.")
    tied = CaseLink.objects.filter(kind=kind, case__in=(case, other), other__in=(case, other))
    if tied.exists():
        raise Refused(f"{case.reference} and {other.reference} are tied so already.")
    made = CaseLink.objects.create(
        **of(case),
        other=other,
        other_restricted_to=other.restricted_to,
        other_person_restricted_to=other.person_restricted_to,
        kind=kind,
        reason=reason,
        by=by,
        at=at,
    )
    words = CaseLink.Kind(kind).label
    # Only the open side of a restricted case tells of the tie without a name.
    for here, there in ((case, other), (other, case)):
        hidden = there.restricted_to or there.person_restricted_to
        facts = {"how": words, "other": "a restricted case" if hidden else there.reference}
        record(here, "case.linked", by=by, at=at, words=reason, facts=facts, is_shown=False)
    done.makes(link=made.pk)
    return made


@transaction.atomic
def unlink(tie: CaseLink, *, reason: str, by: Officer, at: datetime, key: str) -> None:
    """Say that two cases were tied by mistake. The story keeps that they were."""
    require(permissions.may_work_cases(by, tie))
    case, other = lock_cases(tie.case, tie.other)
    if once(key, "cases.unlink", council_id=case.council_id, at=at).before:
        return
    reason = rules.check_reason(reason)
    CaseLink.objects.filter(pk=tie.pk).delete()
    for here in (case, other):
        record(here, "case.unlinked", by=by, at=at, words=reason, is_shown=False)


@transaction.atomic
def attach(
    case: Case, *, file: KeptFile, title: str, by: Officer, at: datetime, key: str, is_shown: bool = False
) -> CaseFile:
    """Attach a kept file to a case, open or closed."""
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.attach", council_id=case.council_id, at=at)
    if done.before:
        return CaseFile.objects.get(pk=done.made["file"])
    title = rules.check_words(title, "Say what the file is.")
    attached = CaseFile.objects.create(**of(case), file=file, title=title, by=by, at=at)
    record(case, "case.file_attached", by=by, at=at, facts={"title": title}, is_shown=is_shown)
    done.makes(file=attached.pk)
    return attached


@transaction.atomic
def take_off(attached: CaseFile, *, reason: str, by: Officer, at: datetime, key: str) -> CaseFile:
    """Take off a file that was attached by mistake. It is kept, and the story says so."""
    require(permissions.may_work_cases(by, attached))
    case = lock_case(attached.case)
    attached = CaseFile.objects.get(pk=attached.pk)
    if once(key, "cases.take_off", council_id=case.council_id, at=at).before:
        return attached
    reason = rules.check_reason(reason)
    if attached.taken_off_at:
        raise Refused("This file was taken off already.")
    attached.taken_off_at, attached.taken_off_by, attached.taken_off_reason = at, by, reason
    attached.save(update_fields=["taken_off_at", "taken_off_by", "taken_off_reason"])
    record(
        case, "case.file_taken_off", by=by, at=at, words=reason, facts={"title": attached.title}, is_shown=False
    )
    return attached
