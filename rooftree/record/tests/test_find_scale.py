"""At the size of a council, every question is answered from indexes, in a fixed number of queries."""

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rooftree.foundations.isolation import acting_for
from rooftree.places import search_words as place_words
from rooftree.record import find
from rooftree.tenancies import search_words as tenancy_words
from tests.builders import TODAY

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 20_000
MOST_QUERIES = 4

FILL = """
    INSERT INTO places_place (
        id, council_id, reference, kind, name, address_1, address_2, address_3, address_4, postcode, uprn, ward,
        area_office, created_at)
    SELECT n, %(council)s, 'H-' || n, 'home', '',
           n %% 97 || ' ' || initcap(translate(md5((n / 97)::text), '0123456789', 'ghijklmnop')) || ' Road',
           'Alderton', '', '', 'ZZ' || n %% 20 || ' 1AA', 900000000 + n, '', '', now()
    FROM generate_series(1, %(people)s / 2) AS n;
    INSERT INTO people_person (
        id, council_id, restricted_to, reference, title, forenames, surname, preferred_name, date_of_birth,
        birth_date_certainty, ni_number, created_at)
    SELECT n, %(council)s, 0, 'P-' || n, '',
           initcap(translate(left(md5((n %% 300)::text), 6), '0123456789', 'ghijklmnop')),
           initcap(translate(left(md5((n %% 4000)::text), 7), '0123456789', 'ghijklmnop')), '',
           date '1940-01-01' + n %% 25000, 'stated', 'AB' || lpad(n::text, 6, '0') || 'C', now()
    FROM generate_series(1, %(people)s) AS n;
    INSERT INTO tenancies_tenancy (
        id, council_id, reference, place_id, tenure, from_on, end_reason, payment_reference, conditions_version,
        created_at)
    SELECT id, council_id, 'T-' || id, id, 'SEC', '2015-06-01', '', (20000000 + id)::text, '', now()
    FROM places_place;
    INSERT INTO tenancies_tenancyparty (
        council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on)
    SELECT council_id, 0, 1 + id %% (%(people)s / 2), id, 'tenant', '', '2015-06-01' FROM people_person;
    INSERT INTO people_othername (council_id, restricted_to, person_id, kind, forenames, surname)
    SELECT council_id, 0, id, 'former', forenames, 'Former' || id %% 5000 FROM people_person;
    INSERT INTO people_contactpoint (
        council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source)
    SELECT council_id, 0, id, 'mobile', '+4477' || lpad(id::text, 8, '0'), '', 'self', '', '' FROM people_person;
    INSERT INTO people_personlegacyreference (
        council_id, restricted_to, person_id, source_system, reference, digest, facts, source_updated, loaded_at)
    SELECT council_id, 0, id, 'nest', 'N-' || id, '', '{}', '', now() FROM people_person;
"""

KNOWN = """
    SELECT forenames, surname, left(forenames, 3), address_1, date_of_birth
    FROM people_person p JOIN tenancies_tenancyparty t ON t.person_id = p.id
    JOIN places_place h ON h.id = t.tenancy_id WHERE p.id = 77
"""

READ = """
    SELECT relname, seq_scan, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
    WHERE relname ~ '^(foundations_search|people_|places_|tenancies_)'
"""
"""How often each table was read from end to end in this transaction, and how many of its rows were read."""

MOST_ROWS = PEOPLE // 8
"""Rows of one table that a question may read."""

QUESTIONS = {
    "a name": "{forenames} {surname}",
    "a surname": "{surname}",
    "a slip": "{forenames} x{surname}",
    "a slip in each word": "x{forenames} x{surname}",
    "a beginning": "{first} {surname}",
    "a name and an address": "{surname} {house}",
    "a street": "{house}",
    "a postcode": "zz1 1aa",
    "part of a postcode": "zz1",
    "a phone": "07700000077",
    "the end of a phone": "000077",
    "a name and the end of a phone": "{surname} 0077",
    "a birth date": "{born}",
    "a name and a year": "{surname} {born:%Y}",
    "a National Insurance number": "AB000077C",
    "an old reference": "n77",
    "our reference": "P-77",
    "a UPRN": "900000077",
    "a payment reference": "20000077",
    "run together": "{forenames}{surname}",
}


def ask(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def known(council, owner_url):
    """What is known of one person of a whole council, after the server has taken stock of it."""
    with acting_for([council.pk], who="test"):
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"council": council.pk, "people": PEOPLE})
        place_words.refresh([place for (place,) in ask("SELECT id FROM places_place")])
        tenancy_words.refresh_all_of_people([person for (person,) in ask("SELECT id FROM people_person")])
        with psycopg.connect(owner_url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        [facts] = ask(KNOWN)
        yield dict(zip(("forenames", "surname", "first", "house", "born"), facts, strict=True))


def read_since(before: list[tuple]) -> set[str]:
    """Return the tables that were read from end to end since, or much of them, by an index or without."""
    was = {table: (scans, rows) for table, scans, rows in before}
    return {
        table
        for table, scans, rows in ask(READ)
        if scans > was.get(table, (0, 0))[0] or rows - was.get(table, (0, 0))[1] > MOST_ROWS
    }


def answer(question: str) -> tuple[set[str], bool, bool]:
    """Return the tables of which a question read much, and whether it cost little and found something."""
    with transaction.atomic():
        before = ask(READ)
        with CaptureQueriesContext(connection) as queries:
            found = find.search(question, on=TODAY).found
        return read_since(before), len(queries) <= MOST_QUERIES, bool(found)


def test_no_question_reads_a_table_from_end_to_end(known):
    answers = {kind: answer(question.format(**known)) for kind, question in QUESTIONS.items()}

    assert answers == dict.fromkeys(QUESTIONS, (set(), True, True))


def test_a_table_that_is_read_from_end_to_end_would_be_noticed(known):
    with transaction.atomic():
        before = ask(READ)
        ask("SELECT count(title) FROM people_person")

        assert read_since(before) == {"people_person"}
