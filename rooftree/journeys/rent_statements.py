"""A statement of a rent account is sent to each tenant separately, each quarter or when somebody asks (RST)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from rooftree.contact.telling import common_facts, written_day
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.foundations.dates import london_day
from rooftree.foundations.money import in_words
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.ledger import movements
from rooftree.people.models import Person
from rooftree.rents import permissions
from rooftree.rents.models import RentAccount
from rooftree.rents.statements import standing
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.rules import HOLDERS

STATEMENT = "rents.statement"


@transaction.atomic
def send_statement(account: RentAccount, period: Period, *, by: Officer, at: datetime, key: str) -> list[Message]:
    """Send each tenant of an account what was charged, paid and owed in a time, separately.

    Raises Refused for a time that is not over, and for an account that nobody holds. Pre-Action Protocol
    for Possession Claims by Social Landlords, para 2.2: at least each quarter, in a form that is understood.
    """
    require(permissions.may_change_accounts(by, account))
    assert period.until is not None, "A statement has a last day."
    if period.until > london_day(at):
        raise Refused("A statement is of days that are over. Choose an earlier last day.")
    holders = Person.objects.select_related("council").filter(
        tenancy_parts__tenancy=account.tenancy_id, tenancy_parts__role__in=HOLDERS
    )
    people = list(holders.distinct().order_by("pk")) if account.tenancy_id else []
    if not people:
        raise Refused("Nobody holds this account, so there is nobody to send a statement to.")
    facts = _facts(account, period)
    return [
        correspondence.send(
            STATEMENT,
            person=person,
            facts={**common_facts(person, account.payment_reference), **facts},
            at=at,
            key=f"account {account.pk} {period.starts} {period.until} {key}",
            by=by,
            subject_of=f"rent account {account.pk}",
        )
        for person in people
    ]


def _facts(account: RentAccount, period: Period) -> dict[str, str]:
    parts = list(account.parts.values_list("ledger_account_id", flat=True))
    lines = movements.of(parts, None, period.until, together=True)
    within = [line.amount for line in lines if line.posted_on >= period.starts]
    assert period.last_day is not None, "A statement has a last day."
    return {
        "from": written_day(period.starts),
        "until": written_day(period.last_day),
        "charged": in_words(sum((each for each in within if each > 0), Decimal())),
        "paid": in_words(-sum((each for each in within if each < 0), Decimal())),
        "balance": standing(lines[-1].balance if lines else Decimal()),
    }
