"""What payers and voids were charged is reckoned afresh, so that a run that was wrong is found out."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from rooftree.foundations.dates import midnight_of
from rooftree.ledger import closing
from rooftree.rents.actions import accounts, dues, putting_right, runs
from rooftree.rents.models import DebitRun, DebitRunLine
from rooftree.rents.reconciliations import reckon, reckon_all
from rooftree.rents.tests.books import posted
from tests.builders import a_home, a_person, a_tenancy, by, the_council
from tests.rent_builders import FIRST_WEEK, a_charge, a_charged_account, a_rent_year, an_account, owed

pytestmark = pytest.mark.usefixtures("acting")

WEEK = timedelta(days=7)
MAY = date(2026, 5, 4)
APRIL = {"from_on": FIRST_WEEK, "until_on": MAY}
IN_MAY = {"from_on": MAY, "until_on": date(2026, 6, 1)}


def run_week(starts_on=FIRST_WEEK, *, group="hra", cycle="weekly") -> DebitRun:
    council = the_council()
    debit = runs.debit_of(council.pk, group=group, cycle=cycle, starts_on=starts_on)
    return runs.run(council.pk, debit, by=None, at=midnight_of(starts_on))


def parts(kind, period):
    return {part.code: part.pounds for part in reckon(kind, council_id=the_council().pk, **period).parts}


def differences(period=APRIL):
    """What payers' charges and voids leave unexplained."""
    return tuple(reckon(kind, council_id=the_council().pk, **period).difference for kind in ("debits", "voids"))


def wrong_run(monkeypatch, was: str, instead: str) -> DebitRun:
    """Make a run by a statement that is wrong in one place, and let its own figures agree with what it posted."""
    assert was in dues._DUE
    monkeypatch.setattr(dues, "_DUE", dues._DUE.replace(was, instead))
    run = run_week()
    DebitRun.objects.update(expected=run.charged + run.void)
    for line in DebitRunLine.objects.all():
        DebitRunLine.objects.filter(pk=line.pk).update(expected=line.charged + line.void)
    assert runs.difference(run) == 0
    return run


@pytest.fixture
def town():
    """A home that is let, and one that is empty."""
    a_rent_year()
    a_charge(a_home("2 Void Row"), "80.00")
    return a_charged_account("100.00")


def test_voids_that_a_run_made_too_small_are_found_out(town, monkeypatch):
    left = "part.whole - least(part.whole, part.by_payers)"
    wrong_run(monkeypatch, left, f"{left} - 10")

    assert differences() == (0, D("10.00"))
    assert parts("voids", APRIL) == {
        "roll": D("180.00"),
        "of_payers": D("-100.00"),
        "caught_up": 0,
        "debited_to_voids": D("70.00"),
    }


def test_a_payer_whom_a_run_charged_too_much_is_found_out(town, monkeypatch):
    wrong_run(
        monkeypatch,
        "ends_on - starts_on AS days, whole AS pounds",
        "ends_on - starts_on AS days, whole + 10 AS pounds",
    )

    assert owed(town) == D("110.00")
    assert differences() == (D("-10.00"), 0)


def test_an_empty_home_that_a_run_forgot_is_found_out(town, monkeypatch):
    wrong_run(monkeypatch, "NOT isempty(part.empty_days)", "false")

    assert differences() == (0, D("80.00"))


def test_a_penny_that_no_run_charged_is_found_out(town):
    run_week()

    posted(town, "0.01", "DBR", on=date(2026, 4, 20))

    assert differences() == (D("-0.01"), 0)


def test_a_week_that_changes_hands_is_shared_as_the_run_shared_it(town):
    home = a_home("3 Void Row")
    a_charge(home, "100.00")
    a_charge(home, "33.33", code="DSC", until_on=FIRST_WEEK + timedelta(days=4))
    a_charge(home, "2.50", code="DWW")
    an_account(a_tenancy(home, a_person(), until_on=FIRST_WEEK + timedelta(days=2), end_reason="notice"))
    later = an_account(a_tenancy(home, a_person(), starts_on=FIRST_WEEK + timedelta(days=5)))
    a_charge(later, "1.40", code="DCI", from_on=FIRST_WEEK)

    run = run_week()

    assert differences() == (0, 0)
    assert -parts("debits", APRIL)["of_voids"] == run.void


def test_days_without_charging_are_voids(town):
    for first, last in ((1, 2), (4, 6)):
        accounts.suspend(
            town,
            from_on=FIRST_WEEK + timedelta(days=first),
            until_on=FIRST_WEEK + timedelta(days=last),
            why="Fire",
            **by("rent_accounting_officer"),
        )

    run = run_week()

    assert differences() == (0, 0)
    assert run.void == D("122.85")  # £80.00 of the empty home, and three of seven days: the rest of £57.15.


def test_a_free_week_is_expected_to_come_to_nothing():
    a_rent_year(free_weeks=[FIRST_WEEK])
    a_charged_account()
    a_charge(a_home())

    run_week()

    assert parts("voids", APRIL)["roll"] == 0
    assert differences() == (0, 0)


def test_a_group_that_was_not_run_is_not_expected(town):
    home = a_home("4 Void Row")
    a_charge(home)
    an_account(a_tenancy(home, a_person(), tenure="NON"))

    run_week()

    assert parts("debits", APRIL)["roll"] == D("180.00")
    assert differences() == (0, 0)


def test_months_and_nights_are_reckoned_too():
    lease = an_account(tenure="LEA", starts_on=date(2026, 4, 11))
    a_charge(lease.place, "84.50", code="DSC", per="month")
    placed = an_account(tenure="LTA", starts_on=date(2026, 4, 12))
    a_charge(placed.place, "45.00", code="DTA", per="night")
    run_week(date(2026, 4, 1), group="leasehold_sc", cycle="monthly")
    for night in (11, 12, 13):
        run_week(date(2026, 4, night), group="ta_gf", cycle="nightly")

    whole_april = {"from_on": date(2026, 4, 1), "until_on": date(2026, 5, 1)}

    assert parts("debits", whole_april)["roll"] == D("84.50") + 3 * D("45.00")
    assert parts("debits", whole_april)["debited"] == D("56.33") + 2 * D("45.00")
    assert differences(whole_april) == (0, 0)


def test_what_is_not_put_right_yet_is_a_difference(town):
    run_week()
    end(town, FIRST_WEEK + timedelta(days=3))

    assert differences() == (D("-57.14"), D("57.14"))


def end(account, until_on) -> None:
    tenancy = account.tenancy
    tenancy.until_on, tenancy.end_reason = until_on, "notice"
    tenancy.save()
    accounts.follow_tenancy(tenancy, **by("tenancy_officer"))


def test_what_is_put_right_in_a_later_period_is_explained_in_both(town):
    run_week()
    end(town, FIRST_WEEK + timedelta(days=3))

    putting_right.put_right(the_council().pk, at=midnight_of(MAY))

    assert (differences(APRIL), differences(IN_MAY)) == ((0, 0), (0, 0))
    assert parts("voids", APRIL)["put_right_since"] == D("-57.14")
    assert parts("voids", IN_MAY) == {
        "roll": 0,
        "of_payers": 0,
        "caught_up": D("57.14"),
        "debited_to_voids": D("57.14"),
    }
    assert parts("debits", IN_MAY)["debited"] == D("-57.14")


def test_what_one_account_alone_is_charged_is_explained_when_it_is_put_right_later(town):
    a_charge(town, "1.40", code="DCI", from_on=FIRST_WEEK)
    run_week()
    end(town, FIRST_WEEK + timedelta(days=3))

    putting_right.put_right(the_council().pk, at=midnight_of(MAY))

    assert (differences(APRIL), differences(IN_MAY)) == ((0, 0), (0, 0))
    assert parts("debits", IN_MAY)["caught_up"] == D("-57.94")  # £57.14 of the home, and 4/7 of £1.40.


def test_together_they_say_what_each_says_alone(town):
    run_week()
    kinds = ["debits", "control", "voids"]

    together = reckon_all(kinds, council_id=the_council().pk, **APRIL)

    assert together == {kind: reckon(kind, council_id=the_council().pk, **APRIL) for kind in kinds}
    assert together["voids"].posted == D("80.00")


def test_what_was_put_right_wrongly_in_a_later_period_is_found_out_there(town):
    run_week()
    end(town, FIRST_WEEK + timedelta(days=3))
    putting_right.put_right(the_council().pk, at=midnight_of(MAY))

    end(town, FIRST_WEEK + timedelta(days=4))

    assert differences(IN_MAY) == (D("14.28"), D("-14.28"))


def test_a_run_of_several_weeks_and_a_big_one_are_reckoned(town, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", 0)

    made = [run_week(FIRST_WEEK + number * WEEK) for number in range(3)]
    end(town, FIRST_WEEK + timedelta(days=10))
    putting_right.put_right(the_council().pk, at=midnight_of(MAY))

    assert sum(run.void for run in made) == D("240.00")
    assert (differences(APRIL), differences(IN_MAY)) == ((0, 0), (0, 0))


def test_what_is_put_right_beside_a_late_run_of_another_group_is_explained(town):
    a_rent_year(group="ta_hra")
    a_charge(a_home("5 Void Row"), "60.00")
    placed = an_account(tenure="NON")
    a_charge(placed.place, "70.00")
    run_week()
    end(town, FIRST_WEEK + timedelta(days=3))
    closing.close_until(the_council().pk, MAY, at=midnight_of(MAY), who="test")
    putting_right.put_right(the_council().pk, at=midnight_of(MAY))

    late = run_week(group="ta_hra")

    assert (late.posted_on, late.charged) == (MAY, D("70.00"))
    assert (differences(APRIL), differences(IN_MAY)) == ((0, 0), (0, 0))
