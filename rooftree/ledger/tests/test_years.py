"""A year is closed, its runs are gathered, and every balance stays what it was."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, checks, closing, movements, runs

pytestmark = pytest.mark.usefixtures("acting")

MONDAY = date(2025, 4, 7)
YEAR_END = date(2026, 4, 6)
NOON = datetime(2026, 4, 6, 11, tzinfo=UTC)


@pytest.fixture
def payers(council, acting):
    return accounts.open_personal(council.pk, 3, opened_on=MONDAY)


@pytest.fixture
def year_of_runs(council, acting, payers):
    income = accounts.control(council.pk, "income.hra")
    for week in range(6):
        runs.post_run(
            council.pk,
            key=f"week {week}",
            effective_on=MONDAY + timedelta(weeks=10 * week),
            posted_on=MONDAY + timedelta(weeks=10 * week),
            charges="SELECT unnest(%s::bigint[]) AS debit_id, %s::bigint AS credit_id, 100.00 AS amount, "
            "'DBR' AS code, %s::date AS effective_on, '' AS narrative",
            params=[payers, income, MONDAY + timedelta(weeks=10 * week)],
            at=NOON,
            who="test",
        )


def partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_charged'::regclass"
        )
        return [name.split("_")[1] for (name,) in cursor.fetchall()]


def close(council, day=YEAR_END):
    closing.close_year(council.pk, day, at=NOON, who="test")


@pytest.mark.usefixtures("year_of_runs")
def test_closing_a_year_gathers_its_runs_and_changes_no_line(council, payers):
    before = movements.of(payers)

    close(council)

    assert partitions() == ["year"]
    assert movements.of(payers) == before
    assert list(checks.books(council, YEAR_END)) == []


@pytest.mark.usefixtures("year_of_runs")
def test_closing_a_year_again_changes_nothing(council, payers):
    close(council)
    close(council)

    assert balances.of(payers) == dict.fromkeys(payers, Decimal(600))


@pytest.mark.usefixtures("year_of_runs")
def test_an_earlier_year_is_not_closed_after_a_later_one(council):
    close(council)

    with pytest.raises(Refused, match="one after the other"):
        close(council, date(2025, 10, 6))


@pytest.mark.usefixtures("year_of_runs")
def test_a_balance_that_was_changed_by_hand_is_found_and_rebuilt(council, payers):
    close(council)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert balances.rebuild(council.pk) == 0
