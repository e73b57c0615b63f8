"""What Find knows is what the record says, whatever was done to it and in whatever order."""

import datetime as dt
from contextlib import suppress
from random import Random

import pytest
from django.db import connection

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.foundations.search import forget_unused_words
from rooftree.journeys import death
from rooftree.people import actions as people
from rooftree.people import search_words as people_words
from rooftree.people.models import OtherName, Person
from rooftree.people.queries import details_of
from rooftree.people.rules import Details, NameChange
from rooftree.places import actions as places
from rooftree.places import search_words as place_words
from rooftree.places.models import Place
from rooftree.places.rules import Facts
from rooftree.record import find, find_check
from rooftree.tenancies import actions as tenancies
from rooftree.tenancies import search_words as tenancy_words
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy, TenancyParty
from tests.builders import TODAY, a_group, a_home, a_person, a_place, a_tenancy, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

NAMES = ("Grace", "Zoë", "Ann-Marie", "Jean Paul", "محمد", "Okafor", "O'Brien", "van den Berg", "Smith")
STREETS = ("Elm Walk", "St John's Road", "Alder Court", "High Street")


class BusyDay:
    """Does whatever comes, with whatever is there: what may not be is refused, as in life."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.officer = an_officer("service_manager", "records_officer", "tenancy_officer", "adviser")
        self.group = a_group("Staff who are tenants", self.officer)
        self.done: set[str] = set()

    def go(self, times: int) -> "BusyDay":
        deeds = [getattr(self, name) for name in dir(self) if name.startswith("and_")]
        for deed in deeds * 2 + self.rng.choices(deeds, k=times):
            with (
                suppress(Refused, IndexError),
                acting_for([self.officer.council_id], groups=[self.group.pk], who="test"),
            ):
                deed()
                self.done.add(deed.__name__)
        return self

    def _by(self) -> dict:
        return by(officer=self.officer)

    def _any(self, kind):
        return self.rng.choice(kind.objects.order_by("pk"))

    def _name(self) -> str:
        return self.rng.choice(NAMES)

    def _day(self) -> dt.date:
        return TODAY - dt.timedelta(days=self.rng.randrange(1, 4000))

    def and_register(self):
        born = dt.date(1950, 1, 1) + dt.timedelta(days=self.rng.randrange(15_000))
        details = Details(self._name(), self._name(), date_of_birth=born, birth_date_certainty="stated")
        people.register_person(details, is_somebody_else=True, **self._by())

    def and_rename(self):
        person = self._any(Person)
        details = Details(self._name(), person.forenames, preferred_name=self._name())
        people.correct_person(person, details, name_change=self.rng.choice(list(NameChange)), **self._by())

    def and_be_born_on_another_day(self):
        person = self._any(Person)
        details = details_of(person)
        people.correct_person(
            person,
            Details(details.surname, details.forenames, date_of_birth=self._day(), birth_date_certainty="seen"),
            **self._by(),
        )

    def and_call_by_another_name(self):
        people.add_other_name(self._any(Person), surname=self._name(), **self._by())

    def and_take_a_name_away(self):
        people.remove_other_name(self._any(OtherName), **self._by())

    def and_add_a_block(self):
        places.add_place("block", Facts(name=f"{self._name()} House"), **self._by())

    def and_add_a_home(self):
        block = self.rng.choice([None, *Place.objects.filter(kind="block")])
        address = f"{self.rng.randrange(99)} {self.rng.choice(STREETS)}"
        places.add_place("home", Facts(address_1=address, postcode="ZZ1 1AA"), parent=block, **self._by())

    def and_correct_an_address(self):
        place = self._any(Place)
        address = f"{self.rng.randrange(99)} {self.rng.choice(STREETS)}"
        facts = Facts(name=place.name, address_1=address, postcode=self.rng.choice(["ZZ1 1AA", "ZZ2 2BB", ""]))
        places.correct_place(place, facts, parent=place.parent, **self._by())

    def and_rename_a_block(self):
        block = self.rng.choice(Place.objects.filter(kind="block"))
        places.correct_place(block, Facts(name=f"{self._name()} Court"), parent=None, **self._by())

    def and_let(self):
        home = self.rng.choice(Place.objects.filter(kind="home"))
        terms = Terms(tenure="SEC", from_on=self._day())
        tenancies.start_tenancy(home, terms, [Joining(self._any(Person))], **self._by())

    def and_move_in(self):
        joining = Joining(self._any(Person), role=self.rng.choice(["occupant", "authorised_contact"]))
        tenancies.add_party(self._any(Tenancy), joining, from_on=self._day(), **self._by())

    def and_move_out(self):
        tenancies.end_party(self._any(TenancyParty), until_on=TODAY, **self._by())

    def and_end(self):
        tenancies.end_tenancy(self._any(Tenancy), until_on=TODAY, reason="transfer", **self._by())

    def and_die(self):
        death.record_death(self._any(Person), died_on=TODAY, **self._by())

    def and_join(self):
        people.merge_people(self._any(Person), into=self._any(Person), reason="The same person", **self._by())

    def and_restrict(self):
        people.restrict_person(self._any(Person), group=self.group, reason="Works here", **self._by())


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_day_find_knows_what_the_record_says(seed):
    day = BusyDay(seed).go(250)

    assert find_check.disagreeing() == ([], [])
    assert day.done == {name for name in dir(day) if name.startswith("and_")}


def test_words_that_were_forgotten_are_said_and_mended(council):
    forgotten = a_person("Grace", "Okafor")
    a_tenancy(a_home("12 Elm Walk"), forgotten)

    first, second = list(find_check.check(council, TODAY)), list(find_check.check(council, TODAY))

    assert first == [
        "In Find, 1 place was not to be found by what the record says now. The words were written again.",
        "In Find, 1 person was not to be found by what the record says now. The words were written again.",
    ]
    assert second == []
    assert [one.id for one in find.search("okafor 12 elm", on=TODAY).found] == [forgotten.pk]


def test_restricted_people_are_checked_too(council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        hidden = a_person(restricted_to=group.pk)

    assert find_check.disagreeing() == ([hidden.pk], [])


def test_another_council_is_not_checked(council, other_council):
    with acting_for([other_council.pk], who="test"):
        a_person(council=other_council)

    assert find_check.disagreeing() == ([], [])


def test_people_follow_the_address_of_their_home():
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk")
    tenancy = a_tenancy(home, grace)
    place_words.refresh([home.pk])
    people_words.refresh([grace.pk])
    tenancy_words.refresh([tenancy.pk])

    Place.objects.filter(pk=home.pk).update(address_1="7 Oak Lane")
    place_words.refresh([home.pk])

    assert [len(find.search(text, on=TODAY).found) for text in ("okafor elm", "okafor oak")] == [0, 1]


def test_a_home_is_found_by_the_names_of_all_that_it_stands_in():
    estate = a_place("estate", name="Poplar Estate")
    block = a_place("block", name="Alder House", parent=estate)
    home = a_home("Flat 3", parent=block)
    place_words.refresh([estate.pk])

    assert [one.id for one in find.search("3 alder poplar", on=TODAY).found] == [home.pk]


def test_a_table_of_ids_does_as_well_as_a_list():
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk")
    a_tenancy(home, grace)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE touched_homes AS SELECT %s::bigint AS id", [home.pk])
        cursor.execute("CREATE TEMP TABLE touched_people AS SELECT %s::bigint AS id", [grace.pk])

    place_words.refresh("touched_homes")
    tenancy_words.refresh_all_of_people("touched_people")

    assert find_check.disagreeing() == ([], [])


def test_the_words_of_a_load_are_those_of_the_actions():
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk")
    tenancy = a_tenancy(home, grace)
    place_words.refresh([home.pk])
    tenancy_words.refresh([tenancy.pk])
    people_words.refresh([grace.pk])

    assert find_check.disagreeing() == ([], [])


def test_a_word_that_nobody_has_any_more_is_forgotten():
    grace = a_person("Grace", "Okafor")
    people_words.refresh([grace.pk])
    Person.objects.filter(pk=grace.pk).update(surname="Bell")
    people_words.refresh([grace.pk])

    assert (forget_unused_words(), forget_unused_words()) == (1, 0)
    assert find.search("bel", on=TODAY).found[0].name == "Grace Bell"
