"""A crowd of imaginary people with homes, put straight into the tables for the benchmark of Find.

Names are as uneven as real ones: a few hundred surnames for half of the people, and a tail of some
hundred thousand that a handful bear. So a common name has hundreds of bearers, and a typing slip in a
name often makes another name that somebody has.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

import psycopg

from rooftree.demo.profile import Mix, words

RARE_SURNAMES, RARE_FORENAMES = 120_000, 25_000
PART_RARE_SURNAME, PART_RARE_FORENAME = 0.4, 0.08
PEOPLE_A_HOME = 2.2
HOMES_A_STREET = 28
FIRST_BORN, DAYS_OF_BIRTHS = dt.date(1932, 1, 1), 30_000
TODAY = dt.date(2026, 11, 20)

_HEADS = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k kh l m n p ph pr qu r s sh sk sl sm st t th tr v w y z"
).split()
_VOWELS = "a a a e e e i i o o u ai ea ee ie oa oo ou".split()
_TAILS = (
    "b ck d dy ff g kin l ld ley ll m n nd ner ng nt ow r rd rn rt s sey sh son ss t th ton tt ver well x"
).split()
_ENDS = {"road": 9, "street": 7, "close": 5, "avenue": 4, "walk": 3, "drive": 3, "lane": 2, "court": 2, "way": 2}
_TOWNS = ("Alderton", "Birchley", "Cedarham", "Downfield", "Elderby", "Fernwick", "Gorsebridge", "Hazelden")


@dataclass(frozen=True)
class Member:
    """One person of the crowd, as the questions need to know them."""

    id: int
    reference: str
    forename: str
    surname: str
    born: dt.date
    phone: str
    number: int
    street: str
    postcode: str
    old_reference: str


def _words(heading: str, kind: str) -> list[str]:
    return [name for head, names in words(kind).items() if head.startswith(heading) for name in names]


def _invented(rng: Random, how_many: int) -> list[str]:
    """Return so many different words that could be names."""
    made: dict[str, None] = {}
    while len(made) < how_many:
        middle = rng.choice(_HEADS) + rng.choice(_VOWELS) if rng.random() < 0.5 else ""
        made[(rng.choice(_HEADS) + rng.choice(_VOWELS) + middle + rng.choice(_TAILS)).capitalize()] = None
    return list(made)


class Crowd:
    """Makes the people, homes and tenancies of one council, always the same ones for a seed."""

    def __init__(self, people: int, *, council: int, seed: int = 1932) -> None:
        self.people = people
        self.council = council
        self.rng = Random(seed)
        self.homes = int(people / PEOPLE_A_HOME)
        self.surnames = self._mix(_words("", "surnames"), RARE_SURNAMES, PART_RARE_SURNAME)
        self.forenames = self._mix(_words("", "forenames"), RARE_FORENAMES, PART_RARE_FORENAME)
        ends = [end.capitalize() for end, weight in _ENDS.items() for _ in range(weight)]
        self.streets = [
            (f"{name} {self.rng.choice(ends)}", self.rng.choice(_TOWNS))
            for name in self._street_names(self.homes // HOMES_A_STREET + 1)
        ]

    def _mix(self, known: list[str], rare: int, part: float) -> Mix[str]:
        common = {name: 1 / (place + 6) for place, name in enumerate(dict.fromkeys(known))}
        tail = {
            name: 1 / (place + 400) for place, name in enumerate(_invented(self.rng, rare)) if name not in common
        }
        scale = part / (1 - part) * sum(common.values()) / sum(tail.values())
        return Mix(common | {name: share * scale for name, share in tail.items()})

    def _street_names(self, how_many: int) -> list[str]:
        stems = _invented(self.rng, how_many // 2 + 1)
        known = list(dict.fromkeys(_words("", "surnames")))
        return [
            self.rng.choice(known) if self.rng.random() < 0.4 else self.rng.choice(stems) for _ in range(how_many)
        ]

    def home(self, number: int) -> tuple[int, str, str, str]:
        """Return the number, street, town and postcode of a home."""
        street, town = self.streets[number // HOMES_A_STREET]
        block = number // 14
        postcode = (
            f"ZZ{block // 2000 % 99 + 1} {block // 400 % 5 + 1}{chr(65 + block // 20 % 20)}{chr(65 + block % 20)}"
        )
        return number % HOMES_A_STREET * 2 + 1, street, town, postcode

    def members(self) -> Iterator[Member]:
        """Give every person, with the home that he or she lives in."""
        rng = self.rng
        for number in count(1):
            if number > self.people:
                return
            house, street, _, postcode = self.home(self.home_of(number))
            yield Member(
                number,
                f"P-{number}",
                self.forenames.pick(rng),
                self.surnames.pick(rng),
                FIRST_BORN + dt.timedelta(days=int(rng.random() * DAYS_OF_BIRTHS)),
                f"+447{rng.randrange(10**9):09}",
                house,
                street,
                postcode,
                f"{rng.randrange(10**7):07}",
            )

    def home_of(self, person: int) -> int:
        """Return the number of the home that a person lives in, or lived in."""
        return person * 7919 % self.homes


def fill(owner: psycopg.Connection, crowd: Crowd) -> list[Member]:
    """Put the crowd into the tables and return it. Its search words are not written yet."""
    members = list(crowd.members())
    with owner.transaction(), owner.cursor() as cursor:
        _copy(cursor, "places_place", PLACE, _places(crowd))
        cursor.execute(HOMES_AND_TENANCIES)
        _copy(cursor, "people_person", PERSON, _people(crowd, members))
        _copy(cursor, "tenancies_tenancyparty", PARTY, _parties(crowd, members))
        _copy(cursor, "people_contactpoint", PHONE, _phones(crowd, members))
        _copy(cursor, "people_othername", OTHER_NAME, _former_names(crowd, members))
        _copy(cursor, "people_personlegacyreference", OLD_REFERENCE, _old_references(crowd, members))
    return members


AT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
PLACE = (
    "id, council_id, reference, kind, name, address_1, address_2, address_3, address_4, postcode, uprn, ward, "
    "area_office, created_at"
)
PERSON = (
    "id, council_id, restricted_to, reference, title, forenames, surname, preferred_name, date_of_birth, "
    "birth_date_certainty, ni_number, created_at"
)
PARTY = "council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on, until_on"
PHONE = "council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source"
OTHER_NAME = "council_id, restricted_to, person_id, kind, forenames, surname"
OLD_REFERENCE = (
    "council_id, restricted_to, person_id, source_system, reference, digest, facts, source_updated, loaded_at"
)

HOMES_AND_TENANCIES = """
    INSERT INTO places_home (
        place_id, council_id, property_type, heating, garden, adaptations, accessibility_category, epc,
        council_tax_band, tenure_group, lettable_status, key_location)
    SELECT id, council_id, 'house', '', '', '{}', '', '', '', '', '', '' FROM places_place;
    INSERT INTO tenancies_tenancy (
        id, council_id, reference, place_id, tenure, from_on, end_reason, payment_reference, conditions_version,
        created_at)
    SELECT id, council_id, 'T-' || id, id, 'SEC', '2015-06-01', '', (20000000 + id)::text, '', created_at
    FROM places_place
"""


def _copy(cursor: psycopg.Cursor, table: str, columns: str, rows: Iterable[tuple]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def _places(crowd: Crowd) -> Iterator[tuple]:
    for number in range(crowd.homes):
        house, street, town, postcode = crowd.home(number)
        address = (f"{house} {street}", town, "", "", postcode)
        yield (number + 1, crowd.council, f"H-{number}", "home", "", *address, 10**9 + number, "", "", AT)


def _people(crowd: Crowd, members: list[Member]) -> Iterator[tuple]:
    for one in members:
        middle = f" {crowd.forenames.pick(crowd.rng)}" if one.id % 3 == 0 else ""
        name = ("", one.forename + middle, one.surname, "")
        yield (one.id, crowd.council, 0, one.reference, *name, one.born, "stated", "", AT)


def _parties(crowd: Crowd, members: list[Member]) -> Iterator[tuple]:
    for one in members:
        left = dt.date(2021, 3, 1) if one.id % 10 == 0 else None
        role = "tenant" if one.id % 2 else "occupant"
        yield (crowd.council, 0, crowd.home_of(one.id) + 1, one.id, role, "", dt.date(2015, 6, 1), left)


def _phones(crowd: Crowd, members: list[Member]) -> Iterator[tuple]:
    for one in members:
        yield (crowd.council, 0, one.id, "mobile", one.phone, "", "self", "", "crowd")


def _former_names(crowd: Crowd, members: list[Member]) -> Iterator[tuple]:
    for one in members[::12]:
        yield (crowd.council, 0, one.id, "former", one.forename, crowd.surnames.pick(crowd.rng))


def _old_references(crowd: Crowd, members: list[Member]) -> Iterator[tuple]:
    for one in members:
        yield (crowd.council, 0, one.id, "nest", f"{one.old_reference}-{one.id}", b"", "{}", "", AT)
