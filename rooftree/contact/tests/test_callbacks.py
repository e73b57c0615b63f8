"""Ringing back: promised for a window, tried, reached, given up; and noted by itself when nobody did."""

import datetime as dt

import pytest

from rooftree.cases.actions import keep_promise
from rooftree.cases.models import Clock, Event, Task
from rooftree.contact import jobs
from rooftree.contact.actions import (
    give_up_callback,
    log_callback_attempt,
    note_missed_callback,
    promise_callback,
)
from rooftree.contact.models import CallbackAttempt, Contact
from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_case, a_group, a_person, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

HOUR = dt.timedelta(hours=1)
EVENING = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)


def a_callback(window="two_hours", **facts):
    return promise_callback(facts.pop("case", None) or a_case(a_person()), window=window, **by("adviser", **facts))


def clock_of(task: Task) -> Clock:
    return Clock.objects.get(task=task)


@pytest.mark.parametrize(
    ("window", "late_from"),
    [
        ("two_hours", NOON + 2 * HOUR),
        ("same_day", midnight(2026, 11, 21)),
        ("next_day", midnight(2026, 11, 24)),
    ],
)
def test_a_callback_is_promised_for_a_window(window, late_from):
    task = a_callback(window)

    assert (task.kind, task.is_shown, task.due_at) == ("callback", True, late_from)
    assert clock_of(task).late_from == late_from


def test_whoever_promises_a_callback_has_it_unless_somebody_else_is_named():
    acting, yan, case = by("adviser"), an_officer("income_officer"), a_case(a_person())

    own = promise_callback(case, window="same_day", **acting)
    yans = promise_callback(case, window="same_day", owner=yan, **by("adviser"))

    assert (own.owner, yans.owner) == (acting["by"], yan)


def test_a_window_that_is_not_in_the_list_is_refused():
    with pytest.raises(Refused, match="is not in the list"):
        a_callback("some_day")


def test_reaching_the_person_keeps_the_callback():
    task = a_callback()

    log_callback_attempt(task, outcome="reached", note="Told her Monday", **by("adviser", at=NOON + HOUR))

    task.refresh_from_db()
    assert (task.is_done, task.ending, clock_of(task).outcome) == (True, "Told her Monday", "met")


def test_a_try_that_reached_nobody_is_kept_and_the_callback_goes_on():
    task = a_callback()

    log_callback_attempt(task, outcome="no_answer", **by("adviser", at=NOON + HOUR))

    task.refresh_from_db()
    assert (task.ended_at, clock_of(task).stopped_at) == (None, None)
    assert Event.objects.get(kind="contact.callback_attempted").facts == {"outcome": "no_answer", "tries": 1}


def test_a_try_sent_twice_is_kept_once():
    task, acting = a_callback(), by("adviser", at=NOON + HOUR)

    log_callback_attempt(task, outcome="no_answer", **acting)
    log_callback_attempt(task, outcome="no_answer", **acting)

    assert CallbackAttempt.objects.count() == 1


def test_what_is_over_is_not_rung_back():
    task = a_callback()
    keep_promise(task, **by("adviser"))

    with pytest.raises(Refused, match="was over on Friday 20 November 2026"):
        log_callback_attempt(task, outcome="no_answer", **by("adviser"))


# --- Giving up ------------------------------------------------------------------------------------


def tried(task: Task, *moments: dt.datetime) -> Task:
    for moment in moments:
        log_callback_attempt(task, outcome="no_answer", **by("adviser", at=moment))
    return task


def test_a_callback_is_given_up_after_three_tries_one_of_them_in_the_evening():
    task = tried(a_callback(), NOON + HOUR, NOON + 3 * HOUR, EVENING)

    task = give_up_callback(task, reason="Wrote to her instead", **by("adviser", at=EVENING + HOUR))

    assert (task.is_done, clock_of(task).outcome) == (False, "excused")
    assert Event.objects.get(kind="contact.callback_given_up").words == "Wrote to her instead"


def test_a_callback_first_tried_too_late_was_broken():
    task = tried(a_callback(), NOON + 3 * HOUR, NOON + 4 * HOUR, EVENING)

    give_up_callback(task, reason="Wrote to her instead", **by("adviser", at=EVENING + HOUR))

    assert clock_of(task).outcome == "broken"


def test_two_tries_are_not_enough():
    task = tried(a_callback(), NOON + HOUR, EVENING)

    with pytest.raises(Refused, match="tried 2 times at different times"):
        give_up_callback(task, reason="Wrote to her instead", **by("adviser", at=EVENING))


def test_giving_up_is_done_once():
    task, acting = tried(a_callback(), NOON + HOUR, NOON + 3 * HOUR, EVENING), by("adviser", at=EVENING)

    give_up_callback(task, reason="Wrote", **acting)
    give_up_callback(task, reason="Wrote", **acting)

    assert Event.objects.filter(kind="contact.callback_given_up").count() == 1


# --- Missed ---------------------------------------------------------------------------------------


def test_a_missed_callback_is_noted_as_a_failure_of_ours():
    grace = a_person()
    task = a_callback(case=a_case(grace, reasons=("RNT-BAL",)))

    noted = note_missed_callback(clock_of(task), at=NOON + 3 * HOUR)

    assert (noted.is_automatic, noted.demand, noted.failure_cause) == (True, "failure", "not_on_time")
    assert (noted.broken_promise, noted.person, noted.reasons) == (task, grace, ["RNT-BAL"])
    assert noted.started_at == NOON + 2 * HOUR
    assert Event.objects.get(kind="contact.callback_missed").by is None


def test_a_missed_callback_is_noted_once_and_still_to_be_made():
    task = a_callback()

    note_missed_callback(clock_of(task), at=NOON + 3 * HOUR)
    again = note_missed_callback(clock_of(task), at=NOON + 4 * HOUR)

    task.refresh_from_db()
    assert (again, Contact.objects.filter(is_automatic=True).count(), task.ended_at) == (None, 1, None)


def test_a_callback_tried_in_time_was_not_missed():
    task = tried(a_callback(), NOON + HOUR)

    assert note_missed_callback(clock_of(task), at=NOON + 3 * HOUR) is None


def test_a_callback_that_is_not_late_was_not_missed():
    assert note_missed_callback(clock_of(a_callback()), at=NOON + HOUR) is None


def test_the_job_notes_every_missed_callback_of_the_council(council):
    a_callback()
    a_callback()
    tried(a_callback(), NOON + HOUR)

    assert jobs.note_missed_of(council, at=NOON + 3 * HOUR) == 2
    assert jobs.note_missed_of(council, at=NOON + 3 * HOUR) == 0


def test_the_job_notes_missed_callbacks_of_restricted_people_too(council, monkeypatch):
    member = an_officer("adviser")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_callback(case=a_case(a_person(restricted_to=group.pk)), officer=member)
    monkeypatch.setattr(jobs.dates, "now", lambda: NOON + 3 * HOUR)

    jobs.note_missed_callbacks(0)

    with acting_for([council.pk], groups=[group.pk], who="test"):
        noted = Contact.objects.get(is_automatic=True)
    assert (noted.broken_promise_id, noted.restricted_to, Contact.objects.count()) == (hidden.pk, group.pk, 0)
