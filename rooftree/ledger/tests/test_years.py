"""A year is closed, its runs are gathered, and every balance stays what it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, checks, closing, movements
from rooftree.ledger.tests.books import NOON, charge, pay, rows

pytestmark = pytest.mark.usefixtures("acting")

MONDAY = date(2025, 4, 7)
YEAR_END = date(2026, 4, 6)


@pytest.fixture
def payers(council, acting):
    return accounts.open_personal(council.pk, 3, opened_on=MONDAY)


@pytest.fixture
def year_of_runs(council, acting, payers):
    income = accounts.control(council.pk, "income.hra")
    for week in range(6):
        charge(council.pk, payers, income, key=f"week {week}", on=MONDAY + timedelta(weeks=10 * week))


def partitions() -> list[str]:
    """What kind each partition of runs is of: run, or year."""
    found = rows("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_charged'::regclass")
    return [name.split("_")[1] for (name,) in found]


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
def test_closing_a_year_rewrites_its_postings_in_account_order_once_every_council_has_closed_it(
    council, other_council, payers
):
    cash = accounts.control(council.pk, "cash")
    for payer in reversed(payers):
        pay(council.pk, cash, payer, key=f"{payer}", on=MONDAY)
    before = movements.of(payers)
    with acting_for([other_council.pk], who="test"):
        accounts.control(other_council.pk, "cash")

    close(council)
    in_posting_order = rows("SELECT credit_id FROM ledger_movement WHERE NOT by_run ORDER BY ctid")
    with acting_for([other_council.pk], who="test"):
        close(other_council)

    assert in_posting_order == [(payer,) for payer in reversed(payers)]
    assert rows("SELECT credit_id FROM ledger_movement WHERE NOT by_run ORDER BY ctid") == [
        (each,) for each in payers
    ]
    assert movements.of(payers) == before


@pytest.mark.usefixtures("year_of_runs")
def test_runs_are_gathered_at_night_once_there_are_many(council, payers, monkeypatch):
    before = movements.of(payers)

    assert list(checks.books(council, YEAR_END)) == []
    few = partitions()
    monkeypatch.setattr(closing, "MOST_APART", 5)
    assert list(checks.books(council, YEAR_END)) == []

    assert few == ["run"] * 6
    assert partitions() == ["year"]
    assert movements.of(payers) == before


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
