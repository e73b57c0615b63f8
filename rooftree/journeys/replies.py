"""An email that comes in is taken once, and reaches the case that it belongs to, in one transaction."""

from datetime import datetime

from django.db import transaction

from rooftree.cases.models import Case
from rooftree.contact.actions.replies import log_reply
from rooftree.correspondence.actions.replies import put_on_case
from rooftree.correspondence.models import InboundMail
from rooftree.correspondence.replies import taking
from rooftree.correspondence.replies.reading import Unreadable, read
from rooftree.correspondence.replies.taking import Taken
from rooftree.foundations.models import Council
from rooftree.staff.models import Officer


@transaction.atomic
def take_mail(raw: bytes, *, council: Council, at: datetime) -> Taken:
    """Take in an email, from its bytes, for a council that we act for. Whatever it is, it is kept.

    The same email twice is taken once. What belongs to an open case is on its story afterwards, and
    whoever has the case sees that there is something to read.
    """
    try:
        mail = read(raw)
    except Unreadable as error:
        return taking.take_unreadable(raw, str(error), council=council, at=at)
    taken = taking.take(mail, council=council, at=at)
    if taken.is_new and taken.mail.status == InboundMail.Status.ON_CASE:
        log_reply(taken.mail, at=at)
    return taken


@transaction.atomic
def match(mail: InboundMail, case: Case, *, by: Officer, at: datetime, key: str) -> InboundMail:
    """Put an email on the case that an officer found for it. Raises Refused if it is on one already."""
    placed = put_on_case(mail, case, by=by, at=at, key=key)
    log_reply(placed, by=by, at=at)
    return placed
