"""One request of a resident with its whole story: what we promised, who has it and why, the clock and its sum."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, BinaryIO

from rooftree.cases.models import CaseFile
from rooftree.foundations import files
from rooftree.foundations.models import Council, KeptFile
from rooftree.people.portal import Resident, Scope
from rooftree.record.reading import as_fact, as_facts
from rooftree.record.resident import Sent, check_may, read_page

EVENTS = 30
"""Events on one page of a story."""

EventPlace = tuple[dt.datetime, int]
"""An event's moment and id: the next page of a story begins before it."""

PUT_THROUGH = " put the caller through to "
"""After a colon follows what one officer told another: that is not for the resident's page."""


@dataclass(frozen=True)
class RequestFacts:
    """The request itself."""

    id: int
    reference: str
    kind: str
    summary: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    team: str
    owner: str | None
    cover: str | None
    place: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.closed_at is None

    @property
    def who(self) -> str | None:
        """Who has it today; None while it waits in the team's queue."""
        return self.cover or self.owner


@dataclass(frozen=True)
class EnquiryFacts:
    """What she asked, why it is where it is, what we answered, and what she said of the answer."""

    reason: str
    asked: str
    answer_by: str
    because: str
    status: str
    answer: str
    answered_at: dt.datetime | None
    answered_by: str | None
    accepted: str
    accepted_at: dt.datetime | None
    accepted_words: str

    @property
    def why_there(self) -> str:
        """Why it went where it is, without what one officer told another."""
        return self.because.split(": ", 1)[0] + "." if PUT_THROUGH in self.because else self.because


@dataclass(frozen=True)
class Longer:
    """More time that a clock was given, and why."""

    due_before: dt.date
    due_after: dt.date
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class ClockFacts:
    """By when something is to be done, with the sum."""

    duty: str
    version_from: dt.date
    label: str
    task: int | None
    late_from: dt.datetime
    due_on: dt.date
    first_due_on: dt.date
    sum: str
    projected: bool
    paused_since: dt.datetime | None
    stopped_at: dt.datetime | None
    outcome: str
    extensions: list[Longer]


@dataclass(frozen=True)
class PromiseFacts:
    """Something that we said we would do, or a visit, to come or over."""

    id: int
    kind: str
    what: str
    starts_at: dt.datetime | None
    """When a visit begins; it lasts until it is due."""
    due_at: dt.datetime | None
    who: str | None
    added_at: dt.datetime
    ended_at: dt.datetime | None
    is_done: bool | None
    ending: str

    def is_late(self, at: dt.datetime) -> bool:
        """Whether it should have been done by a moment, and was not."""
        return self.ended_at is None and self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class FileFacts:
    """A file that she sent."""

    id: int
    title: str
    filename: str
    size: int
    at: dt.datetime


@dataclass(frozen=True)
class EventFacts:
    """One thing that happened, as far as she may read it."""

    id: int
    kind: str
    at: dt.datetime
    by: str | None
    is_own: bool
    """Whether a resident did it in her own account: she, or somebody who acts for her."""
    by_resident: int | None
    words: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class RequestPage:
    """Everything that the page of a request shows."""

    request: RequestFacts
    enquiry: EnquiryFacts | None
    clocks: list[ClockFacts]
    promises: list[PromiseFacts]
    files: list[FileFacts]
    messages: list[Sent] | None
    """None: she may not see messages."""
    events: list[EventFacts]
    next_before: EventPlace | None
    """Where the story goes on."""

    @property
    def running(self) -> list[ClockFacts]:
        """The time limits that run, other than those of promises: a promise says by when itself."""
        return [clock for clock in self.clocks if clock.stopped_at is None and clock.task is None]

    @property
    def to_come(self) -> list[PromiseFacts]:
        """What we said we would do and have not done."""
        return [promise for promise in self.promises if promise.ended_at is None]

    @property
    def over(self) -> list[PromiseFacts]:
        """What we said we would do, and did or did not."""
        return [promise for promise in self.promises if promise.ended_at is not None]

    def sum_of(self, promise: PromiseFacts) -> str:
        """Return how the time of a promise was reckoned."""
        return next((clock.sum for clock in self.clocks if clock.task == promise.id), "")


def request_page(resident: Resident, reference: str, *, before: EventPlace | None = None) -> RequestPage | None:
    """Return one of her requests with its story, newest first, or None for none that is hers. One query.

    The story begins before an event, or with the newest. Raises PermissionDenied where an authority does
    not let her see requests.
    """
    check_may(resident, Scope.SEE_REQUESTS)
    before_at, before_id = before or (None, None)
    row = read_page(
        "SELECT page FROM resident_request(%s, %s, %s, %s::timestamptz, %s::bigint, %s, %s)",
        [
            resident.council_id,
            resident.for_person_id,
            reference,
            before_at,
            before_id,
            EVENTS + 1,
            Scope.SEE_MESSAGES in resident.scopes,
        ],
    )
    return _page(row, sees_messages=Scope.SEE_MESSAGES in resident.scopes) if row["request"] else None


def _page(row: dict[str, Any], *, sees_messages: bool) -> RequestPage:
    told = as_facts(EventFacts, row["events"])
    return RequestPage(
        request=as_fact(RequestFacts, row["request"]),
        enquiry=as_fact(EnquiryFacts, row["enquiry"]) if row["enquiry"] else None,
        clocks=[_clock(each) for each in row["clocks"] or ()],
        promises=as_facts(PromiseFacts, row["promises"]),
        files=as_facts(FileFacts, row["files"]),
        messages=as_facts(Sent, row["messages"]) if sees_messages else None,
        events=told[:EVENTS],
        next_before=(told[EVENTS - 1].at, told[EVENTS - 1].id) if len(told) > EVENTS else None,
    )


def _clock(row: dict[str, Any]) -> ClockFacts:
    row["extensions"] = as_facts(Longer, row["extensions"])
    return as_fact(ClockFacts, row)


def file_of(resident: Resident, reference: str, pk: int, *, council: Council) -> tuple[KeptFile, BinaryIO] | None:
    """Return a file that she sent to one of her requests, open for reading, or None for none of hers.

    The caller closes it. Raises PermissionDenied where an authority does not let her see requests.
    """
    page = request_page(resident, reference)
    if page is None or pk not in {each.id for each in page.files}:
        return None
    return files.open_again(CaseFile.objects.get(pk=pk).file_id, council=council)
