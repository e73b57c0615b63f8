"""A refund is paid, and its payee is told once."""

from decimal import Decimal as D

import pytest

from rooftree.correspondence.models import Message
from rooftree.journeys import refunds as journey
from rooftree.rents.actions import refunds
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import Refund
from rooftree.rents.tests.books import a_rent_account, holder_of, posted, rent_of
from tests.builders import TODAY, by

pytestmark = pytest.mark.usefixtures("acting")


def an_approved_refund(how="bacs") -> Refund:
    account = a_rent_account()
    posted(account, "-90.00")
    bank = ("20-00-00", "12345678") if how == "bacs" else ("", "")
    refund = refunds.request_refund(
        rent_of(account),
        D("90.00"),
        Payee(holder_of(account), "Grace Okafor", *bank),
        how=how,
        why="Paid twice in May",
        **by("income_officer"),
    )
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        refunds.note_check(refund, check, found=D(0), note="", **by("rent_accounting_officer"))
    refunds.verify_bank_account(refund, "statement_seen", **by("rent_accounting_officer"))
    return refunds.approve_refund(refund, **by("rent_accounting_officer"))


def test_whoever_is_paid_back_is_told_once():
    refund, acting = an_approved_refund(), by("rent_accounting_officer")

    journey.hand_over([refund], pay_on=TODAY, **acting)
    journey.hand_over([refund], pay_on=TODAY, **acting)

    message = Message.objects.get()
    assert (message.code, message.person, message.subject_of) == (
        "rents.refund_paid",
        holder_of(refund.rent_account),
        f"rent account {refund.rent_account_id}",
    )
    assert "£90.00" in message.body
    assert "…5678" in message.body
    assert "12345678" not in message.body


def test_a_cheque_is_told_of_too():
    refund = an_approved_refund("cheque")

    journey.pay_by_cheque(refund, paid_on=TODAY, **by("rent_accounting_officer"))

    assert "cheque" in Message.objects.get().body
