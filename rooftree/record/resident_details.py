"""What a resident reads of herself: her details, where a number reaches, her household and her home."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from rooftree.people.portal import Resident, Scope
from rooftree.people.rules import USES, Safety, Use
from rooftree.record.reading import as_fact, as_facts
from rooftree.record.resident import Home, check_may, read_page
from rooftree.staff import safety_markers


@dataclass(frozen=True)
class PersonFacts:
    """Who she is, as we have it."""

    id: int
    council_id: int
    reference: str
    title: str
    forenames: str
    surname: str
    preferred_name: str
    date_of_birth: dt.date | None
    interpreter: bool | None
    preferred_channel: str
    best_times: str
    needs_asked_on: dt.date | None

    @property
    def full_name(self) -> str:
        """The legal name, without the title."""
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True)
class Point:
    """A number or an address by which we reach her. An answer of None: nobody asked."""

    id: int
    kind: str
    value: str
    owner: str
    owner_name: str
    verified_on: dt.date | None
    safe_to_call: bool | None
    safe_to_text: bool | None
    safe_to_write: bool | None
    safe_to_voicemail: bool | None
    from_on: dt.date | None
    has_trouble: bool
    """Whether a message did not arrive there."""

    @property
    def safety(self) -> Safety:
        """Whether each use of it is safe."""
        return Safety(self.safe_to_call, self.safe_to_text, self.safe_to_write, self.safe_to_voicemail)

    @property
    def uses(self) -> list[tuple[Use, bool | None]]:
        """What it can be used for, and what she said of each."""
        return [(use, getattr(self.safety, use)) for use in USES[self.kind]]

    @property
    def can_sign_in(self) -> bool:
        """Whether a code to sign in can be sent to it, once it is confirmed."""
        return self.owner == "self" and self.kind in ("mobile", "email")


@dataclass(frozen=True)
class Adjustment:
    """What we do differently for her, with her own words."""

    id: int
    code: str
    note: str
    from_on: dt.date
    reviewed_on: dt.date


@dataclass(frozen=True)
class MayAct:
    """Somebody who may act for her."""

    kind: str
    name: str
    scope: str
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class DetailsPage:
    """Everything that the page of her details shows."""

    person: PersonFacts
    languages: list[str]
    points: list[Point]
    adjustments: list[Adjustment]
    authorities: list[MayAct]

    def point(self, pk: int) -> Point | None:
        """Return one of the numbers and addresses, or None for none of hers."""
        return next((point for point in self.points if point.id == pk), None)

    def adjustment(self, pk: int) -> Adjustment | None:
        """Return one of the adjustments, or None for none of hers."""
        return next((each for each in self.adjustments if each.id == pk), None)


def details_page(resident: Resident, *, on: dt.date) -> DetailsPage:
    """Return what we know of her, and what we do differently, on a day. One query.

    Raises PermissionDenied where an authority does not let her change details.
    """
    check_may(resident, Scope.CHANGE_DETAILS)
    row = read_page(
        "SELECT page FROM resident_details(%s, %s, %s)", [resident.council_id, resident.for_person_id, on]
    )
    return DetailsPage(
        person=as_fact(PersonFacts, row["person"]),
        languages=row["languages"] or [],
        points=as_facts(Point, row["points"]),
        adjustments=as_facts(Adjustment, row["adjustments"]),
        authorities=as_facts(MayAct, row["authorities"]),
    )


# --- Where a number or an address reaches -------------------------------------------------------------


@dataclass(frozen=True)
class ReachedPoint:
    """A number or an address, in use or ended."""

    id: int
    kind: str
    value: str
    owner: str
    verified_on: dt.date | None
    safe_to_call: bool | None
    safe_to_text: bool | None
    safe_to_write: bool | None
    safe_to_voicemail: bool | None
    from_on: dt.date | None
    until_on: dt.date | None


@dataclass(frozen=True)
class Using:
    """An open request whose officer uses it, and whether its answer comes that way."""

    reference: str
    summary: str
    team: str
    who: str | None
    answered_there: bool


@dataclass(frozen=True)
class OnItsWay:
    """A message that is on its way there already."""

    id: int
    at: dt.datetime
    channel: str
    subject: str


@dataclass(frozen=True)
class ReachPage:
    """Where a number or an address reaches."""

    point: ReachedPoint
    requests: list[Using]
    on_their_way: list[OnItsWay]


def reach_page(resident: Resident, point_id: int, *, ways: Collection[str], at: dt.datetime) -> ReachPage | None:
    """Return where a number or an address of hers reaches, or None for none of hers. One query.

    `ways` are the codes of contact.answer_ways that go by its kind.
    """
    check_may(resident, Scope.CHANGE_DETAILS)
    row = read_page(
        "SELECT page FROM resident_reach(%s, %s, %s, %s::text[], %s)",
        [resident.council_id, resident.for_person_id, point_id, list(ways), at],
    )
    if not row["point"]:
        return None
    sees = Scope.SEE_REQUESTS in resident.scopes
    return ReachPage(
        point=as_fact(ReachedPoint, row["point"]),
        requests=as_facts(Using, row["requests"]) if sees else [],
        on_their_way=as_facts(OnItsWay, row["on_their_way"]) if Scope.SEE_MESSAGES in resident.scopes else [],
    )


# --- Household and home -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dwelling:
    """What we know of a home."""

    property_type: str
    bedrooms: int | None
    floor: int | None
    lift: bool | None
    heating: str
    garden: str
    own_entrance: bool | None
    internal_steps: int | None
    external_steps: int | None
    adaptations: list[str]
    epc: str
    council_tax_band: str


@dataclass(frozen=True)
class LivesThere:
    """Somebody else who we think lives there."""

    tenancy: str
    role: str
    relationship: str
    name: str


@dataclass(frozen=True)
class HouseholdPage:
    """Her homes, and who we think lives there."""

    homes: list[Home]
    facts: dict[str, Dwelling]
    """What we know of each home, by its reference."""
    living_there: list[LivesThere]

    def others(self, home: Home) -> list[LivesThere]:
        """Return who else is in the tenancy of a home."""
        return [each for each in self.living_there if each.tenancy == home.tenancy]


def household_page(resident: Resident, *, on: dt.date) -> HouseholdPage:
    """Return her homes and who we think lives there on a day. One query.

    Whom safety rules protect is told to nobody else. Raises PermissionDenied where an authority does not
    let her see the home.
    """
    check_may(resident, Scope.SEE_HOME)
    row = read_page(
        "SELECT page FROM resident_household(%s, %s, %s, %s::text[])",
        [resident.council_id, resident.for_person_id, on, safety_markers.protecting(on=on)],
    )
    return HouseholdPage(
        homes=as_facts(Home, row["homes"]),
        facts={place: as_fact(Dwelling, facts) for place, facts in (row["facts"] or {}).items()},
        living_there=as_facts(LivesThere, row["living_there"]),
    )
