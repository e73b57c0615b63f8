"""A resident gets in: asks for a code, types it, and is signed in; the first time, her account is opened.

Asking does the same work, and tells the same, whether or not there is such a resident: the question is
kept, and a job looks whom it is about and sends the code. So neither the answer nor its time tells.
"""

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import Acting, acting_for, now_acting
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused
from rooftree.foundations.tries import count_try
from rooftree.journeys import portal_jobs
from rooftree.people import portal_codes, portal_reach, rules
from rooftree.people.actions import portal as accounts
from rooftree.people.models import PortalAccount, PortalCode
from rooftree.people.portal_reach import Reach
from rooftree.tenancies.naming import people_named

HOUR = timedelta(hours=1)

CODES_AN_HOUR, CODES_A_DAY = 5, 12
"""Codes to one number or address, or about one reference: with five tries each, far from a million."""
CODES_BY_ADDRESS = 60
"""Codes an hour asked for from one address: a library, or a whole estate behind one provider, shares one."""
TRIES_A_DAY = 25
"""Codes typed for one number or reference in a day, in however many sessions."""
TRIES_BY_ADDRESS = 120
"""Codes and birthdays typed an hour from one address."""


# --- Asking for a code ------------------------------------------------------------------------------


def ask_to_sign_in(council_id: int, *, typed: str, language: str, where: str, at: datetime) -> PortalCode:
    """Keep that somebody asked to sign in with an email address or a mobile number, and have a code sent.

    Raises Refused for what can be neither, and TooMany. Says nothing of whether we know it.
    """
    value = contact_of(typed)
    question = portal_codes.question("sign in", council_id, value)
    _count_codes(question, where=where, at=at)
    people = portal_reach.reached_by(value)
    code = accounts.ask_for_code(
        council_id,
        purpose=PortalCode.Purpose.SIGN_IN,
        people=people,
        value=value if people else "",
        question=question,
        language=language,
        at=at,
    )
    portal_jobs.have_sent(code)
    return code


def ask_to_open_account(
    council_id: int, *, reference: str, born: date, language: str, where: str, at: datetime
) -> PortalCode:
    """Keep that somebody gave a reference and a date of birth, and have a code sent to what we hold.

    Raises TooMany. Says nothing of whether they belong together.
    """
    question = portal_codes.question("open an account", council_id, "".join(reference.upper().split()))
    _count_codes(question, where=where, at=at)
    code = accounts.ask_for_code(
        council_id,
        purpose=PortalCode.Purpose.OPEN_ACCOUNT,
        people=people_named(reference, born, on=london_day(at)),
        value="",
        question=question,
        language=language,
        at=at,
    )
    portal_jobs.have_sent(code)
    return code


def contact_of(typed: str) -> str:
    """Return an email address or a mobile number as the record keeps it. Raises Refused for what is neither."""
    try:
        return rules.contact_value("email" if "@" in typed else "mobile", typed)
    except Refused:
        raise Refused(
            _("Enter an email address like name@example.org, or a mobile number like 07700 900123.")
        ) from None


def _count_codes(question: str, *, where: str, at: datetime) -> None:
    count_try("portal.code.from", where, limit=CODES_BY_ADDRESS, per=HOUR, at=at)
    count_try("portal.code.to", question, limit=CODES_AN_HOUR, per=HOUR, at=at)
    count_try("portal.code.day", question, limit=CODES_A_DAY, per=DAY, at=at)


# --- Typing it --------------------------------------------------------------------------------------


def use_code(code: PortalCode, *, typed: str, where: str, at: datetime) -> list[PortalAccount]:
    """Use a code that this session asked for, and return whose accounts it lets into: several, if they share.

    The first time, the account is opened. Raises Refused for a wrong code, and TooMany.
    """
    count_try("portal.try.from", where, limit=TRIES_BY_ADDRESS, per=HOUR, at=at)
    count_try("portal.try.of", code.asked_with, limit=TRIES_A_DAY, per=DAY, at=at)
    code = accounts.use_code(code, typed=typed, at=at)
    with _opened(code):
        return [_account_of(each, code, at=at) for each in portal_reach.reach_of(code, on=london_day(at))]


def _account_of(reach: Reach, code: PortalCode, *, at: datetime) -> PortalAccount:
    return reach.account or accounts.open_account(reach.person, reach.point, language=code.language, at=at)


def which_of(code: PortalCode, *, born: date, where: str, at: datetime) -> PortalAccount:
    """Return the one account of those a used code lets into whose person was born on this day.

    Raises Refused where none was, or several were, or long after the code, and TooMany.
    """
    count_try("portal.try.from", where, limit=TRIES_BY_ADDRESS, per=HOUR, at=at)
    count_try("portal.try.who", code.asked_with, limit=portal_codes.TRIES, per=DAY, at=at)
    if code.used_at is None or at - code.used_at >= portal_codes.LASTS:
        raise Refused(_("That took too long. Ask for a new code."))
    with _opened(code):
        born_then = [
            each.account
            for each in portal_reach.reach_of(code, on=london_day(at))
            if each.person.date_of_birth == born
        ]
    if len(born_then) != 1 or born_then[0] is None:
        raise Refused(_("That is not the date of birth that we hold. Check it, or phone us."))
    return born_then[0]


def _opened(code: PortalCode) -> AbstractContextManager[Acting]:
    """Open the records of those whom a code may be for, until the block ends."""
    acting = now_acting()
    return acting_for(
        acting.councils,
        opened=portal_reach.records_of_these(code.people),
        who=acting.who,
        where=acting.where,
    )
