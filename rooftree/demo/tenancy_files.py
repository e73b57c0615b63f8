"""Writes the landlord's files of tenancies and of the people in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from rooftree.demo.making import Making
from rooftree.demo.people import PeopleMaker, Person
from rooftree.demo.people_file import PeopleWriter
from rooftree.demo.sheets import Row, Sheet, iso, serial

ONLY_FORMER = (
    "ends_before_start",
    "place_unknown",
    "start_missing",
    "start_impossible",
    "tenure_unknown",
    "tenure_blank",
)
"""Mess that makes a tenancy unloadable: it falls on ended ones, so that nobody's home of today is lost."""

MONEY = {
    "money_pound_sign": ("£109.60", "109.60"),
    "money_thousands": ("0,109.60", "109.60"),
}
BELOW_NOUGHT = {"money_brackets": "(12.00)", "money_trailing_minus": "12.00-", "money_credit": "12.00 CR"}
"""Rents that nobody can be charged, in the ways in which sums below nought are written."""


@dataclass(slots=True)
class Party:
    """Somebody's part in a tenancy. Days are ordinals; 0 is no day."""

    person: Person
    role: str
    from_on: int
    until_on: int = 0
    relationship: str = ""


@dataclass(slots=True)
class Tenancy:
    """A tenancy, licence or lease in the making. `end` is its last day, 0 while it goes on."""

    ref: str
    place: str
    tenure: str
    start: int
    end: int = 0
    end_reason: str = ""
    payment_ref: str = ""
    rent_pence: int = 0
    service_pence: int = 0
    introductory_end: int = 0
    parties: list[Party] = field(default_factory=list)
    refused: bool = False
    sensitive: str = ""


def tenancy_row(tenancy: Tenancy, sheet: Sheet) -> Row:
    """Return a tenancy's row as this file writes it."""
    style = sheet.style
    return {
        "tenancy_ref": tenancy.ref,
        "place_ref": tenancy.place,
        "tenure": tenancy.tenure,
        "start_on": style.date(tenancy.start),
        "end_on": style.date(tenancy.end),
        "end_reason": tenancy.end_reason,
        "payment_ref": tenancy.payment_ref,
        "weekly_rent": style.money(tenancy.rent_pence) if tenancy.rent_pence else "",
        "weekly_service_charge": style.money(tenancy.service_pence) if tenancy.service_pence else "",
        "introductory_end_on": style.date(tenancy.introductory_end),
        "conditions_version": "2019" if tenancy.start > date(2019, 4, 1).toordinal() else "",
    }


def payment_ref(number: int) -> str:
    """Return a payment reference: eight digits and a letter that checks them."""
    return f"{number}{'ABCDEFGHJKLMNPQRTUVWXYZ'[number % 23]}"


class TenancyWriter:
    """Writes tenancies and their people, mess and all."""

    def __init__(self, work: Making, sheets: dict[str, Sheet], people: PeopleMaker, writer: PeopleWriter) -> None:
        self._tenancies = sheets["tenancies"]
        self._parties = sheets["tenancy_people"]
        self._maker = people
        self._people = writer
        self._turns = work.turns("tenancies")
        self._party_turns = work.turns("tenancy_people")
        self._truth = work.truth
        self._rng = work.rng
        self._as_at = work.as_at
        self._extras = 0

    def write(self, tenancy: Tenancy) -> None:
        """Write a tenancy and the people in it."""
        kind = self._turns.next(lambda kind: _falls_on(kind, tenancy))
        row = tenancy_row(tenancy, self._tenancies)
        if kind in ONLY_FORMER:
            self._refuse(kind, tenancy, row)
        elif kind:
            self._untidy(kind, tenancy, row, self._tenancies.rows + 1)
        self._tenancies.add(row)
        self._truth.facts[f"tenancies_{'ended' if tenancy.end else 'now'}"] += 1
        if kind in ("same_row_twice", "same_reference_other_facts"):
            self._again(kind, tenancy, row)
        for party in tenancy.parties:
            self._party(tenancy, party)
        if kind in ("overlap", "second_current"):
            self._beside(kind, tenancy)

    # --- Mess in a tenancy's row -----------------------------------------------------------------

    def _refuse(self, kind: str, tenancy: Tenancy, row: Row) -> None:
        """Spoil a row so that no loader may take it, nor the rows of the people in it."""
        date_of = self._tenancies.style.date
        column, cell = {
            "ends_before_start": ("end_on", date_of(tenancy.start - 40)),
            "place_unknown": ("place_ref", "99999998"),
            "start_missing": ("start_on", ""),
            "start_impossible": ("start_on", "31/04/1987"),
            "tenure_unknown": ("tenure", "PEPPERCORN"),
            "tenure_blank": ("tenure", ""),
        }[kind]
        row[column] = cell
        tenancy.refused = True
        self._tenancies.truth.reject(self._tenancies.rows + 1, kind, column, cell)

    def _untidy(self, kind: str, tenancy: Tenancy, row: Row, number: int) -> None:
        truth = self._tenancies.truth
        if kind in MONEY:
            row["weekly_rent"], means = MONEY[kind]
            tenancy.rent_pence = round(float(means) * 100)
            truth.tidy(number, kind, "weekly_rent", row["weekly_rent"], means)
        elif kind == "money_words" or kind in BELOW_NOUGHT:
            row["weekly_rent"] = BELOW_NOUGHT.get(kind, "tbc")
            tenancy.rent_pence = 0
            truth.warn(number, kind, "weekly_rent", row["weekly_rent"])
        elif kind == "ends_2099":
            row["end_on"] = "31/12/2099"
            truth.tidy(number, kind, "end_on", row["end_on"], "")
        elif kind in ("serial_start", "iso_start"):
            row["start_on"] = serial(tenancy.start) if kind == "serial_start" else iso(tenancy.start)
            truth.tidy(number, kind, "start_on", row["start_on"], iso(tenancy.start))
        elif kind == "trailing_spaces":
            row["tenancy_ref"] = f"{tenancy.ref}  "
            truth.tidy(number, kind, "tenancy_ref", row["tenancy_ref"], tenancy.ref)

    def _again(self, kind: str, tenancy: Tenancy, row: Row) -> None:
        truth = self._tenancies.truth
        if kind == "same_row_twice":
            truth.repeat(self._tenancies.add(row))
        else:
            other = {**row, "payment_ref": payment_ref(99_000_000 + self._tenancies.rows)}
            truth.reject(self._tenancies.add(other), kind, "tenancy_ref", tenancy.ref)

    def _beside(self, kind: str, tenancy: Tenancy) -> None:
        """Write another tenancy of the same home for days on which it is let already."""
        self._extras += 1
        tenant = self._people.plain(self._maker.adult(born=tenancy.start - self._rng.randrange(8_000, 20_000)))
        start = tenancy.start + (tenancy.end or self._as_at) // 2 - tenancy.start // 2
        end = (tenancy.end or self._as_at) - 1 if kind == "overlap" else 0
        extra = Tenancy(f"{tenancy.ref}X", tenancy.place, "SEC", start, end, refused=True)
        extra.end_reason = "other" if end else ""
        extra.payment_ref = payment_ref(98_000_000 + self._extras)
        extra.parties = [Party(tenant, "tenant", start, end)]
        number = self._tenancies.add(tenancy_row(extra, self._tenancies))
        self._tenancies.truth.reject(number, kind, "place_ref", tenancy.place)
        self._party(extra, extra.parties[0])

    # --- People in tenancies ---------------------------------------------------------------------

    def _party(self, tenancy: Tenancy, party: Party) -> None:
        row = self._party_row(tenancy, party)
        number = self._parties.add(row)
        if tenancy.refused:
            self._parties.truth.reject(number, "of_a_refused_tenancy", "tenancy_ref", tenancy.ref)
        elif party.person.refused:
            self._parties.truth.reject(number, "of_a_refused_person", "person_ref", party.person.ref)
        elif kind := self._party_turns.next():
            self._party_mess(kind, row)

    def _party_mess(self, kind: str, row: Row) -> None:
        """Write a second row after a good one: the same again, or one that points at nothing."""
        if kind == "same_row_twice":
            self._parties.truth.repeat(self._parties.add(row))
            return
        column, cell = {
            "person_unknown": ("person_ref", "P888888"),
            "tenancy_unknown": ("tenancy_ref", "00000000/99"),
            "role_unknown": ("role", "cat"),
        }[kind]
        self._parties.truth.reject(self._parties.add({**row, column: cell}), kind, column, cell)

    def _party_row(self, tenancy: Tenancy, party: Party) -> Row:
        date_of: Callable[[int], str] = self._parties.style.date
        return {
            "tenancy_ref": tenancy.ref,
            "person_ref": party.person.ref,
            "role": party.role,
            "from_on": date_of(party.from_on),
            "until_on": date_of(party.until_on),
            "relationship": party.relationship,
        }

    def add_mess(self) -> None:
        """Write a tenancy that points at nothing, and somebody in it."""
        lost = Tenancy("LOST/01", "99999997", "SEC", date(1991, 4, 1).toordinal(), date(1999, 3, 28).toordinal())
        number = self._tenancies.add(tenancy_row(lost, self._tenancies))
        self._tenancies.truth.reject(number, "place_unknown", "place_ref", lost.place)


def _falls_on(kind: str, tenancy: Tenancy) -> bool:
    """Say whether a kind of mess can fall on this tenancy."""
    if tenancy.tenure in ("GAR", "PVG") or tenancy.refused:
        return False
    days = (tenancy.end - tenancy.start) if tenancy.end else 0
    if kind in ONLY_FORMER:
        return bool(tenancy.end)
    if kind == "overlap":
        return days > 400
    if kind.startswith("money"):
        return bool(tenancy.rent_pence) and not tenancy.end
    if kind == "second_current":
        return not tenancy.end and tenancy.tenure == "SEC"
    if kind == "ends_2099":
        return not tenancy.end
    return True
