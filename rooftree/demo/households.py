"""Makes the households of today's tenants: who holds the tenancy, and who lives there with them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rooftree.demo import mess, names
from rooftree.demo.making import Making
from rooftree.demo.people import YEAR, PeopleMaker, Person
from rooftree.demo.people_file import PeopleWriter
from rooftree.demo.profile import chance, numbered_mix, profile, rate

STAFF_GROUP = "Staff who are tenants"
PROTECTED_GROUP = "Protected persons"
LATEST_MOTHERHOOD = 46.0


@dataclass
class Household:
    """Who holds a tenancy, and who lives with them. Everybody in it has been written."""

    tenants: list[Person]
    occupants: list[tuple[Person, str]] = field(default_factory=list)
    contact: Person | None = None
    contact_is: str = ""


@dataclass(frozen=True)
class Turn:
    """The mess that falls on a household, and what it asks of the household's kind and age."""

    what: str = ""
    kind: str = ""
    age: float = 0.0


TURNS = {
    "joint_apart": Turn("joint_apart", "couple"),
    "father_and_son": Turn("father_and_son", "other", 57.0),
    "twins": Turn("twins", "couple_with_children", 36.0),
    "aged_106": Turn("aged_106", "single", 106.4),
    "aged_17": Turn("aged_17", "single", 17.5),
    "deceased_still_tenant": Turn("deceased_still_tenant", "single", 81.0),
    "one_name": Turn("one_name", "single", 41.0),
    "john_smith": Turn("john_smith", "single"),
    "shared_ni": Turn("shared_ni", "single"),
}
NAMED = {
    "one_name": "one name only",
    "marks": "with marks on letters",
    "apostrophe": "with an apostrophe",
    "hyphen": "with a hyphen",
}


class HouseholdMaker:
    """Makes households, and writes their people as it makes them."""

    def __init__(
        self, work: Making, people: PeopleMaker, writer: PeopleWriter, *, colleague: Callable[[], tuple[str, str]]
    ) -> None:
        """`colleague` gives the first and last name of a member of staff, who turns out to be a tenant."""
        self._rng = work.rng
        self._people = people
        self._writer = writer
        self._turns = work.turns("households", shared=False)
        self._truth = work.truth
        self._as_at = work.as_at
        self._colleague = colleague
        self._facts = profile()["household_facts"]
        self._children = numbered_mix("children")
        self._john_smith: Person | None = None
        self._ni_lender: Person | None = None

    def turn(self, kind: str) -> Turn:
        """Return the mess that falls on the next household."""
        what = self._turns.next()
        if not what:
            return Turn()
        return TURNS.get(what, Turn(what, kind))

    def make(self, kind: str, turn: Turn, *, age: float, start: int, tenants: list[Person] | None) -> Household:
        """Return a household of this kind, whose first tenant has this age in years."""
        if tenants:
            household = Household(list(tenants))
        else:
            household = Household(self._new_tenants(kind, turn, age))
        for person in household.tenants:
            self._note(person)
        partner_lives_in = kind in ("couple", "couple_with_children") and len(household.tenants) == 1
        if partner_lives_in:
            household.occupants.append((self._write(self._partner(household.tenants[0])), "partner"))
        self._add_others(household, kind, turn, start)
        return household

    # --- Tenants ---------------------------------------------------------------------------------

    def _new_tenants(self, kind: str, turn: Turn, age: float) -> list[Person]:
        rng = self._rng
        born = self._as_at - int(age * YEAR) - rng.randrange(0, 5)
        first = self._first_tenant(kind, turn, born)
        tenants = [first]
        couple = kind in ("couple", "couple_with_children")
        shares = self._facts["joint_of_couples"] if couple else self._facts["joint_of_others"] * (kind == "other")
        if turn.what == "joint_apart" or (rng.random() < shares and turn.what not in ("father_and_son", "twins")):
            partner = self._people.give_tenants_details(self._partner(first))
            if turn.what == "joint_apart":
                partner.correspondence_address = self._people.address_elsewhere()
                self._truth.facts["joint_apart"] += 1
            tenants.append(partner)
        spared = turn.what != ""
        for person in tenants:
            self._plain(person) if spared else self._writer.write(person, tenant_now=True)
        self._after_writing(first, turn)
        return tenants

    def _first_tenant(self, kind: str, turn: Turn, born: int) -> Person:
        rng = self._rng
        share = {"lone_parent": self._facts["female_lone_parents"], "single": self._facts["female_singles"]}
        sex = "f" if rng.random() < share.get(kind, rate("chances", "female")) else "m"
        if turn.what in ("father_and_son", "john_smith"):
            sex = "m"
        person = self._people.adult(born=born, sex=sex, married=kind.startswith("couple"))
        person = self._people.give_tenants_details(person)
        self._make_odd(person, turn, born)
        return person

    def _make_odd(self, person: Person, turn: Turn, born: int) -> None:
        """Do to a tenant what the mess asks before they are written."""
        what = turn.what
        before = self._truth.facts[what]
        if what in NAMED:
            person.surname = names.odd(NAMED[what], turn=before)
            person.forenames = "" if what == "one_name" else person.forenames
        elif what == "right_to_left":
            person.surname = names.odd("right to left surnames", turn=before)
            person.forenames = names.odd("right to left forenames", turn=before)
            person.family, person.language = "arabic", "Arabic"
        elif what in ("john_smith", "father_and_son"):
            person.born = born
            if what == "john_smith":
                person.forenames, person.surname, person.family = "John", "Smith", "british"
        elif what == "staff_tenant":
            person.forenames, person.surname = self._colleague()
        elif what in ("aged_106", "aged_17"):
            person.born = born
        elif what == "shared_ni":
            self._people.give_ni_number(person)
            person.born = born
            person.ni_number = self._ni_lender.ni_number if self._ni_lender else person.ni_number
        elif what == "lives_elsewhere":
            person.correspondence_address = self._people.address_elsewhere()
        elif what == "deceased_still_tenant":
            person.died = self._as_at - self._rng.randrange(20, 200)

    def _after_writing(self, person: Person, turn: Turn) -> None:
        """Note in the truth what a file cannot say of this tenant."""
        what, this = turn.what, (self._writer.system, person.ref)
        if what:
            self._truth.facts[what] += 1
        if what == "staff_tenant":
            self._truth.restrict(STAFF_GROUP, this)
        elif what == "protected":
            self._truth.restrict(PROTECTED_GROUP, this)
        elif what == "john_smith":
            if self._john_smith is None:
                self._john_smith = self._plain(self._another_john_smith(person))
            other = (self._writer.system, self._john_smith.ref)
            self._truth.pair("different", "same name, born on other days", this, other)
        elif what == "shared_ni":
            if self._ni_lender is None:
                self._ni_lender = self._plain(self._ni_borrower(person))
            other = (self._writer.system, self._ni_lender.ref)
            self._truth.pair("different", "one National Insurance number typed for two", this, other)

    def _another_john_smith(self, person: Person) -> Person:
        other = self._people.adult(born=person.born - 4321, family="british", sex="m", surname="Smith")
        other.forenames = "John"
        return other

    def _ni_borrower(self, person: Person) -> Person:
        other = self._people.adult(born=person.born - 2468)
        other.ni_number = person.ni_number
        return other

    # --- Those who live with them ----------------------------------------------------------------

    def _partner(self, first: Person) -> Person:
        rng = self._rng
        sex = first.sex if chance(rng, "same_sex_couple") else "m" if first.sex == "f" else "f"
        surname = first.surname if chance(rng, "partner_has_same_surname") else ""
        family = first.family if chance(rng, "partner_has_same_origin") else names.origin(rng)
        born = (first.born or self._as_at - 16000) + int(rng.gauss(0, 3.5) * YEAR)
        born = min(born, self._as_at - int(18.3 * YEAR))
        return self._people.adult(born=born, family=family, sex=sex, surname=surname, married=True)

    def _add_others(self, household: Household, kind: str, turn: Turn, start: int) -> None:
        first = household.tenants[0]
        if kind in ("lone_parent", "couple_with_children"):
            self._add_children(household, first, turn)
        elif kind == "other":
            self._add_grown_ups(household, first, turn)
        if turn.what == "merged_by_error":
            self._add_strangers(household)
        if self._rng.random() < self._facts["authorised_contacts"]:
            household.contact_is = self._rng.choice(("daughter", "son", "friend", "support worker", "sister"))
            contact = self._people.adult(born=self._as_at - self._rng.randrange(9_000, 22_000))
            contact.mobile = mess.drama_mobile(self._rng)
            household.contact = self._write(contact)

    def _add_strangers(self, household: Household) -> None:
        """Add another family to a household, as when two records were merged by error."""
        mother = self._people.adult(born=self._as_at - self._rng.randrange(9_500, 14_000), sex="f")
        child = self._people.child(mother, born=self._as_at - self._rng.randrange(400, 3_500))
        household.occupants += [(self._plain(mother), ""), (self._plain(child), "")]

    def _add_children(self, household: Household, parent: Person, turn: Turn) -> None:
        children = [self._people.child(parent, born=born) for born in self._births(parent, turn)]
        if turn.what == "twins":
            self._make_twins(*children)
        for child in children:
            self._plain(child)
            household.occupants.append((child, "son" if child.sex == "m" else "daughter"))

    def _births(self, parent: Person, turn: Turn) -> list[int]:
        """Return when a parent's children of today were born: never two within a year, unless twins."""
        rng = self._rng
        parents_age = (self._as_at - parent.born) / YEAR if parent.born else 35.0
        youngest = max(0.05, parents_age - LATEST_MOTHERHOOD)
        oldest = max(youngest + 0.3, min(18.5, parents_age - 18.5))
        if turn.what == "twins":
            return [self._as_at - int(rng.uniform(youngest, oldest) * YEAR)] * 2
        ages = sorted(rng.uniform(youngest, oldest) for _ in range(self._children.pick(rng)))
        spaced = [age for before, age in zip([-9.0, *ages], ages, strict=False) if age - before > 1.1]
        return [self._as_at - int(age * YEAR) for age in spaced]

    def _make_twins(self, one: Person, other: Person) -> None:
        """Make two children twins: the same day, home and surname, and names much alike."""
        other.surname = one.surname
        one.forenames, other.forenames = self._rng.choice(
            (("Daniel", "Danielle"), ("Aisha", "Ayesha"), ("Louis", "Louise"))
        )
        pair = (self._writer.system, one.ref), (self._writer.system, other.ref)
        self._truth.pair("different", "twins", *pair)

    def _add_grown_ups(self, household: Household, first: Person, turn: Turn) -> None:
        rng = self._rng
        if turn.what == "father_and_son":
            son = self._people.child(first, born=first.born + int(rng.uniform(21, 34) * YEAR))
            son.sex, son.surname, son.forenames = "m", first.surname, first.forenames
            household.occupants.append((self._plain(son), "son"))
            pair = (self._writer.system, first.ref), (self._writer.system, son.ref)
            self._truth.pair("different", "father and son of one name", *pair)
            return
        parents_age = (self._as_at - first.born) / YEAR if first.born else 50.0
        for _ in range(rng.choice((1, 1, 2, 2, 3))):
            if parents_age > 39 and chance(rng, "grown_up_is_a_child"):
                age = rng.uniform(18.5, min(45.0, parents_age - 18))
                grown = self._people.child(first, born=self._as_at - int(age * YEAR))
                relationship = "son" if grown.sex == "m" else "daughter"
            else:
                grown = self._people.adult(born=self._as_at - int(rng.uniform(20, 70) * YEAR), family=first.family)
                relationship = rng.choice(("brother", "sister", "mother", "friend", "lodger", "grandson"))
            household.occupants.append((self._write(grown), relationship))

    def _write(self, person: Person) -> Person:
        return self._writer.write(person, tenant_now=False)

    def _plain(self, person: Person) -> Person:
        person.spoilt = True
        return self._writer.plain(person)

    def _note(self, person: Person) -> None:
        self._truth.facts["tenants_now"] += 1
        self._truth.facts["tenants_without_phone"] += not (person.mobile or person.phone)
        self._truth.facts["tenants_with_email"] += bool(person.email)
