"""When enough was tried to ring somebody back: tables of examples, and tries at random."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.contact import callback_rules
from rooftree.contact.callback_rules import Attempt
from rooftree.foundations.refusals import Refused

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)  # a Friday
MINUTE = dt.timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")


def tried(*minutes: int) -> list[Attempt]:
    """Tries so many minutes after noon on Friday."""
    return [Attempt(NOON + each * MINUTE, "no_answer") for each in minutes]


@pytest.mark.parametrize(
    ("minutes", "counted"),
    [((0, 60, 120), 3), ((0, 59, 119), 2), ((0, 59, 60, 61), 2), ((120, 0, 60), 3), ((), 0)],
)
def test_tries_count_when_they_are_an_hour_apart(minutes, counted):
    assert len(callback_rules.at_different_times(tried(*minutes), minutes=60)) == counted


def may_give_up(*minutes: int) -> None:
    callback_rules.check_may_give_up(tried(*minutes), needed=3, minutes=60)


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
    counted = callback_rules.at_different_times(tried(*minutes), minutes=gap)

    assert all(later.at - earlier.at >= gap * MINUTE for earlier, later in pairwise(counted))
    assert all(any(abs(each.at - kept.at) < gap * MINUTE for kept in counted) for each in tried(*minutes))
