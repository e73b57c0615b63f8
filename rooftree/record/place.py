"""The place page: for a home, who lives here, what we must do differently, and who looks after it today."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from rooftree.record.opening import log_opening
from rooftree.record.person import AdjustmentFacts, MarkerFacts, Referred, VulnerabilityFacts
from rooftree.record.reading import as_fact, as_facts, read_row
from rooftree.staff import safety_markers


@dataclass(frozen=True)
class PlaceFacts:
    """A place as the page shows it."""

    id: int
    council_id: int
    reference: str
    kind: str
    name: str
    address_1: str
    address_2: str
    address_3: str
    address_4: str
    postcode: str
    uprn: int | None
    easting: int | None
    northing: int | None
    ward: str
    area_office: str
    year_built: int | None
    floors: int | None
    lifts: int | None

    @property
    def address(self) -> str:
        """The address on one line."""
        lines = (self.address_1, self.address_2, self.address_3, self.address_4, self.postcode)
        return ", ".join(line for line in lines if line)

    @property
    def title(self) -> str:
        """What to call the place at the top of its page."""
        return self.address or self.name or self.reference


@dataclass(frozen=True)
class HomeFacts:
    """What makes it a dwelling."""

    property_type: str
    bedrooms: int | None
    bed_spaces: int | None
    floor: int | None
    lift: bool | None
    heating: str
    garden: str
    own_entrance: bool | None
    internal_steps: int | None
    external_steps: int | None
    adaptations: list[str]
    accessibility_category: str
    epc: str
    council_tax_band: str
    tenure_group: str
    lettable_status: str
    lettable_reason: str
    ready_to_let_on: dt.date | None
    key_location: str


@dataclass(frozen=True)
class Above:
    """A place that this one is within."""

    reference: str
    kind: str
    name: str


@dataclass(frozen=True)
class Held:
    """A tenancy of this place."""

    id: int
    reference: str
    tenure: str
    from_on: dt.date
    until_on: dt.date | None
    end_reason: str
    payment_reference: str
    introductory_until_on: dt.date | None
    tenants: str

    def holds(self, on: dt.date) -> bool:
        """Say whether it runs on a day."""
        return self.from_on <= on and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True)
class Resident:
    """Somebody of a tenancy that runs today, with the three registers."""

    id: int
    restricted_to: int
    tenancy_id: int
    role: str
    relationship: str
    from_on: dt.date
    reference: str
    name: str
    preferred_name: str
    date_of_birth: dt.date | None
    deceased_on: dt.date | None
    interpreter: bool | None
    phones: list[str]
    adjustments: list[AdjustmentFacts]
    vulnerabilities: list[VulnerabilityFacts]
    markers: list[MarkerFacts]


@dataclass(frozen=True)
class Inside:
    """How many places of a kind stand directly within this one."""

    kind: str
    count: int


@dataclass(frozen=True)
class PlacePage:
    """Everything that the page of a place shows, as far as the asker may see it."""

    on: dt.date
    place: PlaceFacts
    home: HomeFacts | None
    within: list[Above]
    tenancies: list[Held]
    people: list[Resident]
    markers: list[MarkerFacts]
    legacy_references: list[Referred]
    inside: list[Inside]

    @property
    def held_now(self) -> list[Held]:
        """The tenancies that run today: for a home one at the most."""
        return [tenancy for tenancy in self.tenancies if tenancy.holds(self.on)]

    @property
    def held_later(self) -> list[Held]:
        """The tenancies that are known ahead, the next first."""
        return [tenancy for tenancy in reversed(self.tenancies) if tenancy.from_on > self.on]

    @property
    def is_taken(self) -> bool:
        """Whether a tenancy goes on without an end, so that no other can start."""
        return any(tenancy.until_on is None for tenancy in self.tenancies)

    @property
    def held_before(self) -> list[Held]:
        """The tenancies that have ended, the latest first."""
        return [tenancy for tenancy in self.tenancies if tenancy.until_on and tenancy.until_on <= self.on]

    def people_of(self, tenancy: Held) -> list[Resident]:
        """Return the people of a tenancy whom the asker may see."""
        return [person for person in self.people if person.tenancy_id == tenancy.id]


def place_page(reference: str, *, on: dt.date) -> PlacePage | None:
    """Return what the page of a place shows on a day, or None for a place the asker may not see.

    One query; each restricted group whose people it shows takes one more, which logs it.
    """
    row = read_row("place", {"reference": reference, "today": on, "protecting": safety_markers.protecting(on=on)})
    if not row["place"]:
        return None
    log_opening(row["place"]["council_id"], row["people"])
    return PlacePage(
        on=on,
        place=as_fact(PlaceFacts, row["place"]),
        home=as_fact(HomeFacts, row["home"]) if row["home"] else None,
        within=as_facts(Above, row["within"]),
        tenancies=as_facts(Held, row["tenancies"]),
        people=[_resident(each) for each in row["people"]],
        markers=as_facts(MarkerFacts, row["markers"]),
        legacy_references=as_facts(Referred, row["legacy_references"]),
        inside=as_facts(Inside, row["inside"]),
    )


def _resident(row: dict[str, Any]) -> Resident:
    registers = {
        "adjustments": as_facts(AdjustmentFacts, row["adjustments"]),
        "vulnerabilities": as_facts(VulnerabilityFacts, row["vulnerabilities"]),
        "markers": as_facts(MarkerFacts, row["markers"]),
    }
    return as_fact(Resident, {**row, **registers})
