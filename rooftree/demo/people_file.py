"""Writes the landlord's file of people, mess and all."""

from collections.abc import Callable
from dataclasses import replace

from rooftree.demo import mess
from rooftree.demo.making import Making
from rooftree.demo.people import PeopleMaker, Person
from rooftree.demo.sheets import Row, Sheet


def person_row(person: Person, sheet: Sheet) -> Row:
    """Return a person's row as this file writes it."""
    style = sheet.style
    return {
        "person_ref": person.ref,
        "title": person.title,
        "forenames": person.forenames,
        "surname": person.surname,
        "preferred_name": person.preferred_name,
        "former_surname": person.former_surname,
        "date_of_birth": style.date(person.born),
        "ni_number": person.ni_number,
        "mobile": person.mobile,
        "phone": person.phone,
        "mobile_verified": person.verified,
        "email": person.email,
        "correspondence_address": person.correspondence_address,
        "language": person.language,
        "interpreter": style.truth(person.interpreter),
        "needs": ";".join(person.needs),
        "vulnerability": ";".join(person.vulnerabilities),
        "deceased_on": style.date(person.died),
    }


class PeopleWriter:
    """Writes people into the landlord's file, mess and all."""

    meet: Callable[[Person], None] | None = None
    """Told of every adult before their row is written: the other system may know them."""

    def __init__(self, work: Making, sheet: Sheet, maker: PeopleMaker) -> None:
        self._sheet = sheet
        self._truth = work.truth
        self._maker = maker
        self._turns = work.turns("people")
        self._rng = work.rng

    @property
    def system(self) -> str:
        """What the landlord's system is called."""
        return self._sheet.style.source_system

    def plain(self, person: Person) -> Person:
        """Write a person as they are."""
        self._sheet.add(person_row(person, self._sheet))
        return person

    def write(self, person: Person, *, tenant_now: bool) -> Person:
        """Write an adult, with whatever mess is due. Nobody who is a tenant now is made unloadable."""
        if self.meet:
            self.meet(person)
        kind = "" if person.spoilt else self._turns.next(lambda kind: self._falls_on(kind, person, tenant_now))
        if not kind:
            return self.plain(person)
        person.spoilt = True
        if kind.startswith("duplicate_"):
            return self._twice(person, kind.removeprefix("duplicate_"))
        if kind.startswith("same_r"):
            return self._again(person, kind)
        row = person_row(person, self._sheet)
        person.refused = kind in mess.REJECTED_PEOPLE
        spoil = mess.REJECTED_PEOPLE[kind] if person.refused else mess.PERSON_MESS[kind]
        spoil(row, self._sheet, self._sheet.rows + 1, self._rng)
        self._sheet.add(row)
        return person

    def _falls_on(self, kind: str, person: Person, tenant_now: bool) -> bool:
        if kind == "duplicate_married":
            return person.sex == "f" and bool(person.forenames)
        if kind == "duplicate_typo":
            return len(person.surname) > 4 and person.surname.isalpha() and bool(person.forenames)
        if kind in mess.OTHER_BIRTH_DATES:
            return not person.died
        if kind == "capitals":
            return person.surname.isascii() and person.surname.capitalize() == person.surname
        if kind in ("ni_with_spaces", "placeholder_ni"):
            return bool(person.ni_number)
        if kind == "double_spaces":
            return bool(person.forenames)
        return not (tenant_now and kind in mess.REJECTED_PEOPLE)

    def _twice(self, person: Person, kind: str) -> Person:
        """Write one person under two references."""
        other = self._maker.twin_record(person, kind)
        self.plain(person)
        self.plain(other)
        answer = "certain" if kind == "certain" else "likely"
        self._truth.pair(answer, f"{kind}, one system", (self.system, person.ref), (self.system, other.ref))
        return person

    def _again(self, person: Person, kind: str) -> Person:
        """Write the same row twice, or the same reference with other facts."""
        self.plain(person)
        if kind == "same_row_twice":
            self.plain(person)
            self._sheet.truth.repeat(self._sheet.rows)
        else:
            self.plain(replace(person, preferred_name="Jo", mobile="", title="Dr", email="dr.jo@example.org"))
            self._sheet.truth.reject(self._sheet.rows, kind, "person_ref", person.ref)
        return person
