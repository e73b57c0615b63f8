"""What must hold of any case: the rules alone, at their boundaries."""

import datetime as dt

import pytest

from rooftree.cases import rules
from rooftree.foundations.dates import midnight
from rooftree.foundations.refusals import Refused

NOON = midnight(2026, 11, 20) + dt.timedelta(hours=12)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("She fled", 1), ("  She fled  ", 2), ("a threat to her", 4), ("Öl", 1), ("no-one is in", 3)],
)
def test_a_reason_has_as_many_words_as_it_needs(reason, words):
    assert rules.check_reason(reason, words=words) == reason.strip()


@pytest.mark.parametrize(
    ("reason", "words"), [("", 1), (" \n ", 1), ("...", 1), ("urgent", 2), ("very urgent", 3)]
)
def test_fewer_words_are_no_reason(reason, words):
    with pytest.raises(Refused, match=r"^Say why, in a few words: others will read the reason\.$"):
        rules.check_reason(reason, words=words)


def test_a_summary_is_one_line():
    assert rules.check_summary(" The front \n door  sticks ") == "The front door sticks"


@pytest.mark.parametrize("length", [1, 200])
def test_a_summary_of_a_line_is_kept(length):
    assert rules.check_summary("x" * length) == "x" * length


@pytest.mark.parametrize(
    ("summary", "sentence"), [("", "^Say what it is about"), ("x" * 201, "in 200 characters")]
)
def test_none_or_more_than_a_line_is_refused(summary, sentence):
    with pytest.raises(Refused, match=sentence):
        rules.check_summary(summary)


def test_an_open_case_may_be_changed():
    rules.check_open(None, "E-1")


def test_a_closed_one_says_since_when():
    """Closed at half past midnight in London in summer: it was the day before in Greenwich."""
    closed_at = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)

    with pytest.raises(Refused, match=r"^E-1 was closed on Wednesday 1 July 2026\. Open it again first\.$"):
        rules.check_open(closed_at, "E-1")


def test_a_second_later_is_later():
    rules.check_later(NOON + SECOND, than=NOON, what="The promised time")


@pytest.mark.parametrize("late", [0 * SECOND, SECOND])
def test_now_and_before_are_past(late):
    said = r"^The promised time is Friday 20 November 2026 at 1[12]:\d\d, which is past\. Choose a later time\.$"
    with pytest.raises(Refused, match=said):
        rules.check_later(NOON - late, than=NOON, what="The promised time")


def test_fourteen_days_to_the_second_may_be_put_off():
    rules.check_length(NOON + 14 * DAY, at=NOON, days=14, may_hold_for_long=False)


def test_a_second_more_may_not():
    with pytest.raises(Refused, match=r"^You can let this wait for 14 days at most\. Ask your manager"):
        rules.check_length(NOON + 14 * DAY + SECOND, at=NOON, days=14, may_hold_for_long=False)


def test_a_manager_may():
    rules.check_length(NOON + 400 * DAY, at=NOON, days=14, may_hold_for_long=True)


@pytest.mark.parametrize(
    ("clocks", "tasks", "requests", "sentence"),
    [
        (["Answer."], [], [], "This cannot be closed while a clock runs: Answer."),
        ([], ["Ring her", "Write", "Call"], [], "while something is left to do: Ring her, and 2 more."),
        ([], [], ["Board it up"], "while another team was asked: Board it up."),
        (["Answer"], ["Ring her"], ["Board it up"], "while a clock runs: Answer."),
    ],
)
def test_what_is_left_is_named(clocks, tasks, requests, sentence):
    with pytest.raises(Refused) as refusal:
        rules.check_nothing_left(clocks, tasks, requests)

    assert str(refusal.value).endswith(sentence)


def test_with_nothing_left_it_may_close():
    rules.check_nothing_left([], [], [])
