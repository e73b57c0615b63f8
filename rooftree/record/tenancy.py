"""The tenancy page: what was agreed about which home, with whom, from when until when."""

import datetime as dt
from dataclasses import dataclass

from rooftree.record.opening import log_opening
from rooftree.record.person import Referred
from rooftree.record.reading import as_fact, as_facts, read_row


@dataclass(frozen=True)
class TenancyFacts:
    """A tenancy, with its place."""

    id: int
    council_id: int
    reference: str
    place_reference: str
    address: str
    tenure: str
    from_on: dt.date
    until_on: dt.date | None
    end_reason: str
    payment_reference: str
    introductory_until_on: dt.date | None
    fixed_term_until_on: dt.date | None
    conditions_version: str

    def holds(self, on: dt.date) -> bool:
        """Say whether it runs on a day."""
        return self.from_on <= on and not self.is_over(on)

    def is_over(self, on: dt.date) -> bool:
        """Say whether it has ended by a day."""
        return self.until_on is not None and self.until_on <= on


@dataclass(frozen=True)
class PartFacts:
    """Somebody's part in a tenancy."""

    part_id: int
    role: str
    relationship: str
    from_on: dt.date
    until_on: dt.date | None
    reference: str
    name: str
    preferred_name: str
    date_of_birth: dt.date | None
    deceased_on: dt.date | None


@dataclass(frozen=True)
class Beside:
    """A tenancy that this one follows or stands beside (`is_before`), or that follows this one."""

    reference: str
    tenure: str
    from_on: dt.date
    until_on: dt.date | None
    is_before: bool
    place_reference: str
    address: str


@dataclass(frozen=True)
class TenancyPage:
    """Everything that the page of a tenancy shows, as far as the asker may see it."""

    on: dt.date
    tenancy: TenancyFacts
    parts: list[PartFacts]
    beside: list[Beside]
    legacy_references: list[Referred]

    @property
    def parts_now(self) -> list[PartFacts]:
        """The parts that have not ended; of a tenancy that is over, those that lasted to its end."""
        if self.tenancy.is_over(self.on):
            return [part for part in self.parts if part.until_on in (None, self.tenancy.until_on)]
        return [part for part in self.parts if part.until_on is None or part.until_on > self.on]

    @property
    def parts_before(self) -> list[PartFacts]:
        """The parts that ended while the tenancy went on."""
        now = self.parts_now
        return [part for part in self.parts if part not in now]


def tenancy_page(reference: str, *, on: dt.date) -> TenancyPage | None:
    """Return what the page of a tenancy shows on a day, or None for one that the asker may not see.

    One query; each restricted group whose people it shows takes one more, which logs it.
    """
    row = read_row("tenancy", {"reference": reference})
    if not row["tenancy"]:
        return None
    log_opening(row["tenancy"]["council_id"], row["parts"])
    return TenancyPage(
        on=on,
        tenancy=as_fact(TenancyFacts, row["tenancy"]),
        parts=as_facts(PartFacts, row["parts"]),
        beside=as_facts(Beside, row["beside"]),
        legacy_references=as_facts(Referred, row["legacy_references"]),
    )
