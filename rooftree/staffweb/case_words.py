"""What the story of a case says of each thing that happened: its heading, and what was written or decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rooftree.cases.kinds import label_of_event
from rooftree.cases.models import CaseLink
from rooftree.foundations.dates import clock_time, london_day, short_date
from rooftree.record.case_story import EventFacts, LinkFacts

FROM_THERE = {
    CaseLink.Kind.CAUSED_BY: "Cause of",
    CaseLink.Kind.FOLLOWS: "Followed by",
    CaseLink.Kind.SAME_MATTER: "The same matter as",
    CaseLink.Kind.RELATED: "Has to do with",
}
"""What a tie says when it is read from the other case."""

MOMENTS = {"due": "by", "until": "until", "needed_by": "needed by"}
NAMED = {
    "officer": "to {}",
    "from": "from {}",
    "team": "{}",
    "hold": "{}",
    "what": "{}",
    "title": "{}",
    "group": "{}",
    "how": "{}",
    "other": "{}",
    "before": "before: {}",
    "after": "now: {}",
    "sum": "{}",
    "stood_at": "stood at {}",
}
"""The facts of events that are shown, in this order, and how each reads."""


@dataclass(frozen=True)
class Told:
    """One thing that happened, in words."""

    title: str
    at: datetime
    by: str
    facts: str
    words: str
    is_shown: bool
    recorded_at: datetime | None
    """When it was recorded, where that was clearly later than it happened."""


def told(events: list[EventFacts], kind: str) -> list[Told]:
    """Return the events of a case of a kind in words."""
    return [_told(event, kind) for event in events]


def _told(event: EventFacts, kind: str) -> Told:
    late = (event.recorded_at - event.at).total_seconds() > 300
    return Told(
        title=label_of_event(kind, event.kind),
        at=event.at,
        by=event.by or (in_own_account(event.by_resident) if event.by_resident else "Rooftree"),
        facts="; ".join(_facts(event.facts)),
        words=event.words,
        is_shown=event.is_shown,
        recorded_at=event.recorded_at if late else None,
    )


def in_own_account(name: str) -> str:
    """Return who did something herself, not an officer for her."""
    return f"{name}, in their own account"


def _facts(facts: dict[str, Any]) -> Iterator[str]:
    for name, words in NAMED.items():
        if value := facts.get(name):
            yield words.format(value)
    for name, words in MOMENTS.items():
        if value := facts.get(name):
            yield f"{words} {_moment(str(value))}"


def _moment(written: str) -> str:
    moment = datetime.fromisoformat(written)
    return f"{short_date(london_day(moment))}, {clock_time(moment)}"


def tie_in_words(link: LinkFacts) -> str:
    """Say what another case has to do with this one."""
    kind = CaseLink.Kind(link.kind)
    return str(kind.label) if link.is_from_here else FROM_THERE[kind]
