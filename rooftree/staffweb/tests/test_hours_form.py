"""Hours of a week as people type them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from rooftree.staff.hours import Hours
from rooftree.staffweb.hours_form import HoursForm, TimeField

NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)
THREE_STRETCHES = [Hours(1, NINE, time(10)), Hours(1, time(11), NOON), Hours(1, ONE, FIVE)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", NINE),
        ("9:00", NINE),
        ("09.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("1730", time(17, 30)),
        ("5pm", FIVE),
        ("5 PM", FIVE),
        ("12am", time(0)),
        ("12pm", NOON),
        ("12:30 am", time(0, 30)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, meant):
    assert TimeField(required=False, label="Monday starts").clean(typed) == meant


@pytest.mark.parametrize("typed", ["24:00", "9:60", "13pm", "0am", "nine", "9:0", "9-10", "-1", "99999"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValidationError, match="Monday starts must be a time, like 9:00 or 17:30"):
        TimeField(required=False, label="Monday starts").clean(typed)


def test_a_form_shows_what_is_kept_and_gives_it_back():
    hours = [Hours(1, NINE, NOON), Hours(1, ONE, FIVE), Hours(7, NINE, FIVE)]
    shown = HoursForm(hours=hours)

    typed = {
        name: field.value() or "" for _, boxes in shown.rows() for field in boxes for name in [field.html_name]
    }
    sent = HoursForm(typed, hours=hours)

    assert sent.is_valid()
    assert sent.cleaned_data == {"hours": hours}


def test_a_day_of_three_stretches_loses_none():
    form = HoursForm(hours=THREE_STRETCHES)

    assert [len(boxes) for _, boxes in form.rows()] == [6] * 7
