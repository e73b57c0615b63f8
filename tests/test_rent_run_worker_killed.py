"""A debit run that an officer asked for is made once, though the worker that makes it is killed on the way."""

import time

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from rooftree.config import jobs
from rooftree.ledger.models import Movement
from rooftree.rents.actions import queued_runs, runs
from rooftree.rents.models import DebitRun
from tests import nursery
from tests.builders import NOON, an_officer
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.usefixtures("acting")]

PATIENCE = 60
"""Seconds."""
KILLED = [("begun", 0), ("charges written aside", 0), ("posted", 2)]
"""Where the worker is killed, and how many movements it leaves."""


def kill_worker_at(step: str, database_url: str) -> None:
    """Let a worker take the run up, wait until it stands in the middle of it, and kill it with -9."""
    worker = nursery.start("tests.killed_worker", step, database_url=database_url)
    said = worker.said()
    worker.kill()
    assert said == f"standing after: {step}\n"


def take_up_what_was_dropped() -> None:
    """Do what the timetable does every five minutes, as if the killed worker had been silent for as long."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'")
    async_to_sync(jobs.take_up_dropped.func)(timestamp=0)


def wait_until_posted(run: DebitRun) -> None:
    patience = time.monotonic() + PATIENCE
    while DebitRun.objects.get(pk=run.pk).status != DebitRun.Status.POSTED:
        assert time.monotonic() < patience, "The worker that came back did not go on with the run."
        time.sleep(0.1)


@pytest.mark.parametrize(("step", "left"), KILLED)
def test_a_worker_killed_in_the_middle_of_a_run_charges_once_when_it_is_back(step, left, council, database_url):
    a_rent_year()
    one, other = a_charged_account(), a_charged_account()
    officer = an_officer("rent_accounting_officer")
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)
    asked = queued_runs.ask_for(council.pk, debit, by=officer, at=NOON)

    kill_worker_at(step, database_url)
    assert DebitRun.objects.get().status == DebitRun.Status.STARTED
    assert Movement.objects.count() == left

    take_up_what_was_dropped()
    worker = nursery.start("rooftree.config.command_line", "worker", database_url=database_url)
    wait_until_posted(asked)
    worker.kill()

    first_week = Movement.objects.filter(effective_on=FIRST_WEEK).order_by("debit")
    wanted = sorted(account.parts.get().ledger_account_id for account in (one, other))
    assert list(first_week.values_list("debit", "amount")) == [(account, 100) for account in wanted]
    assert DebitRun.objects.get(pk=asked.pk).by == officer
