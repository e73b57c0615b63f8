"""A cell that says a day and a time of day becomes a moment, in all the forms that files have."""

from datetime import UTC, date, datetime

import pytest

from rooftree.migration.cells import BLANK, Cell
from rooftree.migration.moments import moment_of

TODAY = date(2026, 11, 20)
REFUSAL = "Nobody was in touch on {day}: it is still to come."


def clean(text, *formats):
    return moment_of(TODAY, formats=formats, refusal=REFUSAL)(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-04 14:05", (2024, 3, 4, 14, 5)),
        ("2024-03-04T14:05:33", (2024, 3, 4, 14, 5, 33)),
        ("2024-03-04 14:05:33.123", (2024, 3, 4, 14, 5, 33)),
        ("2024-03-04T14:05:00Z", (2024, 3, 4, 14, 5)),
        ("2024-03-04T14:05:00+01:00", (2024, 3, 4, 13, 5)),
        ("2024-03-04T14:05:00-0130", (2024, 3, 4, 15, 35)),
        ("04/03/2024 14:05", (2024, 3, 4, 14, 5)),
        ("04/03/2024, 14:05", (2024, 3, 4, 14, 5)),
        ("04.03.2024 14.05", (2024, 3, 4, 14, 5)),
        ("04-MAR-24 14:05", (2024, 3, 4, 14, 5)),
        ("4 March 2024 2:05 pm", (2024, 3, 4, 14, 5)),
        ("04/03/2024 02:05PM", (2024, 3, 4, 14, 5)),
        ("04/03/2024 12:05 a.m.", (2024, 3, 4, 0, 5)),
        ("04/03/2024 12:05pm", (2024, 3, 4, 12, 5)),
        ("04/07/2024 14:05", (2024, 7, 4, 13, 5)),
        ("45355.586805", (2024, 3, 4, 14, 5)),
        ("45477.586806", (2024, 7, 4, 13, 5)),
        ("45355.99999", (2024, 3, 4, 23, 59, 59)),
        ("45355.999999", (2024, 3, 5)),
        ("04/03/2024", (2024, 3, 4)),
        ("04/07/2024", (2024, 7, 3, 23, 0)),
        ("45355", (2024, 3, 4)),
        ("20/11/2026 23:59", (2026, 11, 20, 23, 59)),
    ],
)
def test_a_moment_is_read_as_a_london_clock_showed_it(text, moment):
    assert clean(text) == Cell(datetime(*moment, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "form"),
    [("20240304 1405", "%Y%m%d %H%M"), ("2024/03/04 02.05 PM", "%Y/%m/%d %I.%M %p")],
)
def test_a_form_that_the_mapping_names_is_tried_first(text, form):
    assert clean(text, form).value == datetime(2024, 3, 4, 14, 5, tzinfo=UTC)


def test_a_form_of_days_reads_the_day_before_a_time():
    assert clean("03-04-2024 14:05", "%m-%d-%Y").value == datetime(2024, 3, 4, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "n/a", "01/01/1900", "01/01/1900 00:00", "31/12/2099 00:00"])
def test_a_cell_that_says_nothing_is_blank(text):
    assert clean(text) == BLANK


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("yesterday", "“yesterday” is not a date."),
        ("31/02/2024 14:05", "31 February 2024 is not a date."),
        ("04/03/2024 25:10", "“04/03/2024 25:10” says no time of day that a clock shows."),
        ("04/03/2024 14:75", "“04/03/2024 14:75” says no time of day that a clock shows."),
        ("04/03/2024 13:05 pm", "“04/03/2024 13:05 pm” says no time of day that a clock shows."),
        ("21/11/2026 00:10", "Nobody was in touch on 21 November 2026: it is still to come."),
    ],
)
def test_what_is_no_moment_says_why(text, fault):
    assert clean(text) == Cell(None, fault)


def test_a_time_that_the_clocks_showed_twice_is_the_first_and_says_so():
    assert clean("26/10/2025 01:30") == Cell(
        datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
        "01:30 on 26 October 2025 came twice, since the clocks went back. The first was taken.",
    )


def test_a_time_that_the_clocks_left_out_is_an_hour_later_and_says_so():
    assert clean("29/03/2026 01:30") == Cell(
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        "01:30 on 29 March 2026 never was: the clocks had gone forward. It was taken as 02:30.",
    )
