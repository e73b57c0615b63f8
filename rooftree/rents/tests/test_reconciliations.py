"""Each reconciliation reckons both sums from the facts, and shows a penny that one of them lacks."""

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from rooftree.foundations.dates import LONDON
from rooftree.ledger.models import Movement
from rooftree.rents.actions import journals, refunds, runs, write_offs
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import SuspenseItem
from rooftree.rents.reconciliations import reckon
from rooftree.rents.tests.books import a_rent_account, holder_of, posted, rent_of
from rooftree.rents.tests.files_in import cash_file, taken
from tests.builders import TODAY, a_home, a_person, a_tenancy, by, the_council
from tests.rent_builders import FIRST_WEEK, a_charge, a_charged_account, a_rent_year

pytestmark = pytest.mark.usefixtures("acting")

APRIL = {"from_on": date(2026, 4, 6), "until_on": date(2026, 5, 4)}
NOVEMBER = {"from_on": date(2026, 11, 2), "until_on": date(2026, 11, 30)}
MONDAY_MORNING = datetime(2026, 4, 6, 0, 1, tzinfo=LONDON)


def reckoned(kind, **period):
    return reckon(kind, council_id=the_council().pk, **(period or NOVEMBER))


def parts(kind, **period):
    return {part.code: part.pounds for part in reckoned(kind, **period).parts}


@pytest.mark.parametrize(
    "kind",
    [
        "cash",
        "card",
        "card_settlement",
        "direct_debit",
        "housing_benefit",
        "universal_credit",
        "debits",
        "voids",
        "control",
        "suspense",
        "refunds",
        "write_offs",
    ],
)
def test_where_nothing_happened_both_sums_are_nought(kind):
    found = reckoned(kind)

    assert (found.expected, found.posted, found.difference) == (0, 0, 0)


def run_of(starts_on=FIRST_WEEK):
    council = the_council()
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=starts_on)
    return runs.run(council.pk, debit, by=None, at=MONDAY_MORNING)


def test_the_roll_less_voids_is_what_was_debited():
    a_rent_year()
    a_charged_account("100.00")
    a_charge(a_home("2 Void Row"), "80.00")
    run_of()

    assert parts("debits", **APRIL) == {
        "roll": D("180.00"),
        "caught_up": D(0),
        "of_voids": D("-80.00"),
        "debited": D("100.00"),
    }
    assert parts("voids", **APRIL)["debited_to_voids"] == D("80.00")
    assert reckoned("debits", **APRIL).difference == reckoned("voids", **APRIL).difference == 0


def test_a_charge_that_no_run_made_is_a_difference():
    a_rent_year()
    account = a_charged_account("100.00")
    run_of()
    posted(account, "0.01", "DBR", on=date(2026, 4, 20))

    assert reckoned("debits", **APRIL).difference == D("-0.01")


def test_a_run_of_another_period_is_not_in_this_one():
    a_rent_year()
    a_charged_account("100.00")
    run_of()

    assert parts("debits", **NOVEMBER)["roll"] == 0


def test_what_files_say_is_what_was_posted_and_waits():
    account = a_rent_account()
    card = f"CARD,{account.payment_reference},54.20"
    taken(cash_file(card, "BANK,,12.00,2026-11-20,N NOBODY,", f"RETURNED,{account.payment_reference},4.20"))

    found = reckoned("cash")

    assert [(part.side, part.code, part.pounds, part.count) for part in found.parts] == [
        ("expected", "file:till.csv", D("62.00"), 3),
        ("posted", "to_accounts", D("50.00"), 2),
        ("posted", "to_suspense", D("12.00"), 1),
    ]
    assert found.difference == 0


def test_suspense_that_is_open_is_the_balance_of_suspense():
    taken(cash_file("BANK,,12.00,2026-11-20,N NOBODY,"))

    assert parts("suspense") == {"open_items": D("12.00"), "brought": D(0), "moved": D("12.00")}


def test_an_item_that_is_settled_without_a_movement_is_a_difference():
    taken(cash_file("BANK,,12.00,2026-11-20,N NOBODY,"))
    SuspenseItem.objects.update(status="returned", settled_on=TODAY)

    assert reckoned("suspense").difference == D("-12.00")


def test_a_payment_of_a_file_that_was_taken_back_is_a_difference_to_explain():
    account = a_rent_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20", f"CARD,{account.payment_reference},10.00"))
    wrong = Movement.objects.get(amount="10.00")
    journals.prepare_reversal([wrong.pk], reason="duplicate", why="Twice.", **by("rent_accounting_officer"))

    assert (reckoned("cash").difference, parts("cash")["reversed"]) == (D("10.00"), D("-10.00"))


def test_money_that_came_in_no_file_is_a_difference():
    posted(a_rent_account(), "-10.00", "RBP")

    assert (reckoned("cash").difference, parts("cash")) == (D("-10.00"), {"no_file": D("10.00")})


def test_housing_benefit_is_reconciled_apart_from_cash():
    account = a_rent_account()
    taken(cash_file(f"CARD,{account.payment_reference},54.20"))

    assert reckoned("housing_benefit").parts == ()


def test_the_balances_are_what_the_control_accounts_say():
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=date(2026, 11, 2))
    posted(account, "-30.00", on=TODAY)
    posted(account, "-20.00", on=date(2026, 11, 30))

    assert parts("control") == {
        "balances": D("70.00"),
        "control:card": D("-30.00"),
        "control:income.hra": D("100.00"),
    }
    assert reckoned("control").difference == 0


def test_write_offs_are_what_was_authorised():
    account = a_rent_account(a_tenancy(a_home(), a_person(), until_on=date(2026, 5, 4)))
    posted(account, "400.00", "DBR", on=date(2026, 4, 6))
    off = write_offs.propose_write_off(
        rent_of(account), D("300.00"), reason="gone_away", why="Not found.", **by("income_officer")
    )
    journals.approve(off, **by("service_manager"))
    on = write_offs.propose_write_on(
        rent_of(account), D("40.00"), reason="traced", why="Found.", **by("income_officer")
    )
    journals.approve(on, **by("service_manager"))

    assert parts("write_offs") == {
        "authorised:gone_away": D("300.00"),
        "authorised:traced": D("-40.00"),
        "code:WOF": D("300.00"),
        "code:WON": D("-40.00"),
    }
    assert reckoned("write_offs").difference == 0


def test_a_write_off_that_was_taken_back_is_a_difference_to_explain():
    account = a_rent_account(a_tenancy(a_home(), a_person(), until_on=date(2026, 5, 4)))
    posted(account, "40.00", "DBR", on=date(2026, 4, 6))
    off = write_offs.propose_write_off(
        rent_of(account), D("40.00"), reason="uneconomic", why="Small.", **by("income_officer")
    )
    journals.approve(off, **by("team_leader"))
    journals.prepare_reversal(
        [off.lines.get().posting.movement], reason="duplicate", why="Twice.", **by("rent_accounting_officer")
    )

    assert (reckoned("write_offs").difference, parts("write_offs")["reversed"]) == (D("40.00"), D("-40.00"))


def test_refunds_are_what_was_approved():
    account = a_rent_account()
    posted(account, "-90.00")
    refund = refunds.request_refund(
        rent_of(account),
        D("90.00"),
        Payee(holder_of(account), "Grace"),
        how="cheque",
        why="Twice.",
        **by("income_officer"),
    )
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        refunds.note_check(refund, check, found=D(0), note="", **by("rent_accounting_officer"))
    refunds.approve_refund(refund, **by("rent_accounting_officer"))

    assert parts("refunds") == {"approved": D("90.00"), "code:REF": D("90.00")}
    assert reckoned("refunds").difference == 0
