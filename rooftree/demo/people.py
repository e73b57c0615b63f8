"""Makes imaginary people: their names, how to reach them, and what is recorded of them."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from rooftree.demo import mess, names
from rooftree.demo.profile import Mix, chance, mix, profile, rate

YEAR = 365.2425
NI_PREFIXES = ("GE", "GH", "GJ", "GK", "GL", "GM", "GP", "GR", "GS", "GW")
"""Well formed, and never given out: of the numbers that begin with G, only GY was."""

BORN_BY = date(1995, 12, 1).toordinal()
GROWN_UP_DAYS = 13_000
AGES_OF_FACTORS = {"older": (62, 120), "pregnancy": (17, 46), "leaving_care": (17, 26)}

_BARE = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "đ": "d", "ı": "i", "’": "", "'": "", " ": "", "-": ""})


@dataclass(slots=True)
class Person:
    """Somebody imaginary, as the landlord's system knows them. Days are ordinals; 0 is no day."""

    ref: str
    surname: str
    forenames: str = ""
    title: str = ""
    preferred_name: str = ""
    former_surname: str = ""
    born: int = 0
    ni_number: str = ""
    mobile: str = ""
    phone: str = ""
    verified: str = ""
    email: str = ""
    correspondence_address: str = ""
    language: str = ""
    interpreter: bool | None = None
    needs: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    died: int = 0
    sex: str = "f"
    family: str = "british"
    refused: bool = False
    spoilt: bool = False

    @property
    def born_year(self) -> int:
        """Year of birth."""
        return date.fromordinal(self.born).year if self.born else 1900


class NumbersGiven:
    """Gives out references and National Insurance numbers, each once."""

    def __init__(self, prefix: str, first_ni: int) -> None:
        self._form = prefix + "{:06}"
        self._people = 0
        self._ni = first_ni

    def person_ref(self) -> str:
        """Return the next person's reference."""
        self._people += 1
        return self._form.format(self._people)

    def ni_number(self) -> str:
        """Return a National Insurance number that nobody has."""
        self._ni += 1
        scattered = self._ni * 7_654_321 % 10_000_000
        return f"{NI_PREFIXES[scattered // 1_000_000]}{scattered % 1_000_000:06}{'ABCD'[self._ni % 4]}"


class PeopleMaker:
    """Makes the people of one council, with the contact details and the registers of their standing."""

    def __init__(self, rng: Random, numbers: NumbersGiven, *, as_at: int) -> None:
        self._rng = rng
        self._numbers = numbers
        self._contact = profile()["contact"]
        self._registers = profile()["registers"]
        self._year = date.fromordinal(as_at).year
        speakers = rate("chances", "language_recorded") * _speakers()
        self._interpreter_of_speakers = self._contact["interpreter"] / speakers

    def adult(
        self, *, born: int, family: str = "", sex: str = "", surname: str = "", married: bool = False
    ) -> Person:
        """Return an adult with a name and no more."""
        rng = self._rng
        family = family or names.origin(rng)
        sex = sex or ("f" if chance(rng, "female") else "m")
        person = Person(
            self._numbers.person_ref(),
            names.surname_of(surname or names.surname(rng, family=family), sex=sex),
            born=born,
            sex=sex,
            family=family,
            title=names.title(rng, sex=sex, married=married),
        )
        person.forenames = self.forenames(person)
        return person

    def forenames(self, person: Person) -> str:
        """Return first names that go with a person's origin, sex and year of birth."""
        rng = self._rng
        first = names.forename(rng, family=person.family, sex=person.sex, born=person.born_year)
        if chance(rng, "second_forename"):
            second = names.forename(rng, family=person.family, sex=person.sex, born=person.born_year)
            return f"{first} {second}" if second != first else first
        return first

    def child(self, parent: Person, *, born: int) -> Person:
        """Return a child of this parent, with the family's name."""
        sex = self._rng.choice("fm")
        surname = names.surname_of(parent.surname, sex=sex)
        child = Person(self._numbers.person_ref(), surname, born=born, sex=sex, family=parent.family)
        child.forenames = self.forenames(child)
        return child

    def give_tenants_details(self, person: Person) -> Person:
        """Give a current tenant the details that the landlord's system holds of tenants."""
        rng, contact = self._rng, self._contact
        if rng.random() >= contact["no_phone"]:
            self._give_phones(person)
        if rng.random() < contact["email"]:
            person.email = self.email(person)
        if rng.random() < contact["ni_number"]:
            person.ni_number = self._numbers.ni_number()
        if rng.random() >= contact["birth_date"]:
            person.born = 0
        if rng.random() < contact["correspondence_address"]:
            person.correspondence_address = self.address_elsewhere()
        self._give_language(person)
        self._give_registers(person)
        return person

    def give_former_details(self, person: Person) -> Person:
        """Give a former tenant, or another adult, the fewer details that are held of them."""
        rng = self._rng
        if chance(rng, "former_tenant_has_mobile"):
            person.mobile = mess.drama_mobile(rng)
        if chance(rng, "former_tenant_has_email"):
            person.email = self.email(person)
        if chance(rng, "former_tenant_has_ni_number"):
            person.ni_number = self._numbers.ni_number()
        if chance(rng, "former_tenant_has_no_birth_date"):
            person.born = 0
        return person

    def give_ni_number(self, person: Person) -> None:
        """Give a person a number of their own, unless they have one."""
        person.ni_number = person.ni_number or self._numbers.ni_number()

    def email(self, person: Person) -> str:
        """Return an email address that can reach nobody."""
        name = f"{bare(person.forenames.split(' ')[0])}.{bare(person.surname)}".strip(".")
        domain = self._rng.choice(("example.org", "post.test", "mail.test"))
        return f"{name or 'tenant'}{self._rng.randrange(1, 999)}@{domain}"

    def address_elsewhere(self) -> str:
        """Return an address, in a place that does not exist, for somebody's letters."""
        rng = self._rng
        street = rng.choice(("Saltholme Road", "Wether Lane", "Brindle Street", "Old Staithe", "Cobbler's Row"))
        return f"{rng.randrange(1, 140)} {street}, Ostermouth, KE{rng.randrange(1, 9)} {rng.randrange(1, 9)}ZZ"

    def twin_record(self, person: Person, kind: str) -> Person:
        """Return a second record of one person, with what makes the match sure or only likely."""
        other = replace(self._before_doubling(person, kind), ref=self._numbers.person_ref())
        other.verified = ""
        if kind == "certain":
            return other
        other.ni_number = ""
        if kind == "typo":
            other.surname = mess.mistyped(self._rng, person.surname)
        elif kind == "no_birth_date":
            other.born = 0
        elif kind == "married":
            other.former_surname = person.surname
            other.surname = self._another_surname(person)
            other.title = "Mrs"
        return other

    def _another_surname(self, person: Person) -> str:
        """Return a surname that nobody would take for a slip of this person's own."""
        while True:
            surname = names.surname_of(names.surname(self._rng, family=person.family), sex=person.sex)
            if surname[0] != person.surname[0]:
                return surname

    def _before_doubling(self, person: Person, kind: str) -> Person:
        """Give a person what a match of this kind is seen by."""
        if not person.born:
            latest = person.died - GROWN_UP_DAYS if person.died else BORN_BY
            person.born = latest - self._rng.randrange(9_000)
        person.mobile = person.mobile or mess.drama_mobile(self._rng)
        if kind == "certain":
            self.give_ni_number(person)
        if kind == "no_birth_date":
            person.email = person.email or self.email(person)
        return person

    def _may_be(self, person: Person, factor: str) -> bool:
        """Say whether a factor goes with somebody's age and sex."""
        first, last = AGES_OF_FACTORS.get(factor, (0, 120))
        years = self._year - person.born_year
        return first <= years < last and (factor != "pregnancy" or person.sex == "f")

    def _give_phones(self, person: Person) -> None:
        rng = self._rng
        if rng.random() >= self._contact["landline"]:
            person.mobile = mess.drama_mobile(rng)
        if not person.mobile or chance(rng, "landline_beside_mobile"):
            person.phone = mess.drama_landline(rng)
        person.verified = (
            "Y" if rng.random() < self._contact["verified"] / (1 - self._contact["no_phone"]) else "N"
        )

    def _give_language(self, person: Person) -> None:
        language = profile()["languages"].get(person.family, "")
        if person.family == "british":
            person.interpreter = chance(self._rng, "british_sign_language")
            person.language = language if person.interpreter else ""
            return
        if language and chance(self._rng, "language_recorded"):
            person.language = language
            person.interpreter = self._rng.random() < self._interpreter_of_speakers

    def _give_registers(self, person: Person) -> None:
        rng = self._rng
        if rng.random() < self._registers["adjustment"]:
            person.needs = _some(rng, "needs")
        if rng.random() < self._registers["vulnerability"]:
            factors = _some(rng, "vulnerabilities")
            person.vulnerabilities = tuple(factor for factor in factors if self._may_be(person, factor))


def _speakers() -> float:
    """Return what part of all people have a first language other than English, by where they come from."""
    origins = profile()["origins"]
    abroad = set(profile()["languages"]) - {"british"}
    return sum(share for origin, share in origins.items() if origin in abroad) / sum(origins.values())


@cache
def _register(name: str) -> Mix[str]:
    return mix(name)


def _some(rng: Random, name: str) -> tuple[str, ...]:
    """Return one code of a register, or sometimes more."""
    count = rng.choice((1, 1, 1, 2, 3))
    return tuple(dict.fromkeys(_register(name).pick(rng) for _ in range(count)))


@cache
def bare(name: str) -> str:
    """Return a name in the letters that an email address takes."""
    plain = unicodedata.normalize("NFKD", name.translate(_BARE)).encode("ascii", "ignore").decode()
    return plain.lower()
