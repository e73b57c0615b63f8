"""Whatever is sent twice under one key is done once; and nobody does what they may not."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.actions import note
from rooftree.cases.models import Clock, Event, Task
from rooftree.contact import actions
from rooftree.contact.models import Contact, DemandReview
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_call, a_contact, a_person, a_team, an_enquiry, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")


def answered():
    return actions.answer(an_enquiry(a_person()), words="On Monday.", **by("adviser"))


def a_callback() -> Task:
    return actions.promise_callback(an_enquiry(a_person()).case, window="two_hours", **by("adviser"))


def a_tried_callback() -> Task:
    task = a_callback()
    for hours in (1, 2, 7):
        tried = by("adviser", at=NOON + dt.timedelta(hours=hours))
        actions.log_callback_attempt(task, outcome="no_answer", **tried)
    return task


def a_drawn_contact() -> DemandReview:
    contact = a_contact(a_person())
    return DemandReview.objects.create(
        council_id=contact.council_id,
        contact=contact,
        sampled_for=dt.date(2026, 11, 16),
        first_demand="value",
        first_by=contact.handler,
    )


def a_team_and_a_contact() -> Contact:
    a_team()
    return a_contact(a_person())


VERBS = {
    "log a contact": (a_person, lambda person, acting: actions.log_contact(a_call(person), **acting)),
    "open an enquiry": (a_team_and_a_contact, lambda contact, acting: actions.open_enquiry(contact, **acting)),
    "correct a contact": (
        lambda: a_contact(a_person()),
        lambda contact, acting: actions.correct_contact(contact, a_call(), reason="Wrong person", **acting),
    ),
    "hear back": (
        lambda: a_contact(a_person()),
        lambda contact, acting: actions.hear_back(contact, satisfaction=4, **acting),
    ),
    "chase": (
        lambda: an_enquiry(a_person()).case,
        lambda case, acting: actions.chase(case, a_call(demand="", failure_cause="not_told"), **acting),
    ),
    "pass on": (
        lambda: an_enquiry(a_person()).case,
        lambda case, acting: actions.transfer(
            case, to_officer=an_officer("adviser"), summary="Has the form", **acting
        ),
    ),
    "answer": (
        lambda: an_enquiry(a_person()),
        lambda enquiry, acting: actions.answer(enquiry, words="On Monday.", **acting),
    ),
    "accept": (answered, lambda enquiry, acting: actions.say_accepted(enquiry, **acting)),
    "not accept": (answered, lambda enquiry, acting: actions.say_not_accepted(enquiry, words="No", **acting)),
    "withdraw": (
        lambda: an_enquiry(a_person()),
        lambda enquiry, acting: actions.withdraw(enquiry, reason="Found it", **acting),
    ),
    "promise a callback": (
        lambda: an_enquiry(a_person()).case,
        lambda case, acting: actions.promise_callback(case, window="same_day", **acting),
    ),
    "try to ring back": (
        a_callback,
        lambda task, acting: actions.log_callback_attempt(task, outcome="engaged", **acting),
    ),
    "reach": (a_callback, lambda task, acting: actions.log_callback_attempt(task, outcome="reached", **acting)),
    "give up ringing": (
        a_tried_callback,
        lambda task, acting: actions.give_up_callback(task, reason="Wrote instead", **acting),
    ),
    "take the second look": (
        a_drawn_contact,
        lambda review, acting: actions.review_demand(review, demand="value", **acting),
    ),
}
"""What is made first, and what is then done."""


def everything() -> list[object]:
    """What there is of contacts, clocks, tasks and stories, to compare."""
    tables = (Contact, Clock, Task, Event, DemandReview)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("verb", VERBS)
def test_sent_twice_it_is_done_once(verb):
    make, do = VERBS[verb]
    thing = make()
    acting = by("adviser", "team_leader", at=NOON + dt.timedelta(hours=8))

    first = do(thing, acting)
    once = everything()
    again = do(thing, acting)

    assert first == again
    assert everything() == once


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_does_it_who_does_not_serve_residents(verb):
    make, do = VERBS[verb]
    thing = make()
    before = everything()

    with pytest.raises(PermissionDenied):
        do(thing, by("auditor", at=NOON + dt.timedelta(hours=8)))
    assert everything() == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_key_that_did_something_else_does_not_do_this(verb):
    make, do = VERBS[verb]
    thing = make()
    acting = by("adviser", "team_leader", at=NOON + dt.timedelta(hours=8))
    note(an_enquiry().case, words="Rang the caretaker", **acting)

    with pytest.raises(Refused, match="sent before, to do something else"):
        do(thing, acting)
