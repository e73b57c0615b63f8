"""A year of the books closes once: after its periods, at midnight and not before, whatever kills it on the way."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from rooftree.foundations.dates import midnight
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.ledger import movements
from rooftree.ledger.models import Movement
from rooftree.rents.actions import accounts, periods, putting_right, reconciling, rent_years, runs
from rooftree.rents.models import AccountingPeriod, DebitRun, RentYear, YearClose
from rooftree.rents.reconciliations import RECONCILIATIONS, reckon
from rooftree.rents.rent_year import Year
from rooftree.rents.tests.books import a_rent_account, balance, posted, rent_of
from tests.builders import NOON, an_officer, by
from tests.rent_builders import a_charged_account, a_rent_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

YEAR = Period(date(2025, 4, 7), date(2026, 4, 6))
YEAR_END = midnight(2026, 4, 6)


def an_accountant(**facts):
    return by("rent_accounting_officer", **facts)


def a_closed_period(period, at):
    for item in RECONCILIATIONS.version(on=period.from_on):
        made = reconciling.prepare(period, item.code, **an_accountant())
        for amount in [made.difference] if made.difference else []:
            reconciling.explain(made, amount, "A test posted it.", **an_accountant())
        reconciling.review(made, **an_accountant())
    return periods.close_period(period, **an_accountant() | {"at": at})


def a_year(*, closed=True, at=YEAR_END):
    """A year in one look: two periods, closed unless said otherwise."""
    council = an_accountant()["by"].council_id
    half = date(2025, 10, 6)
    for number, (starts, until) in enumerate([(YEAR.starts, half), (half, YEAR.until)], start=1):
        AccountingPeriod.objects.create(
            council_id=council, year_from_on=YEAR.starts, number=number, from_on=starts, until_on=until
        )
    made = list(AccountingPeriod.objects.order_by("number"))
    return [a_closed_period(period, at) for period in made] if closed else made


def a_used_account():
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=date(2025, 4, 7))
    posted(account, "-60.00", on=date(2026, 3, 30))
    return account


def lines(account):
    return movements.of([rent_of(account).ledger_account_id])


def test_a_year_closes_with_what_it_carries_forward_and_changes_no_line():
    account = a_used_account()
    other = a_rent_account()
    posted(other, "-15.00", on=date(2026, 4, 5))
    rent_year = a_rent_year(YEAR.starts)
    a_year()
    before = lines(account)

    close = periods.close_year(YEAR.starts, **an_accountant())

    rent_year.refresh_from_db()
    assert (close.stage, close.accounts, close.carried) == ("done", 2, D("25.00"))
    assert (lines(account), balance(account)) == (before, D("40.00"))
    assert rent_year.closed_at is not None


def test_after_a_close_the_balances_are_proven_from_what_was_carried_forward():
    account = a_used_account()
    a_year()
    periods.close_year(YEAR.starts, **an_accountant())
    posted(account, "-5.00", on=date(2026, 4, 6))

    found = reckon("control", council_id=account.council_id, from_on=date(2026, 4, 6), until_on=date(2026, 5, 4))

    assert [(part.code, part.pounds) for part in found.parts] == [
        ("balances", D("35.00")),
        ("brought_forward", D("40.00")),
        ("control:card", D("-5.00")),
    ]
    assert found.difference == 0


def test_closed_again_it_is_closed_once():
    a_used_account()
    a_year()

    first = periods.close_year(YEAR.starts, **an_accountant())
    again = periods.close_year(YEAR.starts, **an_accountant())

    assert (first, YearClose.objects.count()) == (again, 1)


def test_a_year_with_an_open_period_is_not_closed():
    a_year(closed=False)

    with pytest.raises(Refused, match="from Monday 7 April 2025 is still open"):
        periods.close_year(YEAR.starts, **an_accountant())


def test_a_year_that_was_never_laid_out_is_not_closed():
    with pytest.raises(Refused, match="Lay it out first"):
        periods.close_year(YEAR.starts, **an_accountant())


def test_the_last_period_of_a_year_closes_at_midnight_and_not_a_second_before():
    first, last = a_year(closed=False)
    a_closed_period(first, YEAR_END)

    with pytest.raises(Refused, match="goes on until Monday 6 April 2026"):
        a_closed_period(last, YEAR_END - timedelta(seconds=1))

    assert a_closed_period(last, YEAR_END).closed_at == YEAR_END


def test_what_is_paid_at_midnight_stands_in_the_new_year():
    account = a_used_account()
    a_year()

    posted(account, "-5.00", on=date(2026, 4, 6))
    with pytest.raises(Refused, match="closed"):
        posted(account, "-5.00", on=date(2026, 4, 5))

    assert balance(account) == D("35.00")


def test_a_later_rent_year_is_left_open():
    later = a_rent_year(date(2026, 4, 6))
    a_year()

    periods.close_year(YEAR.starts, **an_accountant())

    assert RentYear.objects.get(pk=later.pk).closed_at is None


# --- The rent year ----------------------------------------------------------------------------------


LAST_WEEK = date(2026, 3, 30)


def run_week(starts_on, *, at=NOON):
    council_id = an_accountant()["by"].council_id
    debit = runs.debit_of(council_id, group="hra", cycle="weekly", starts_on=starts_on)
    return runs.run(council_id, debit, by=None, at=at)


@pytest.fixture
def closed_rent_year():
    """A rent year whose last week was charged, and whose books are closed since midnight."""
    rent_year = a_rent_year(YEAR.starts)
    run_week(LAST_WEEK)
    a_year()
    periods.close_year(YEAR.starts, **an_accountant() | {"at": YEAR_END})
    return RentYear.objects.get(pk=rent_year.pk)


def test_the_books_close_with_the_rent_year_that_ends_with_them(closed_rent_year):
    assert closed_rent_year.closed_at == YEAR_END


def test_no_week_of_a_closed_rent_year_is_run(closed_rent_year):
    with pytest.raises(Refused, match="is closed, so no week of it can be run"):
        run_week(date(2026, 3, 23))


def test_the_database_takes_no_run_of_a_closed_rent_year(closed_rent_year):
    run = DebitRun.objects.get()
    run.pk, run.period_from_on, run.period_until_on = None, date(2026, 3, 23), LAST_WEEK

    with pytest.raises(IntegrityError, match="The rent year of 2026-03-23 is closed"), transaction.atomic():
        run.save(force_insert=True)


def test_the_free_weeks_of_a_closed_rent_year_stay(closed_rent_year):
    with pytest.raises(Refused, match="This rent year was closed on Monday 6 April 2026"):
        rent_years.change_free_weeks(closed_rent_year, [date(2025, 12, 22)], **an_accountant())
    with pytest.raises(IntegrityError, match="The rent year from 2025-04-07 is closed"), transaction.atomic():
        RentYear.objects.update(free_weeks=[date(2025, 12, 22)])


def test_a_closed_rent_year_is_not_opened_again(closed_rent_year):
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        RentYear.objects.update(closed_at=None)


def test_no_rent_year_is_set_up_in_closed_books(closed_rent_year):
    with pytest.raises(Refused, match="were closed with the year from Monday 7 April 2025"):
        rent_years.set_up_rent_year(["garages"], Year(YEAR.starts, 52), **an_accountant())


def test_what_is_corrected_of_a_closed_rent_year_stands_in_the_open_books():
    a_rent_year(YEAR.starts)
    account = a_charged_account()
    run_week(LAST_WEEK)
    a_year()
    periods.close_year(YEAR.starts, **an_accountant() | {"at": YEAR_END})
    account.tenancy.until_on, account.tenancy.end_reason = LAST_WEEK, "notice"
    account.tenancy.save()
    accounts.follow_tenancy(account.tenancy, **an_accountant() | {"by": an_officer("tenancy_officer")})

    putting_right.put_right(account.council_id, at=YEAR_END)

    back = Movement.objects.get(kind="reversal")
    assert (back.posted_on, back.effective_on, balance(account)) == (YEAR.until, LAST_WEEK, D(0))


def test_a_year_is_not_closed_while_a_week_of_its_rent_year_is_left_out():
    rent_year = a_rent_year(YEAR.starts)
    run_week(date(2026, 3, 23))
    a_year()

    with pytest.raises(Refused, match="is not charged for the week from Monday 30 March 2026"):
        periods.close_year(YEAR.starts, **an_accountant())

    assert RentYear.objects.get(pk=rent_year.pk).closed_at is None
    assert not YearClose.objects.exists()


def test_weeks_before_the_first_run_were_charged_elsewhere_and_hold_nothing_up(closed_rent_year):
    assert DebitRun.objects.count() == 1


@pytest.mark.faults
@pytest.mark.parametrize("step", ["begun", "balances kept", "rewritten"])
def test_a_close_killed_in_the_middle_changes_no_line_and_goes_on(step, database_url):
    account, officer = a_used_account(), an_accountant()["by"]
    rent_year = a_rent_year(YEAR.starts)
    a_year()
    before = lines(account)

    kill(officer.pk, step, database_url)
    assert (lines(account), balance(account)) == (before, D("40.00"))
    assert RentYear.objects.get(pk=rent_year.pk).closed_at == NOON
    with pytest.raises(Refused, match="is closed, so no week of it can be run"):
        run_week(LAST_WEEK)
    posted(account, "-5.00", on=date(2026, 4, 6))
    close = periods.close_year(YEAR.starts, **an_accountant())

    assert (close.stage, close.accounts, close.carried) == ("done", 1, D("40.00"))
    assert (lines(account)[: len(before)], balance(account)) == (before, D("35.00"))
    assert YearClose.objects.count() == 1


def kill(officer: int, step: str, database_url: str) -> None:
    """Start a close in a process of its own, wait until it stands in the middle, and kill it with -9."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
    }
    command = [sys.executable, "-m", "rooftree.rents.tests.killed_close", "alder", str(officer), step]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert said == f"standing after: {step}\n"
