"""Finds what an email that came in belongs to: the message that it answers, its case, its person."""

import re
from dataclasses import dataclass
from uuid import UUID

from rooftree.cases.models import Case
from rooftree.correspondence.models import InboundMail, Message
from rooftree.correspondence.replies.addresses import token_in
from rooftree.correspondence.replies.reading import Mail
from rooftree.foundations import references
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.people.models import ContactPoint, Person
from rooftree.people.queries import records_of, standing_record

_REFERENCE = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{1,2}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}(?![A-Za-z0-9-])")
REFERENCES_AT_MOST = 5


@dataclass(frozen=True)
class Found:
    """What an email belongs to, how that is known, and whether its sender is the person."""

    known_by: str = InboundMail.Known.NOT
    message: Message | None = None
    case: Case | None = None
    person: Person | None = None
    is_from_them: bool = False


def find(mail: Mail, council: Council) -> Found:
    """Return what an email belongs to, of what we may see of this council."""
    known_by, message = _message(mail, council)
    case = message.case if message else _case_in(mail.subject, council)
    if message is None and case is not None:
        known_by = InboundMail.Known.REFERENCE
    person = (message.person if message else None) or (case.person if case else None)
    if person is None and case is None:
        return Found(person=_only_one_at(mail, council), is_from_them=False)
    return Found(known_by, message, case, person, is_from_them=_is_from(mail, person))


def _message(mail: Mail, council: Council) -> tuple[str, Message | None]:
    """Return the message that an email answers: by the address it came to, else by the thread."""
    for address in mail.recipients:
        if (token := token_in(address)) and (found := _by_token(token, council)):
            return InboundMail.Known.ADDRESS, found
    for answered in mail.answers:
        if found := _by_token(answered.partition("@")[0], council):
            return InboundMail.Known.THREAD, found
    return InboundMail.Known.NOT, None


def _by_token(token: str, council: Council) -> Message | None:
    try:
        known = UUID(token)
    except ValueError:
        return None
    return Message.objects.select_related("case__person", "person").filter(council=council, token=known).first()


def _case_in(subject: str, council: Council) -> Case | None:
    """Return the case whose reference stands in a subject; the first, if there are several."""
    for written in _REFERENCE.findall(subject)[:REFERENCES_AT_MOST]:
        try:
            reference = references.parse(written)
        except Refused:
            continue
        if case := Case.objects.select_related("person").filter(council=council, reference=reference).first():
            return case
    return None


def _is_from(mail: Mail, person: Person | None) -> bool:
    """Return whether the sender's address is the person's own, as far as we know, and was not disowned."""
    return person is not None and not mail.is_forged and is_theirs(mail.sender, person)


def is_theirs(address: str, person: Person) -> bool:
    """Return whether an email address is a person's own contact point that has not ended.

    That of a carer or a relative, though we know it, is not: it is not she who writes.
    """
    points = ContactPoint.objects.filter(person__in=records_of(person), kind=ContactPoint.Kind.EMAIL)
    return bool(address) and points.filter(value__iexact=address, owner="self", until_on__isnull=True).exists()


def _only_one_at(mail: Mail, council: Council) -> Person | None:
    """Return the one person whose email address this is; None where it is nobody's, or several people's."""
    if not mail.sender or mail.is_forged:
        return None
    points = ContactPoint.objects.filter(council=council, kind=ContactPoint.Kind.EMAIL, until_on__isnull=True)
    at_it = points.filter(value=mail.sender, owner="self").select_related("person")[:10]
    people = {standing_record(point.person) for point in at_it}
    return people.pop() if len(people) == 1 else None
