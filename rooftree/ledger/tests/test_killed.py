"""A process killed during a run or a year's close leaves nothing half done, and the next goes on."""

import time

import pytest

from rooftree.ledger import accounts, balances, checks, closing, movements, runs
from rooftree.ledger.models import Run
from rooftree.ledger.tests.books import MONDAY, NEXT_YEAR, NOON, RENT, charge, pay, rows
from tests import nursery

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("acting"),
    pytest.mark.faults,
]

LEFT_OVER = r"""
    SELECT count(*) FROM pg_class
    WHERE relname ~ '^ledger_(run|year)_[0-9]+_[0-9]+$' AND relkind = 'r' AND NOT relispartition
"""


@pytest.fixture
def payers(council, acting) -> list[int]:
    """Three payers who were charged for two weeks and paid once."""
    found = accounts.open_personal(council.pk, 3, opened_on=MONDAY)
    income, cash = accounts.control(council.pk, "income"), accounts.control(council.pk, "cash")
    charge(council.pk, found, income, key="week 1")
    charge(council.pk, found, income, key="week 2")
    pay(council.pk, cash, found[0], key="paid")
    return found


def start(what: str, step: int, database_url: str) -> nursery.Born:
    return nursery.start("rooftree.ledger.tests.killed", what, str(step), database_url=database_url)


def kill_before(what: str, step: int, database_url: str) -> str:
    """Run or close in a process of its own, wait until it stands before a step, and kill it. Return the step."""
    going = start(what, step, database_url)
    said = going.said()
    going.kill()
    return said


def state(council, payers) -> tuple[object, ...]:
    """All that anybody can see of the books."""
    return balances.of(payers), movements.of(payers), list(Run.objects.order_by("pk").values_list("key"))


STEPS_OF_A_RUN = ["drop_leftover", "begin_run", "key_run", "check_run", "post_run"]


@pytest.mark.parametrize("step", range(5))
def test_a_run_killed_before_any_step_leaves_nothing_and_is_run_again(council, payers, step, database_url):
    before = state(council, payers)

    said = kill_before("run", step, database_url)

    assert STEPS_OF_A_RUN[step] in said
    assert state(council, payers) == before
    again = charge(council.pk, payers, accounts.control(council.pk, "income"), key="killed")
    assert (again.before, again.rows, again.total) == (False, 3, 300)
    assert rows(LEFT_OVER) == [(0,)]
    assert balances.of(payers[1:]) == dict.fromkeys(payers[1:], 3 * RENT)


STEPS_OF_A_CLOSE = [
    "close_balances",
    "drop_leftover",
    "begin_year",
    "key_year",
    "check_year",
    "swap_year",
    "drop_leftover",
    "drop_leftover",
]


@pytest.mark.parametrize("step", range(8))
def test_a_years_close_killed_before_any_step_changes_no_line_and_goes_on(council, payers, step, database_url):
    before = state(council, payers)

    said = kill_before("close", step, database_url)

    assert STEPS_OF_A_CLOSE[step] in said
    assert state(council, payers) == before
    closing.close_year(council.pk, NEXT_YEAR, at=NOON, who="test")
    assert state(council, payers) == before
    assert rows(LEFT_OVER) == [(0,)]
    assert rows("SELECT count(*) FROM ledger_closedbalance") == [(3,)]
    assert list(checks.books(council, NEXT_YEAR)) == []


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2, 0.4])
def test_a_run_killed_at_any_moment_is_posted_whole_or_not_at_all(council, payers, seconds, database_url):
    income = accounts.control(council.pk, "income")
    everybody = [*payers, *accounts.open_personal(council.pk, 3000, opened_on=MONDAY)]
    going = start("run", 0, database_url)
    going.said()
    going.kill()
    going = start("run", 99, database_url)
    while not rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"):
        time.sleep(0.005)

    time.sleep(seconds)
    going.kill()

    charge(council.pk, everybody, income, key="killed")
    assert rows("SELECT count(*), sum(amount) FROM ledger_movement WHERE by_run AND posted_on = %s", MONDAY) == [
        (6 + 3003, 6 * RENT + 3003 * RENT)
    ]
    assert list(checks.books(council, MONDAY)) == []


def test_what_a_killed_run_left_is_gone_after_the_night(council, payers, database_url):
    kill_before("run", 4, database_url)
    assert rows(LEFT_OVER) == [(1,)]

    assert list(checks.books(council, MONDAY)) == []

    assert rows(LEFT_OVER) == [(0,)]
    assert runs.clear_away(council.pk) == 0
