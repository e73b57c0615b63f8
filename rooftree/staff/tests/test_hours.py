"""When an office is open, by the clock on a London wall."""

from datetime import date, datetime, time

import pytest

from rooftree.foundations.dates import LONDON
from rooftree.foundations.refusals import Refused
from rooftree.staff.hours import Hours, Opening, check_hours, joined, opening

NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)
WEEKDAYS = [Hours(day, NINE, FIVE) for day in range(1, 6)]
SHUT_FOR_LUNCH = [Hours(1, NINE, NOON), Hours(1, ONE, FIVE)]


def london(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "is_open", "changes_at"),
    [
        (london(2, 8, 59), False, london(2, 9)),
        (london(2, 9), True, london(2, 17)),
        (london(2, 16, 59), True, london(2, 17)),
        (london(2, 17), False, london(3, 9)),
        (london(6, 17), False, london(9, 9)),
        (london(27, 17, month=3), False, london(30, 9)),
    ],
)
def test_an_office_opens_and_closes_on_weekdays(at, is_open, changes_at):
    assert opening(WEEKDAYS, {}, at) == Opening(is_open, changes_at)


@pytest.mark.parametrize(
    ("at", "is_open", "changes_at"),
    [
        (london(2, 11, 59), True, london(2, 12)),
        (london(2, 12), False, london(2, 13)),
        (london(2, 13), True, london(2, 17)),
    ],
)
def test_an_office_shuts_for_lunch(at, is_open, changes_at):
    assert opening(SHUT_FOR_LUNCH, {}, at) == Opening(is_open, changes_at)


def test_hours_that_touch_are_one_stretch():
    touching = [Hours(1, NOON, FIVE), Hours(1, NINE, NOON)]

    assert joined(touching) == [Hours(1, NINE, FIVE)]
    assert opening(touching, {}, london(2, 10)).changes_at == london(2, 17)


def test_an_office_is_closed_on_a_day_that_says_so_and_tells_why():
    closed = {date(2026, 3, 2): "Staff training", date(2026, 3, 3): "Flood"}

    assert opening(WEEKDAYS, closed, london(2, 10)) == Opening(False, london(4, 9), "Staff training")


def test_the_clock_change_moves_no_opening():
    assert opening(WEEKDAYS, {}, datetime(2026, 3, 30, 7, 59, tzinfo=LONDON)).changes_at == london(30, 9)
    assert opening(WEEKDAYS, {}, datetime.fromisoformat("2026-03-30T08:00:00+00:00")).is_open


def test_an_office_without_hours_never_opens():
    assert opening([], {}, london(2, 10)) == Opening(False, None)


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (Opening(True, london(2, 17)), "Open until 17:00"),
        (Opening(False, london(2, 13)), "Closed until 13:00"),
        (Opening(False, london(3, 9)), "Closed until tomorrow, 09:00"),
        (Opening(False, london(9, 9), "Flood"), "Closed until Monday 9 March 2026, 09:00 (Flood)"),
        (Opening(False, None), "No opening hours to come"),
    ],
)
def test_an_opening_is_said_as_on_a_door(opening, words):
    assert opening.in_words(london(2, 12)) == words


@pytest.mark.parametrize("hours", [[], WEEKDAYS, SHUT_FOR_LUNCH, [Hours(1, NINE, NOON), Hours(1, NOON, FIVE)]])
def test_hours_may_touch_and_may_be_none(hours):
    check_hours(hours)


@pytest.mark.parametrize("ends", [NINE, time(8, 59)])
def test_hours_that_end_before_they_start_are_refused(ends):
    with pytest.raises(Refused, match=rf"On Tuesday the hours end at {ends:%H:%M}, which is not after 09:00\."):
        check_hours([Hours(2, NINE, ends)])


def test_hours_that_overlap_are_refused():
    with pytest.raises(
        Refused, match=r"Monday 09:00 to 12:01 and Monday 12:00 to 17:00 overlap\. Make them one, or leave a gap"
    ):
        check_hours([Hours(1, NOON, FIVE), Hours(1, NINE, time(12, 1))])
