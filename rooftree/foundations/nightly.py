"""Checks that are made each night, and the alarm when they find something or were not made.

A package that has something to check gives a function that returns a sentence for each thing that is
not as it should be; `rooftree/config/jobs.py` lists them and runs them, for one council at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rooftree.foundations.dates import short_date
from rooftree.foundations.models import Council, NightlyCheck

LATEST = timedelta(hours=26)
"""A check made longer ago than this was missed: a day, and two hours for a long night's work."""


@dataclass(frozen=True)
class Check:
    """One thing to check of a council's record each night."""

    name: str
    """What it is kept under."""
    label: str
    """What is as it should be when it finds nothing, as a clause: "calendars reach far enough"."""
    find: Callable[[Council, date], Iterable[str]]
    """Given the council that we act for and the day in London, returns what is wrong with its record."""


def make(check: Check, *, council: Council, on: date, at: datetime) -> NightlyCheck:
    """Make a check for the council we act for, and keep that it was made and what it found.

    Made again on one day, the later findings stand.
    """
    made, _ = NightlyCheck.objects.update_or_create(
        council=council,
        name=check.name,
        checked_on=on,
        defaults={"made_at": at, "found": list(check.find(council, on))},
    )
    return made


def alarms(checks: Sequence[Check], *, council: Council, at: datetime) -> list[str]:
    """Return a sentence for each check that found something when last made, or was not made in time."""
    of_council = NightlyCheck.objects.filter(council=council)
    newest = {made.name: made for made in of_council.order_by("name", "-checked_on").distinct("name")}
    return [sentence for check in checks for sentence in _alarms_of(check, newest.get(check.name), at)]


def _alarms_of(check: Check, made: NightlyCheck | None, at: datetime) -> list[str]:
    if made is None:
        return [f"That {check.label} has never been checked. Is a worker running?"]
    if at - made.made_at > LATEST:
        when = short_date(made.checked_on)
        return [f"That {check.label} was last checked on {when}. Is a worker running?", *made.found]
    return list(made.found)
