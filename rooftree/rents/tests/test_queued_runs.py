"""A debit run that is asked for waits for a worker, and is made once however often it is asked for."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from rooftree.foundations.dates import midnight_of
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.refusals import Refused
from rooftree.rents import checks
from rooftree.rents.actions import queued_runs, runs
from rooftree.rents.models import DebitRun
from tests.builders import NOON, an_officer
from tests.queue import work_off
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year, owed

pytestmark = pytest.mark.usefixtures("acting")

SECOND_WEEK = FIRST_WEEK + timedelta(days=7)


def ask(council, starts_on=FIRST_WEEK, *, by=None, at=NOON) -> DebitRun:
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=starts_on)
    return queued_runs.ask_for(council.pk, debit, by=by or an_officer("rent_accounting_officer"), at=at)


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name=queued_runs.JOB, status="todo").count()


def test_what_is_asked_for_waits_and_is_made_by_the_job_in_the_officers_name(council):
    a_rent_year()
    account, officer = a_charged_account(), an_officer("rent_accounting_officer")

    asked = ask(council, by=officer)
    assert (asked.status, owed(account), waiting()) == ("queued", 0, 1)
    work_off(queued_runs.JOB)

    asked.refresh_from_db()
    assert (asked.status, asked.by, asked.posted_on) == ("posted", officer, FIRST_WEEK)
    assert owed(account) == 100


def test_asked_for_twice_it_waits_once(council):
    a_rent_year()

    assert ask(council) == ask(council)
    assert waiting() == 1


def test_a_job_that_was_lost_is_queued_anew_when_it_is_asked_for_again(council):
    a_rent_year()
    account = a_charged_account()
    ask(council)
    ProcrastinateJob.objects.filter(task_name=queued_runs.JOB)._raw_delete("default")

    ask(council)
    work_off(queued_runs.JOB)

    assert owed(account) == 100


def test_only_those_who_keep_the_books_ask_for_a_run(council):
    a_rent_year()

    with pytest.raises(PermissionDenied):
        ask(council, by=an_officer("income_officer"))
    assert not DebitRun.objects.exists()


def test_what_cannot_be_run_is_not_queued(council):
    a_rent_year()

    with pytest.raises(Refused, match="has not begun"):
        ask(council, at=midnight_of(FIRST_WEEK) - timedelta(seconds=1))
    assert (DebitRun.objects.count(), waiting()) == (0, 0)


def test_the_week_after_the_next_is_not_queued(council):
    a_rent_year()
    runs.run(
        council.pk,
        runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK),
        by=None,
        at=NOON,
    )

    with pytest.raises(Refused, match="Run the period from that day next"):
        ask(council, SECOND_WEEK + timedelta(days=7))


def test_the_night_makes_what_still_waits(council):
    a_rent_year()
    account = a_charged_account()
    ask(council)

    made, _ = runs.run_what_is_due(council.pk, at=midnight_of(FIRST_WEEK))
    work_off(queued_runs.JOB)

    assert [each.status for each in made] == ["posted"]
    assert owed(account) == 100


def test_a_first_run_that_stopped_does_not_hold_up_the_one_that_was_made_instead(council):
    a_rent_year()
    account = a_charged_account()
    stopped = ask(council)
    DebitRun.objects.filter(pk=stopped.pk).update(status="stopped", stopped_because="A fault.")
    ProcrastinateJob.objects.filter(task_name=queued_runs.JOB)._raw_delete("default")
    ask(council, SECOND_WEEK)
    work_off(queued_runs.JOB)

    made, refused = runs.run_what_is_due(council.pk, at=midnight_of(SECOND_WEEK + timedelta(days=7)))

    assert ([each.period_from_on for each in made], refused) == ([SECOND_WEEK + timedelta(days=7)], [])
    assert owed(account) == 200


def test_a_first_run_that_was_refused_is_told_by_the_nightly_check(council):
    a_rent_year()
    a_charged_account()
    stopped = ask(council)
    DebitRun.objects.filter(pk=stopped.pk).update(status="stopped", stopped_because="A fault.")

    assert "did not end" in next(checks.debit_runs(council, FIRST_WEEK))


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_have_it_run_once(council):
    a_rent_year()
    account, officer = a_charged_account(), an_officer("rent_accounting_officer")
    acting, asked = now_acting(), []

    def act() -> None:
        try:
            with acting_for(acting.councils, who="second"):
                asked.append(ask(council, by=officer).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    work_off(queued_runs.JOB)

    assert len(asked) == 3
    assert len(set(asked)) == 1
    assert owed(account) == 100
