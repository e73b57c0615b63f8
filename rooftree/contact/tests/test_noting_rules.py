"""What must hold of what is noted of a contact: tables of examples, at the boundary and one either side."""

import datetime as dt

import pytest

from rooftree.contact import noting_rules
from rooftree.foundations.refusals import Refused

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def refused(sentence, call):
    with pytest.raises(Refused, match=sentence):
        call()


def test_three_reasons_are_enough():
    assert noting_rules.check_reasons(("REP-NEW", "RNT-BAL", "GEN-OTH")) == ("REP-NEW", "RNT-BAL", "GEN-OTH")


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ((), "Choose why"),
        (("REP-NEW", "RNT-BAL", "GEN-OTH", "KEY-FOB"), "3 reasons at most"),
        (("REP-NEW", "REP-NEW"), "chosen twice"),
    ],
)
def test_reasons_that_do_not_do(reasons, sentence):
    refused(sentence, lambda: noting_rules.check_reasons(reasons))


@pytest.mark.parametrize("length", [1, 299, 300])
def test_what_was_asked_fits_a_line(length):
    assert noting_rules.check_asked("x" * length) == "x" * length


@pytest.mark.parametrize(("asked", "sentence"), [("", "own words"), (" \n ", "own words"), ("x" * 301, "300")])
def test_what_was_asked_is_said_and_fits_a_line(asked, sentence):
    refused(sentence, lambda: noting_rules.check_asked(asked))


def test_what_was_asked_becomes_one_line():
    assert noting_rules.check_asked("When\ndo  you\tcome?") == "When do you come?"


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
    assert noting_rules.demand_of(said, usual) == demand


@pytest.mark.parametrize("said", ["", "either", "perhaps"])
def test_what_may_be_either_must_be_said(said):
    refused("This reason can be either", lambda: noting_rules.demand_of(said, "either"))


@pytest.mark.parametrize(
    ("demand", "cause", "has_promise", "sentence"),
    [
        ("failure", "", False, "Say what we did not do"),
        ("value", "not_told", False, "Leave the cause out"),
        ("value", "", True, "A promise that was not kept makes this a failure"),
    ],
)
def test_a_failure_and_only_that_has_a_cause(demand, cause, has_promise, sentence):
    refused(sentence, lambda: noting_rules.check_cause(demand, cause, has_promise=has_promise))


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

    refused(sentence, lambda: noting_rules.check_caller(caller, name, **said))


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
    noting_rules.check_caller(caller, "Ben", has_person=has_person, may_act=may_act, person="Grace Okafor")


def test_a_contact_may_begin_now_and_end_at_once():
    noting_rules.check_times(NOON, NOON, at=NOON)


@pytest.mark.parametrize(
    ("started", "ended", "sentence"),
    [(NOON + MINUTE, None, "in the future"), (NOON - MINUTE, NOON - 2 * MINUTE, "end before it begins")],
)
def test_times_that_cannot_be(started, ended, sentence):
    refused(sentence, lambda: noting_rules.check_times(started, ended, at=NOON))


@pytest.mark.parametrize("score", [None, 1, 5])
def test_satisfaction_from_one_to_five(score):
    noting_rules.check_satisfaction(score)


@pytest.mark.parametrize("score", [0, 6])
def test_satisfaction_outside_one_to_five(score):
    refused("from 1", lambda: noting_rules.check_satisfaction(score))


@pytest.mark.parametrize(
    ("ended", "said", "seconds"), [(None, None, None), (NOON + MINUTE, None, 60), (NOON + MINUTE, 200, 200)]
)
def test_how_long_it_took_is_as_said_else_from_start_to_end(ended, said, seconds):
    assert noting_rules.handled_for(NOON, ended, said) == seconds


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
    noting_rules.check_was_broken("We ring", late_from=NOON, ended_at=ended, at=at)


def test_a_promise_without_a_time_may_have_been_broken():
    noting_rules.check_was_broken("We ring", late_from=None, ended_at=None, at=NOON)


@pytest.mark.parametrize(
    ("ended", "at", "sentence"),
    [
        (None, NOON - MINUTE, "was not due before 12:00 on Friday 20 November 2026"),
        (NOON - MINUTE, NOON + MINUTE, "was kept in time"),
        (NOON + MINUTE, NOON - MINUTE, "was not due before"),
    ],
)
def test_a_promise_that_was_not_late_was_not_broken(ended, at, sentence):
    refused(sentence, lambda: noting_rules.check_was_broken("We ring", late_from=NOON, ended_at=ended, at=at))
