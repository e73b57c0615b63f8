"""What a post can carry, and how full a desk is (practice.md 8.7)."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.record.capacity import Away, Band, Scheme, band, capacity, days_here, working_days

BY = Scheme(
    full_post=Decimal(100),
    kept=Decimal(20),
    full_hours=Decimal(37),
    weeks=4,
    full_from=Decimal(85),
    over_from=Decimal(100),
    critical_from=Decimal(120),
)
FRIDAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("hours", "here", "points"),
    [
        (Decimal(37), 20, "80.00"),
        (Decimal("18.5"), 20, "40.00"),
        (Decimal(30), 20, "64.86"),
        (Decimal(37), 15, "60.00"),
        (Decimal(37), 0, "0.00"),
        (None, 20, "80.00"),
    ],
)
def test_a_post_carries_by_its_hours_and_its_days(hours, here, points):
    assert capacity(hours, 20, here, by=BY).points == Decimal(points)


def test_the_sum_says_each_step():
    assert capacity(Decimal(30), 20, 15, by=BY).sum == (
        "100 points of a full post − 20 for leave, training and talks = 80 × 30 of 37 hours "
        "× here on 15 of 20 working days in the next 4 weeks = 48.65"
    )


def test_hours_that_nobody_recorded_are_said_to_be_so():
    assert "37 of 37 hours (not recorded)" in capacity(None, 20, 20, by=BY).sum


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("56.00", Band.LIGHT),
        ("67.99", Band.LIGHT),
        ("68.00", Band.FULL),
        ("79.10", Band.FULL),
        ("80.00", Band.FULL),
        ("80.01", Band.OVER),
        ("95.90", Band.OVER),
        ("96.00", Band.OVER),
        ("96.01", Band.CRITICAL),
        ("272.50", Band.CRITICAL),
    ],
)
def test_the_bands_of_a_full_post_with_the_caseloads_of_the_practice_book(points, expected):
    assert band(Decimal(points), Decimal(80), by=BY) is expected


def test_any_case_is_too_much_for_somebody_who_is_away_throughout():
    assert band(Decimal("0.25"), Decimal(0), by=BY) is Band.CRITICAL


def test_nothing_is_not_too_much_for_somebody_who_is_away_throughout():
    assert band(Decimal(0), Decimal(0), by=BY) is Band.LIGHT


def test_four_weeks_of_a_plain_week_are_twenty_days():
    assert len(working_days((1, 2, 3, 4, 5), on=FRIDAY, weeks=4)) == 20


def test_an_absence_without_an_end_takes_every_day_from_its_start():
    days = working_days((1, 2, 3, 4, 5), on=FRIDAY, weeks=4)

    assert days_here(days, [Away(FRIDAY + dt.timedelta(days=3), None)]) == 1


def test_the_first_day_back_counts():
    days = working_days((1, 2, 3, 4, 5), on=FRIDAY, weeks=1)

    assert days_here(days, [Away(FRIDAY, dt.date(2026, 11, 25))]) == 2


def test_two_absences_on_one_day_take_it_once():
    days = working_days((5,), on=FRIDAY, weeks=1)

    assert days_here(days, [Away(FRIDAY, None), Away(FRIDAY, None)]) == 0
