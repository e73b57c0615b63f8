"""Two officers act on one journal, refund or period at the same moment: one after the other."""

from datetime import date
from decimal import Decimal as D

import pytest

from rooftree.foundations.periods import Period
from rooftree.rents.actions import journals, periods, reconciling, refunds
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import JournalPosting
from rooftree.rents.reconciliations import RECONCILIATIONS
from rooftree.rents.tests.books import a_rent_account, balance, holder_of, posted, rent_of
from tests.builders import TODAY, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


def an_accountant():
    return by("rent_accounting_officer")


def test_a_journal_approved_by_two_at_once_is_posted_once():
    account = a_rent_account()
    wrong = posted(account, "-80.00")
    journal = journals.prepare_reversal([wrong.pk], reason="duplicate", why="Twice.", **an_accountant())
    one, other = an_accountant(), an_accountant()

    second = while_first_has_not_ended(
        lambda: journals.approve(journal, **one), lambda: journals.approve(journal, **other)
    )

    assert second.waited
    assert "has been posted already" in second.refusal
    assert (balance(account), JournalPosting.objects.count()) == (D(0), 1)


def test_a_credit_is_not_set_off_and_refunded_at_once():
    account = a_rent_account()
    posted(account, "-90.00")
    refund = refunds.request_refund(
        rent_of(account),
        D("90.00"),
        Payee(holder_of(account), "Grace"),
        how="cheque",
        why="Twice.",
        **an_accountant(),
    )
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        refunds.note_check(refund, check, found=D(0), note="", **an_accountant())
    moving = journals.prepare_transfer(
        rent_of(account),
        rent_of(account, "recharges"),
        D("90.00"),
        reason="between_parts",
        why="For the repair.",
        effective_on=TODAY,
        **an_accountant(),
    )
    one, other = an_accountant(), an_accountant()

    second = while_first_has_not_ended(
        lambda: journals.approve(moving, **one), lambda: refunds.approve_refund(refund, **other)
    )

    assert second.waited
    assert "no credit" in second.refusal
    assert (balance(account), balance(account, "recharges")) == (D(0), D("-90.00"))


def test_a_payment_that_arrives_while_a_period_closes_waits_and_is_refused():
    [april, *_] = periods.lay_out_year(
        Period(date(2026, 4, 6), date(2027, 4, 5)), pattern="445", **an_accountant()
    )
    for item in RECONCILIATIONS.version(on=april.from_on):
        reconciling.review(reconciling.prepare(april, item.code, **an_accountant()), **an_accountant())
    account, closing = a_rent_account(), an_accountant()

    second = while_first_has_not_ended(
        lambda: periods.close_period(april, **closing), lambda: posted(account, "-10.00", on=date(2026, 5, 3))
    )

    assert second.waited
    assert "closed" in second.refusal
    assert balance(account) == D(0)
