"""A key is claimed once: by the first who sends it."""

import threading

import pytest
from django.db import connection, transaction

from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import DoneKey
from rooftree.foundations.refusals import Refused
from tests.builders import NOON


def claim(council_id: int, key: str = "k1", action: str = "test.do"):
    return once(key, action, council_id=council_id, at=NOON)


@transaction.atomic
def claim_and_fail(council_id: int) -> None:
    claim(council_id)
    raise Refused("A rule said no.")


def test_the_first_time_nothing_was_done_before(council, acting):
    assert not claim(council.pk).before


def test_the_second_time_gets_what_the_first_made(council, acting):
    claim(council.pk).makes(person=12)

    again = claim(council.pk)

    assert (again.before, again.made) == (True, {"person": 12})


def test_two_councils_may_use_one_key(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        claim(council.pk)

        assert not claim(other_council.pk).before


def test_a_key_used_for_another_action_is_refused(council, acting):
    claim(council.pk, action="test.do")

    with pytest.raises(Refused, match="sent before, to do something else"):
        claim(council.pk, action="test.undo")


def test_what_failed_can_be_sent_again(council, acting):
    with pytest.raises(Refused):
        claim_and_fail(council.pk)

    assert not claim(council.pk).before


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_do_it_once(council):
    """The second waits for the first, then gets its answer."""
    first_claimed, answers = threading.Event(), []

    def second() -> None:
        first_claimed.wait(5)
        with acting_for([council.pk], who="second"), transaction.atomic():
            answers.append(claim(council.pk))
        connection.close()

    waiting = threading.Thread(target=second)
    waiting.start()
    with acting_for([council.pk], who="first"), transaction.atomic():
        first = claim(council.pk)
        first_claimed.set()
        waiting.join(0.3)
        still_waiting = waiting.is_alive()
        first.makes(person=7)
    waiting.join(5)

    assert still_waiting
    assert (first.before, answers[0].before, answers[0].made) == (False, True, {"person": 7})
    with acting_for([council.pk], who="test"):
        assert DoneKey.objects.count() == 1
