"""Two officers do something with one contact or enquiry at the same moment: one after the other."""

import datetime as dt

import pytest

from rooftree.cases.models import Case, Clock, Event
from rooftree.contact.actions import (
    answer,
    chase,
    note_missed_callback,
    open_enquiry,
    promise_callback,
    say_accepted,
    say_not_accepted,
)
from rooftree.contact.models import Contact
from tests.builders import NOON, a_call, a_case, a_contact, a_person, a_team, an_enquiry, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


def test_one_contact_opens_one_enquiry():
    a_team()
    contact, one, other = a_contact(a_person()), by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: open_enquiry(contact, **one),
        lambda: open_enquiry(contact, **other),
    )

    assert second.waited
    assert "belongs to E-" in second.refusal
    assert Case.objects.count() == 1


def test_one_enquiry_gets_one_answer_and_the_second_is_told():
    enquiry, one, other = an_enquiry(a_person()), by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: answer(enquiry, words="On Monday.", **one),
        lambda: answer(enquiry, words="On Tuesday.", **other),
    )

    enquiry.refresh_from_db()
    assert second.waited
    assert "cannot be answered now" in second.refusal
    assert enquiry.answer == "On Monday."


def test_the_same_answer_sent_twice_at_once_is_given_once():
    enquiry, acting = an_enquiry(a_person()), by("adviser")

    second = while_first_has_not_ended(
        lambda: answer(enquiry, words="On Monday.", **acting),
        lambda: answer(enquiry, words="On Monday.", **acting),
    )

    assert (second.refusal, second.answer.answer) == ("", "On Monday.")
    assert Event.objects.filter(kind="enquiry.answered").count() == 1


def test_accepted_and_not_accepted_at_once_leave_it_open_with_a_clock():
    enquiry = answer(an_enquiry(a_person()), words="On Monday.", **by("adviser"))
    one, other = by("adviser"), by("adviser")

    second = while_first_has_not_ended(
        lambda: say_accepted(enquiry, **one),
        lambda: say_not_accepted(enquiry, words="Not so", **other),
    )

    enquiry.refresh_from_db()
    assert second.waited
    assert (enquiry.status, Case.objects.get().closed_at) == ("received", None)
    assert Clock.objects.filter(duty="contact.answer", stopped_at__isnull=True).count() == 1


def test_two_who_chase_at_once_are_both_counted():
    case, one, other = a_case(a_person()), by("adviser"), by("adviser")
    calls = [a_call(a_person(), demand="", failure_cause="not_told") for _ in range(2)]

    while_first_has_not_ended(lambda: chase(case, calls[0], **one), lambda: chase(case, calls[1], **other))

    assert sorted(event.facts["times"] for event in Event.objects.filter(kind="contact.chased")) == [2, 3]


def test_a_missed_callback_is_noted_once_by_two_workers():
    task = promise_callback(a_case(a_person()), window="two_hours", **by("adviser"))
    clock, at = Clock.objects.get(task=task), NOON + dt.timedelta(hours=3)

    second = while_first_has_not_ended(
        lambda: note_missed_callback(clock, at=at), lambda: note_missed_callback(clock, at=at)
    )

    assert (second.waited, second.answer) == (True, None)
    assert Contact.objects.filter(is_automatic=True).count() == 1
