"""A refund is paid, and whoever it goes to is told (RFD), in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from rooftree.contact.telling import common_facts, written_day
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.foundations.money import in_words
from rooftree.people.models import Person
from rooftree.rents.actions import refund_paying
from rooftree.rents.models import Refund, RefundPayee, RefundPayment
from rooftree.staff.models import Officer

PAID = "rents.refund_paid"


@transaction.atomic
def hand_over(
    wanted: Sequence[Refund], *, pay_on: date, by: Officer, at: datetime, key: str
) -> tuple[RefundPayment, bytes]:
    """Hand approved refunds over to be paid, tell each payee, and return the file's row and its bytes.

    Raises Refused as `refund_paying.hand_over`.
    """
    payment, raw = refund_paying.hand_over(list(wanted), pay_on=pay_on, by=by, at=at, key=key)
    for refund in Refund.objects.filter(payment=payment).select_related("rent_account").order_by("pk"):
        tell(refund, by=by, at=at)
    return payment, raw


@transaction.atomic
def pay_by_cheque(refund: Refund, *, paid_on: date, by: Officer, at: datetime, key: str) -> Refund:
    """Say on which day a cheque was sent, and tell the payee. Raises Refused as `refund_paying.pay_by_cheque`."""
    paid = refund_paying.pay_by_cheque(refund, paid_on=paid_on, by=by, at=at, key=key)
    tell(paid, by=by, at=at)
    return paid


def tell(refund: Refund, *, by: Officer, at: datetime) -> Message:
    """Tell the payee of a refund that it is paid, how and when: once, however often it is asked for."""
    payee = RefundPayee.objects.get(refund=refund)
    person = Person.objects.select_related("council").get(pk=payee.person_id)
    assert refund.paid_on is not None, "Only what is paid is told of."
    into = f"bank account / cyfrif banc …{payee.last_four}" if payee.last_four else "cheque / siec"
    return correspondence.send(
        PAID,
        person=person,
        facts={
            **common_facts(person, refund.rent_account.payment_reference),
            "amount": in_words(refund.amount),
            "into": into,
            "when": written_day(refund.paid_on),
            "why": refund.why,
        },
        at=at,
        key=f"refund {refund.pk}",
        by=by,
        subject_of=f"rent account {refund.rent_account_id}",
    )
