"""What must hold of contacts, enquiries and callbacks: tables of examples, at the boundary and one either side."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.contact import rules
from rooftree.contact.rules import Attempt, Status
from rooftree.foundations.refusals import Refused

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)  # a Friday
MINUTE = dt.timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")


def refused(sentence, call):
    with pytest.raises(Refused, match=sentence):
        call()


# --- What is recorded -----------------------------------------------------------------------------


def test_three_reasons_are_enough():
    assert rules.check_reasons(("REP-NEW", "RNT-BAL", "GEN-OTH")) == ("REP-NEW", "RNT-BAL", "GEN-OTH")


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ((), "Choose why"),
        (("REP-NEW", "RNT-BAL", "GEN-OTH", "KEY-FOB"), "3 reasons at most"),
        (("REP-NEW", "REP-NEW"), "chosen twice"),
    ],
)
def test_reasons_that_do_not_do(reasons, sentence):
    refused(sentence, lambda: rules.check_reasons(reasons))


@pytest.mark.parametrize("length", [1, 299, 300])
def test_what_was_asked_fits_a_line(length):
    assert rules.check_asked("x" * length) == "x" * length


@pytest.mark.parametrize(("asked", "sentence"), [("", "own words"), (" \n ", "own words"), ("x" * 301, "300")])
def test_what_was_asked_is_said_and_fits_a_line(asked, sentence):
    refused(sentence, lambda: rules.check_asked(asked))


def test_what_was_asked_becomes_one_line():
    assert rules.check_asked("When\ndo  you\tcome?") == "When do you come?"


@pytest.mark.parametrize(
    ("said", "usual", "demand"),
    [
        ("value", "failure", "value"),
        ("failure", "value", "failure"),
        ("", "failure", "failure"),
        ("", "value", "value"),
        ("failure", "either", "failure"),
    ],
)
def test_demand_is_as_the_adviser_says_else_as_the_reason_usually_is(said, usual, demand):
    assert rules.demand_of(said, usual) == demand


@pytest.mark.parametrize("said", ["", "either", "perhaps"])
def test_what_may_be_either_must_be_said(said):
    refused("This reason can be either", lambda: rules.demand_of(said, "either"))


@pytest.mark.parametrize(
    ("demand", "cause", "has_promise", "sentence"),
    [
        ("failure", "", False, "Say what we did not do"),
        ("value", "not_told", False, "Leave the cause out"),
        ("value", "", True, "A promise that was not kept makes this a failure"),
    ],
)
def test_a_failure_and_only_that_has_a_cause(demand, cause, has_promise, sentence):
    refused(sentence, lambda: rules.check_cause(demand, cause, has_promise=has_promise))


@pytest.mark.parametrize(
    ("caller", "name", "has_person", "may_act", "sentence"),
    [
        ("person", "", False, False, "Choose the person"),
        ("third_party", "", True, True, "Write down who got in touch for Grace Okafor"),
        ("third_party", "Ben", True, False, "Nobody may act for Grace Okafor"),
        ("third_party", "Ben", False, True, "Choose the person"),
        ("", "", True, True, "Say who got in touch"),
    ],
)
def test_a_caller_who_does_not_do(caller, name, has_person, may_act, sentence):
    said = {"has_person": has_person, "may_act": may_act, "person": "Grace Okafor"}

    refused(sentence, lambda: rules.check_caller(caller, name, **said))


@pytest.mark.parametrize(
    ("caller", "has_person", "may_act"),
    [
        ("person", True, False),
        ("third_party", True, True),
        ("anonymous", False, False),
        ("anonymous", True, False),
    ],
)
def test_a_caller_who_does(caller, has_person, may_act):
    rules.check_caller(caller, "Ben", has_person=has_person, may_act=may_act, person="Grace Okafor")


def test_a_contact_may_begin_now_and_end_at_once():
    rules.check_times(NOON, NOON, at=NOON)


@pytest.mark.parametrize(
    ("started", "ended", "sentence"),
    [(NOON + MINUTE, None, "in the future"), (NOON - MINUTE, NOON - 2 * MINUTE, "end before it begins")],
)
def test_times_that_cannot_be(started, ended, sentence):
    refused(sentence, lambda: rules.check_times(started, ended, at=NOON))


@pytest.mark.parametrize("score", [None, 1, 5])
def test_satisfaction_from_one_to_five(score):
    rules.check_satisfaction(score)


@pytest.mark.parametrize("score", [0, 6])
def test_satisfaction_outside_one_to_five(score):
    refused("from 1", lambda: rules.check_satisfaction(score))


@pytest.mark.parametrize(
    ("ended", "said", "seconds"), [(None, None, None), (NOON + MINUTE, None, 60), (NOON + MINUTE, 200, 200)]
)
def test_how_long_it_took_is_as_said_else_from_start_to_end(ended, said, seconds):
    assert rules.handled_for(NOON, ended, said) == seconds


# --- Broken promises ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "at"),
    [
        (None, NOON),  # open, and late from this very moment
        (NOON + MINUTE, NOON + MINUTE),  # kept, but late
        (None, NOON + MINUTE),
    ],
)
def test_a_promise_that_was_late_was_broken(ended, at):
    rules.check_was_broken("We ring", late_from=NOON, ended_at=ended, at=at)


def test_a_promise_without_a_time_may_have_been_broken():
    rules.check_was_broken("We ring", late_from=None, ended_at=None, at=NOON)


@pytest.mark.parametrize(
    ("ended", "at", "sentence"),
    [
        (None, NOON - MINUTE, "was not due before 12:00 on Friday 20 November 2026"),
        (NOON - MINUTE, NOON + MINUTE, "was kept in time"),
        (NOON + MINUTE, NOON - MINUTE, "was not due before"),
    ],
)
def test_a_promise_that_was_not_late_was_not_broken(ended, at, sentence):
    refused(sentence, lambda: rules.check_was_broken("We ring", late_from=NOON, ended_at=ended, at=at))


# --- The enquiry ----------------------------------------------------------------------------------

STEPS = {(before, after) for before, afters in rules.MOVES.items() for after in afters}
NO_STEPS = [(before, after) for before in Status for after in Status if (before, after) not in STEPS]


@pytest.mark.parametrize(("before", "after"), sorted(STEPS))
def test_steps_that_an_enquiry_takes(before, after):
    rules.check_move(before, after)


@pytest.mark.parametrize(("before", "after"), NO_STEPS)
def test_steps_that_an_enquiry_does_not_take_say_where_it_is(before, after):
    refused(before.label.lower(), lambda: rules.check_move(before, after))


def test_every_enquiry_that_is_over_can_be_opened_again():
    assert all(Status.RECEIVED in rules.MOVES[over] for over in (Status.SETTLED, Status.WITHDRAWN))


@pytest.mark.parametrize(
    ("answered_for", "way"),
    [
        ({"heating", "repairs", "contact"}, ["heating"]),
        ({"repairs", "contact"}, ["heating", "repairs"]),
        ({"contact"}, ["heating", "repairs", "contact"]),
    ],
)
def test_the_way_goes_to_the_first_function_that_a_team_answers_for(answered_for, way):
    else_to = {"heating": "repairs", "repairs": "contact", "contact": ""}

    assert rules.way_to("heating", else_to, answered_for) == way


@pytest.mark.parametrize("else_to", [{"heating": "repairs", "repairs": "heating"}, {}])
def test_a_way_that_leads_nowhere_ends_with_whom_to_ask(else_to):
    refused("Ask whoever manages staff", lambda: rules.way_to("heating", else_to, set()))


# --- Callbacks ------------------------------------------------------------------------------------


def tried(*minutes: int) -> list[Attempt]:
    """Tries so many minutes after noon on Friday."""
    return [Attempt(NOON + each * MINUTE, "no_answer") for each in minutes]


@pytest.mark.parametrize(
    ("minutes", "counted"),
    [((0, 60, 120), 3), ((0, 59, 119), 2), ((0, 59, 60, 61), 2), ((120, 0, 60), 3), ((), 0)],
)
def test_tries_count_when_they_are_an_hour_apart(minutes, counted):
    assert len(rules.at_different_times(tried(*minutes), minutes=60)) == counted


def may_give_up(*minutes: int) -> None:
    rules.check_may_give_up(tried(*minutes), needed=3, minutes=60)


def test_three_tries_with_one_at_five_are_enough():
    may_give_up(0, 60, 300)


def test_a_try_that_does_not_count_may_be_the_one_outside_nine_to_five():
    may_give_up(0, 60, 250, 301)


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ((), "tried 0 times at different times. Try 3 more"),
        ((0, 60), "Try one more"),
        ((0, 30, 300), "Try one more"),
        ((0, 60, 299), "between nine and five"),
    ],
)
def test_tries_that_are_not_enough(minutes, sentence):
    with pytest.raises(Refused) as refusal:
        may_give_up(*minutes)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("moment", "in_hours"),
    [
        (dt.datetime(2026, 11, 20, 8, 59, tzinfo=LONDON), False),
        (dt.datetime(2026, 11, 20, 9, 0, tzinfo=LONDON), True),
        (dt.datetime(2026, 11, 20, 16, 59, tzinfo=LONDON), True),
        (dt.datetime(2026, 11, 20, 17, 0, tzinfo=LONDON), False),
        (dt.datetime(2026, 11, 21, 12, 0, tzinfo=LONDON), False),
        (dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC), True),  # half past nine in London, in summer
    ],
)
def test_nine_to_five_is_londons_on_weekdays(moment, in_hours):
    assert Attempt(moment, "no_answer").in_office_hours is in_hours


@given(st.lists(st.integers(0, 5000), max_size=12), st.integers(15, 240))
def test_tries_that_count_are_always_so_far_apart_and_none_could_be_added(minutes, gap):
    counted = rules.at_different_times(tried(*minutes), minutes=gap)

    assert all(later.at - earlier.at >= gap * MINUTE for earlier, later in pairwise(counted))
    assert all(any(abs(each.at - kept.at) < gap * MINUTE for kept in counted) for each in tried(*minutes))


# --- The second look ------------------------------------------------------------------------------


def test_nobody_takes_the_second_look_at_their_own():
    refused("You logged this contact", lambda: rules.check_second_person(3, 3))
    rules.check_second_person(3, 4)
