"""Measures for the manager, each with figures that were reckoned by hand."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from rooftree.ledger import accounts, posting, runs
from rooftree.ledger.posting import Posting
from rooftree.rents import measures
from rooftree.rents.actions.journal_entries import part
from rooftree.rents.models import ExpectedBenefit, SuspenseItem
from rooftree.rents.tests.books import a_rent_account, posted
from rooftree.rents.tests.files_in import cash_file, taken
from tests.builders import TODAY, a_home, a_person, a_tenancy, the_council
from tests.rent_builders import a_charge

pytestmark = pytest.mark.usefixtures("acting")

WEEK = {"from_on": date(2026, 11, 16), "until_on": date(2026, 11, 23)}


def a_current_account(charged="0", paid="0", *, on=TODAY):
    account = a_rent_account()
    if D(charged):
        posted(account, charged, "DBR", on=on)
    if D(paid):
        posted(account, f"-{paid}", "RCP", on=on)
    return account


def a_former_account(charged):
    account = a_rent_account(a_tenancy(a_home(), a_person(), until_on=date(2026, 5, 4)))
    posted(account, charged, "DBR", on=date(2026, 4, 6))
    return account


def a_void(charged):
    account = a_rent_account(a_tenancy(a_home(), until_on=date(2026, 5, 4)))
    account.tenancy = None
    account.save()
    posted(account, charged, "DBR", on=TODAY)
    return account


def of(measure, **days):
    found = measure(the_council().pk, **days or {"on": TODAY})
    return found.numerator, found.denominator, found.per_cent


def test_with_nothing_charged_there_is_no_share():
    assert of(measures.current_arrears) == (0, 0, None)
    assert of(measures.void_loss, **WEEK) == (0, 0, None)


def test_current_arrears_count_what_current_tenants_owe_of_a_years_debit():
    a_current_account("400.00", "100.00")
    a_current_account("100.00", "150.00")
    a_former_account("200.00")
    a_void("80.00")

    assert of(measures.current_arrears) == (D("300.00"), D("700.00"), D("42.86"))
    assert of(measures.former_arrears) == (D("200.00"), D("700.00"), D("28.57"))


@pytest.mark.parametrize(
    ("until_on", "current", "former"), [(TODAY, "0", "90.00"), (TODAY + timedelta(days=1), "90.00", "0")]
)
def test_a_tenant_is_a_former_one_from_the_day_after_her_last(until_on, current, former):
    posted(a_rent_account(a_tenancy(a_home(), a_person(), until_on=until_on)), "90.00", "DBR", on=TODAY)

    assert of(measures.current_arrears)[0] == D(current)
    assert of(measures.former_arrears)[0] == D(former)


def test_court_costs_are_no_rent_arrears():
    account = a_current_account("100.00")
    costs = part(account, "court_costs", on=TODAY).ledger_account_id
    income = accounts.control(account.council_id, "income.hra")
    wanted = Posting(costs, income, D("355.00"), "journal", "DCC", TODAY, "costs")
    posting.post([wanted], council_id=account.council_id, posted_on=TODAY, at=account.created_at, who="test")

    assert of(measures.current_arrears)[0] == D("100.00")


def test_arrears_of_a_past_day_leave_out_what_moved_since():
    account = a_current_account("100.00", on=date(2026, 11, 18))
    posted(account, "-100.00", on=TODAY)

    assert of(measures.current_arrears, on=date(2026, 11, 19))[0] == D("100.00")
    assert of(measures.current_arrears)[0] == 0


def test_arrears_of_a_past_day_leave_out_what_a_run_charged_since():
    account = a_current_account("40.00", on=date(2026, 11, 18))
    council, rent = account.council_id, part(account, "rent", on=TODAY).ledger_account_id
    runs.post_run(
        council,
        key="a week",
        effective_on=TODAY,
        posted_on=TODAY,
        charges="SELECT %(rent)s::bigint AS debit_id, %(income)s::bigint AS credit_id, 90.00 AS amount, "
        "'DBR' AS code, %(on)s::date AS effective_on, '' AS narrative",
        params={"rent": rent, "income": accounts.control(council, "income.hra"), "on": TODAY},
        at=account.created_at,
        who="test",
    )

    assert of(measures.current_arrears, on=date(2026, 11, 19))[0] == D("40.00")
    assert of(measures.current_arrears)[0] == D("130.00")


def test_seven_weeks_are_of_rent_as_what_is_owed_is():
    account = a_current_account("700.00")
    a_charge(account.place, "100.00")
    a_charge(account.place, "2.00", code="DCI")

    assert of(measures.owing_over_seven_weeks)[:2] == (1, 1)


@pytest.mark.parametrize(("owed", "count"), [("699.99", 0), ("700.00", 1)])
def test_seven_weeks_are_counted_from_what_the_home_is_charged(owed, count):
    account = a_current_account(owed)
    a_charge(account.place, "100.00")
    a_current_account()

    assert of(measures.owing_over_seven_weeks)[:2] == (count, 2)


def test_what_was_collected_is_of_current_accounts_and_net_of_what_came_back():
    account = a_current_account("100.00", "90.00")
    posted(account, "20.00", "RDN")
    posted(a_former_account("50.00"), "-50.00", on=TODAY)

    assert of(measures.collection_rate, **WEEK) == (D("70.00"), D("100.00"), D("70.00"))


def test_the_day_after_the_last_is_not_counted():
    a_current_account("100.00", "90.00", on=date(2026, 11, 23))

    assert of(measures.collection_rate, **WEEK) == (0, 0, None)


def test_rent_lost_to_voids_is_of_all_rent_due():
    a_current_account("75.00")
    a_void("25.00")

    assert of(measures.void_loss, **WEEK) == (D("25.00"), D("100.00"), D("25.00"))


def test_write_offs_are_of_what_payers_were_charged():
    a_current_account("200.00")
    posted(a_former_account("40.00"), "-1.00", "WOF", on=TODAY)

    assert of(measures.written_off_share, **WEEK) == (D("1.00"), D("200.00"), D("0.50"))


def test_suspense_is_shown_by_its_age():
    council = the_council().pk
    taken(cash_file(*[f"BANK,,{pounds}.00,2026-11-20,N NOBODY {pounds}," for pounds in (1, 2, 4, 8)]))
    ages = {1: TODAY, 2: date(2026, 11, 13), 4: date(2026, 11, 12), 8: TODAY - timedelta(days=31)}
    for pounds, day in ages.items():
        SuspenseItem.objects.filter(amount=pounds).update(received_on=day)

    assert [(each.code, each.count, each.pounds) for each in measures.suspense_by_age(council, on=TODAY)] == [
        ("in_time", 2, D("3.00")),
        ("late", 1, D("4.00")),
        ("old", 1, D("8.00")),
    ]


def a_benefit(account, kind, amount, next_on=None):
    return ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=kind,
        amount=D(amount),
        every="monthly",
        next_on=next_on,
        from_on=date(2026, 1, 1),
    )


def causes():
    return {each.code: (each.count, each.pounds) for each in measures.arrears_by_cause(the_council().pk, on=TODAY)}


def a_claimant(owed, kind="uc", **facts):
    """An account that owes, at £100.00 a week, of somebody whose Universal Credit is due on 28 November."""
    account = a_current_account(owed)
    a_charge(account.place, "100.00")
    a_benefit(account, kind, facts.pop("amount", "450.00"), facts.pop("next_on", date(2026, 11, 28)))
    return account


def test_what_benefit_has_earned_and_not_paid_yet_is_timing():
    # For 21 October to 20 November; charged until 22 November: 33 days at £100.00 a week make £471.43.
    a_claimant("300.00", "uc_managed")
    a_claimant("500.00")

    assert causes() == {"timing": (2, D("771.43")), "grace": (1, D("28.57"))}


def test_a_payment_that_should_have_come_is_no_timing_any_more():
    a_claimant("300.00", next_on=TODAY - timedelta(days=1))

    assert causes() == {"grace": (1, D("100.00")), "no_payment": (1, D("200.00"))}


def test_this_weeks_rent_is_told_apart_less_what_was_paid_this_week():
    paid = a_current_account("300.00")
    a_charge(paid.place, "100.00")
    posted(paid, "-30.00", on=TODAY)
    council = the_council().pk
    found = measures.arrears_by_cause(council, on=TODAY)
    current = measures.current_arrears(council, on=TODAY)

    assert causes() == {"grace": (1, D("70.00")), "pays_too_little": (1, D("200.00"))}
    assert measures.collectable_arrears(current, found).numerator == D("200.00")


def test_a_payment_taken_back_later_still_counted_on_a_past_day():
    account = a_current_account("300.00", on=date(2026, 11, 2))
    a_charge(account.place, "100.00")
    paid = posted(account, "-30.00", on=date(2026, 11, 3))
    facts = {"council_id": account.council_id, "at": account.created_at, "who": "test"}
    posting.reverse([paid.pk], reason="Slip", posted_on=date(2026, 11, 5), **facts)

    def grace(on: date) -> D:
        found = measures.arrears_by_cause(the_council().pk, on=on)
        return next(each.pounds for each in found if each.code == "grace")

    assert (grace(date(2026, 11, 4)), grace(date(2026, 11, 5))) == (D("70.00"), D("100.00"))


def test_on_a_past_day_the_payment_that_came_next_then_counts():
    account = a_claimant("0", next_on=date(2026, 12, 28))
    posted(account, "100.00", "DBR", on=date(2026, 11, 2))

    found = measures.arrears_by_cause(the_council().pk, on=date(2026, 11, 4))

    assert [(each.code, each.pounds) for each in found] == [("timing", D("100.00"))]


def test_arrears_are_told_before_and_after_what_is_only_timing():
    a_claimant("500.00")
    a_current_account("200.00")
    council = the_council().pk
    current = measures.current_arrears(council, on=TODAY)

    after = measures.arrears_after_timing(current, measures.arrears_by_cause(council, on=TODAY))

    assert (current.numerator, after.numerator, after.denominator) == (D("700.00"), D("228.57"), D("700.00"))


def test_what_tenants_with_universal_credit_owe_is_of_all_current_arrears():
    a_claimant("300.00")
    a_benefit(a_current_account("50.00"), "hb", "40.00")
    a_current_account("50.00")
    a_current_account("0", "500.00")
    a_former_account("200.00")

    assert of(measures.universal_credit_share) == (D("300.00"), D("400.00"), D("75.00"))


def test_a_payment_posted_out_of_suspense_is_a_payment():
    account = a_current_account("100.00")
    cash = accounts.control(account.council_id, "suspense")
    wanted = Posting(
        cash, part(account, on=TODAY).ledger_account_id, D("30.00"), "journal", "RIT", TODAY, "s", batch="suspense"
    )
    posting.post([wanted], council_id=account.council_id, posted_on=TODAY, at=account.created_at, who="test")

    assert causes() == {"pays_too_little": (1, D("70.00"))}
    assert of(measures.collection_rate, **WEEK)[0] == D("30.00")


def test_collected_in_the_strict_version_is_also_of_what_was_owed_before():
    before = a_current_account("300.00", "50.00", on=date(2026, 11, 9))
    posted(before, "100.00", "DBR")
    posted(before, "-70.00")
    a_current_account("0", "40.00", on=date(2026, 11, 9))

    assert of(measures.collection_strict, **WEEK) == (D("70.00"), D("350.00"), D("20.00"))


def test_what_former_tenants_paid_is_of_what_they_owed_and_came_to_owe():
    old = a_former_account("200.00")
    posted(old, "-20.00", on=TODAY)
    left = a_rent_account(a_tenancy(a_home("9 Elm Walk"), a_person(), until_on=date(2026, 11, 18)))
    posted(left, "150.00", "DBR", on=date(2026, 11, 9))
    posted(left, "-50.00", on=date(2026, 11, 17))
    posted(left, "-10.00", on=TODAY)
    posted(left, "-15.00", "WOF", on=TODAY)
    posted(a_current_account("80.00"), "-80.00", on=TODAY)

    assert of(measures.former_recovery, **WEEK) == (D("30.00"), D("300.00"), D("10.00"))


def test_each_debt_has_one_cause_and_together_they_are_the_arrears():
    a_benefit(a_current_account("100.00"), "hb", "0")
    a_benefit(a_current_account("90.00"), "uc", "0")
    a_current_account("80.00", "10.00")
    posted(a_current_account("60.00"), "-5.00", on=TODAY - timedelta(days=28))

    assert causes() == {
        "hb_pending": (1, D("100.00")),
        "uc_pending": (1, D("90.00")),
        "pays_too_little": (1, D("70.00")),
        "no_payment": (1, D("55.00")),
    }
    assert sum(pounds for _, pounds in causes().values()) == of(measures.current_arrears)[0]


def test_a_payment_within_four_weeks_is_a_payment():
    posted(a_current_account("60.00"), "-5.00", on=TODAY - timedelta(days=27))

    assert causes() == {"pays_too_little": (1, D("55.00"))}


def test_a_benefit_that_ended_explains_nothing():
    benefit = a_benefit(a_current_account("100.00"), "hb", "0")
    benefit.until_on = TODAY
    benefit.save()

    assert causes() == {"no_payment": (1, D("100.00"))}
