"""What the API answers: the facts of the record, under the names that the house gives them."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Wrong(Schema):
    """Where in a request something is wrong."""

    pointer: str | None = Field(None, description="Into the body, as RFC 6901 writes it.")
    parameter: str | None = Field(None, description="In the address, or a header.")
    detail: str


class Problem(Schema):
    """What went wrong, as RFC 9457 says it."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence for a person: what cannot be done, and what can be done instead.")
    errors: list[Wrong] = Field(default_factory=list)


class CouncilOut(Schema):
    """A council."""

    code: str
    name: str


class ActingAs(Schema):
    """As which officer somebody acts in one council."""

    council: CouncilOut
    officer: str
    roles: list[str]


class Me(Schema):
    """Who asks."""

    who: str
    token: str
    works_until: datetime
    scopes: list[str]
    acting_as: list[ActingAs]


# --- Found ------------------------------------------------------------------------------------------


class FoundOut(Schema):
    """Something found: what, where to read more, and why it matched."""

    kind: str
    council: str
    reference: str
    title: str
    details: list[str]
    because: list[str]
    href: str | None


class FindOut(Schema):
    """What was found, best first: at most fifty."""

    items: list[FoundOut]
    more: bool


# --- People -----------------------------------------------------------------------------------------


class NameOut(Schema):
    """A name besides the legal one."""

    kind: str
    full_name: str
    until_on: date | None


class ContactPointOut(Schema):
    """A way to reach somebody. A safety of null: nobody asked."""

    kind: str
    value: str
    owner: str
    owner_name: str
    note: str
    verified_on: date | None
    safe_to_call: bool | None
    safe_to_text: bool | None
    safe_to_write: bool | None
    safe_to_voicemail: bool | None
    not_safe: list[str] = Field(description="The uses that must not be made of it.")
    from_on: date | None
    until_on: date | None


class AdjustmentOut(Schema):
    """What we do differently."""

    code: str
    note: str
    from_on: date
    reviewed_on: date
    until_on: date | None


class VulnerabilityOut(Schema):
    """A factor that may need extra help."""

    factor: str
    note: str
    from_on: date
    until_on: date | None


class StrengthOut(Schema):
    """What somebody has going for them."""

    code: str
    note: str
    from_on: date


class MarkerOut(Schema):
    """A risk to staff, and what to do about it."""

    code: str
    reason: str
    control_measure: str
    start_on: date
    review_on: date
    until_on: date


class AuthorityOut(Schema):
    """Somebody who may act for a person."""

    kind: str
    representative_name: str
    representative_reference: str | None
    scope: str
    may: list[str] = Field(description="What they may do on the website: codes of people.authority_scopes.")
    from_on: date
    until_on: date | None


class PartOut(Schema):
    """A part in a tenancy."""

    role: str
    from_on: date
    until_on: date | None
    tenancy_reference: str
    tenure: str
    place_reference: str
    address: str


class LegacyOut(Schema):
    """What an old system called it."""

    source_system: str
    reference: str


class PersonOut(Schema):
    """A person, as far as the asker may know. The one who stands, where records were merged."""

    reference: str
    council: str
    known_as: str
    title: str
    forenames: str
    surname: str
    preferred_name: str
    other_names: list[NameOut]
    date_of_birth: date | None
    birth_date_certainty: str
    deceased_on: date | None
    interpreter: bool | None
    languages: list[str]
    is_restricted: bool
    is_protected: bool = Field(description="Use only what was said to be safe: somebody could be in danger.")
    contact_points: list[ContactPointOut]
    adjustments: list[AdjustmentOut]
    vulnerabilities: list[VulnerabilityOut] | None = Field(description="null for who may not read that register.")
    strengths: list[StrengthOut] | None = Field(description="null for who may not read that register.")
    markers: list[MarkerOut]
    authorities: list[AuthorityOut]
    lives_at: list[PartOut]
    lived_at: list[PartOut]
    merged_references: list[str]
    legacy_references: list[LegacyOut]


# --- Places and tenancies ---------------------------------------------------------------------------


class HomeOut(Schema):
    """What makes a place a dwelling."""

    property_type: str
    bedrooms: int | None
    bed_spaces: int | None
    floor: int | None
    lift: bool | None
    heating: str
    own_entrance: bool | None
    internal_steps: int | None
    external_steps: int | None
    adaptations: list[str]
    accessibility_category: str
    epc: str
    lettable_status: str
    lettable_reason: str
    ready_to_let_on: date | None


class WithinOut(Schema):
    """A place that another stands in."""

    reference: str
    kind: str
    name: str


class HeldOut(Schema):
    """A tenancy of a place."""

    reference: str
    tenure: str
    from_on: date
    until_on: date | None


class LivesHereOut(Schema):
    """Somebody who lives in a place."""

    reference: str
    name: str
    role: str
    tenancy_reference: str
    adjustments: list[AdjustmentOut]
    markers: list[MarkerOut]


class LooksAfterOut(Schema):
    """Who looks after a place today, for one purpose."""

    purpose: str
    patch: str
    team: str
    officer: str
    today: str


class PlaceOut(Schema):
    """A home, or another place."""

    reference: str
    council: str
    kind: str
    name: str
    address: str
    postcode: str
    uprn: str | None
    easting: int | None
    northing: int | None
    home: HomeOut | None
    within: list[WithinOut]
    tenancies: list[HeldOut]
    people: list[LivesHereOut]
    looked_after_by: list[LooksAfterOut]
    markers: list[MarkerOut]
    legacy_references: list[LegacyOut]


class PartyOut(Schema):
    """Somebody's part in a tenancy."""

    reference: str
    name: str
    role: str
    relationship: str
    from_on: date
    until_on: date | None


class TenancyOut(Schema):
    """Who holds which home, on what terms, from when until when."""

    reference: str
    council: str
    place_reference: str
    address: str
    tenure: str
    payment_reference: str
    from_on: date
    until_on: date | None
    end_reason: str
    introductory_until_on: date | None
    fixed_term_until_on: date | None
    parties: list[PartyOut]
    legacy_references: list[LegacyOut]


# --- Timeline and contacts --------------------------------------------------------------------------


class LineOut(Schema):
    """One thing that happened."""

    kind: str
    at: datetime
    is_day: bool = Field(description="Whether only the day is known.")
    what: str
    code: str | None
    words: str
    channel: str
    who: str
    is_shown: bool = Field(description="Whether the resident reads it in her own story.")
    person_reference: str | None
    place_reference: str | None
    tenancy_reference: str | None


class TimelineOut(Schema):
    """A page of a timeline, the latest first."""

    items: list[LineOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PastContactOut(Schema):
    """One of the last contacts."""

    id: int
    started_at: datetime
    channel: str
    reasons: list[str]
    asked: str
    outcome: str
    handler: str
    case: str | None
    demand: str
    note: str


class ContactsOut(Schema):
    """The last contacts, the newest first: at most 25."""

    items: list[PastContactOut]


class ContactOut(Schema):
    """One contact."""

    id: int
    council: str
    started_at: datetime
    ended_at: datetime | None
    channel: str
    caller: str
    identity: str
    person: str | None
    place: str | None
    tenancy: str | None
    case: str | None
    reasons: list[str]
    demand: str
    failure_cause: str
    asked: str
    outcome: str
    accepted: str
    satisfaction: int | None
    handler: str
    by_resident: str | None = Field(description="Who wrote it in their own account: then it has no handler.")
    note: str


# --- Cases ------------------------------------------------------------------------------------------


class OpenCaseOut(Schema):
    """An open case, and what its next clock asks for."""

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


class OpenCasesOut(Schema):
    """What is open, what is late first."""

    items: list[OpenCaseOut]


class ClockOut(Schema):
    """By when something must be done, with the sum in words."""

    duty: str
    label: str
    sum: str
    started_at: datetime
    late_from: datetime
    due_on: date
    is_paused: bool
    stopped_at: datetime | None
    outcome: str


class TaskOut(Schema):
    """Something to do, or a promise."""

    id: int
    kind: str
    what: str
    due_at: datetime | None
    owner: str | None
    is_shown: bool
    added_at: datetime
    ended_at: datetime | None
    is_done: bool | None
    ending: str


class HoldOut(Schema):
    """What a case waits for."""

    kind: str
    reason: str
    starts: datetime
    until: datetime


class LinkOut(Schema):
    """A case that has to do with this one."""

    kind: str
    is_from_here: bool
    reference: str
    summary: str


class EventOut(Schema):
    """One thing that happened in a case."""

    id: int
    code: str
    label: str
    at: datetime
    by: str | None
    by_resident: str | None = Field(description="Who did it in their own account, where no officer did.")
    words: str
    is_shown: bool


class CaseOut(Schema):
    """A case: what it is, who has it and why, by when, what next."""

    reference: str
    council: str
    kind: str
    kind_label: str
    summary: str
    is_restricted: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    team: str
    team_id: int
    owner: str | None
    cover: str | None
    because: str | None = Field(description="Why it is with whom it is with.")
    weight: str
    person: str | None
    person_known_as: str | None
    place: str | None
    address: str | None
    tenancy: str | None
    is_unsafe: bool = Field(description="Whether some way of reaching the person is not safe.")
    is_protected: bool
    interpreter: bool | None
    adjustments: list[AdjustmentOut]
    markers: list[MarkerOut]
    clocks: list[ClockOut]
    tasks: list[TaskOut]
    holds: list[HoldOut]
    links: list[LinkOut]
    latest: list[EventOut] = Field(description="The last events; the story has them all.")


class StoryOut(Schema):
    """A page of the story of a case, the latest first."""

    items: list[EventOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class DoneOut(Schema):
    """What was done: the case, and the event that tells of it."""

    case: str
    event: int
    code: str
    at: datetime
    task: int | None = None
    href: str


# --- Worklists --------------------------------------------------------------------------------------


class RowOut(Schema):
    """One line of a worklist: why it is here, by when, and what next."""

    place: int
    reference: str
    council: str
    kind: str
    summary: str
    subject: str
    person: str | None
    home: str | None
    address: str | None
    team: str
    owner: str | None
    cover: str | None
    is_away: bool
    due_from: datetime | None
    is_late: bool
    why: list[str]
    next_action: str
    clock: str | None
    weight: str


class CountsOut(Schema):
    """How many rows the whole list has."""

    all: int
    own: int
    covered: int
    offered: int
    tasks: int
    requests: int
    queue: int
    late: int
    held: int
    shown: int


class WorklistOut(Schema):
    """A page of a worklist, in its order."""

    items: list[RowOut]
    counts: CountsOut
    next: str | None = Field(description="The cursor of the next page; null on the last.")


# --- Who acts, and lists ----------------------------------------------------------------------------


class TeamOut(Schema):
    """A team."""

    id: int
    council: str
    name: str
    function: str


class TeamsOut(Schema):
    """The teams, by name."""

    items: list[TeamOut]


class ColleagueOut(Schema):
    """An officer who is here."""

    email: str
    council: str
    name: str
    job_title: str


class ColleaguesOut(Schema):
    """The officers who are here, by name."""

    items: list[ColleagueOut]


class ItemOut(Schema):
    """A code of a list, and what it is called."""

    code: str
    label: str
    flags: dict[str, Any]


class ListOut(Schema):
    """A list of the rule book, as it is today."""

    code: str
    items: list[ItemOut]
