"""Hands approved refunds over to be paid, as a file or a cheque, and keeps when they were."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.rents import permissions, refund_files, sealing
from rooftree.rents.actions.refunds import move
from rooftree.rents.models import Refund, RefundPayee, RefundPayment
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def hand_over(
    refunds: list[Refund], *, pay_on: date, by: Officer, at: datetime, key: str
) -> tuple[RefundPayment, bytes]:
    """Hand approved bank refunds over to be paid, as a file with its totals; return the file's row and its bytes.

    They count as paid on the day the file says. Raises Refused for a refund that is not approved, was handed
    over before, or is paid by cheque, for none at all, and for a day that is past.
    """
    require(permissions.may_pay_refunds(by))
    done = once(key, "rents.hand_over_refunds", council_id=by.council_id, at=at)
    if done.before:
        payment = RefundPayment.objects.get(pk=done.made["payment"])
        return payment, refund_file(payment)
    held = _lock_all(refunds, how=Refund.How.BACS, council_id=by.council_id)
    if pay_on < london_day(at):
        raise Refused("That day is past. Choose today, or the day on which the bank pays.")
    number = _next_number(by.council_id)
    lines = _lines(held)
    raw = refund_files.write(number, pay_on, lines)
    payment = RefundPayment.objects.create(
        council_id=by.council_id,
        number=number,
        made_by=by,
        made_at=at,
        pay_on=pay_on,
        refunds=len(held),
        total=sum((each.amount for each in held), Decimal()),
        sha256=refund_files.digest(raw),
    )
    for refund in held:
        refund.payment = payment
        _pay(refund, paid_on=pay_on, by=by, at=at)
    done.makes(payment=payment.pk)
    return payment, raw


def _next_number(council_id: int) -> int:
    """Return the number of the next file of a council; another that is being made is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rents refund files'), %s)", [council_id])
    return RefundPayment.objects.filter(council_id=council_id).count() + 1


def refund_file(payment: RefundPayment) -> bytes:
    """Return the file of refunds as it was handed over, written again from what is kept."""
    held = list(Refund.objects.filter(payment=payment).order_by("pk"))
    return refund_files.write(payment.number, payment.pay_on, _lines(held))


@transaction.atomic
def pay_by_cheque(refund: Refund, *, paid_on: date, by: Officer, at: datetime, key: str) -> Refund:
    """Say on which day a cheque was sent for an approved refund."""
    require(permissions.may_pay_refunds(by, refund))
    if once(key, "rents.pay_refund_by_cheque", council_id=by.council_id, at=at).before:
        return Refund.objects.get(pk=refund.pk)
    [held] = _lock_all([refund], how=Refund.How.CHEQUE, council_id=by.council_id)
    if paid_on > london_day(at):
        raise Refused("That day has not come. Enter the day on which the cheque was sent.")
    if held.settled_at and paid_on < london_day(held.settled_at):
        approved = short_date(london_day(held.settled_at))
        raise Refused(f"It was approved on {approved}, so the cheque was sent that day or later. Check the day.")
    return _pay(held, paid_on=paid_on, by=by, at=at)


def _lock_all(refunds: list[Refund], *, how: str, council_id: int) -> list[Refund]:
    if not refunds:
        raise Refused("Choose at least one refund that is approved.")
    wanted = {each.pk for each in refunds}
    held = list(Refund.objects.select_for_update().filter(council_id=council_id, pk__in=wanted).order_by("pk"))
    if len(held) < len(wanted):
        raise Refused(
            "One of these refunds is another council's. Each council pays its own, in a file of its own."
        )
    for refund in held:
        if refund.status != Refund.Status.APPROVED:
            raise Refused(
                f"The refund of account {refund.rent_account} is {refund.get_status_display().lower()}. Only what "
                "is approved and not paid yet is paid: leave it out."
            )
        if refund.how != how:
            raise Refused(
                f"The refund of account {refund.rent_account} is paid by {refund.get_how_display().lower()}. "
                "Pay it that way, by itself."
            )
    return held


def _lines(refunds: list[Refund]) -> list[refund_files.Line]:
    payees = {each.refund_id: each for each in RefundPayee.objects.filter(refund__in=refunds)}
    if len(payees) < len(refunds):
        raise Refused(
            "One of the payees is restricted to a group that you are not in. Ask somebody of it to pay it."
        )
    return [_line(each, payees[each.pk]) for each in refunds]


def _line(refund: Refund, payee: RefundPayee) -> refund_files.Line:
    sort_code, number = sealing.unseal(payee.sealed)
    reference = refund.rent_account.payment_reference
    return refund_files.Line(sort_code, number, payee.name, reference, refund.amount)


def _pay(refund: Refund, *, paid_on: date, by: Officer, at: datetime) -> Refund:
    refund.paid_movement = move(refund, debit="refunds", credit="cash", step="paid", by=by, at=at)
    refund.status, refund.paid_on = Refund.Status.PAID, paid_on
    refund.save(update_fields=["status", "paid_on", "payment", "paid_movement"])
    return refund


def approved_and_unpaid(council_id: int) -> Decimal:
    """Return the refunds that were approved and not paid, in pounds."""
    waiting = Refund.objects.filter(council_id=council_id, status=Refund.Status.APPROVED)
    total: Decimal | None = waiting.aggregate(together=Sum("amount"))["together"]
    return total or Decimal()
