"""Writes the files of the housing options system: another system, which knows some of the tenants too."""

from rooftree.demo import mess
from rooftree.demo.making import Making
from rooftree.demo.people import YEAR, PeopleMaker, Person
from rooftree.demo.people_file import person_row
from rooftree.demo.places import Dwelling
from rooftree.demo.profile import chance, profile
from rooftree.demo.sheets import Row, Sheet
from rooftree.demo.tenancy_files import Tenancy, payment_ref, tenancy_row

HOPTS = "hopts"
LEAST_CLIENTS = 20


class OptionsWriter:
    """Writes applicants and homeless people, some of them known to the landlord, and their placements."""

    def __init__(self, work: Making, sheets: dict[str, Sheet], maker: PeopleMaker) -> None:
        self._sheets = sheets
        self._people = sheets["people"]
        self._landlord = work.system
        self._maker = maker
        self._known = work.turns("options", shared=False)
        self._mess = work.turns("options_people", shared=False)
        self._truth = work.truth
        self._rng = work.rng
        self._homes = work.homes
        self._as_at = work.as_at
        self._placements = 0

    # --- People known to both --------------------------------------------------------------------

    def meet(self, person: Person) -> None:
        """Perhaps write a person whom the landlord knows, before the landlord's own row is written."""
        kind = self._known.next(lambda kind: _can_be_known(person, kind))
        if not kind:
            return
        kind = kind.removeprefix("known_")
        other = self._maker_twin(person, kind)
        self._people.add(self._row(other))
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

    def clients_known_to_nobody_else(self) -> None:
        """Write the people whom only housing options know."""
        options = profile()["options"]
        alone = options["people_per_10000"] * (1 - options["share_known_as_tenants"])
        for _ in range(max(LEAST_CLIENTS, round(alone * self._homes / 10_000))):
            self._write(self._client(self._rng.triangular(18.2, 78, 31)), may_be_refused=True)

    def _client(self, age: float) -> Person:
        person = self._maker.adult(born=self._as_at - int(age * YEAR))
        self._maker.give_tenants_details(person)
        if chance(self._rng, "client_has_contact_address"):
            person.correspondence_address = self._maker.address_elsewhere()
        return person

    def _row(self, person: Person) -> Row:
        """Return a person's row, with the day on which somebody last changed it."""
        changed = self._as_at - self._rng.randrange(1, 1_200)
        row = {**person_row(person, self._people), "source_updated": self._people.style.date(changed)}
        return {column: _in_old_letters(cell) for column, cell in row.items()}

    def _write(self, person: Person, *, may_be_refused: bool = False) -> Person:
        """Write somebody, with whatever mess is due."""
        kind = self._mess.next(lambda kind: _can_fall_on(kind, person, may_be_refused=may_be_refused))
        row = self._row(person)
        if kind:
            spoil = {**mess.PERSON_MESS, **mess.REJECTED_PEOPLE}[kind]
            spoil(row, self._people, self._people.rows + 1, self._rng)
        self._people.add(row)
        return person

    # --- Placements ------------------------------------------------------------------------------

    def place_in(self, room: Dwelling) -> None:
        """Write the placements of a hostel room: one after another, each some months long."""
        rng, usual = self._rng, profile()["options"]["placement_days"]
        start = self._as_at - rng.randrange(700, 1100)
        while start < self._as_at:
            end = start + 7 + int(rng.expovariate(1 / usual))
            self._placement(room, start, end if end < self._as_at else 0)
            start = end + rng.randrange(2, 20)

    def add_mess(self) -> None:
        """Write a placement in a room that nobody knows."""
        lost = Tenancy("PL99999", f"{self._landlord}:99999996", "LTA", self._as_at - 900, self._as_at - 800)
        sheet = self._sheets["tenancies"]
        sheet.truth.reject(sheet.add(tenancy_row(lost, sheet)), "place_unknown", "place_ref", lost.place)

    def _placement(self, room: Dwelling, start: int, end: int) -> None:
        rng = self._rng
        self._placements += 1
        tenancy = Tenancy(f"PL{self._placements:05}", f"{self._landlord}:{room.place.ref}", "LTA", start, end)
        tenancy.end_reason = rng.choice(("transfer", "private_rented", "other", "abandoned")) if end else ""
        tenancy.payment_ref = payment_ref(90_000_000 + self._placements)
        tenancy.rent_pence = 11_900 + rng.randrange(0, 3_000)
        self._sheets["tenancies"].add(tenancy_row(tenancy, self._sheets["tenancies"]))
        client = self._write(self._client(rng.uniform(18.5, 52)))
        self._party(tenancy, client, "tenant", "")
        if client.sex == "f" and chance(rng, "client_has_child"):
            child = self._maker.child(
                client, born=max(start - rng.randrange(200, 4000), (client.born or start) + 6200)
            )
            if child.born < self._as_at:
                self._people.add(self._row(child))
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


def _in_old_letters(cell: str) -> str:
    """Return a cell as the system could store it: letters that it does not have became question marks."""
    return cell.encode("cp1252", "replace").decode("cp1252")


def _can_fall_on(kind: str, person: Person, *, may_be_refused: bool) -> bool:
    """Say whether a kind of mess can fall on this person's row."""
    if kind in mess.REJECTED_PEOPLE:
        return may_be_refused
    return kind != "capitals" or (person.surname.isascii() and person.surname.capitalize() == person.surname)


def _can_be_known(person: Person, kind: str) -> bool:
    """Say whether a second record of this person can carry this kind of likeness."""
    if person.spoilt or person.refused or not person.forenames or not person.surname.isascii():
        return False
    if not person.forenames.isascii() or not person.born:
        return False
    if kind == "known_married":
        return person.sex == "f"
    return kind != "known_typo" or (len(person.surname) > 4 and person.surname.isalpha())
