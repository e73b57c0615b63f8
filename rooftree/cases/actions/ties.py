"""Ties cases to each other, and files to cases."""

from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.having import groups_of, is_open_to_us
from rooftree.cases.models import Case, CaseFile, CaseLink
from rooftree.cases.story import lock_both_of, lock_case, lock_case_of, lock_cases, of, record
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def link(case: Case, *, other: Case, kind: str, by: Officer, at: datetime, key: str, reason: str = "") -> CaseLink:
    """Say what one case has to do with another: one of CaseLink.Kind. Both stories tell it.

    Raises Refused for a case and itself, if they are tied so already, either way round, and for one that
    is open to us by exception only.
    """
    require(permissions.may_work_cases(by, case))
    require(permissions.may_work_cases(by, other))
    case, other = lock_cases(case, other)
    made = CaseLink(
        **of(case),
        other=other,
        other_restricted_to=other.restricted_to,
        other_person_restricted_to=other.person_restricted_to,
        kind=CaseLink.Kind(kind),
        reason=reason.strip(),
        by=by,
        at=at,
    )
    done = once(key, "cases.link", council_id=case.council_id, at=at)
    if done.before:
        made.pk = done.made["link"]  # It may have been taken back since: this is what was answered then.
        return made
    if case.pk == other.pk:
        raise Refused("This is the same case. Give the reference of another.")
    if not is_open_to_us(groups_of(case) | groups_of(other)):
        raise Refused("You have one of these cases open by exception. Ask somebody of its group to tie them.")
    tied = CaseLink.objects.filter(kind=kind, case__in=(case, other), other__in=(case, other))
    if tied.exists():
        raise Refused(f"{case.reference} and {other.reference} are tied so already.")
    made.save(force_insert=True)
    _tell_both(case, other, "case.linked", how=made.get_kind_display(), words=made.reason, by=by, at=at)
    done.makes(link=made.pk)
    return made


def _tell_both(case: Case, other: Case, event: str, *, how: str, words: str, by: Officer, at: datetime) -> None:
    """Add to the stories of both. One that more may see than the other says neither which case, nor why."""
    for here, there in ((case, other), (other, case)):
        told = groups_of(there) <= groups_of(here)
        facts = {"how": how, "other": there.reference if told else "a restricted case"}
        record(here, event, by=by, at=at, words=words if told else "", facts=facts, is_shown=False)


@transaction.atomic
def unlink(tie: CaseLink, *, reason: str, by: Officer, at: datetime, key: str) -> None:
    """Say that two cases were tied by mistake. Both stories keep that they were.

    Raises Refused if they are tied so no more.
    """
    require(permissions.may_work_cases(by, tie))
    case, other = lock_both_of(tie)
    if once(key, "cases.unlink", council_id=case.council_id, at=at).before:
        return
    reason = rules.check_reason(reason)
    untied, _ = CaseLink.objects.filter(pk=tie.pk).delete()
    if not untied:
        raise Refused(f"{case.reference} and {other.reference} are tied so no more.")
    _tell_both(case, other, "case.unlinked", how=tie.get_kind_display(), words=reason, by=by, at=at)


@transaction.atomic
def attach(
    case: Case, *, file: KeptFile, title: str, by: Officer, at: datetime, key: str, is_shown: bool = False
) -> CaseFile:
    """Attach a kept file to a case, open or closed. The resident reads that it was only if it `is_shown`."""
    require(permissions.may_work_cases(by, case))
    require(permissions.may_work_cases(by, file))
    case = lock_case(case)
    done = once(key, "cases.attach", council_id=case.council_id, at=at)
    if done.before:
        return CaseFile.objects.get(pk=done.made["file"])
    title = rules.check_title(title)
    attached = CaseFile.objects.create(**of(case), file=file, title=title, by=by, at=at)
    record(case, "case.file_attached", by=by, at=at, facts={"title": title}, is_shown=is_shown)
    done.makes(file=attached.pk)
    return attached


@transaction.atomic
def take_off(attached: CaseFile, *, reason: str, by: Officer, at: datetime, key: str) -> CaseFile:
    """Take off a file that was attached by mistake. It is kept, and the story says so."""
    require(permissions.may_work_cases(by, attached))
    case = lock_case_of(attached)
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
