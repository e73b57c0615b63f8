"""A visit begins at an hour, lasts until it is due, and is moved for a reason."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rooftree.cases import actions
from rooftree.cases.models import Case, Event, Task
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_case, by

pytestmark = pytest.mark.usefixtures("acting")

HOUR = dt.timedelta(hours=1)
TOMORROW = NOON + 24 * HOUR


def a_visit(case: Case | None = None, **facts: Any) -> Task:
    usual = {"what": "See the door", "kind": "visit", "starts_at": TOMORROW}
    return actions.add_task(case or a_case(), **(usual | facts), **by("adviser"))


def test_a_visit_lasts_until_it_is_due():
    visit = a_visit(due_at=TOMORROW + 2 * HOUR)

    assert (visit.starts_at, visit.due_at) == (TOMORROW, TOMORROW + 2 * HOUR)


def test_without_an_end_it_lasts_as_long_as_a_visit_usually_does():
    assert a_visit().due_at == TOMORROW + HOUR


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"starts_at": NOON}, "The beginning of the visit is"),
        ({"due_at": TOMORROW}, "before it begins"),
        ({"due_at": TOMORROW - HOUR}, "before it begins"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(facts, says):
    with pytest.raises(Refused, match=says):
        a_visit(**facts)


def test_the_database_refuses_a_visit_that_ends_before_it_begins_and_anything_else_that_begins():
    visit = a_visit()

    for wrong in ({"due_at": TOMORROW}, {"kind": "task"}):
        with pytest.raises(IntegrityError, match="visit_ends_after_it_begins"), transaction.atomic():
            Task.objects.filter(pk=visit.pk).update(**wrong)


def test_a_visit_is_moved_once_and_the_story_keeps_both_times():
    visit = a_visit()
    moved = by("adviser")

    for _ in range(2):
        actions.move_visit(visit, starts_at=TOMORROW + 3 * HOUR, reason="She works mornings", **moved)

    visit.refresh_from_db()
    assert (visit.starts_at, visit.due_at) == (TOMORROW + 3 * HOUR, TOMORROW + 4 * HOUR)
    assert (visit.moves, visit.moved_at) == (1, NOON)
    event = Event.objects.get(kind="case.visit_moved")
    assert event.words == "She works mornings"
    assert event.facts["before"] == TOMORROW.isoformat()
    assert event.facts["starts"] == (TOMORROW + 3 * HOUR).isoformat()


def test_a_visit_without_an_hour_gets_one():
    visit = a_visit(starts_at=None, due_at=TOMORROW)

    assert actions.move_visit(visit, starts_at=TOMORROW, reason="Agreed", **by("adviser")).starts_at == TOMORROW


@pytest.mark.parametrize(
    ("facts", "says"),
    [({"reason": " "}, "Say why"), ({"starts_at": NOON - HOUR}, "The beginning of the visit is")],
)
def test_a_move_that_cannot_be_is_refused(facts, says):
    usual = {"starts_at": TOMORROW + HOUR, "reason": "She works mornings"}

    with pytest.raises(Refused, match=says):
        actions.move_visit(a_visit(), **(usual | facts), **by("adviser"))


def test_a_visit_that_was_made_is_not_moved():
    visit = a_visit()
    actions.finish_task(visit, **by("adviser"))

    with pytest.raises(Refused, match="This visit was ended already"):
        actions.move_visit(visit, starts_at=TOMORROW + HOUR, reason="She works mornings", **by("adviser"))
