"""The turn of the year, 29 February, nights on which clocks change, free weeks and voids, by real debit runs."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from rooftree.foundations.dates import midnight_of
from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents import measures, rent_year
from rooftree.rents.actions import charges, runs
from rooftree.rents.models import DebitRun, RentAccount
from tests.builders import a_home, a_person, a_tenancy, by, the_council
from tests.rent_builders import a_charge, a_charged_account, a_rent_year, an_account, owed

pytestmark = pytest.mark.usefixtures("acting")

A_SECOND, DAY, WEEK = timedelta(seconds=1), timedelta(days=1), timedelta(days=7)
LAST_YEAR, NEW_YEAR = date(2025, 4, 7), date(2026, 4, 6)
LAST_WEEK = NEW_YEAR - WEEK


def run(starts_on, *, at=None, group="hra", cycle="weekly") -> DebitRun:
    council = the_council()
    debit = runs.debit_of(council.pk, group=group, cycle=cycle, starts_on=starts_on)
    return runs.run(council.pk, debit, by=None, at=at or midnight_of(starts_on))


def run_until(day) -> list[DebitRun]:
    """Run every week that has begun by midnight of a day, after one that was run."""
    made, refused = runs.run_what_is_due(the_council().pk, at=midnight_of(day))
    assert refused == []
    return made


# --- The turn of the year ---------------------------------------------------------------------------


def test_at_midnight_the_first_week_of_the_new_year_is_charged_at_the_new_rent():
    a_rent_year(LAST_YEAR)
    a_rent_year(NEW_YEAR)
    account = a_charged_account("100.00")
    charges.charge(
        account.place,
        code="DBR",
        amount=D("104.80"),
        per="week",
        from_on=NEW_YEAR,
        why="Annual increase",
        **by("rent_accounting_officer"),
    )
    run(LAST_WEEK)

    assert runs.run_what_is_due(the_council().pk, at=midnight_of(NEW_YEAR) - A_SECOND) == ([], [])
    [new] = run_until(NEW_YEAR)

    assert (new.period_from_on, new.posted_on, owed(account)) == (NEW_YEAR, NEW_YEAR, D("204.80"))


def test_a_tenancy_that_begins_with_the_year_owes_nothing_of_the_last_week():
    a_rent_year(LAST_YEAR)
    a_rent_year(NEW_YEAR)
    account = a_charged_account(starts_on=NEW_YEAR)

    run(LAST_WEEK)
    run_until(NEW_YEAR)

    assert owed(account) == 100
    assert owed(RentAccount.objects.get(tenancy=None)) == 100


def test_a_53rd_week_is_charged_before_the_year_ends():
    a_rent_year(date(2030, 4, 1), weeks=53)
    a_rent_year(date(2031, 4, 7))
    account = a_charged_account("117.65")
    run(date(2031, 3, 24))

    assert [each.period_from_on for each in run_until(date(2031, 4, 6))] == [date(2031, 3, 31)]
    assert [each.period_from_on for each in run_until(date(2031, 4, 7))] == [date(2031, 4, 7)]
    assert owed(account) == 3 * D("117.65")


def test_section_4_3_a_year_of_48_charged_weeks_comes_to_48_times_108_33():
    year = rent_year.proposed(2026, free=4)
    a_rent_year(year.starts_on, free_weeks=list(year.free_weeks))
    account = a_charged_account(str(rent_year.in_charged_weeks(D("100.00"), free=4)))
    run(year.starts_on)

    made = run_until(year.until_on - DAY)

    assert len(made) == 51
    assert owed(account) == 48 * D("108.33") == D("5199.84")
    assert sum(each.charged == 0 for each in made) == 4


# --- 29 February --------------------------------------------------------------------------------------


def test_a_tenancy_that_begins_on_29_february_is_charged_six_days_of_its_week():
    a_rent_year(date(2027, 4, 5))
    account = a_charged_account(starts_on=date(2028, 2, 29))  # A Tuesday.

    run(date(2028, 2, 28))

    assert owed(account) == D("85.71")
    [charged] = Movement.objects.filter(amount="85.71")
    assert (charged.effective_on, charged.narrative) == (date(2028, 2, 29), "6 of 7 days")


def test_a_tenancy_whose_last_day_is_29_february_is_charged_two_days():
    a_rent_year(date(2027, 4, 5))
    home = a_home()
    a_charge(home)
    account = an_account(a_tenancy(home, a_person(), until_on=date(2028, 3, 1), end_reason="notice"))

    run(date(2028, 2, 28))

    assert owed(account) == D("28.57")


def test_the_night_of_29_february_is_charged():
    placed = an_account(tenure="LTA", cycle="nightly", starts_on=date(2028, 2, 28))
    a_charge(placed.place, "45.00", code="DTA", per="night")
    run(date(2028, 2, 28), group="ta_gf", cycle="nightly")

    made = run_until(date(2028, 3, 1))

    assert [each.period_from_on for each in made] == [date(2028, 2, 29), date(2028, 3, 1)]
    assert owed(placed) == 3 * D("45.00")


# --- Nights on which the clocks change ------------------------------------------------------------------

CHANGES = [
    pytest.param(date(2026, 3, 28), id="forward, a night of 23 hours"),
    pytest.param(date(2026, 10, 24), id="back, a night of 25 hours"),
]


@pytest.mark.parametrize("saturday", CHANGES)
def test_a_night_on_which_the_clocks_change_is_one_night(saturday):
    placed = an_account(tenure="LTA", cycle="nightly", starts_on=saturday)
    a_charge(placed.place, "45.00", code="DTA", per="night")
    run(saturday, group="ta_gf", cycle="nightly")

    made = run_until(saturday + 2 * DAY)

    assert [each.period_from_on for each in made] == [saturday + DAY, saturday + 2 * DAY]
    assert owed(placed) == 3 * D("45.00")


@pytest.mark.parametrize("saturday", CHANGES)
def test_the_week_after_a_clock_change_begins_at_midnight_in_london(saturday):
    monday = saturday + 2 * DAY
    a_rent_year(LAST_YEAR if monday < NEW_YEAR else NEW_YEAR)
    account = a_charged_account()

    with pytest.raises(Refused, match="has not begun"):
        run(monday, at=midnight_of(monday) - A_SECOND)
    run(monday)

    assert owed(account) == 100


# --- Voids --------------------------------------------------------------------------------------------


def test_scenario_s6_a_home_that_is_empty_for_28_days_loses_437_20():
    a_rent_year()
    home = a_home()
    a_charge(home, "109.30")
    an_account(a_tenancy(home, a_person(), until_on=NEW_YEAR + DAY, end_reason="notice"))
    an_account(a_tenancy(home, a_person(), starts_on=NEW_YEAR + DAY + 28 * DAY))
    run(NEW_YEAR)

    run_until(NEW_YEAR + 4 * WEEK)

    assert owed(RentAccount.objects.get(tenancy=None)) == D("437.20")
    lost = measures.void_loss(the_council().pk, from_on=NEW_YEAR, until_on=NEW_YEAR + 5 * WEEK)
    assert (lost.numerator, lost.denominator) == (D("437.20"), 5 * D("109.30"))
