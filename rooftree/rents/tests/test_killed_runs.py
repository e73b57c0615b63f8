"""A debit run killed in the middle charged nobody, or everybody once; two at once charge once."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.ledger.models import Movement
from rooftree.rents.actions import accounts, putting_right, runs
from rooftree.rents.models import ChangedSince, DebitRun, RentAccount
from tests.builders import NOON, by
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year, owed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.usefixtures("acting")]

HUNDRED = Decimal("100.00")


@pytest.fixture
def charged(council) -> list[RentAccount]:
    """Three accounts whose homes are charged £100.00 a week."""
    a_rent_year()
    return [a_charged_account() for _ in range(3)]


def kill(what: str, step: str, database_url: str) -> None:
    """Start it in a process of its own, wait until it stands in the middle, and kill it with -9."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
    }
    command = [sys.executable, "-m", "rooftree.rents.tests.killed_runs", what, "alder", step]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert said == f"standing after: {step}\n"


def run_first_week(council) -> DebitRun:
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)
    return runs.run(council.pk, debit, by=None, at=NOON)


KILLED = [
    ("big", "begun", 0),
    ("big", "expected", 0),
    ("big", "charges written aside", 0),
    ("big", "posted", 3),
    ("small", "expected", 0),
    ("small", "posted", 0),
]
"""How big a run, where it is killed, and how many movements it leaves."""


@pytest.mark.parametrize(("size", "step", "left"), KILLED)
def test_a_run_killed_in_the_middle_is_gone_on_with(size, step, left, council, charged, database_url, monkeypatch):
    kill(size, step, database_url)
    assert Movement.objects.count() == left

    monkeypatch.setattr(runs, "SMALL", 0 if size == "big" else runs.SMALL)
    run = run_first_week(council)

    assert [owed(account) for account in charged] == [HUNDRED] * 3
    assert (run.status, run.charged, run.expected) == ("posted", 3 * HUNDRED, 3 * HUNDRED)
    assert Movement.objects.count() == 3
    assert DebitRun.objects.count() == 1


def test_putting_right_killed_in_the_middle_changed_nothing_and_is_made_again(council, charged, database_url):
    run_first_week(council)
    putting_right.put_right(council.pk, at=NOON)
    account = charged[0]
    accounts.suspend(
        account,
        from_on=FIRST_WEEK,
        until_on=FIRST_WEEK + timedelta(days=7),
        why="Fire",
        **by("rent_accounting_officer"),
    )

    kill("put-right", "reversed", database_url)

    assert owed(account) == HUNDRED
    assert ChangedSince.objects.filter(done_in=None).count() == 1
    putting_right.put_right(council.pk, at=NOON)
    assert owed(account) == 0
    assert not ChangedSince.objects.filter(done_in=None).exists()


@pytest.mark.parametrize("small", [0, 2000])
def test_two_runs_at_once_post_once(small, council, charged, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", small)
    acting, made = now_acting(), []

    def act() -> None:
        try:
            with acting_for(acting.councils, who="second"):
                made.append(run_first_week(council).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(made) == 3
    assert len(set(made)) == 1
    assert [owed(account) for account in charged] == [HUNDRED] * 3
    assert Movement.objects.count() == 3
