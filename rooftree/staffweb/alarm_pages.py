"""Where alarms lead: the page of what each is about, for those who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse

from rooftree.record.service import cases_behind, number_in


class AboutSomething(Protocol):
    """An alarm, however it was read."""

    @property
    def about(self) -> str: ...


@dataclass(frozen=True)
class Way:
    """A link to what an alarm is about."""

    words: str
    href: str


PAGES = {
    "handover": ("See the handover", "staff:handover"),
    "officer": ("See the officer", "staff:officer"),
    "team": ("See the team's work", "staff:team_worklist"),
}
"""What can be shown by its number, and its page; a case and a request are shown as the case, by its reference."""


def ways_from(alarms: Iterable[AboutSomething]) -> dict[str, Way]:
    """Return the way from each alarm, by what it is about; none to a case that the asker may not see."""
    abouts = {alarm.about for alarm in alarms}
    ways = {
        about: Way("See the case", reverse("staff:case", args=[it])) for about, it in cases_behind(abouts).items()
    }
    for about in abouts - set(ways):
        kind, number = number_in(about)
        if kind in PAGES and number:
            words, page = PAGES[kind]
            ways[about] = Way(words, reverse(page, args=[number]))
    return ways
