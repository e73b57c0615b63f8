"""One of each thing that a page about rent accounts can be about, and the addresses of all those pages."""

import datetime as dt
from decimal import Decimal
from typing import Any

from rooftree.foundations import dates
from rooftree.rents.actions import mandates
from rooftree.rents.actions.parts import open_parts
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.rents.tests.collecting import BANK
from tests.builders import a_home, a_person, a_tenancy, an_officer, by
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, a_rent_year, an_account

RENTS = {
    "rent_accounts": [],
    "rent_figures": [],
    "rent_account": ["account"],
    "rent_statement": ["account"],
    "add_rent_benefit": ["account"],
    "end_rent_benefit": ["account", "benefit"],
    "change_paying_by": ["account"],
    "add_rent_charge": ["account"],
    "correct_rent_charge": ["account", "charge"],
    "end_rent_charge": ["account", "charge"],
    "suspend_charging": ["account"],
    "charge_again": ["garage", "suspension"],
    "take_card_payment": ["account"],
    "set_up_debit": ["account"],
    "change_debit": ["garage"],
    "change_debit_bank": ["garage"],
    "cancel_debit": ["garage"],
}
NO_RENT_PAGES = {
    *("rent_accounts_table", "rent_statement_table", "rent_statement_pdf"),
    *("rent_figures_table", "put_rent_right", "card_payment_ended", "rent_account_of", "rent_account_paid_as"),
}
"""Files to take away, a button, which leads back to the account, and two ways to it."""

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)


def rents_at_work() -> dict[str, Any]:
    """Make an account with half a year behind it, on which everything stands that its page can show."""
    grace, samuel = a_person("Grace", "Okafor", interpreter=True), a_person("Samuel", "Okafor")
    account = an_account(a_tenancy(a_home(), grace, samuel), paying_by="card")
    rent = a_charge(account.place, "109.60")
    a_charge(account.place, "7.90", code="DCB")
    a_charge(account, "2.50")
    a_rent_year(MONDAY - 20 * WEEK, weeks=53)
    for number in range(26):
        a_posted_charge(account, "117.50", MONDAY - number * WEEK)
        a_receipt(account, "90.00", MONDAY - number * WEEK, code="RHB" if number % 2 else "RCP")
    open_parts([(account.pk, "court_costs")], council_id=account.council_id, on=MONDAY)
    a_posted_charge(account, "325.00", MONDAY, part="court_costs", code="DCC")
    benefit = a_benefit(account)
    garage = an_account(a_tenancy(a_home("Garage 4"), grace))
    a_charge(garage.place, "12.00")
    a_receipt(garage, "12.00", MONDAY)
    mandates.set_up(garage, BANK, person=grace, every="month", day=1, **by("income_officer"))
    suspension = garage.suspensions.create(
        council_id=garage.council_id,
        from_on=MONDAY,
        why="The roof leaks",
        by=an_officer("rent_accounting_officer", name="Ruth Adeyemi"),
        at=dates.now(),
    )
    return {
        "account": account.pk,
        "benefit": benefit.pk,
        "charge": rent.pk,
        "garage": garage.pk,
        "suspension": suspension.pk,
    }


def a_benefit(account: RentAccount) -> ExpectedBenefit:
    """Universal Credit that is expected in some days."""
    return ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind="uc",
        amount=Decimal("433.33"),
        every="monthly",
        next_on=TODAY + dt.timedelta(days=9),
        from_on=TODAY - 40 * WEEK,
    )
