"""Benefits that are expected to pay towards an account: one at a time, except deductions."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.rents.actions import benefits
from rooftree.rents.actions.accounts import open_void_accounts
from rooftree.rents.actions.benefits import Expected
from rooftree.rents.models import ExpectedBenefit, RentAccount
from tests.builders import NOON, TODAY, a_home, by
from tests.rent_builders import an_account

pytestmark = pytest.mark.usefixtures("acting")

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 1)


def expected(account=None, *, acting=None, **facts) -> ExpectedBenefit:
    wanted = Expected(**{"kind": "uc_managed", "amount": Decimal("452.31"), "from_on": MARCH, **facts})
    return benefits.expect_benefit(account or an_account(), wanted, **(acting or by("income_officer")))


def test_a_benefit_comes_as_often_as_it_usually_does():
    assert expected().every == "four_weekly"
    assert expected(kind="hb").every == "weekly"
    assert expected(every="monthly").every == "monthly"


def test_a_new_amount_ends_the_one_before():
    account = an_account()
    before = expected(account)

    after = expected(account, amount=Decimal("470.00"), from_on=JUNE)

    before.refresh_from_db()
    assert (before.until_on, after.until_on) == (JUNE, None)


def test_housing_benefit_ends_when_universal_credit_begins():
    account = an_account()
    before = expected(account, kind="hb")

    after = expected(account, kind="uc_managed", from_on=JUNE)

    before.refresh_from_db()
    assert (before.until_on, after.until_on) == (JUNE, None)


def test_another_benefit_before_one_that_is_known_is_refused():
    account = an_account()
    expected(account, kind="uc_managed", from_on=JUNE)

    with pytest.raises(Refused, match="“Universal Credit, paid to us” is known from Monday 1 June 2026"):
        expected(account, kind="hb", from_on=MARCH)


def test_a_deduction_for_arrears_stands_beside_the_benefit():
    account = an_account()
    expected(account)
    expected(account, kind="uc_deduction", amount=Decimal("25.20"))

    expected(account, kind="uc_deduction", amount=Decimal("5.00"), from_on=JUNE)

    assert account.benefits.filter(until_on=None).count() == 3


def test_a_claim_that_is_pending_is_nought():
    assert expected(amount=Decimal("0.00"), claimed_on=MARCH).amount == 0


def test_sent_twice_it_is_expected_once():
    account, acting = an_account(), by("income_officer")

    assert expected(account, acting=acting) == expected(account, acting=acting)
    assert account.benefits.count() == 1


def test_a_benefit_ends():
    benefit = expected()

    benefits.end_benefit(benefit, until_on=JUNE, **by("income_officer"))

    benefit.refresh_from_db()
    assert benefit.until_on == JUNE
    with pytest.raises(Refused, match="already"):
        benefits.end_benefit(benefit, until_on=TODAY, **by("income_officer"))


def test_a_benefit_does_not_end_before_it_began():
    with pytest.raises(Refused, match="so it ends after that day"):
        benefits.end_benefit(expected(), until_on=MARCH, **by("income_officer"))


REFUSED = [
    ({"amount": Decimal("-0.01")}, "nought, while the claim is pending, or more"),
    ({"kind": "esa"}, "is not in the list"),
    ({"every": "daily"}, "is not in the list"),
    ({"claimed_on": date(2026, 11, 21)}, "cannot have been made in the future"),
]


@pytest.mark.parametrize(("facts", "because"), REFUSED)
def test_what_cannot_be_expected_is_refused(facts, because):
    with pytest.raises(Refused, match=because):
        expected(**facts)


def test_a_benefit_before_one_that_is_known_is_refused():
    account = an_account()
    expected(account, from_on=JUNE)

    with pytest.raises(Refused, match="known from Monday 1 June 2026"):
        expected(account, from_on=MARCH)


def test_a_void_account_has_no_benefit(council):
    open_void_accounts([a_home().pk], council_id=council.pk, on=TODAY, at=NOON)

    with pytest.raises(Refused, match="void account"):
        expected(RentAccount.objects.get())


def test_only_those_who_work_on_income_keep_benefits():
    with pytest.raises(PermissionDenied):
        expected(acting=by("planner"))
