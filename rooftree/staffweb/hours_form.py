"""Hours of a usual week, as a form and as a table: for officers' working hours and offices' opening hours.

Each day has two stretches, because an office that shuts for lunch opens twice.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from rooftree.foundations.dates import WEEKDAYS
from rooftree.pages.forms import Form
from rooftree.staff.hours import Hours, joined
from rooftree.staff.models import OpeningHours, WorkingHours

STRETCHES = 2
"""How many stretches of a day can be typed, unless more are kept already."""
ENDS = ("starts", "ends")

_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class TimeField(forms.CharField):
    """A time of day, as people write it: 9, 9:00, 09.30, 0930, 5pm."""

    def clean(self, value: Any) -> time | None:
        """Return the time, or None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        written = _TIME.fullmatch(typed)
        hour = int(written[1]) if written else 24
        minute = int(written[2] or 0) if written else 0
        if written and written[3]:
            if not 1 <= hour <= 12:
                raise self._unreal()
            hour = hour % 12 + (12 if written[3].lower() == "pm" else 0)
        if hour > 23 or minute > 59:
            raise self._unreal()
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        """Return what the box shows."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def _unreal(self) -> ValidationError:
        return ValidationError(f"{self.label} must be a time, like 9:00 or 17:30", code="invalid")


class HoursForm(Form):
    """When somebody works, or something is open, in a usual week."""

    def __init__(self, *args: Any, hours: Iterable[Hours] = (), **kwargs: Any) -> None:
        kept = list(hours)
        super().__init__(*args, initial=_by_box(kept), **kwargs)
        most = max(Counter(each.weekday for each in kept).values(), default=0)
        self.stretches = range(1, max(most, STRETCHES) + 1)
        for day, name in enumerate(WEEKDAYS, start=1):
            for stretch in self.stretches:
                for end in ENDS:
                    again = " again" if stretch > 1 else ""
                    self.fields[_box(day, stretch, end)] = TimeField(
                        required=False, label=f"{name} {end}{again}", max_length=8
                    )

    def clean(self) -> dict[str, Any]:
        """Gather the boxes into hours. A stretch with one end only is an error at its empty box."""
        said = super().clean() or {}
        hours = []
        for day in range(1, 8):
            for stretch in self.stretches:
                starts, ends = (said.get(_box(day, stretch, end)) for end in ENDS)
                if starts and ends:
                    hours.append(Hours(day, starts, ends))
                elif starts or ends:
                    self._ask_for_the_other(day, stretch, "ends" if starts else "starts")
        return {"hours": hours}

    def rows(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield each day with its boxes."""
        for day, name in enumerate(WEEKDAYS, start=1):
            yield name, [self[_box(day, stretch, end)] for stretch in self.stretches for end in ENDS]

    def _ask_for_the_other(self, day: int, stretch: int, end: str) -> None:
        box = _box(day, stretch, end)
        if box not in self.errors:
            self.add_error(box, f"Enter when {self.fields[box].label}, or leave both boxes empty")


def hours_of(rows: Iterable[OpeningHours | WorkingHours]) -> list[Hours]:
    """Return the hours that rows of the database keep."""
    return [
        Hours(row.weekday, row.opens_at, row.closes_at)
        if isinstance(row, OpeningHours)
        else Hours(row.weekday, row.starts_at, row.ends_at)
        for row in rows
    ]


def week_of(rows: Iterable[OpeningHours | WorkingHours]) -> list[tuple[str, list[str]]]:
    """Return each day of the week with its hours in words; nothing at all where there are none."""
    hours = joined(hours_of(rows))
    if not hours:
        return []
    return [
        (name, [f"{each.starts:%H:%M} to {each.ends:%H:%M}" for each in hours if each.weekday == number])
        for number, name in enumerate(WEEKDAYS, start=1)
    ]


def _box(day: int, stretch: int, end: str) -> str:
    return f"day_{day}_{stretch}_{end}"


def _by_box(hours: Iterable[Hours]) -> dict[str, time]:
    """Return what each box shows of these hours."""
    shown: dict[str, time] = {}
    seen: dict[int, int] = {}
    for each in sorted(hours):
        stretch = seen[each.weekday] = seen.get(each.weekday, 0) + 1
        shown[_box(each.weekday, stretch, "starts")] = each.starts
        shown[_box(each.weekday, stretch, "ends")] = each.ends
    return shown
