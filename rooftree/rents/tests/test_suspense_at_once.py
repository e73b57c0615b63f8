"""Money in suspense, and two forms at the same moment: nothing is posted twice, and no limit is passed by it."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.rents.actions import benefits_came, journals, suspense
from rooftree.rents.actions.suspense_shares import Share
from rooftree.rents.models import ExpectedBenefit, SuspenseItem
from rooftree.rents.tests.files_in import TODAY, an_account, cash_file, owes, taken
from rooftree.rents.tests.money import posted, rent_of
from tests.builders import an_officer, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

SURE = {"why": "They wrote with the transfer."}


def in_suspense(*details, **facts):
    taken(cash_file(*details, **facts))
    return SuspenseItem.objects.latest("pk")


def test_two_forms_of_one_officer_are_not_both_small():
    account, officer = an_account(), an_officer("income_officer")
    first, second = in_suspense("BANK,,300.00"), in_suspense("BANK,,300.00", sequence=2)
    once, again = by(officer=officer), by(officer=officer)

    answered = while_first_has_not_ended(
        lambda: suspense.post_to_account(first, account=account, **SURE, **once),
        lambda: suspense.post_to_account(second, account=account, **SURE, **again),
    )

    assert answered.waited
    assert answered.answer.status == "prepared"
    assert owes(account) == Decimal("-300.00")


def test_two_journals_of_one_officer_are_not_both_small():
    one, two, officer = an_account(), an_account(), an_officer("rent_accounting_officer")
    posted(one, "-80.00")
    facts = {"reason": "wrong_account", "why": "Paid for the other", "effective_on": TODAY}
    once, again = by(officer=officer), by(officer=officer)

    def moves(acting):
        return journals.prepare_transfer(rent_of(one), rent_of(two), Decimal("40.00"), **facts, **acting)

    answered = while_first_has_not_ended(lambda: moves(once), lambda: moves(again))

    assert answered.waited
    assert answered.answer.status == "prepared"
    assert owes(two) == Decimal("-40.00")


def test_one_payment_is_divided_once_by_two_officers():
    one, two, item = an_account(), an_account(), in_suspense("BANK,,80.00")
    parts = [Share(one, Decimal("40.00")), Share(two, Decimal("40.00"))]
    asha, ben = by("income_officer"), by("income_officer")

    answered = while_first_has_not_ended(
        lambda: suspense.divide(item, parts, **SURE, **asha), lambda: suspense.divide(item, parts, **SURE, **ben)
    )

    assert answered.waited
    assert "out of suspense" in answered.refusal
    assert (owes(one), owes(two)) == (Decimal("-40.00"), Decimal("-40.00"))


def test_a_benefit_is_moved_on_once_by_two_jobs(council):
    account = an_account()
    line = "\n".join(
        ["H,HB,31,2026-11-02", f"D,PAYMENT,{account.payment_reference},80.00,2026-11-02,,,", "T,1,80.00", ""]
    )
    taken(line.encode(), kind="hb", name="hb.csv")
    benefit = ExpectedBenefit.objects.create(
        council=council,
        rent_account=account,
        kind="hb",
        amount=Decimal("80.00"),
        every="weekly",
        next_on=date(2026, 11, 2),
        from_on=date(2026, 4, 6),
    )

    answered = while_first_has_not_ended(
        lambda: benefits_came.move_on(council.pk, on=TODAY), lambda: benefits_came.move_on(council.pk, on=TODAY)
    )

    benefit.refresh_from_db()
    assert answered.waited
    assert (answered.answer, benefit.next_on) == (0, date(2026, 11, 9))
