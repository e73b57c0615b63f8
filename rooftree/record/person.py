"""The person page: who this is, what we must do differently, how to reach them, where they live."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.people.rules import USES, Safety, Use, is_safe
from rooftree.record.opening import log_opening
from rooftree.record.reading import as_fact, as_facts, read_row
from rooftree.staff import safety_markers


@dataclass(frozen=True)
class PersonFacts:
    """The person that stands, where several records were merged."""

    id: int
    council_id: int
    restricted_to: int
    reference: str
    title: str
    forenames: str
    surname: str
    preferred_name: str
    date_of_birth: dt.date | None
    birth_date_certainty: str
    ni_number: str
    interpreter: bool | None
    needs_asked_on: dt.date | None
    deceased_on: dt.date | None

    @property
    def full_name(self) -> str:
        """The legal name, without the title."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def known_as(self) -> str:
        """What to call this person."""
        return self.preferred_name or self.full_name

    def age(self, on: dt.date) -> int | None:
        """Return the age in whole years on a day, or at death; None without a date of birth."""
        if not self.date_of_birth:
            return None
        day = min(on, self.deceased_on) if self.deceased_on else on
        had_birthday = (day.month, day.day) >= (self.date_of_birth.month, self.date_of_birth.day)
        return day.year - self.date_of_birth.year - (not had_birthday)


@dataclass(frozen=True)
class Reached:
    """A contact point, and whether it is safe to use. An answer of None: nobody asked."""

    id: int
    kind: str
    value: str
    note: str
    owner: str
    owner_name: str
    verified_on: dt.date | None
    safe_to_call: bool | None
    safe_to_text: bool | None
    safe_to_write: bool | None
    safe_to_voicemail: bool | None
    source: str
    from_on: dt.date | None
    until_on: dt.date | None


@dataclass(frozen=True)
class AdjustmentFacts:
    """What we must do differently."""

    id: int
    code: str
    note: str
    from_on: dt.date
    reviewed_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class VulnerabilityFacts:
    """A factor that may need extra help."""

    id: int
    factor: str
    note: str
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class StrengthFacts:
    """What the person has going for them."""

    id: int
    code: str
    note: str
    from_on: dt.date


@dataclass(frozen=True)
class MarkerFacts:
    """A risk to staff, approved and in force."""

    id: int
    code: str
    reason: str
    control_measure: str
    approved_by: str
    start_on: dt.date
    review_on: dt.date
    until_on: dt.date


@dataclass(frozen=True)
class NameFacts:
    """A name besides the legal one."""

    kind: str
    forenames: str
    surname: str
    until_on: dt.date | None

    @property
    def full_name(self) -> str:
        """The name as spoken."""
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True)
class AuthorityFacts:
    """Somebody who may act for this person."""

    id: int
    kind: str
    representative_name: str
    representative_reference: str | None
    scope: str
    from_on: dt.date
    until_on: dt.date | None
    may: list[str]
    """What they may do on the website: codes of people.authority_scopes."""


@dataclass(frozen=True)
class PortalAccountFacts:
    """The person's own way into the website."""

    id: int
    opened_at: dt.datetime
    signed_in_at: dt.datetime | None


@dataclass(frozen=True)
class LanguageFacts:
    """A language of the person."""

    language: str
    is_main: bool


@dataclass(frozen=True)
class Part:
    """A person's part in a tenancy, with the tenancy and its home."""

    role: str
    from_on: dt.date
    until_on: dt.date | None
    tenancy_id: int
    tenancy_reference: str
    tenure: str
    payment_reference: str
    tenancy_from_on: dt.date
    tenancy_until_on: dt.date | None
    end_reason: str
    place_id: int
    place_reference: str
    is_home: bool
    """Not a garage, say: somebody can live there."""
    address: str

    @property
    def ends_on(self) -> dt.date | None:
        """The first day on which it no longer holds: the part's own end, or the tenancy's."""
        ends = [day for day in (self.until_on, self.tenancy_until_on) if day]
        return min(ends, default=None)

    def holds(self, on: dt.date) -> bool:
        """Say whether the person has this part on a day."""
        return max(self.from_on, self.tenancy_from_on) <= on and (self.ends_on is None or self.ends_on > on)


@dataclass(frozen=True)
class Housemate:
    """Somebody else of the same tenancy."""

    tenancy_id: int
    role: str
    relationship: str
    reference: str
    name: str
    preferred_name: str
    date_of_birth: dt.date | None
    deceased_on: dt.date | None


@dataclass(frozen=True)
class Referred:
    """What an old system called this."""

    source_system: str
    reference: str


@dataclass(frozen=True)
class Merged:
    """A record that was found to be the same person."""

    reference: str
    name: str


@dataclass(frozen=True)
class PersonPage:
    """Everything that the person page shows, as far as the asker may see it."""

    on: dt.date
    person: PersonFacts
    merged: list[Merged]
    contact_points: list[Reached]
    adjustments: list[AdjustmentFacts]
    vulnerabilities: list[VulnerabilityFacts]
    strengths: list[StrengthFacts]
    markers: list[MarkerFacts]
    place_markers: list[MarkerFacts]
    safety_rules: list[MarkerFacts]
    is_protected: bool
    other_names: list[NameFacts]
    languages: list[LanguageFacts]
    authorities: list[AuthorityFacts]
    portal_accounts: list[PortalAccountFacts]
    legacy_references: list[Referred]
    matches_waiting: int
    tenancies: list[Part]
    living_with: list[Housemate]

    @property
    def age(self) -> int | None:
        """The age in whole years."""
        return self.person.age(self.on)

    @property
    def needs_asked_on(self) -> dt.date | None:
        """When somebody last asked what we must do differently, or about any of it; None for never."""
        asked = [self.person.needs_asked_on, *(need.reviewed_on for need in self.adjustments)]
        return max((day for day in asked if day), default=None)

    @property
    def lives_at(self) -> list[Part]:
        """The parts in tenancies that hold today: where somebody can live first, then what they rent besides."""
        held = [part for part in self.tenancies if part.holds(self.on)]
        return sorted(held, key=lambda part: not part.is_home)

    @property
    def lived_at(self) -> list[Part]:
        """The parts that have ended."""
        return [part for part in self.tenancies if part.ends_on and part.ends_on <= self.on]

    @property
    def reach_now(self) -> list[Reached]:
        """The contact points that still work."""
        return [point for point in self.contact_points if not point.until_on or point.until_on > self.on]

    @property
    def reached_before(self) -> list[Reached]:
        """The contact points that no longer work."""
        return [point for point in self.contact_points if point.until_on and point.until_on <= self.on]

    @property
    def unsafe(self) -> list[Reached]:
        """The contact points of which some use is not safe."""
        return [point for point in self.reach_now if self.not_safe(point)]

    def not_safe(self, point: Reached) -> list[Use]:
        """Return the unsafe uses of a contact point: for a protected person all not said to be safe."""
        safety = Safety(point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail)
        return [use for use in USES[point.kind] if not is_safe(use, safety, protected=self.is_protected)]

    def lives_with(self, part: Part) -> list[Housemate]:
        """Return the others of the same tenancy."""
        return [mate for mate in self.living_with if mate.tenancy_id == part.tenancy_id]


_LISTS: dict[str, type] = {
    "merged": Merged,
    "contact_points": Reached,
    "adjustments": AdjustmentFacts,
    "vulnerabilities": VulnerabilityFacts,
    "strengths": StrengthFacts,
    "markers": MarkerFacts,
    "place_markers": MarkerFacts,
    "safety_rules": MarkerFacts,
    "other_names": NameFacts,
    "languages": LanguageFacts,
    "authorities": AuthorityFacts,
    "portal_accounts": PortalAccountFacts,
    "legacy_references": Referred,
    "tenancies": Part,
    "living_with": Housemate,
}


def person_page(reference: str, *, on: dt.date) -> PersonPage | None:
    """Return what the page of a person shows on a day, or None for nobody that the asker may see.

    The reference may be that of a merged record: the page is of the person who stands. What safety
    rules say is for the group alone; that there are some, everybody must know who may call or write.
    One query, which also keeps that the person was looked at; opening a restricted person takes one more,
    which logs it for the audit.
    """
    protecting = safety_markers.protecting(on=on)
    row = read_row("person", {"reference": reference, "today": on, "protecting": protecting})
    if not row["person"]:
        return None
    person = as_fact(PersonFacts, row["person"])
    log_opening(person.council_id, [row["person"]])
    lists: dict[str, Any] = {name: as_facts(kind, row[name]) for name, kind in _LISTS.items()}
    lists["is_protected"] = bool(lists["safety_rules"])
    if person.restricted_to == OPEN_TO_ALL:
        lists["safety_rules"] = []
    return PersonPage(on=on, person=person, matches_waiting=row["matches_waiting"], **lists)
