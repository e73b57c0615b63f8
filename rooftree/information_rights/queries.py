"""Reads about requests, packages and who looked, for pages and for the timetable."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from rooftree.information_rights.models import (
    DataComplaint,
    Gathering,
    HeldThing,
    Release,
    RightsRequest,
)
from rooftree.people.models import Person
from rooftree.people.queries import records_of


@dataclass(frozen=True)
class KindHeld:
    """The things of one kind in a gathering: how many, and how many wait, are held back or cut."""

    kind: str
    things: int
    undecided: int
    withheld: int
    redacted: int


def newest_gathering(request: RightsRequest) -> Gathering | None:
    """Return what was gathered last for a request, or None. One query."""
    return Gathering.objects.filter(case=request.case_id).select_related("by").last()


def kinds_held(gathering: Gathering) -> list[KindHeld]:
    """Return the kinds of things of a gathering that the asker may see, those that wait first. One query."""
    counted: dict[str, list[str]] = defaultdict(list)
    for kind, decision in HeldThing.objects.filter(gathering=gathering).values_list("kind", "decision"):
        counted[kind].append(decision)
    found = [
        KindHeld(kind, len(all_), all_.count(""), all_.count("withhold"), all_.count("redact"))
        for kind, all_ in counted.items()
    ]
    return sorted(found, key=lambda each: (not each.undecided, each.kind))


def things_of(gathering: Gathering, *, kind: str = "", only: str = "") -> QuerySet[HeldThing]:
    """Return things of a gathering with their words: of one kind, or only those that wait or call for a look."""
    found = HeldThing.objects.filter(gathering=gathering).select_related("copy", "decided_by")
    if kind:
        found = found.filter(kind=kind)
    if only == "waiting":
        found = found.filter(decision="")
    if only == "calls":
        found = found.exclude(calls=[])
    return found.order_by("kind", "pk")


def requests_of(person: Person) -> QuerySet[RightsRequest]:
    """Return the requests about a person's data, the newest first."""
    found = RightsRequest.objects.filter(case__person__in=records_of(person))
    return found.select_related("case", "case__team").order_by("-received_at", "-pk")


def complaints_of(person: Person) -> QuerySet[DataComplaint]:
    """Return a person's data-protection complaints, the newest first."""
    found = DataComplaint.objects.filter(case__person__in=records_of(person))
    return found.select_related("case").order_by("-received_at", "-pk")


def release_of(request: RightsRequest) -> Release | None:
    """Return what was given by a request, or None. One query."""
    return Release.objects.filter(case=request.case_id).select_related("by", "case").last()
