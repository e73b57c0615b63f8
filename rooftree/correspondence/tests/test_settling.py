"""What did not arrive is dealt with: told otherwise, sent again, or set right where it went."""

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.models import Task
from rooftree.correspondence import actions, jobs, queries
from rooftree.correspondence.models import Message, PointTrouble, Waiting
from rooftree.correspondence.rules import Status
from rooftree.correspondence.tests.letterbox import (
    CODE,
    FACTS,
    a_message,
    a_mobile,
    an_address,
    an_email,
    now,
    somebody,
    who_needs,
)
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_case, a_person, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]

TOLD = "Told on the phone, and noted."


def a_failed_message(**facts) -> Message:
    message = a_message(**facts)
    actions.note_return(message, words="No such address", is_of_the_point=True, backend="smtp", at=NOON)
    return now(message)


def test_a_message_is_dealt_with_in_another_way():
    message = a_failed_message()
    adviser = by("adviser")

    actions.settle(message, words=TOLD, **adviser)

    settled = now(message)
    assert (settled.status, settled.settled_by, settled.settled_words) == (Status.SETTLED, adviser["by"], TOLD)
    assert not queries.list_of_undelivered([message.council_id]).exists()


def test_settling_is_done_once_however_often_it_is_sent():
    message, adviser = a_failed_message(), by("adviser")

    actions.settle(message, words=TOLD, **adviser)
    actions.settle(message, words="Something else", **adviser)

    assert now(message).settled_words == TOLD


def test_settling_says_what_was_done():
    with pytest.raises(Refused, match="Say what was done instead"):
        actions.settle(a_failed_message(), words=" ", **by("adviser"))


def test_what_waits_to_go_is_not_dealt_with():
    with pytest.raises(Refused, match="This message is “waiting to go”"):
        actions.settle(a_message(), words=TOLD, **by("adviser"))


def test_whoever_serves_nobody_deals_with_no_message():
    with pytest.raises(PermissionDenied):
        actions.settle(a_failed_message(), words=TOLD, **by("auditor"))


def test_made_by_hand_its_task_is_finished_too():
    adviser = by("adviser")
    case = a_case(who_needs(somebody(), "braille"), acting=adviser)
    an_address(case.person)
    message = a_message(case.person, case=case)

    actions.settle(message, words="Posted in Braille", **by(officer=adviser["by"]))

    task = Task.objects.get(pk=message.task_id)
    assert (task.is_done, task.ending) == (True, "Posted in Braille")


def test_a_task_finished_on_the_case_deals_with_its_message(council):
    adviser = by("adviser")
    case = a_case(who_needs(somebody(), "braille"), acting=adviser)
    an_address(case.person)
    message = a_message(case.person, case=case)
    Task.objects.filter(pk=message.task_id).update(
        ended_at=NOON, ended_by=adviser["by"], is_done=True, ending="Posted in Braille"
    )

    jobs.look_after(council, at=NOON)

    assert (now(message).status, now(message).settled_words) == (Status.SETTLED, "Posted in Braille")


def test_sent_again_it_goes_the_way_that_works_now():
    message = a_failed_message()
    an_email(message.person, "grace.okafor@example.test")

    again = actions.send_again(message, **by("adviser"))

    assert (again.status, again.to_address, again.again_of) == (
        Status.QUEUED,
        "grace.okafor@example.test",
        message,
    )
    assert (again.subject, again.body, again.preview) == (message.subject, message.body, message.preview)
    assert Waiting.objects.filter(message=again).exists()
    assert (now(message).status, now(message).settled_words) == (Status.SETTLED, "It was sent again.")


def test_sent_again_twice_with_one_key_it_goes_once():
    message, adviser = a_failed_message(), by("adviser")
    an_email(message.person, "grace.okafor@example.test")

    assert actions.send_again(message, **adviser) == actions.send_again(message, **adviser)


def test_the_words_of_an_email_are_not_sent_again_as_a_text():
    message = a_failed_message()
    a_mobile(message.person)

    assert actions.send_again(message, **by("adviser")).status == Status.CANNOT


def test_the_words_of_a_text_can_go_as_an_email():
    person = a_person()
    a_mobile(person)
    message = a_failed_message(person=person)
    an_email(person)

    again = actions.send_again(message, **by("adviser"))

    assert (again.channel, again.body, again.subject) == ("email", message.body, message.subject)
    assert again.subject


def test_what_is_on_its_way_is_not_sent_again():
    with pytest.raises(Refused, match="arrived or is on its way"):
        actions.send_again(a_message(), **by("adviser"))


def test_a_secret_is_not_sent_again():
    message = actions.send_to_point(CODE, point=a_mobile(a_person()), facts=FACTS, at=NOON, key="k1", secret=True)
    actions.note_return(message, words="No such number", is_of_the_point=True, backend="notify", at=NOON)

    with pytest.raises(Refused, match="asks for a new one"):
        actions.send_again(message, **by("adviser"))


def test_an_address_that_works_after_all_is_used_again():
    message = a_failed_message()
    trouble = PointTrouble.objects.get()
    assert a_message(message.person, key="k2").status == Status.CANNOT

    actions.end_trouble(trouble, words="She read it out; it is right.", **by("adviser"))

    assert a_message(message.person, key="k3").status == Status.QUEUED
    assert not queries.open_troubles([message.person_id]).exists()


def test_a_trouble_is_ended_once_and_says_how():
    a_failed_message()
    trouble = PointTrouble.objects.get()
    with pytest.raises(Refused, match="Say how you know"):
        actions.end_trouble(trouble, words="", **by("adviser"))
    actions.end_trouble(trouble, words="It works.", **by("adviser"))

    with pytest.raises(Refused, match="Messages go there again already"):
        actions.end_trouble(trouble, words="It works.", **by("adviser"))


def test_a_trouble_is_shown_while_it_lasts():
    message = a_failed_message()

    [trouble] = queries.open_troubles([message.person_id])

    assert (trouble.point, trouble.message, trouble.since_at) == (message.point, message, NOON)
    assert trouble.words == "where messages do not arrive: No such address"
