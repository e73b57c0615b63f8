"""Payments by card through GOV.UK Pay: begun, settled once whoever tells of them first, and given back by two.

How a payment stands is always asked of GOV.UK Pay itself: what a browser or a webhook says is only a reason
to ask. So the return page, the webhook and the job may come in any order, twice, or not at all.
"""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from rooftree.foundations import references, rulebook
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, posting
from rooftree.ledger.posting import Posting
from rooftree.people.models import Person
from rooftree.people.permissions import resident_may_see_rent
from rooftree.people.portal import Resident
from rooftree.rents import govuk_pay, permissions
from rooftree.rents.actions.card_refunds import CONTROL, RECEIPT, note_refunds
from rooftree.rents.actions.parts import part_of
from rooftree.rents.govuk_pay import NotTaken, PaymentState, Unavailable
from rooftree.rents.models import CardPayment, CardRefund, RentAccount
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

log = logging.getLogger("rooftree.rents")

MOST = rulebook.limit("rents.card_payment_most")
LEAST = rulebook.limit("rents.card_payment_least")

Status = CardPayment.Status
RefundStatus = CardRefund.Status
REFERENCE = "CP"
NEVER_BEGUN_AFTER = timedelta(hours=3)
"""GOV.UK Pay lets a payment wait for 90 minutes. What it does not know by then it never will."""
NOT_NOW = "Card payments cannot be taken just now, and nothing was taken. Try again in a few minutes."

_FAILED = {
    govuk_pay.EXPIRED: Status.EXPIRED,
    govuk_pay.DECLINED: Status.DECLINED,
    govuk_pay.BY_PAYER: Status.CANCELLED,
    govuk_pay.BY_US: Status.CANCELLED,
}


# --- Beginning ----------------------------------------------------------------------------------------


def start_card_payment(
    account: RentAccount,
    amount: Decimal,
    *,
    return_url: str,
    person: Person | None,
    language: str = "en",
    by: Officer | Resident | None,
    at: datetime,
    key: str,
) -> CardPayment:
    """Begin a payment by card, and return it with the address of its card page (`next_url`).

    `{reference}` in `return_url` becomes the payment's own. Sent twice with one key, it is one payment.
    Raises Refused for a sum outside what the council takes, for one that is not in pence, for an account
    that takes none, and while GOV.UK Pay cannot be reached: then nothing was taken.
    """
    payment = _begin(account, amount, person=person, language=language, by=by, at=at, key=key)
    if payment.status != Status.ASKED:
        return payment
    council = Council.objects.get(pk=payment.council_id)
    try:
        state = govuk_pay.create(
            council.code,
            amount=payment.amount,
            reference=payment.reference,
            description=f"{council.name}: rent account {account.payment_reference}",
            return_url=return_url.replace("{reference}", payment.reference),
            language=payment.language,
        )
    except (Unavailable, NotTaken) as error:
        log.warning("card payment %s was not begun: %s", payment.reference, error)
        raise Refused(NOT_NOW) from error
    return _keep(payment, state, at=at)


@transaction.atomic
def _begin(
    account: RentAccount,
    amount: Decimal,
    *,
    person: Person | None,
    language: str,
    by: Officer | Resident | None,
    at: datetime,
    key: str,
) -> CardPayment:
    """Keep that a payment is being set up, before anybody else is asked: so none is ever lost."""
    _require_may_pay(by, account)
    done = once(key, "rents.start_card_payment", council_id=account.council_id, at=at)
    if done.before:
        return CardPayment.objects.get(pk=done.made["payment"])
    _check(account, amount, at=at)
    payment = CardPayment.objects.create(
        council_id=account.council_id,
        rent_account=account,
        person=person,
        restricted_to=person.restricted_to if person else 0,
        reference=references.take(REFERENCE),
        amount=amount,
        status=Status.ASKED,
        language=language if language in ("en", "cy") else "en",
        started_at=at,
        set_up_by=by if isinstance(by, Officer) else None,
    )
    done.makes(payment=payment.pk)
    return payment


def _require_may_pay(by: Officer | Resident | None, account: RentAccount) -> None:
    """Raise PermissionDenied unless this officer or resident may. Who is not signed in may pay for anybody."""
    if isinstance(by, Officer):
        require(permissions.may_take_card_payments(by, account))
    elif isinstance(by, Resident):
        require(resident_may_see_rent(by, account))


def _check(account: RentAccount, amount: Decimal, *, at: datetime) -> None:
    on = london_day(at)
    most = MOST.version(on=on, council=account.council_id).value
    least = LEAST.version(on=on, council=account.council_id).value
    if amount != amount.quantize(Decimal("0.01")) or not least <= amount <= most:
        raise Refused(
            f"Pay between {in_words(least)} and {in_words(most)} by card at one time, in pounds and pence."
        )
    if account.is_void:
        raise Refused("Nobody pays this account: the home is empty. Choose the account of a tenant.")
    if not govuk_pay.is_set_up(Council.objects.get(pk=account.council_id).code):
        raise Refused("This council takes no cards here. Pay in another way.")


# --- Settling -----------------------------------------------------------------------------------------


def settle_card_payment(payment: CardPayment, *, at: datetime) -> CardPayment:
    """Ask GOV.UK Pay how a payment stands, and keep that: what was paid is posted once. Return the payment.

    Where GOV.UK Pay does not say, it stays as it is, and the job asks again.
    """
    council = Council.objects.get(pk=payment.council_id)
    try:
        state = _find(council, payment)
        if state is None:
            return _give_up(payment, at=at)
        payment = _keep(payment, state, at=at)
        if payment.status == Status.PAID and state.refunded:
            note_refunds(payment, at=at)
    except Unavailable as error:
        log.warning("card payment %s: %s", payment.reference, error)
    return payment


def _find(council: Council, payment: CardPayment) -> PaymentState | None:
    """Return how a payment stands, by its id or, where the answer to its beginning was lost, by our reference."""
    if not payment.provider_id:
        return govuk_pay.find_by_reference(council.code, payment.reference)
    try:
        return govuk_pay.find(council.code, payment.provider_id)
    except NotTaken as error:
        if error.status != 404:
            raise Unavailable(str(error)) from error
        return None


@transaction.atomic
def _give_up(payment: CardPayment, *, at: datetime) -> CardPayment:
    """End a payment that GOV.UK Pay does not know, once it is too old to arrive there."""
    payment = CardPayment.objects.select_for_update().get(pk=payment.pk)
    payment.asked_at = at
    if not payment.has_ended and at - payment.started_at > NEVER_BEGUN_AFTER:
        payment.status, payment.ended_at, payment.next_url = Status.EXPIRED, at, ""
    payment.save(update_fields=["asked_at", "status", "ended_at", "next_url"])
    return payment


@transaction.atomic
def _keep(payment: CardPayment, state: PaymentState, *, at: datetime) -> CardPayment:
    """Keep how a payment stands. What has ended stays as it is; what was paid is posted, in one transaction."""
    payment = CardPayment.objects.select_for_update(of=("self",)).select_related("rent_account").get(pk=payment.pk)
    payment.asked_at = at
    if payment.has_ended:
        payment.save(update_fields=["asked_at"])
        return payment
    if (state.reference, state.amount) != (payment.reference, payment.amount):
        raise Unavailable(f"GOV.UK Pay has another payment under {payment.reference}.")
    payment.provider_id, payment.code = state.provider_id, state.code[:10]
    payment.next_url = "" if state.finished else state.next_url[:400] or payment.next_url
    payment.status = _status_of(state)
    if payment.has_ended:
        payment.ended_at = at
    if payment.status == Status.PAID:
        payment.movement = _post(payment, taken_on=state.taken_on, at=at)
    payment.save()
    return payment


def _status_of(state: PaymentState) -> CardPayment.Status:
    if not state.finished:
        return Status.OPEN
    if state.status == govuk_pay.FINISHED_WELL:
        return Status.PAID
    return _FAILED.get(state.code, Status.FAILED)


def _post(payment: CardPayment, *, taken_on: date | None, at: datetime) -> int:
    """Post what was paid, for the day on which it was: nobody may have told us before the next."""
    on = london_day(at)
    paid_on = min(max(taken_on or on, london_day(payment.started_at)), on)
    receipt = Posting(
        debit=accounts.control(payment.council_id, CONTROL),
        credit=part_of(payment.rent_account, on=on),
        amount=payment.amount,
        kind="receipt",
        code=RECEIPT,
        effective_on=paid_on,
        key=f"card:{payment.pk}",
        narrative="Card payment",
        reference=payment.reference,
        batch=f"card:{on.isoformat()}",
    )
    return posting.post([receipt], council_id=payment.council_id, posted_on=on, at=at, who="card payments")[0]


def cancel_card_payment(payment: CardPayment, *, by: Officer | Resident | None, at: datetime) -> CardPayment:
    """Cancel a payment that is not finished, and return how it stands: it may have been paid meanwhile."""
    _require_may_pay(by, payment.rent_account)
    council = Council.objects.get(pk=payment.council_id)
    if payment.provider_id and not payment.has_ended:
        try:
            govuk_pay.cancel(council.code, payment.provider_id)
        except NotTaken:
            log.info("card payment %s had finished before it was cancelled", payment.reference)
        except Unavailable as error:
            raise Refused(NOT_NOW) from error
    return settle_card_payment(payment, at=at)


def settle_open_payments(council: Council, *, at: datetime, older_than: timedelta = timedelta(minutes=2)) -> int:
    """Ask about every payment of a council that has not ended, and about what is given back; how many ended.

    For the job: nobody may have come back, and no webhook may have arrived.
    """
    ended = 0
    waiting = CardPayment.objects.filter(council=council, ended_at__isnull=True, started_at__lt=at - older_than)
    for payment in waiting.order_by("started_at"):
        ended += settle_card_payment(payment, at=at).has_ended
    given = CardPayment.objects.filter(
        council=council, refunds__status__in=(RefundStatus.APPROVED, RefundStatus.SENT)
    )
    for payment in given.distinct().order_by("pk"):
        try:
            note_refunds(payment, at=at)
        except Unavailable as error:
            log.warning("card payment %s: %s", payment.reference, error)
    return ended
