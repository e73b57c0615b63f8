"""The nightly checks notice what was not charged, and what does not agree."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rooftree.foundations.dates import midnight_of
from rooftree.rents import checks
from rooftree.rents.actions import nightly_run, runs
from rooftree.rents.models import ChangedSince, DebitRun, RentAccount
from tests.builders import NOON, TODAY, a_home, a_person, a_tenancy
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year, owed

pytestmark = pytest.mark.usefixtures("acting")

SECOND_WEEK = FIRST_WEEK + timedelta(days=7)


@pytest.fixture
def charged(council) -> RentAccount:
    """An account whose first week was run."""
    a_rent_year()
    account = a_charged_account()
    runs.run(
        council.pk,
        runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK),
        by=None,
        at=NOON,
    )
    return account


def found(council, on: date) -> list[str]:
    return list(checks.debit_runs(council, on))


def test_all_is_well_while_the_week_is_charged(council, charged):
    assert found(council, FIRST_WEEK) == []
    assert found(council, SECOND_WEEK - timedelta(days=1)) == []


def test_a_week_that_was_not_charged_is_noticed(council, charged):
    assert found(council, SECOND_WEEK) == [
        "“Housing revenue account”: what is due from Monday 13 April 2026 on is not charged. Is a worker running?"
    ]


def test_a_rent_year_that_is_not_set_up_is_noticed(council, charged):
    DebitRun.objects.update(period_from_on=date(2027, 3, 29), period_until_on=date(2027, 4, 5))

    assert "The rent year of Monday 5 April 2027 is not set up" in found(council, date(2027, 4, 5))[0]


def test_a_run_that_did_not_end_is_noticed(council, charged):
    DebitRun.objects.update(status="started")

    assert "did not end" in found(council, FIRST_WEEK)[0]


def test_a_first_run_that_nobody_made_is_noticed(council):
    a_rent_year()
    a_charged_account()

    assert "no week of it was ever charged" in found(council, FIRST_WEEK)[0]
    assert found(council, FIRST_WEEK - timedelta(days=1)) == []


def test_a_run_that_differs_from_the_roll_is_noticed(council, charged):
    DebitRun.objects.update(charged="99.99")

    assert "differs from the roll by £0.01" in found(council, FIRST_WEEK)[0]


def test_changes_that_wait_too_long_are_noticed(council, charged):
    ChangedSince.objects.update(at=midnight_of(TODAY) - timedelta(days=2))
    assert list(checks.changes(council, TODAY)) == []

    ChangedSince.objects.update(at=midnight_of(TODAY) - timedelta(days=2, seconds=1))
    assert "1 changes of dates or charges are not put right yet" in next(iter(checks.changes(council, TODAY)))


def test_tenancies_without_an_account_are_noticed_and_the_night_opens_them(council, charged):
    tenancy = a_tenancy(a_home(), a_person(), starts_on=SECOND_WEEK)
    tenancy.created_at = timezone.make_aware(timezone.datetime(2026, 11, 1))
    tenancy.save()
    ChangedSince.objects.update(at=NOON)

    assert list(checks.changes(council, TODAY)) == [
        "1 tenancies are charged and have no rent account. The next run of the night opens them."
    ]
    nightly_run.charge(council.pk, at=midnight_of(SECOND_WEEK))
    assert list(checks.changes(council, TODAY)) == []


def test_the_night_charges_what_is_due_and_puts_right_what_changed(council, charged):
    charged_later = a_charged_account(starts_on=FIRST_WEEK)

    night = nightly_run.charge(council.pk, at=midnight_of(SECOND_WEEK))

    assert [each.period_from_on for each in night.made] == [SECOND_WEEK]
    assert [each.cycle for each in night.put_right] == ["catch_up"]
    assert (owed(charged), owed(charged_later)) == (200, 200)
    again = nightly_run.charge(council.pk, at=midnight_of(SECOND_WEEK))
    assert (again.made, again.put_right) == ((), ())


def test_a_council_that_never_ran_is_left_alone(council):
    a_tenancy(a_home(), a_person())

    assert nightly_run.charge(council.pk, at=NOON).made == ()
    assert not RentAccount.objects.exists()
