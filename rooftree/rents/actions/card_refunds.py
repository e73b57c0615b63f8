"""Gives card payments back to their cards: asked for by one officer, approved by another, sent once.

What GOV.UK Pay gave back is asked of it, also what others told it to: its list is what happened.
"""

import logging
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, posting
from rooftree.ledger.posting import Posting
from rooftree.rents import govuk_pay, permissions
from rooftree.rents.actions.parts import part_of
from rooftree.rents.govuk_pay import NotTaken, RefundState, Unavailable
from rooftree.rents.models import CardPayment, CardRefund
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

log = logging.getLogger("rooftree.rents")

RefundStatus = CardRefund.Status
RECEIPT, CONTROL = "RCP", "card"


@transaction.atomic
def ask_refund(
    payment: CardPayment, amount: Decimal, *, why: str, by: Officer, at: datetime, key: str
) -> CardRefund:
    """Ask for some of a card payment to be given back to its card. Raises Refused for more than is left of it."""
    require(permissions.may_ask_card_refunds(by, payment))
    payment = CardPayment.objects.select_for_update().get(pk=payment.pk)
    done = once(key, "rents.ask_card_refund", council_id=by.council_id, at=at)
    if done.before:
        return CardRefund.objects.get(pk=done.made["refund"])
    if payment.status != CardPayment.Status.PAID:
        raise Refused("Only what was paid can be given back. Wait until GOV.UK Pay has taken the payment.")
    left = left_of(payment)
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")) or amount > left:
        raise Refused(
            f"{in_words(left)} is left of this payment. Give back that much at most, and more than nothing."
        )
    if not why.strip():
        raise Refused("Say why it is given back, so that whoever approves it understands.")
    refund = CardRefund.objects.create(
        council_id=payment.council_id,
        restricted_to=payment.restricted_to,
        payment=payment,
        amount=amount,
        why=why.strip(),
        status=RefundStatus.ASKED,
        asked_by=by,
        asked_at=at,
    )
    done.makes(refund=refund.pk)
    return refund


def left_of(payment: CardPayment) -> Decimal:
    """Return what of a payment was not given back and is not about to be, in pounds."""
    gone = payment.refunds.exclude(status__in=(RefundStatus.FAILED, RefundStatus.REFUSED))
    return payment.amount - sum((each.amount for each in gone), Decimal("0.00"))


@transaction.atomic
def refuse_refund(refund: CardRefund, *, by: Officer, at: datetime, key: str) -> CardRefund:
    """Say no to giving a payment back. Raises Refused for whoever asked, and for one that is decided."""
    return _decide(refund, RefundStatus.REFUSED, by=by, at=at, key=key)


def approve_refund(refund: CardRefund, *, by: Officer, at: datetime, key: str) -> CardRefund:
    """Approve that a payment is given back, which a colleague asked for, and send it to GOV.UK Pay.

    Where that cannot be reached, the job sends it. It is never given back twice: GOV.UK Pay refuses a giving
    back that does not fit what it has left, and then we ask what it has.
    """
    with transaction.atomic():
        refund = _decide(refund, RefundStatus.APPROVED, by=by, at=at, key=key)
    try:
        note_refunds(refund.payment, at=at)
    except Unavailable as error:
        log.warning("giving back of %s waits: %s", refund.payment.reference, error)
    return CardRefund.objects.get(pk=refund.pk)


def _decide(refund: CardRefund, status: RefundStatus, *, by: Officer, at: datetime, key: str) -> CardRefund:
    require(permissions.may_approve_card_refunds(by, refund))
    refund = CardRefund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund.pk)
    if once(key, f"rents.{status}_card_refund", council_id=by.council_id, at=at).before:
        return refund
    if refund.status != RefundStatus.ASKED:
        stands = refund.get_status_display().lower()
        raise Refused(f"This was decided before: {stands}. Ask anew if more of the payment is to go back.")
    if refund.asked_by_id == by.pk:
        raise PermissionDenied("You asked for this to be given back, so somebody else decides it.")
    refund.status, refund.decided_by, refund.decided_at = status, by, at
    refund.save(update_fields=["status", "decided_by", "decided_at"])
    return refund


def note_refunds(payment: CardPayment, *, at: datetime) -> None:
    """Send what is approved and not sent, and keep what GOV.UK Pay has given back, also what others told it to."""
    council = Council.objects.get(pk=payment.council_id)
    with transaction.atomic():
        payment = (
            CardPayment.objects.select_for_update(of=("self",)).select_related("rent_account").get(pk=payment.pk)
        )
        there = govuk_pay.refunds_of(council.code, payment.provider_id)
        _keep_refunds(payment, there, at=at)
        gone = sum((each.amount for each in there if each.status != "error"), Decimal("0.00"))
        for refund in payment.refunds.filter(status=RefundStatus.APPROVED).order_by("pk"):
            sent = _send(council, payment, refund, available=payment.amount - gone, at=at)
            gone += refund.amount if sent else 0


def _send(council: Council, payment: CardPayment, refund: CardRefund, *, available: Decimal, at: datetime) -> bool:
    try:
        state = govuk_pay.give_back(council.code, payment.provider_id, amount=refund.amount, available=available)
    except NotTaken as error:
        log.warning("giving back of %s was not taken: %s", payment.reference, error)
        if error.status == govuk_pay.OTHERWISE_THERE:
            return False  # It has given back since we asked: the job asks again, and keeps that first.
        refund.status = RefundStatus.FAILED
        refund.save(update_fields=["status"])
        return False
    _keep_refund(payment, refund, state, at=at)
    return True


def _keep_refunds(payment: CardPayment, there: list[RefundState], *, at: datetime) -> None:
    """Keep each giving back that GOV.UK Pay has: known by its id, by its sum where the answer was lost, or new."""
    for state in there:
        known = payment.refunds.filter(provider_id=state.provider_id).first()
        if known is None:
            known = payment.refunds.filter(
                status=RefundStatus.APPROVED, provider_id="", amount=state.amount
            ).first()
        if known is None:
            known = CardRefund(
                council_id=payment.council_id,
                restricted_to=payment.restricted_to,
                payment=payment,
                amount=state.amount,
                why="Given back at GOV.UK Pay itself.",
                asked_at=at,
            )
        _keep_refund(payment, known, state, at=at)


def _keep_refund(payment: CardPayment, refund: CardRefund, state: RefundState, *, at: datetime) -> None:
    """Keep how a giving back stands: it debits the account once, and one that fails is taken back."""
    if refund.status in (RefundStatus.PAID, RefundStatus.FAILED):
        return
    refund.provider_id = state.provider_id
    refund.status = {"success": RefundStatus.PAID, "error": RefundStatus.FAILED}.get(
        state.status, RefundStatus.SENT
    )
    if refund.movement is None and refund.status != RefundStatus.FAILED:
        refund.movement = _post_back(payment, refund, at=at)
    if refund.movement is not None and refund.status == RefundStatus.FAILED:
        posting.reverse(
            [refund.movement],
            reason="GOV.UK Pay could not give it back",
            council_id=payment.council_id,
            posted_on=london_day(at),
            at=at,
            who="card payments",
            keys=[f"card refund failed:{state.provider_id}"],
        )
    refund.save()


def _post_back(payment: CardPayment, refund: CardRefund, *, at: datetime) -> int:
    on = london_day(at)
    back = Posting(
        debit=part_of(payment.rent_account, on=on),
        credit=accounts.control(payment.council_id, CONTROL),
        amount=refund.amount,
        kind="receipt",
        code=RECEIPT,
        effective_on=on,
        key=f"card refund:{refund.provider_id}",
        narrative="Given back to the card",
        reference=payment.reference,
        batch=f"card:{on.isoformat()}",
    )
    return posting.post([back], council_id=payment.council_id, posted_on=on, at=at, who="card payments")[0]
