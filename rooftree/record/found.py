"""What Find answers: people, homes and other places, tenancies and cases, with enough to tell them apart."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from rooftree.cases.kinds import label_of_kind
from rooftree.foundations import dates
from rooftree.record.found_history import HistoryFound
from rooftree.record.reading import as_fact, as_facts


def day_in_words(day: dt.date) -> str:
    """Write a day long ago, of which nobody wants the weekday: "12 Mar 1984"."""
    return dates.short_date(day).partition(" ")[2]


@dataclass(frozen=True)
class Dwelling:
    """A home in which a person lives or lived, and as what."""

    role: str
    tenancy: str
    place_reference: str
    address: str
    from_on: dt.date
    until_on: dt.date | None

    def is_current(self, on: dt.date) -> bool:
        """Whether the person lives there on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True)
class Name:
    """A name besides the legal one: "former" or "alias"."""

    kind: str
    forenames: str
    surname: str

    @property
    def full(self) -> str:
        """The whole name."""
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True)
class Resident:
    """Somebody who lives in a home, as far as the asker may know."""

    reference: str
    name: str
    role: str


@dataclass(frozen=True)
class PersonFound:
    """A person who matched. `merged` is the name of the record, joined to this one, that did."""

    id: int
    council_id: int
    restricted_to: int
    reference: str
    title: str
    forenames: str
    surname: str
    preferred_name: str
    date_of_birth: dt.date | None
    deceased_on: dt.date | None
    other_names: tuple[Name, ...]
    homes: tuple[Dwelling, ...]
    role: str = ""
    """What the person is to us on the day: a role of `TenancyParty`, "former", or nothing."""
    home: Dwelling | None = None
    """Where the person lives, else lived last."""
    merged: "MergedRecord | None" = None
    because: tuple[str, ...] = ()

    kind = "person"

    @property
    def name(self) -> str:
        """The legal name, without the title."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def born(self) -> str:
        """The date of birth in words, or nothing."""
        return day_in_words(self.date_of_birth) if self.date_of_birth else ""


@dataclass(frozen=True)
class MergedRecord:
    """The record that matched and was joined to the one shown."""

    reference: str
    forenames: str
    surname: str
    preferred_name: str

    @property
    def name(self) -> str:
        """The name on the record that was joined."""
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True)
class PlaceFound:
    """A home or another place that matched, and who lives there."""

    id: int
    council_id: int
    reference: str
    place_kind: str
    name: str
    address: str
    within: str
    let: str
    """The reference of the tenancy that runs, or nothing."""
    residents: tuple[Resident, ...]
    because: tuple[str, ...] = ()

    kind = "place"


@dataclass(frozen=True)
class TenancyFound:
    """A tenancy that matched, of which home, and who is party to it."""

    id: int
    council_id: int
    reference: str
    tenure: str
    payment_reference: str
    from_on: dt.date
    until_on: dt.date | None
    place_reference: str
    address: str
    parties: tuple[Resident, ...]
    because: tuple[str, ...] = ()

    kind = "tenancy"


@dataclass(frozen=True)
class CaseFound:
    """A case that matched: what it is about, who has it, and whether it is open."""

    id: int
    council_id: int
    group: int
    """The restricted group that alone may open it; 0 for everybody."""
    reference: str
    case_kind: str
    summary: str
    team: str
    owner: str
    person: str
    address: str
    opened_on: dt.date
    closed_on: dt.date | None
    because: tuple[str, ...] = ()

    kind = "case"


Found = PersonFound | PlaceFound | TenancyFound | CaseFound | HistoryFound


# --- From the rows of `found_facts` ---------------------------------------------------------------


def person(row: dict[str, Any], *, on: dt.date) -> PersonFound:
    """Return a person, with what they are to us on a day and where they live, else lived last."""
    homes = tuple(as_facts(Dwelling, row["homes"]))
    lived_in = [home for home in homes if home.role != "authorised_contact"]
    current = [home for home in lived_in if home.is_current(on)]
    home = next(iter(current or lived_in), None)
    return as_fact(
        PersonFound,
        row
        | {
            "other_names": tuple(as_facts(Name, row["other_names"])),
            "homes": homes,
            "home": home,
            "role": current[0].role if current else "former" if lived_in else "",
            "merged": as_fact(MergedRecord, row["merged"]) if row["merged"] else None,
            "because": (),
        },
    )


def place(row: dict[str, Any]) -> PlaceFound:
    """Return a place with those who live in it."""
    return as_fact(
        PlaceFound,
        row
        | {
            "place_kind": row["kind"],
            "within": row["within"] or "",
            "let": row["let"] or "",
            "residents": tuple(as_facts(Resident, row["residents"])),
            "because": (),
        },
    )


def tenancy(row: dict[str, Any]) -> TenancyFound:
    """Return a tenancy with its parties."""
    return as_fact(TenancyFound, row | {"parties": tuple(as_facts(Resident, row["parties"])), "because": ()})


def case(row: dict[str, Any]) -> CaseFound:
    """Return a case, with the label of its kind."""
    label = label_of_kind(row["case_kind"])
    return as_fact(CaseFound, row | {"case_kind": label, "because": ()})
