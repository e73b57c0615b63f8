"""Which events of cases another system can be told of, and what it is told: no personal fact."""

from collections.abc import Collection, Iterable
from typing import Any

import orjson

from rooftree.cases.kinds import OWN_EVENTS, all_kinds
from rooftree.cases.models import Event
from rooftree.foundations.refusals import Refused


def all_events() -> dict[str, str]:
    """Return every event that a case can have, by its code, with what people call it."""
    own: dict[str, str] = dict(OWN_EVENTS)
    for kind in all_kinds():
        own |= kind.events
    return dict(sorted(own.items()))


def check_events(wanted: Collection[str]) -> list[str]:
    """Return events that an endpoint asks for, each once, in order. Raises Refused for one that there is not."""
    known = all_events()
    for event in wanted:
        if event not in known:
            raise Refused(f"No event is called “{event}”.")
    return [event for event in known if event in set(wanted)]


def message_of(event: Event, *, council: str) -> bytes:
    """Return what is told of an event: what happened to which case, when, and where to read more.

    Its keys are those of Standard Webhooks. Who it is about, and what was said, is read through the API
    by whoever may.
    """
    said: dict[str, Any] = {
        "type": event.kind,
        "timestamp": event.at.isoformat(),
        "data": {
            "council": council,
            "event": event.pk,
            "case": event.case.reference,
            "kind": event.case.kind,
            "href": f"/api/v1/cases/{event.case.reference}",
        },
    }
    return orjson.dumps(said)


def labels_of(events: Iterable[str]) -> list[str]:
    """Return what people call these events; an unknown code as it is."""
    known = all_events()
    return [known.get(event, event) for event in events]


def latest_event(case_id: int) -> Event:
    """Return the newest event of a case: within a transaction that holds its lock, the one just recorded."""
    return Event.objects.select_related("case").filter(case=case_id).latest("pk")


def event(pk: int) -> Event:
    """Return an event with its case. Raises Event.DoesNotExist for one that the asker may not see."""
    return Event.objects.select_related("case").get(pk=pk)
