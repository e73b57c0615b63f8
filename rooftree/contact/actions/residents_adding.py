"""What residents add to their own requests: words, photographs, documents, and that they have heard nothing."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from rooftree.cases import actions as cases
from rooftree.cases.clocks import is_late
from rooftree.cases.models import Case, CaseFile, Clock, Event, Task
from rooftree.cases.story import of, record
from rooftree.contact import rules
from rooftree.contact.actions import resident_checks as checks
from rooftree.contact.actions.contacts import facts_of
from rooftree.contact.actions.residents import Asked, lock_own_case, write_own_contact
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations import calendar_table, files, pictures
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.file_types import DOCX, ODT, PDF, TEXT, FileType, identify
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council, KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.people.portal import Resident

READ = "Read what the resident wrote, and answer"
"""The task of whoever has a case, once the resident has added to it."""

DOCUMENTS = (PDF, DOCX, ODT, TEXT)
ALLOWED_FILES = (*pictures.CLEANED, *DOCUMENTS)
"""What residents can send: pictures that can be cleaned of where they were taken, and documents."""


@transaction.atomic
def add_words(
    case: Case,
    *,
    words: str,
    by: Resident,
    at: datetime,
    key: str,
    has_heard_nothing: bool = False,
    reply_to: int = 0,
) -> Contact:
    """Keep what she writes about her own open case, and let whoever has it read it by the next working day.

    Where she `has_heard_nothing` it is failure, and chases: we did not tell her, or a promise is late.
    `reply_to` is the id of the message that she answers. Raises Refused for a case that is closed, for
    nothing said, or as often as can be in a day.
    """
    person, case = lock_own_case(case, by=by)
    done = once(key, "contact.add_words", council_id=case.council_id, at=at)
    if done.before:
        return Contact.objects.get(pk=done.made["contact"])
    checks.check_may_add(case.closed_at, case.reference)
    check_added_today(by, at=at)
    words = checks.check_words(words)
    asked = Asked(_reason_of(case), words)
    broken = _late_promise(case, at=at) if has_heard_nothing else None
    if has_heard_nothing:
        asked = Asked(asked.reason, words, failure_cause=rules.MISSED if broken else rules.NOT_TOLD)
    contact = write_own_contact(asked, words, person, by=by, at=at, case=case)
    if broken:
        contact.broken_promise = broken
        contact.save(update_fields=["broken_promise"])
    _record_added(case, contact, words, reply_to=reply_to, by=by, at=at)
    _let_it_be_read(case, at=at)
    done.makes(contact=contact.pk)
    return contact


def _record_added(case: Case, contact: Contact, words: str, *, reply_to: int, by: Resident, at: datetime) -> None:
    """Tell in the story that she wrote, or that she had to ask again."""
    facts = {**facts_of(contact), **({"reply_to": reply_to} if reply_to else {})}
    if contact.demand != rules.FAILURE:
        record(case, "contact.logged", by=by, at=at, words=words, facts=facts)
        return
    times = Contact.objects.filter(case=case, is_automatic=False).count()
    facts |= {"times": times, "cause": contact.failure_cause}
    if contact.broken_promise:
        facts["promise"] = contact.broken_promise.what
    record(case, "contact.chased", by=by, at=at, words=words, facts=facts)


def _let_it_be_read(case: Case, *, at: datetime) -> None:
    """Give whoever has the case the task of reading what she sent: one, however often she sends something."""
    if reading(case).exists():
        return
    version = rules.READ_WORDS.version(on=london_day(at), council=case.council_id)
    calendar = calendar_table.in_force(version.allowance.calendar)
    due_at = version.deadline(at, calendar=calendar).late_from
    Task.objects.create(**of(case), what=READ, due_at=due_at, added_at=at)


def _late_promise(case: Case, *, at: datetime) -> Task | None:
    """Return the promise on a case that is late the longest, if any is."""
    running = Clock.objects.filter(case=case, task__isnull=False, stopped_at__isnull=True).select_related("task")
    late = [clock for clock in running.order_by("late_from", "pk") if is_late(clock, at=at)]
    return late[0].task if late else None


def _reason_of(case: Case) -> str:
    enquiry = Enquiry.objects.filter(case=case).first()
    return enquiry.reason if enquiry else rules.OTHER


@transaction.atomic
def send_file(
    case: Case,
    stream: BinaryIO,
    *,
    filename: str,
    title: str,
    by: Resident,
    at: datetime,
    key: str,
    declared: str = "",
) -> CaseFile:
    """Keep a photograph or a document that she sends, and attach it to her own open case.

    A picture loses where and with what it was taken. `declared` is the type that the browser gave.
    Raises Refused for a case that is closed, a file that cannot be kept, or as often as can be in a day.
    """
    _, case = lock_own_case(case, by=by)
    done = once(key, "contact.send_file", council_id=case.council_id, at=at)
    if done.before:
        return CaseFile.objects.get(pk=done.made["file"])
    checks.check_may_add(case.closed_at, case.reference)
    check_added_today(by, at=at)
    kept = _keep(stream, filename=filename, declared=declared, council=case.council, at=at)
    named = title.strip() or kept.filename[: rules.LONGEST_TITLE]
    attached = cases.attach_her_file(case, file=kept, title=named, by=by, at=at)
    _let_it_be_read(case, at=at)
    done.makes(file=attached.pk)
    return attached


def _keep(stream: BinaryIO, *, filename: str, declared: str, council: Council, at: datetime) -> KeptFile:
    """Keep a file of a kind that residents can send; a picture cleaned, so that what it says is never stored."""
    name = files.harmless_name(filename)
    largest = files.LARGEST.version(on=london_day(at), council=council).value
    received = stream.read(int(largest * files.MEGABYTE) + 1)
    if len(received) > largest * files.MEGABYTE:
        raise checks.too_large(name, largest)
    try:
        kind = identify(BytesIO(received), name=name, declared=declared, allowed=ALLOWED_FILES)
    except Refused as refusal:
        raise checks.refused_file(name) from refusal
    if kind in pictures.CLEANED:
        received = _cleaned(received, kind)
    return files.keep(BytesIO(received), filename=filename, council=council, at=at, allowed=(kind,))


def _cleaned(picture: bytes, kind: FileType) -> bytes:
    try:
        return pictures.without_metadata(picture, kind)
    except Refused as refusal:
        raise checks.damaged_picture() from refusal


def reading(case: Case) -> QuerySet[Task]:
    """Return the open task of reading what the resident added to a case, if there is one."""
    return Task.objects.filter(case=case, what=READ, added_by__isnull=True, ended_at__isnull=True)


def check_added_today(by: Resident, *, at: datetime) -> None:
    """Raise Refused if she has added to her requests as often today as can be."""
    added = Event.objects.filter(
        council_id=by.council_id, by_resident_id=by.person_id, at__gte=midnight_of(london_day(at))
    ).exclude(kind="enquiry.opened")
    most = rules.ADDITIONS_A_DAY.version(on=london_day(at), council=by.council_id).value
    checks.check_added_today(added.count(), int(most))
