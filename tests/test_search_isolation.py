"""Find obeys the councils and the restricted groups, however it is asked, and tells nothing besides."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.foundations.search import Sought, entries
from rooftree.people import search_words as people_words
from rooftree.people.models import OtherName, Person, PersonLegacyReference
from rooftree.places import search_words as place_words
from rooftree.record import find
from rooftree.tenancies import search_words as tenancy_words
from tests.builders import NOON, TODAY, a_group, a_home, a_person, a_phone, a_tenancy

pytestmark = pytest.mark.django_db

SECRETS = [
    "Grace Okafor",
    "okafor",
    "okafro",
    "oka",
    "ocafour",
    "mensah",
    "okafor 1984",
    "12/03/1984",
    "okafor 12 elm",
    "0123",
    "07700 900123",
    "okafor 0123",
    "AB123456C",
    "P-MH6M-KN2P",
    "nest-77",
]
"""Everything by which the hidden person could be found."""


def write_words(person, home, tenancy):
    place_words.refresh([home.pk])
    people_words.refresh([person.pk])
    tenancy_words.refresh([tenancy.pk])


def grace(**facts):
    """Somebody who can be found in every way, in a home of her own."""
    person = a_person(
        "Grace", "Okafor", born=dt.date(1984, 3, 12), ni_number="AB123456C", reference="P-MH6M-KN2P", **facts
    )
    hers = {"council_id": person.council_id, "person": person, "restricted_to": person.restricted_to}
    OtherName.objects.create(**hers, kind="former", surname="Mensah")
    PersonLegacyReference.objects.create(
        **hers, source_system="nest", reference="nest-77", digest=b"", loaded_at=NOON
    )
    a_phone(person)
    home = a_home(council=person.council)
    write_words(person, home, a_tenancy(home, person))
    return person


def found(text: str) -> list[str]:
    return [one.reference for one in find.search(text, on=TODAY).found if one.kind == "person"]


def count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {statement}")
        return cursor.fetchone()[0]


@pytest.fixture
def restricted(council):
    """A restricted person, and the group that may open her."""
    with acting_for([council.pk], who="test"):
        group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace(restricted_to=group.pk)
    return group


@pytest.mark.parametrize("text", SECRETS)
def test_the_questions_of_this_file_do_find_her(text, acting):
    grace()

    assert "P-MH6M-KN2P" in found(text)


@pytest.mark.parametrize("text", SECRETS)
def test_with_nothing_said_nothing_is_found(text, council):
    with acting_for([council.pk], who="test"):
        grace()

    assert find.search(text, on=TODAY).found == ()


@pytest.mark.parametrize("text", SECRETS)
def test_another_council_finds_nothing(text, council, other_council):
    with acting_for([other_council.pk], who="test"):
        grace(council=other_council)

    with acting_for([council.pk], who="test"):
        assert find.search(text, on=TODAY).found == ()


@pytest.mark.parametrize("text", SECRETS)
def test_a_restricted_person_is_not_found_outside_the_group(text, council, restricted):
    with acting_for([council.pk], who="outsider"):
        assert found(text) == []


@pytest.mark.parametrize("text", SECRETS)
def test_a_member_of_the_group_finds_her(text, council, restricted):
    with acting_for([council.pk], groups=[restricted.pk], who="member"):
        assert found(text) == ["P-MH6M-KN2P"]


def test_who_opened_her_by_exception_finds_her(council, restricted):
    with acting_for([council.pk], groups=[restricted.pk], who="member"):
        person = Person.objects.get()

    with acting_for([council.pk], opened=[person.pk], who="outsider"):
        assert found("okafor") == ["P-MH6M-KN2P"]


def test_her_home_does_not_say_that_she_lives_there(council, restricted):
    with acting_for([council.pk], who="outsider"):
        (home,) = find.search("12 elm walk", on=TODAY).found

    assert (home.kind, home.residents) == ("place", ())


def test_restricting_somebody_hides_what_was_found_before(council, acting):
    group = a_group()
    person = grace()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Person.objects.filter(pk=person.pk).update(restricted_to=group.pk)

    assert found("okafor") == []


def test_nothing_is_counted_that_may_not_be_seen(council, restricted):
    with acting_for([council.pk], who="outsider"):
        people = [a_person("Grace", "Okafor").pk for _ in range(find.MOST)]
        people_words.refresh(people)
        answer = find.search("okafor", on=TODAY)

    assert (len(answer.found), answer.more) == (find.MOST, False)


def test_a_record_joined_to_one_that_may_not_be_seen_is_not_found(council, restricted):
    with acting_for([council.pk], groups=[restricted.pk], who="member"):
        joined = a_person("Grace", "Adeyemi", merged_into=Person.objects.get(reference="P-MH6M-KN2P"))
        people_words.refresh([joined.pk])

    with acting_for([council.pk], who="outsider"):
        assert found("adeyemi") == []


def test_a_restricted_record_joined_to_an_open_one_is_not_found_by_its_own_name(council, restricted):
    with acting_for([council.pk], groups=[restricted.pk], who="member"):
        Person.objects.filter(reference="P-MH6M-KN2P").update(merged_into=a_person("Grace", "Adeyemi"))

    with acting_for([council.pk], who="outsider"):
        assert found("okafor") == []


def test_finding_a_restricted_person_is_logged(council, restricted):
    with acting_for([council.pk], groups=[restricted.pk], who="sign-in:7", where="10.1.2.3"):
        person = Person.objects.get()
        find.search("okafor", on=TODAY)
        reads = list(AuditRead.objects.values_list("who", "where", "table_name", "row_ids"))

    assert reads == [("sign-in:7", "10.1.2.3", "people_person", [person.pk])]


def test_finding_nobody_restricted_is_not_logged(council, restricted):
    with acting_for([council.pk], who="outsider"):
        find.search("12 elm walk", on=TODAY)

    with acting_for([council.pk], groups=[restricted.pk], who="member"):
        assert AuditRead.objects.count() == 0


@pytest.mark.parametrize("table", ["foundations_searchentry", "foundations_searchword"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {}",
        "SELECT count(*) FROM {}",
        "INSERT INTO {} DEFAULT VALUES",
        "UPDATE {} SET council_id = 1",
        "DELETE FROM {}",
        "COPY {} TO STDOUT",
    ],
)
def test_the_app_touches_no_table_of_words(table, statement, acting):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "call",
    [
        "meant_by('okafor', 'name slips', acting_for(), 100)",
        "people_words(ARRAY[1])",
        "places_words(ARRAY[1])",
        "tenancies_words(ARRAY[1])",
        "find_matching('x', '{}', NULL, 5)",
        "learn_words(1, 'n', '{x}', '{1}')",
    ],
)
def test_the_app_does_not_reach_what_the_search_is_made_of(call, acting):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(f"SELECT {call}")


@pytest.mark.parametrize(
    "call",
    [
        "find_entries('x', 'x', 'x', '', '{{okafor}}', '{{x}}', '{{1}}', NULL, 500)",
        "find_entries({0}, {0}, {0}, '', '{{okafor}}', ARRAY[{0}], '{{1}}', NULL, 500)",
        "find_people_by_key('{{+}}', '{{3}}', '{{}}', '{{AB123456C}}', '{{P-MH6M-KN2P}}', '{{NEST77}}', 500)",
    ],
)
def test_raw_calls_of_the_search_find_nothing_of_another_council(call, council, other_council):
    with acting_for([other_council.pk], who="test"):
        grace(council=other_council)

    theirs = f"$$'n{other_council.pk}_okafor'$$"
    with acting_for([council.pk], who="test"):
        assert count(call.format(theirs)) == 0


def test_raw_words_of_another_council_find_nothing(council, other_council):
    with acting_for([other_council.pk], who="test"):
        grace(council=other_council)
    theirs = f"'n{other_council.pk}_okafor'"

    with acting_for([council.pk], who="test"):
        assert entries(Sought(theirs, theirs, theirs), most=5) == []


def test_a_search_path_of_ones_own_changes_nothing(council, other_council):
    with acting_for([other_council.pk], who="test"):
        grace(council=other_council)

    with acting_for([council.pk], who="test"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.acting_for() RETURNS int[] LANGUAGE sql AS "
            f"$$ SELECT ARRAY[{other_council.pk}] $$"
        )
        cursor.execute("CREATE TEMP TABLE foundations_searchentry AS SELECT 1 AS id")
        cursor.execute("SET search_path = pg_temp, public")
        seen = found("okafor")
        cursor.execute("SET search_path = public")

    assert seen == []


@pytest.mark.parametrize(
    "call",
    [
        "refresh_people_words(ARRAY[{0}])",
        "refresh_residence_words(ARRAY[{0}])",
        "refresh_all_words_of_people(ARRAY[{0}])",
    ],
)
def test_nobody_writes_the_words_of_another_council(call, council, other_council):
    with acting_for([other_council.pk], who="test"):
        person = a_person("Grace", "Okafor", council=other_council)

    with acting_for([council.pk], who="test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call.format(person.pk)}")

    with acting_for([other_council.pk], who="test"):
        assert found("okafor") == []


def test_what_is_said_is_forgotten_with_the_request(council):
    with acting_for([council.pk], who="first request"):
        grace()
    with acting_for([council.pk], who="second request"), transaction.atomic():
        found("okafor")

    assert found("okafor") == []
