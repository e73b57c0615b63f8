"""What waits goes, once, and what came of it is kept."""

import pytest
from django.db import transaction

from rooftree.correspondence import outbox
from rooftree.correspondence.models import Attempt, Waiting
from rooftree.correspondence.rules import Status
from rooftree.correspondence.tests.letterbox import LATER, a_message, files, now
from tests.builders import the_council

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("acting"),
]


def drain(**more):
    return outbox.drain(the_council(), clock=lambda: LATER, **more)


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
