"""Reads for whoever answers: what is open for the caller, what we promised, the last contacts. One query each."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from rooftree.contact import rules
from rooftree.contact.models import Contact, DemandReview
from rooftree.people.models import Vulnerability
from rooftree.people.queries import in_force
from rooftree.staff.models import Officer

SQL = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """Return the text of a query that stands in the folder `sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class About:
    """Who is on the line, and about which home and tenancy: ids, as far as they are known.

    A person counts with all the records merged into theirs.
    """

    person_id: int | None = None
    place_id: int | None = None
    tenancy_id: int | None = None


@dataclass(frozen=True)
class OpenCase:
    """A case that is open, who has it, and what its next clock asks for."""

    case_id: int
    reference: str
    kind: str
    summary: str
    team: str
    owner: str | None
    cover: str | None
    duty: str | None
    late_from: datetime | None
    is_late: bool
    contacts: int
    """How many contacts there were about it."""


@dataclass(frozen=True)
class Promised:
    """Something that we promised and have not done yet."""

    task_id: int
    case_id: int
    reference: str
    kind: str
    what: str
    owner: str | None
    late_from: datetime | None
    is_late: bool
    tries: int
    """How often somebody tried to ring back."""


@dataclass(frozen=True)
class PastContact:
    """One of the last contacts."""

    contact_id: int
    started_at: datetime
    channel: str
    reasons: list[str]
    asked: str
    outcome: str
    handler: str
    case_reference: str
    demand: str
    note: str


def open_for(about: About, *, at: datetime) -> list[OpenCase]:
    """Return what is open for a person, a home or a tenancy, what is late first. One query."""
    return [OpenCase(*row) for row in _rows("open", about, at=at)]


def promised_to(about: About, *, at: datetime) -> list[Promised]:
    """Return what we promised and have not done, what is late first. One query."""
    return [Promised(*row) for row in _rows("promised", about, at=at)]


def last_contacts(about: About, *, most: int = 3) -> list[PastContact]:
    """Return the last contacts of a person, a home or a tenancy, the newest first. One query."""
    return [PastContact(*row) for row in _rows("last_contacts", about, most=most)]


def _rows(name: str, about: About, **more: Any) -> list[tuple[Any, ...]]:
    sought = {"person": about.person_id, "place": about.place_id, "tenancy": about.tenancy_id, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement(name), sought)
        return list(cursor.fetchall())


def to_ring_back(council_id: int, *, since: datetime, on: date) -> QuerySet[Contact]:
    """Return who may need extra help, and whose contact ended before an answer: nobody has spoken with them since.

    Those of a council since a moment, the longest ago first. One query, and one for the list of outcomes.
    """
    outcomes = rules.OUTCOMES.version(on=on, council=council_id)
    ended_early = [item.code for item in outcomes if item.flags["ended_early"]]
    later = Contact.objects.filter(
        council=OuterRef("council"), person=OuterRef("person"), started_at__gt=OuterRef("started_at")
    ).exclude(outcome__in=ended_early)
    needs_help = in_force(Vulnerability.objects.filter(person=OuterRef("person")), on)
    abandoned = Contact.objects.filter(council=council_id, outcome__in=ended_early, started_at__gte=since)
    waiting = abandoned.filter(Exists(needs_help), ~Exists(later.filter(is_automatic=False)))
    return waiting.select_related("person").order_by("started_at", "pk")


def waiting_for_second_look(by: Officer) -> QuerySet[DemandReview]:
    """Return the drawn contacts of an officer's council that wait for a second look by this officer.

    The oldest first; none that the officer logged.
    """
    waiting = DemandReview.objects.filter(council_id=by.council_id, demand="").exclude(first_by=by)
    return waiting.select_related("contact", "contact__case").order_by("sampled_for", "pk")
