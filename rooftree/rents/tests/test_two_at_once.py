"""Two officers open, end and charge at the same moment: one waits, and nothing is there twice."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.rents.actions import accounts, charges
from rooftree.rents.actions.parts import part_of
from rooftree.rents.models import AccountPart, RentAccount
from tests.builders import TODAY, a_home, a_person, a_tenancy, by
from tests.rent_builders import an_account
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


def test_two_officers_open_one_account():
    tenancy = a_tenancy(a_home(), a_person())
    asha, ben = by("tenancy_officer"), by("tenancy_officer")

    second = while_first_has_not_ended(
        lambda: accounts.open_account(tenancy, **asha), lambda: accounts.open_account(tenancy, **ben)
    )

    assert second.waited
    assert second.answer == RentAccount.objects.get()


def test_two_who_need_a_part_open_it_once():
    account = an_account()

    second = while_first_has_not_ended(
        lambda: part_of(account, "court_costs", on=TODAY), lambda: part_of(account, "court_costs", on=TODAY)
    )

    assert second.waited
    assert AccountPart.objects.filter(part="court_costs").count() == 1
    assert second.answer == AccountPart.objects.get(part="court_costs").ledger_account_id


def test_two_officers_charge_one_home_one_after_the_other():
    home = a_home()
    asha, ben = by("rent_accounting_officer"), by("rent_accounting_officer")
    wanted = {"code": "DBR", "per": "week", "from_on": date(2026, 4, 6), "why": "Let"}

    second = while_first_has_not_ended(
        lambda: charges.charge(home, amount=Decimal("100.00"), **wanted, **asha),
        lambda: charges.charge(home, amount=Decimal("107.00"), **wanted, **ben),
    )

    assert second.waited
    assert list(home.charges.values_list("amount", flat=True)) == [Decimal("107.00")]
