"""Whatever officers do, in whatever order, the record of people stays whole."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people import actions
from rooftree.people.models import Person
from tests.builders import a_group, a_person, an_officer, by

PEOPLE = st.integers(0, 3)
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "undo", "restrict", "lift", "phone"]), PEOPLE, PEOPLE), max_size=14
)

HANGING = """
    SELECT conrelid::regclass::text, person.attname, restricted.attname
    FROM pg_constraint
    JOIN pg_attribute person ON person.attrelid = conrelid AND person.attnum = conkey[2]
    JOIN pg_attribute restricted ON restricted.attrelid = conrelid AND restricted.attnum = conkey[3]
    WHERE contype = 'f' AND confrelid = 'people_person'::regclass AND confupdtype = 'c'
"""
"""The tables whose rows are restricted as a person is: their columns with the person and the group."""


@pytest.fixture
def hanging(db) -> list[tuple]:
    return [row for row in rows(HANGING) if row[0] != "foundations_searchentry"]  # The app cannot read it.


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_record_stays_whole(acting, council, hanging, steps):
    with transaction.atomic():
        officer = an_officer("service_manager")
        group = a_group("Protected persons", officer)
        with acting_for([council.pk], groups=[group.pk], who="member"):
            people = [a_person() for _ in range(4)]
            do(people, officer, group, steps)

            assert circles() == []
            assert strangers(hanging) == []
            assert merges_untold() == []
        transaction.set_rollback(True)


def do(people: list[Person], officer, group, steps) -> None:
    """Do each step that the rules allow."""
    ways: dict[str, Callable[[Person, Person], object]] = {
        "merge": lambda one, other: actions.merge_people(one, into=other, reason="Same", **by(officer=officer)),
        "undo": lambda one, other: actions.undo_merge(one, reason="Wrong", **by(officer=officer)),
        "restrict": lambda one, other: actions.restrict_person(one, group, reason="Staff", **by(officer=officer)),
        "lift": lambda one, other: actions.unrestrict_person(one, reason="Over", **by(officer=officer)),
        "phone": lambda one, other: actions.add_contact_point(
            one, kind="mobile", value=f"07700 9001{other.pk % 100:02}", **by(officer=officer)
        ),
    }
    for way, one, other in steps:
        with suppress(Refused), transaction.atomic():
            ways[way](people[one], people[other])


def circles() -> list[tuple]:
    """Records that come back to themselves by following merges."""
    return rows(
        """WITH RECURSIVE chain AS (
               SELECT id AS start, merged_into_id AS next, 1 AS step FROM people_person
               UNION ALL
               SELECT start, merged_into_id, step + 1 FROM chain JOIN people_person ON id = next WHERE step < 10
           ) SELECT start FROM chain WHERE next = start OR step = 10"""
    )


def strangers(hanging: list[tuple]) -> list[tuple]:
    """Rows that are not restricted as their person is; and records of one person restricted differently."""
    unlike = [
        f"SELECT '{table}', p.id FROM {table} t JOIN people_person p ON p.id = t.{person} "
        f"WHERE t.{group} <> p.restricted_to"
        for table, person, group in hanging
    ]
    parted = (
        "SELECT 'people_person', p.id FROM people_person p JOIN people_person s ON s.id = p.merged_into_id "
        "WHERE p.restricted_to <> s.restricted_to"
    )
    return rows(" UNION ALL ".join([*unlike, parted]))


def merges_untold() -> list[tuple]:
    """Records that are merged without a row that says who and why, or the other way round."""
    return rows(
        """SELECT p.id FROM people_person p
           LEFT JOIN people_personmerge m ON m.person_id = p.id AND m.undone_at IS NULL
           WHERE p.merged_into_id IS DISTINCT FROM m.into_id"""
    )
