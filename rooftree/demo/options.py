"""Writes the files of the housing options system: another system, which knows some of the tenants too."""

from random import Random

from rooftree.demo import mess
from rooftree.demo.people import YEAR, PeopleMaker, Person, person_row
from rooftree.demo.places import Dwelling
from rooftree.demo.profile import profile
from rooftree.demo.sheets import Sheet
from rooftree.demo.tenancies import Tenancy, payment_ref, tenancy_row
from rooftree.demo.truth import Truth

HOPTS = "hopts"


class OptionsWriter:
    """Writes applicants and homeless people, some of them known to the landlord, and their placements."""

    def __init__(
        self, sheets: dict[str, Sheet], *, landlord: str, maker: PeopleMaker, turns: mess.Turns, truth: Truth,
        rng: Random, as_at: int,
    ) -> None:  # fmt: skip
        self._sheets = sheets
        self._landlord = landlord
        self._maker = maker
        self._turns = turns
        self._truth = truth
        self._rng = rng
        self._as_at = as_at
        self._placements = 0

    # --- People known to both --------------------------------------------------------------------

    def meet(self, person: Person) -> None:
        """Perhaps write a person whom the landlord knows, before the landlord's own row is written."""
        kind = self._turns.next(lambda kind: _can_be_known(person, kind))
        if not kind:
            return
        kind = kind.removeprefix("known_")
        other = self._maker_twin(person, kind)
        self._sheets["people"].add(person_row(other, self._sheets["people"]))
        pair = (self._landlord, person.ref), (HOPTS, other.ref)
        if kind == "same_name_only":
            self._truth.pair("different", "same name, born on other days", *pair)
        else:
            self._truth.pair("certain" if kind == "certain" else "likely", kind, *pair)
        person.spoilt = True

    def _maker_twin(self, person: Person, kind: str) -> Person:
        if kind != "same_name_only":
            other = self._maker.twin_record(person, kind)
        else:
            other = self._maker.adult(born=person.born + 3000 + self._rng.randrange(2000), sex=person.sex)
            other.forenames, other.surname = person.forenames, person.surname
        if kind == "certain":
            other.mobile, other.email = mess.drama_mobile(self._rng), ""
        return other

    # --- People known here only ------------------------------------------------------------------

    def client(self, *, age: float | None = None) -> Person:
        """Write somebody whom only housing options know."""
        rng = self._rng
        years = age or rng.triangular(18.2, 78, 31)
        person = self._maker.adult(born=self._as_at - int(years * YEAR))
        self._maker.give_tenants_details(person)
        if rng.random() < 0.5:
            person.correspondence_address = self._maker.address_elsewhere()
        self._sheets["people"].add(person_row(person, self._sheets["people"]))
        return person

    def clients(self, count: int) -> None:
        """Write so many people whom only housing options know."""
        for _ in range(count):
            self.client()

    # --- Placements ------------------------------------------------------------------------------

    def place_in(self, room: Dwelling) -> None:
        """Write the placements of a hostel room: one after another, each some months long."""
        rng, usual = self._rng, profile()["options"]["placement_days"]
        start = self._as_at - rng.randrange(700, 1100)
        while start < self._as_at:
            end = start + 7 + int(rng.expovariate(1 / usual))
            self._placement(room, start, end if end < self._as_at else 0)
            start = end + rng.randrange(2, 20)

    def _placement(self, room: Dwelling, start: int, end: int) -> None:
        rng = self._rng
        self._placements += 1
        tenancy = Tenancy(f"PL{self._placements:05}", f"{self._landlord}:{room.place.ref}", "LTA", start, end)
        tenancy.end_reason = rng.choice(("transfer", "private_rented", "other", "abandoned")) if end else ""
        tenancy.payment_ref = payment_ref(90_000_000 + self._placements)
        tenancy.rent_pence = 11_900 + rng.randrange(0, 3_000)
        self._sheets["tenancies"].add(tenancy_row(tenancy, self._sheets["tenancies"]))
        client = self.client(age=rng.uniform(18.5, 52))
        self._party(tenancy, client, "tenant", "")
        if client.sex == "f" and rng.random() < 0.3:
            child = self._maker.child(
                client, born=max(start - rng.randrange(200, 4000), (client.born or start) + 6200)
            )
            if child.born < self._as_at:
                self._sheets["people"].add(person_row(child, self._sheets["people"]))
                self._party(tenancy, child, "occupant", "child")

    def _party(self, tenancy: Tenancy, person: Person, role: str, relationship: str) -> None:
        sheet = self._sheets["tenancy_people"]
        date_of = sheet.style.date
        sheet.add(
            {
                "tenancy_ref": tenancy.ref,
                "person_ref": person.ref,
                "role": role,
                "from_on": date_of(tenancy.start),
                "until_on": date_of(tenancy.end),
                "relationship": relationship,
            }
        )


def _can_be_known(person: Person, kind: str) -> bool:
    """Say whether a second record of this person can carry this kind of likeness."""
    if person.spoilt or person.refused or not person.forenames or not person.surname.isascii():
        return False
    if not person.forenames.isascii() or not person.born:
        return False
    if kind == "known_married":
        return person.sex == "f"
    return kind != "known_typo" or (len(person.surname) > 4 and person.surname.isalpha())
