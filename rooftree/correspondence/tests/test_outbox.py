"""What waits goes, once, and what came of it is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from rooftree.correspondence import actions, catalogue, jobs, outbox, printing
from rooftree.correspondence.models import Attempt, PointTrouble, Waiting
from rooftree.correspondence.rules import WAITS, Status
from rooftree.correspondence.tests.letterbox import (
    CODE,
    LATER,
    a_message,
    a_mobile,
    an_address,
    files,
    now,
    somebody,
)
from rooftree.correspondence.tests.stand_in import error
from rooftree.foundations.isolation import acting_for
from rooftree.people.models import ContactPoint, Person
from tests.builders import NOON, a_group, a_person, the_council

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("acting"),
]


def drain(at=LATER, **more):
    return outbox.drain(the_council(), clock=lambda: at, **more)


def test_what_waits_goes_and_says_so(folder):
    message = a_message()

    done = drain()

    sent = now(message)
    assert done.sent == 1
    assert (sent.status, sent.sent_at, sent.backend) == (Status.SENT, LATER, "folder")
    assert [each.name for each in files(folder)] == [f"{message.token}.txt"]
    assert Attempt.objects.get().outcome == "handed_over"
    assert not Waiting.objects.exists()


def test_a_message_goes_once_however_often_the_outbox_is_emptied(folder):
    a_message()

    assert (drain().sent, drain().sent) == (1, 0)
    assert len(files(folder)) == 1


def test_what_is_undone_was_never_sent(folder):
    with transaction.atomic():
        a_message()
        transaction.set_rollback(True)  # The fact that it told of did not come about.

    assert drain().sent == 0
    assert files(folder) == []


def test_what_was_secret_is_nowhere_once_it_has_gone(folder):
    point = a_mobile(a_person())
    facts = {"name": "482913", "council": "Alder"}
    with transaction.atomic():
        message = actions.send_to_point(CODE, point=point, facts=facts, at=NOON, key="k1", secret=True)

    drain()

    [file] = files(folder)
    assert "482913" in file.read_text()
    assert "482913" not in everything_kept()
    assert now(message).status == Status.SENT


def everything_kept() -> str:
    """All that the database holds of messages, jobs and the audit, as one text."""
    tables = (
        "correspondence_message",
        "correspondence_waiting",
        "correspondence_attempt",
        "foundations_auditchange",
    )
    with connection.cursor() as cursor:
        rows = []
        for table in (*tables, "procrastinate_jobs"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_what_is_of_no_use_any_more_is_not_sent(folder, monkeypatch):
    template = replace(catalogue.template(CODE), lasts=timedelta(minutes=15))
    monkeypatch.setitem(catalogue.known(), CODE, template)
    message = a_message()

    drain(at=NOON + timedelta(minutes=15))

    assert (now(message).status, files(folder)) == (Status.FAILED, [])
    assert now(message).failure == "It waited until it was of no use any more, and was not sent."


def test_a_failure_for_now_is_tried_again_with_growing_waits_and_then_given_up(notify):
    message = a_message()
    at, waits = LATER, []
    for _ in WAITS:
        notify.next_answers = [error(500, "Exception", "Internal server error")]
        drain(at=at)
        waits.append(Waiting.objects.get().due_at - at)
        Waiting.objects.update(in_doubt=False)
        at = Waiting.objects.get().due_at

    notify.next_answers = [error(500, "Exception", "Internal server error")]
    drain(at=at)

    assert tuple(waits) == WAITS
    assert now(message).status == Status.FAILED
    assert "Internal server error" in now(message).failure
    assert Attempt.objects.count() == len(WAITS) + 1
    assert not PointTrouble.objects.exists()


def test_nothing_goes_before_it_is_due(notify):
    a_message()
    notify.next_answers = [error(500, "Exception", "Internal server error")]
    drain()

    assert drain(at=LATER + timedelta(seconds=59)).sent == 0


def test_many_faults_in_a_row_stop_the_channel_for_now(notify):
    person = somebody()
    for number in range(outbox.MOST_FAULTS + 3):
        a_message(person, key=f"k{number}")
    notify.next_answers = [error(500, "Exception", "Internal server error")] * outbox.MOST_FAULTS

    done = drain()

    assert Attempt.objects.count() == outbox.MOST_FAULTS
    assert (done.sent, done.put_off) == (0, outbox.MOST_FAULTS + 3)
    assert Waiting.objects.filter(tries=0).count() == 3


def test_a_letter_that_cannot_be_made_holds_up_no_other(folder, monkeypatch):
    poisoned, other = a_person(), a_person(forenames="Femi")
    an_address(poisoned)
    an_address(other)
    broken, whole = a_message(poisoned), a_message(other)
    set_in_type = printing.as_pdf

    def as_pdf(message, *rest, **more):
        assert message != broken, "A fault of ours."
        return set_in_type(message, *rest, **more)

    monkeypatch.setattr(printing, "as_pdf", as_pdf)

    drain()

    assert (now(broken).status, now(whole).status) == (Status.QUEUED, Status.SENT)
    assert Attempt.objects.get(message=broken).words == "It could not be made: AssertionError."


def test_a_receipt_that_was_faster_stays(notify):
    message = a_message()
    actions.note_arrival(message, backend="notify", at=NOON)
    Waiting.objects.create(message=message, council_id=message.council_id, channel="email", due_at=NOON)

    drain()

    assert (now(message).status, now(message).sent_at) == (Status.DELIVERED, NOON)


@pytest.mark.parametrize(
    ("since", "says"),
    [
        ({"safe_to_write": False}, "grace@example.test, which is not safe."),
        ({"until_on": NOON.date()}, "grace@example.test no longer holds."),
        ({"value": "grace.lee@example.test"}, "grace@example.test no longer holds."),
    ],
)
def test_what_was_said_since_it_was_written_is_obeyed(folder, since, says):
    message = a_message()
    ContactPoint.objects.filter(pk=message.point_id).update(**since)

    drain()

    assert (now(message).status, files(folder)) == (Status.FAILED, [])
    assert now(message).failure == f"It was not sent after all: {says}"


def test_nothing_goes_to_somebody_who_died_since_it_was_written(folder):
    message = a_message()
    Person.objects.filter(pk=message.person_id).update(deceased_on=NOON.date())

    drain()

    assert files(folder) == []
    assert now(message).failure == "It was not sent after all: Grace Okafor has died."


def test_only_so_many_as_are_asked_for_are_handed_over(folder, monkeypatch):
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    person = somebody()
    for number in range(5):
        a_message(person, key=f"k{number}")

    assert (drain(at_most=2).sent, Waiting.objects.count()) == (2, 3)


def test_the_outbox_of_another_council_is_not_touched(folder, other_council):
    with acting_for([other_council.pk], who="test"):
        a_message(somebody(council=other_council))

    assert drain().sent == 0


def test_the_job_of_a_council_sends_what_waits_of_restricted_people_too(folder, council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_message(somebody(restricted_to=group.pk))

    jobs.send_for_council(council.pk)

    assert len(files(folder)) == 1


def test_the_job_of_each_minute_finds_what_no_job_was_left_for(folder, council):
    message = a_message()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    jobs.send_every_message(0)

    assert now(message).status == Status.SENT
