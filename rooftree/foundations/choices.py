"""Chooses from a list of the rule book, and says so in a sentence where a choice is none."""

from datetime import date
from typing import Protocol

from rooftree.foundations.dates import long_date
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion


class Listed(Protocol):
    """A handle of a list, as `rulebook.code_list` gives it."""

    def version(self, *, on: date, council: int) -> ListVersion: ...


def choose(codes: Listed, chosen: str, *, on: date, council: int) -> ListVersion:
    """Return the list's version of a day; raise Refused unless this code may be chosen on that day.

    `council` is an id. A retired code is still shown on old records, but not chosen again.
    """
    version = codes.version(on=on, council=council)
    item = version.item(chosen)
    if item.period.covers(on):
        return version
    if item.period.starts > on:
        raise Refused(f"“{item.label}” can be chosen from {long_date(item.period.starts)} on, not before.")
    raise Refused(f"“{item.label}” is no longer used. Choose what has taken its place.")
