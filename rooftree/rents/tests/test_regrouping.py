"""An account whose agreement turns out to be of another kind moves to its rent group, and its income with it."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from rooftree.foundations.dates import midnight_of
from rooftree.ledger import closing, movements
from rooftree.ledger.models import Movement
from rooftree.rents.actions import accounts, journals, putting_right, regrouping, runs
from rooftree.rents.models import DebitRun, GroupChange, IncomeMove, RentAccount
from rooftree.rents.reconciliations import reckon
from rooftree.rents.tests.books import control_balance, rent_of
from tests.builders import by, the_council
from tests.rent_builders import FIRST_WEEK, a_charge, a_charged_account, a_rent_year, owed

pytestmark = pytest.mark.usefixtures("acting")

WEEK = timedelta(days=7)
SECOND_WEEK, THIRD_WEEK = FIRST_WEEK + WEEK, FIRST_WEEK + 2 * WEEK
GROUPS = ("hra", "ta_hra")


@pytest.fixture
def account() -> RentAccount:
    """An account of a secure tenancy that was charged for two weeks, beside another."""
    for group in GROUPS:
        a_rent_year(group=group)
    account = a_charged_account("100.00")
    a_charge(account.place, "7.90", code="DSC")
    a_charged_account("80.00")
    for starts_on in (FIRST_WEEK, SECOND_WEEK):
        run_week(starts_on)
    return account


def run_week(starts_on, group="hra") -> DebitRun:
    council = the_council()
    debit = runs.debit_of(council.pk, group=group, cycle="weekly", starts_on=starts_on)
    return runs.run(council.pk, debit, by=None, at=midnight_of(starts_on))


def correct(account, tenure="NON", **facts) -> RentAccount:
    """Say that the agreement was of another kind all along."""
    tenancy, was = account.tenancy, account.tenancy.tenure
    tenancy.tenure = tenure
    tenancy.save()
    acting = {**by("records_officer"), "at": midnight_of(SECOND_WEEK + timedelta(days=2)), **facts}
    accounts.follow_tenancy(tenancy, was_tenure=was, **acting)
    return RentAccount.objects.get(pk=account.pk)


def income() -> dict[str, D]:
    """What stands on the income account of each group."""
    return {group: -control_balance(RentAccount.objects.first(), f"income.{group}") for group in GROUPS}


def charged() -> dict[str, D]:
    """What accounts owe of charges, by the group in which they are now."""
    found = dict.fromkeys(GROUPS, D(0))
    for account in RentAccount.objects.all():
        found[account.group] += owed(account)
    return found


def statement(account):
    return movements.of(list(account.parts.order_by("pk").values_list("ledger_account_id", flat=True)))


def test_the_account_moves_and_its_income_with_it_code_by_code(account):
    assert income() == charged() == {"hra": D("375.80"), "ta_hra": 0}

    moved = correct(account)

    assert moved.group == "ta_hra"
    assert income() == charged() == {"hra": D("160.00"), "ta_hra": D("215.80")}
    assert list(IncomeMove.objects.values_list("code", "from_group", "to_group", "pounds")) == [
        ("DBR", "hra", "ta_hra", D("200.00")),
        ("DSC", "hra", "ta_hra", D("15.80")),
    ]
    explained = Movement.objects.filter(pk__in=IncomeMove.objects.values("movement")).order_by("pk")
    assert [(each.kind, each.debit.code, each.credit.code, each.amount) for each in explained] == [
        ("journal", "income.hra", "income.ta_hra", D("200.00")),
        ("journal", "income.hra", "income.ta_hra", D("15.80")),
    ]


def test_the_payer_sees_nothing_of_it(account):
    before = statement(account)

    correct(account)

    assert statement(account) == before
    assert owed(account) == D("215.80")


def test_reports_of_runs_say_what_they_said(account):
    made = list(DebitRun.objects.order_by("pk"))
    before = [runs.report(run) for run in made]

    correct(account)
    putting_right.put_right(the_council().pk, at=midnight_of(THIRD_WEEK))

    assert [runs.report(run) for run in DebitRun.objects.exclude(cycle="catch_up").order_by("pk")] == before
    assert not Movement.objects.filter(kind="reversal").exists()


def test_the_books_agree_before_and_after(account):
    days = {"council_id": the_council().pk, "from_on": FIRST_WEEK, "until_on": THIRD_WEEK}
    before = {kind: reckon(kind, **days).difference for kind in ("control", "debits", "voids")}

    correct(account)

    after = reckon("control", **days)
    assert before == {kind: reckon(kind, **days).difference for kind in before} == dict.fromkeys(before, 0)
    assert {part.code: part.pounds for part in after.parts if part.side == "posted"} == {
        "control:income.hra": D("160.00"),
        "control:income.ta_hra": D("215.80"),
    }


def test_the_next_week_is_charged_by_the_new_group_and_not_by_the_old(account):
    correct(account)

    old, new = run_week(THIRD_WEEK), run_week(THIRD_WEEK, "ta_hra")

    assert (old.charged, new.charged) == (D("80.00"), D("107.90"))
    assert [runs.difference(run) for run in (old, new)] == [0, 0]
    assert income() == charged() == {"hra": D("240.00"), "ta_hra": D("323.70")}


def test_a_week_that_the_old_group_charged_is_not_charged_again_by_the_new(account):
    correct(account)

    late = run_week(FIRST_WEEK, "ta_hra")

    assert (late.charged, late.expected, owed(account)) == (0, 0, D("215.80"))


def test_a_week_that_the_new_group_has_run_is_charged_by_the_old(account):
    for starts_on in (FIRST_WEEK, SECOND_WEEK, THIRD_WEEK):
        run_week(starts_on, "ta_hra")
    correct(account, at=midnight_of(THIRD_WEEK))

    run = run_week(THIRD_WEEK)
    regrouping.move_income(the_council().pk, None, at=midnight_of(THIRD_WEEK), who="test")

    assert (run.charged, owed(account)) == (D("187.90"), D("323.70"))
    assert income() == charged() == {"hra": D("240.00"), "ta_hra": D("323.70")}


def test_a_small_run_of_the_old_group_reports_what_it_posted_for_the_moved_account(account):
    run_week(FIRST_WEEK, "ta_hra")
    run_week(SECOND_WEEK, "ta_hra")
    run_week(THIRD_WEEK, "ta_hra")
    correct(account, at=midnight_of(THIRD_WEEK))

    run = run_week(THIRD_WEEK)

    assert (run.expected, run.charged, runs.difference(run)) == (D("187.90"), D("187.90"), 0)


def test_income_follows_what_is_put_right_later(account):
    correct(account)
    tenancy = account.tenancy
    tenancy.until_on, tenancy.end_reason = SECOND_WEEK, "notice"
    tenancy.save()
    accounts.follow_tenancy(tenancy, **by("records_officer"))

    putting_right.put_right(the_council().pk, at=midnight_of(THIRD_WEEK))

    assert (owed(account), owed(RentAccount.objects.get(tenancy=None))) == (D("107.90"), D("107.90"))
    assert income() == charged() == {"hra": D("160.00"), "ta_hra": D("215.80")}


def test_a_home_that_is_empty_since_is_void_in_the_group_that_ran_the_week(account):
    correct(account)
    tenancy = account.tenancy
    tenancy.until_on, tenancy.end_reason = SECOND_WEEK, "notice"
    tenancy.save()
    accounts.follow_tenancy(tenancy, **by("records_officer"))
    old, new = run_week(THIRD_WEEK), run_week(THIRD_WEEK, "ta_hra")

    assert (old.void, new.void) == (0, D("107.90"))
    putting_right.put_right(the_council().pk, at=midnight_of(THIRD_WEEK))

    assert owed(RentAccount.objects.get(tenancy=None)) == D("215.80")
    assert income() == charged() == {"hra": D("240.00"), "ta_hra": D("323.70")}


def test_an_adjustment_after_the_move_is_the_new_groups_and_stays_there(account):
    moved = correct(account)
    journals.prepare_adjustment(
        rent_of(moved),
        D("-20.00"),
        "DBR",
        reason="compensation",
        why="The lift was broken.",
        effective_on=FIRST_WEEK,
        **by("rent_accounting_officer"),
    )

    assert regrouping.move_income(the_council().pk, None, at=midnight_of(THIRD_WEEK), who="test") == 0
    assert income() == charged() == {"hra": D("160.00"), "ta_hra": D("195.80")}


def test_corrected_back_the_income_goes_back(account):
    correct(account)

    again = correct(account, "SEC")

    assert again.group == "hra"
    assert income() == charged() == {"hra": D("375.80"), "ta_hra": 0}
    assert [str(each.pounds) for each in IncomeMove.objects.filter(code="DBR")] == ["200.00", "-200.00"]
    assert [each.was for each in GroupChange.objects.all()] == ["hra", "ta_hra"]


def test_sent_twice_it_moves_once(account):
    acting = {"key": "once"}
    correct(account, **acting)

    correct(account, **acting)

    assert GroupChange.objects.count() == 1
    assert regrouping.move_income(the_council().pk, None, at=midnight_of(THIRD_WEEK), who="test") == 0


def test_in_closed_books_the_income_moves_on_the_first_open_day(account):
    closing.close_until(the_council().pk, THIRD_WEEK, at=midnight_of(THIRD_WEEK), who="test")

    correct(account)

    moved = Movement.objects.filter(pk__in=IncomeMove.objects.values("movement"))
    assert {(each.posted_on, each.effective_on) for each in moved} == {(THIRD_WEEK, account.from_on)}


@pytest.mark.parametrize("tenure", ["INT", "DEC"])
def test_another_kind_of_the_same_group_or_of_none_moves_nothing(account, tenure):
    assert correct(account, tenure).group == "hra"
    assert not GroupChange.objects.exists()


def test_other_dates_move_nothing(account):
    RentAccount.objects.filter(pk=account.pk).update(group="sundry")
    tenancy = account.tenancy
    tenancy.until_on = THIRD_WEEK
    tenancy.save()

    accounts.follow_tenancy(tenancy, was_tenure=tenancy.tenure, **by("records_officer"))

    assert RentAccount.objects.get(pk=account.pk).group == "sundry"


def test_the_cycle_follows_where_it_was_the_groups_own(account):
    assert correct(account, "LEA").cycle == "monthly"
