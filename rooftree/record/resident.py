"""What a resident reads on her home page, and of her requests: her own, and of another's what an authority allows.

Every reader here is asked for by a `Resident`, gives one person's own, and is one query. What belongs to
a scope that she does not have is not read.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import connection

from rooftree.people.portal import Resident, Scope
from rooftree.record.reading import as_fact, as_facts

ON_HOME = 5
"""Requests, promises and visits that the home page shows; the page of requests has the rest."""
MOST_REQUESTS = 200


@dataclass(frozen=True)
class Home:
    """A home, garage or other place that she holds or lives in today, and on what terms."""

    role: str
    part_from_on: dt.date
    tenancy: str
    tenancy_id: int
    tenure: str
    from_on: dt.date
    until_on: dt.date | None
    payment_reference: str
    introductory_until_on: dt.date | None
    fixed_term_until_on: dt.date | None
    place: str
    kind: str
    address: str

    @property
    def is_tenants(self) -> bool:
        """Whether she is a party to the agreement."""
        return self.role in ("tenant", "joint_tenant")


@dataclass(frozen=True)
class Due:
    """What is to be done next, and by when."""

    what: str
    due_at: dt.datetime | None


@dataclass(frozen=True)
class Timed:
    """The time limit that runs out next."""

    duty: str
    label: str
    late_from: dt.datetime
    paused_since: dt.datetime | None


@dataclass(frozen=True)
class Request:
    """One of her requests in a list: who has it, and what comes next."""

    reference: str
    kind: str
    summary: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    status: str | None
    """How far an enquiry is; None for a case of another kind."""
    team: str
    owner: str | None
    cover: str | None
    promise: Due | None
    clock: Timed | None

    @property
    def who(self) -> str | None:
        """Who has it today: whoever covers, else its officer; None while it waits in the team's queue."""
        return self.cover or self.owner


@dataclass(frozen=True)
class Promised:
    """Something that we said we would do, or a visit, of a request of hers."""

    what: str
    kind: str
    starts_at: dt.datetime | None
    """When a visit begins; it lasts until it is due."""
    due_at: dt.datetime | None
    reference: str
    summary: str
    team: str
    who: str | None

    def is_late(self, at: dt.datetime) -> bool:
        """Whether it should have been done by a moment."""
        return self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class Sent:
    """A message that we sent her, as a list shows it."""

    id: int
    at: dt.datetime
    channel: str
    format: str
    subject: str
    preview: str
    asks: str
    status: str
    language: str
    case: str | None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.subject or self.preview or self.asks


@dataclass(frozen=True)
class HomePage:
    """Everything that her home page shows. A list of None: she may not see it."""

    homes: list[Home] | None
    requests: list[Request] | None
    promises: list[Promised] | None
    visits: list[Promised] | None
    messages: list[Sent] | None

    @property
    def lives_at(self) -> Home | None:
        """The home where she lives."""
        return next((home for home in self.homes or () if home.kind == "home"), None)


def home_page(resident: Resident, *, on: dt.date) -> HomePage:
    """Return what her home page shows on a day, as far as her scopes go. One query."""
    may = resident.scopes
    row = read_page(
        "SELECT page FROM resident_home(%s, %s, %s, %s, %s, %s, %s)",
        [
            resident.council_id,
            resident.for_person_id,
            on,
            Scope.SEE_REQUESTS in may,
            Scope.SEE_MESSAGES in may,
            Scope.SEE_HOME in may,
            ON_HOME,
        ],
    )
    sees = Scope.SEE_REQUESTS in may
    return HomePage(
        homes=as_facts(Home, row["homes"]) if Scope.SEE_HOME in may else None,
        requests=[request_in_list(each) for each in row["requests"] or ()] if sees else None,
        promises=as_facts(Promised, row["promises"]) if sees else None,
        visits=as_facts(Promised, row["visits"]) if sees else None,
        messages=as_facts(Sent, row["messages"]) if Scope.SEE_MESSAGES in may else None,
    )


def requests_of(resident: Resident, *, is_open: bool) -> list[Request]:
    """Return her requests that are open, or those that are closed, the newest first. One query.

    Raises PermissionDenied where an authority does not let her see them.
    """
    check_may(resident, Scope.SEE_REQUESTS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resident_requests(%s, her_records(%s), %s, %s)::text",
            [resident.council_id, resident.for_person_id, is_open, MOST_REQUESTS],
        )
        (written,) = cursor.fetchone()
    return [request_in_list(each) for each in (orjson.loads(written) if written else ())]


def check_may(resident: Resident, scope: Scope) -> None:
    """Raise PermissionDenied where an authority does not give a scope."""
    if scope not in resident.scopes:
        raise PermissionDenied("The authority on which you are here does not say that you may see this.")


def request_in_list(row: dict[str, Any]) -> Request:
    """Return a request of a list from how the database writes it."""
    row["promise"] = row["promise"] and as_fact(Due, row["promise"])
    row["clock"] = row["clock"] and as_fact(Timed, row["clock"])
    return as_fact(Request, row)


def read_page(statement: str, sought: list[Any]) -> dict[str, Any]:
    """Run a statement that answers one page as JSON, and return it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, sought)
        (written,) = cursor.fetchone()
    page: dict[str, Any] = orjson.loads(written)
    return page
