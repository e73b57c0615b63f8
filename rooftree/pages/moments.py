"""A moment as an officer says it: a day, and a time of that day where it matters."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from rooftree.foundations.dates import LONDON, midnight_of


def time_field(**kwargs: Any) -> forms.TimeField:
    """Return a box for a time of day, written as on a clock: 14:30."""
    return forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": "Enter the time as on a clock, like 14:30"},
        widget=forms.TextInput,
        **kwargs,
    )


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """Return the moment that a day and a time in London name; without a time, the end of the day."""
    if day is None:
        return None
    if at is None:
        return midnight_of(day + timedelta(days=1))
    return datetime.combine(day, at, tzinfo=LONDON)
