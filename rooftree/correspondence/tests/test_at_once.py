"""The same thing asked twice at the same moment: the second waits, and gets the first answer."""

import pytest

from rooftree.cases.models import Task
from rooftree.correspondence import actions
from rooftree.correspondence.models import Message, PointTrouble, Waiting
from rooftree.correspondence.rules import Status
from rooftree.correspondence.tests.letterbox import CODE, FACTS, a_message, an_address, now, somebody, who_needs
from tests.builders import NOON, a_case, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting", "folder")]


def test_a_message_asked_for_twice_at_once_is_written_once():
    person = somebody()

    def send() -> Message:
        return actions.send(CODE, person=person, facts=FACTS, at=NOON, key="k1")

    came_second = while_first_has_not_ended(send, send)

    assert came_second.waited
    assert came_second.answer == Message.objects.get()
    assert (Message.objects.count(), Waiting.objects.count()) == (1, 1)


def test_what_is_made_by_hand_asked_for_twice_at_once_is_one_task():
    case = a_case(who_needs(somebody(), "braille"))
    an_address(case.person)

    def send() -> Message:
        return actions.send(CODE, person=case.person, facts=FACTS, at=NOON, key="k1", case=case)

    came_second = while_first_has_not_ended(send, send)

    assert came_second.refusal == ""
    assert Message.objects.filter(code=CODE).count() == 1
    assert Task.objects.filter(what__startswith="Make “").count() == 1


def test_two_receipts_at_once_are_kept_once():
    message = a_message()

    def tell() -> bool:
        return actions.note_return(message, words="No such address", is_of_the_point=True, backend="smtp", at=NOON)

    while_first_has_not_ended(tell, tell)

    assert message.attempts.count() == 1
    assert PointTrouble.objects.count() == 1


def test_two_deal_with_one_message():
    message = a_message()
    actions.note_return(message, words="No such address", is_of_the_point=True, backend="smtp", at=NOON)
    first, second = by("adviser"), by("adviser")

    came_second = while_first_has_not_ended(
        lambda: actions.settle(message, words="Told on the phone", **first),
        lambda: actions.settle(message, words="Posted", **second),
    )

    assert came_second.refusal.startswith("This message is “dealt with”")
    assert (now(message).status, now(message).settled_words) == (Status.SETTLED, "Told on the phone")
