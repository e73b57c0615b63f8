"""A run that should have sent something and did not raises an alarm."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from rooftree.cases.models import Alarm
from rooftree.correspondence import checks, jobs, runs
from rooftree.correspondence.models import Run
from rooftree.correspondence.runs import ExpectedRun
from rooftree.correspondence.tests.letterbox import a_message, somebody
from tests.builders import NOON, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]

DAY = dt.timedelta(days=1)
STATEMENTS = ExpectedRun("trial.statements", "Quarterly statements", every=DAY, least=2)


@pytest.fixture
def statements(monkeypatch) -> Iterator[ExpectedRun]:
    """A run that is expected each day, with two messages at least."""
    monkeypatch.setattr(runs, "_RUNS", {})
    runs.register(STATEMENTS)
    return STATEMENTS


def made(council, sent: int, at=NOON) -> Run:
    """The run was made at a moment, and sent so many."""
    person = somebody()
    for number in range(sent):
        a_message(person, key=f"{at}-{number}", at=at, run=STATEMENTS.name)
    return runs.ended(STATEMENTS.name, council_id=council.pk, started_at=at, at=at)


def sentences(council, at=NOON) -> list[str]:
    return [sentence for _, sentence in runs.missing(council, at=at)]


BEFORE_IT_WAS_DUE = NOON - DAY - runs.GRACE - dt.timedelta(seconds=1)


def test_a_run_that_was_never_made(council, statements):
    a_message(at=BEFORE_IT_WAS_DUE)

    assert sentences(council) == ["The run “Quarterly statements” has never been made. Is a worker running?"]


def test_a_council_that_has_just_begun_owes_no_run(council, statements):
    a_message(at=NOON - DAY)

    assert sentences(council) == []


def test_a_run_that_was_made_and_sent_enough(council, statements):
    run = made(council, sent=2)

    assert run.sent == 2
    assert sentences(council) == []


@pytest.mark.parametrize(("late", "told"), [(runs.GRACE, 0), (runs.GRACE + dt.timedelta(seconds=1), 1)])
def test_a_run_that_was_not_made_again_in_time(council, statements, late, told):
    made(council, sent=2)

    assert len(sentences(council, at=NOON + DAY + late)) == told


def test_a_run_that_sent_too_few(council, statements):
    made(council, sent=1)

    [sentence] = sentences(council)

    assert sentence.startswith("The run “Quarterly statements” of Fri 20 Nov 2026 sent 1 of at least 2 messages.")


def test_messages_of_other_runs_do_not_count(council, statements):
    a_message(run="something.else")

    assert made(council, sent=0).sent == 0


def test_a_run_told_of_twice_is_kept_once(council, statements):
    assert made(council, sent=2) == runs.ended(STATEMENTS.name, council_id=council.pk, started_at=NOON, at=NOON)


def test_the_alarm_is_raised_once_and_over_when_the_run_was_made(council, statements):
    a_message(at=BEFORE_IT_WAS_DUE)

    jobs.look_after(council, at=NOON)
    jobs.look_after(council, at=NOON)
    assert Alarm.objects.filter(code=runs.MISSING, closed_at__isnull=True).count() == 1
    assert sentences(council)[0] in checks.messages(council, TODAY)

    made(council, sent=2)
    jobs.look_after(council, at=NOON)

    assert not Alarm.objects.filter(code=runs.MISSING, closed_at__isnull=True).exists()


def test_two_runs_of_one_name_are_a_mistake(statements):
    with pytest.raises(AssertionError, match="registered twice"):
        runs.register(STATEMENTS)


def test_the_database_keeps_one_run_a_start(council, statements):
    run = made(council, sent=0)

    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(council=council, name=run.name, started_at=NOON, ended_at=NOON, sent=0)
