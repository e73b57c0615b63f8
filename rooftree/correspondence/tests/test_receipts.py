"""What we are told of a message after it went: kept once, in whatever order it comes."""

import datetime as dt
import uuid

import pytest

from rooftree.correspondence import actions, queries
from rooftree.correspondence.actions.receipts import CAME_BACK
from rooftree.correspondence.models import Attempt, Message, PointTrouble, Waiting
from rooftree.correspondence.rules import Outcome, Status
from rooftree.correspondence.tests.letterbox import a_message, now
from tests.builders import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]

THEN = NOON + dt.timedelta(minutes=5)
THEIRS = str(uuid.uuid4())


def a_sent_message(**facts) -> Message:
    message = a_message(**facts)
    Waiting.objects.filter(pk=message.pk).delete()
    Message.objects.filter(pk=message.pk).update(
        status=Status.SENT, sent_at=NOON, backend="notify", backend_reference=THEIRS
    )
    return now(message)


def receipt(message: Message, status: str, reference: str = THEIRS, at=THEN) -> bool:
    return actions.note_receipt(message, status, backend_reference=reference, at=at)


def test_a_message_that_arrived_says_when():
    message = a_sent_message()

    assert receipt(message, "delivered")

    arrived = now(message)
    assert (arrived.status, arrived.sent_at, arrived.delivered_at) == (Status.DELIVERED, NOON, THEN)
    assert Attempt.objects.get().outcome == Outcome.DELIVERED


def test_told_twice_it_is_kept_once():
    message = a_sent_message()

    assert (receipt(message, "delivered"), receipt(message, "delivered")) == (True, False)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("status", sorted(CAME_BACK))
def test_a_message_that_did_not_arrive_is_work_for_somebody(status):
    message = a_sent_message()

    assert receipt(message, status)

    words, is_of_the_point = CAME_BACK[status]
    assert (now(message).status, now(message).failure, now(message).failed_at) == (Status.FAILED, words, THEN)
    assert message in queries.list_of_undelivered([message.council_id])
    assert PointTrouble.objects.filter(point=message.point).exists() == is_of_the_point


@pytest.mark.parametrize("status", ["created", "sending", "pending", "sent", "accepted", "received", "nonsense"])
def test_what_is_on_its_way_still_is_no_news(status):
    message = a_sent_message()

    assert not receipt(message, status)
    assert now(message).status == Status.SENT


def test_a_receipt_of_another_try_is_left_aside():
    message = a_sent_message()

    assert not receipt(message, "permanent-failure", reference=str(uuid.uuid4()))
    assert now(message).status == Status.SENT


def test_a_receipt_may_come_before_we_know_that_we_sent():
    message = a_message()

    assert receipt(message, "delivered")

    arrived = now(message)
    assert (arrived.status, arrived.sent_at) == (Status.DELIVERED, THEN)
    assert not Waiting.objects.exists()


def test_what_arrived_late_is_nobodys_work_any_more():
    message = a_sent_message()
    receipt(message, "temporary-failure")

    assert receipt(message, "delivered")

    assert not queries.list_of_undelivered([message.council_id]).exists()


def test_a_failure_after_it_was_dealt_with_is_no_news():
    message = a_sent_message()
    Message.objects.filter(pk=message.pk).update(
        status=Status.SETTLED, settled_at=NOON, settled_words="Told on the phone"
    )

    assert not receipt(message, "permanent-failure")


def test_something_that_arrives_there_ends_the_trouble():
    message = a_sent_message()
    receipt(message, "permanent-failure")
    assert a_message(message.person, key="k2").status == Status.CANNOT

    receipt(message, "delivered", at=THEN + dt.timedelta(days=1))

    trouble = PointTrouble.objects.get()
    assert (trouble.ended_words, trouble.ended_by) == ("A message arrived there.", None)
    assert a_message(message.person, key="k3").status == Status.QUEUED
