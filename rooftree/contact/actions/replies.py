"""An email that reached its case becomes a contact, a line of its story, files, and something to read."""

from datetime import datetime

from django.db import transaction

from rooftree.cases.models import Case, CaseFile, Task
from rooftree.cases.story import lock_case, of, record
from rooftree.contact import rules
from rooftree.contact.actions.callbacks import reason_of
from rooftree.contact.actions.contacts import facts_of, groups_of
from rooftree.contact.models import Contact
from rooftree.correspondence.models import InboundMail
from rooftree.people.models import Person
from rooftree.staff.models import Officer

EMAIL = "email"
UNKNOWN = "{} (not known as theirs)"


@transaction.atomic
def log_reply(mail: InboundMail, *, at: datetime, by: Officer | None = None) -> Contact:
    """Log an email on its case: the contact, the story, its files, and a task for whoever has the case.

    Nobody handled it, unless `by` found where it belongs. What somebody wrote from an address that we do
    not know is not shown to the resident. Done twice, it is there once.
    """
    assert mail.case is not None, "The email is on a case."
    person = Person.objects.select_for_update().get(pk=mail.person_id) if mail.person_id else None
    case = lock_case(mail.case)
    if before := Contact.objects.filter(mail=mail).first():
        return before
    contact = _write(mail, person, case, by=by, at=at)
    facts = {**facts_of(contact), "from": _sender(mail)}
    record(case, "contact.replied", by=by, at=at, words=mail.words, facts=facts, is_shown=mail.is_from_them)
    _attach(mail, case, by=by, at=at)
    if case.closed_at is None:
        _ask_to_read(mail, case, by=by, at=at)
    return contact


def _write(mail: InboundMail, person: Person | None, case: Case, *, by: Officer | None, at: datetime) -> Contact:
    asked = mail.words or mail.subject or "(nothing written)"
    caller = Contact.Caller.PERSON if mail.is_from_them else Contact.Caller.ANONYMOUS
    return Contact.objects.create(
        council_id=case.council_id,
        person=person,
        restricted_to=person.restricted_to if person else 0,
        place_id=case.place_id,
        tenancy_id=case.tenancy_id,
        **groups_of(case),
        channel=EMAIL,
        started_at=mail.taken_at,
        handler=by,
        mail=mail,
        caller=caller,
        caller_name="" if mail.is_from_them else (mail.from_name or mail.from_address)[:120],
        reasons=[reason_of(case)],
        demand=rules.VALUE,
        asked=rules.in_a_line(asked, rules.LONGEST_ASKED),
        outcome="passed_on",
        note=mail.words if len(mail.words) > rules.LONGEST_ASKED else "",
        logged_at=at,
    )


def _attach(mail: InboundMail, case: Case, *, by: Officer | None, at: datetime) -> None:
    for each in mail.files.select_related("file"):
        title = each.file.filename[:120]
        attached = CaseFile.objects.create(**of(case), file=each.file, title=title, by=by, at=at)
        facts = {"title": title, "file": attached.pk}
        record(case, "case.file_attached", by=by, at=at, facts=facts, is_shown=mail.is_from_them)


def _ask_to_read(mail: InboundMail, case: Case, *, by: Officer | None, at: datetime) -> None:
    """Let whoever has the case see that there is something to read: a line of the story is easily missed."""
    what = f"Read the email from {_sender(mail)}, and answer it."
    Task.objects.create(**of(case), what=what, added_by=by, added_at=at)
    record(case, "case.task_added", by=by, at=at, words=what, facts={"due": ""}, is_shown=False)


def _sender(mail: InboundMail) -> str:
    name = mail.from_name or mail.from_address or "somebody"
    return name if mail.is_from_them else UNKNOWN.format(mail.from_address or name)
