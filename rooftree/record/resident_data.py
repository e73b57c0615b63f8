"""What a resident reads of her rights over her data: what she asked, can fetch, who looked, what she said."""

import datetime as dt
from dataclasses import dataclass

from rooftree.cases.models import Clock
from rooftree.foundations.dates import london_day
from rooftree.information_rights import equality
from rooftree.information_rights.looks import LookedOn, by_day, looks_at
from rooftree.information_rights.models import Release
from rooftree.information_rights.queries import requests_of
from rooftree.information_rights.rules import DUTIES, NAME_WHO_LOOKED, Right
from rooftree.people.models import Person
from rooftree.people.portal import Resident
from rooftree.people.queries import records_of

MOST_LOOKS = 1_000
"""Looks that are told, a day and a team in a line."""


@dataclass(frozen=True)
class Asked:
    """One thing that she asked about her data: how far it is, by when we answer, and what she can fetch."""

    reference: str
    right: str
    status: str
    waits_words: str
    received_at: dt.datetime
    late_from: dt.datetime | None
    """When the answer becomes late; None once it is given, and while the clock stands still."""
    release_id: int | None
    fetched_at: dt.datetime | None


def asked_by(resident: Resident) -> list[Asked]:
    """Return what a resident asked about her own data, the newest first. Five queries."""
    requests = list(requests_of(_herself(resident))[:50])
    ids = [request.pk for request in requests]
    releases = {release.case_id: release for release in Release.objects.filter(case__in=ids, file__isnull=False)}
    duties = [duty.code for duty in DUTIES.values()]
    running = Clock.objects.filter(
        case__in=ids, duty__in=duties, stopped_at__isnull=True, paused_since__isnull=True
    )
    late_from = dict(running.values_list("case_id", "late_from"))
    return [
        Asked(
            reference=request.case.reference,
            right=Right(request.right).value,
            status=request.status,
            waits_words=request.waits_words,
            received_at=request.received_at,
            late_from=late_from.get(request.pk),
            release_id=releases[request.pk].pk if request.pk in releases else None,
            fetched_at=releases[request.pk].fetched_at if request.pk in releases else None,
        )
        for request in requests
    ]


def release_to(resident: Resident, reference: str) -> Release | None:
    """Return the package of a resident's own request, or None. Two queries."""
    records = records_of(_herself(resident))
    found = Release.objects.filter(case__person__in=records, case__reference=reference, file__isnull=False)
    return found.select_related("case").last()


def who_looked(resident: Resident, *, at: dt.datetime) -> list[LookedOn]:
    """Return who looked at a resident's own record, a day and a team in a line, the newest first."""
    limit = NAME_WHO_LOOKED.version(on=london_day(at), council=resident.council_id)
    return by_day(looks_at(_herself(resident), most=MOST_LOOKS), with_name=bool(limit.value))


def equality_answers(resident: Resident) -> dict[str, str]:
    """Return what a resident said of herself, by question. Nobody else can ask for it."""
    return equality.of_mine(resident.council_id, resident.person_id)


def _herself(resident: Resident) -> Person:
    """Return the record of the resident herself, never of somebody for whom she is here."""
    assert not resident.is_here_for_another, "A page of one's data is one's own."
    return Person.objects.get(council_id=resident.council_id, pk=resident.person_id)
