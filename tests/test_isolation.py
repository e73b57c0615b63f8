"""Tries to read and write across councils and into restricted groups, in every way that is known to leak."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rooftree.foundations.isolation import NOBODY, acting_for, now_acting
from rooftree.foundations.models import AuditChange, RestrictedGroup
from rooftree.people.models import ContactPoint, Person
from tests.builders import a_person, a_phone

pytestmark = pytest.mark.django_db


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def a_group(council) -> RestrictedGroup:
    return RestrictedGroup.objects.create(council=council, name="Protected persons")


def test_with_nothing_said_nothing_is_seen(council):
    with acting_for([council.pk], who="test"):
        a_person()

    assert count("people_person") == 0


def test_one_council_does_not_see_the_other(council, other_council):
    with acting_for([council.pk], who="test"):
        a_person()

    with acting_for([other_council.pk], who="test"):
        seen = count("people_person")

    assert seen == 0


def test_a_shared_officer_sees_both(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_person()
        a_person(council=other_council)
        seen = count("people_person")

    assert seen == 2


def test_nobody_writes_into_another_council(council, other_council):
    with acting_for([council.pk], who="test"), pytest.raises(ProgrammingError, match="row-level security"):
        a_person(council=other_council)


def test_nobody_moves_a_row_to_another_council(acting, other_council):
    person = a_person()

    with pytest.raises(ProgrammingError, match="row-level security"):
        Person.objects.filter(pk=person.pk).update(council=other_council)


def test_a_key_does_not_reach_into_another_council(council, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_person(council=other_council)

    with acting_for([council.pk], who="test"), pytest.raises(IntegrityError, match="same_council"):
        ContactPoint.objects.create(council=council, person_id=theirs.pk, kind="email", value="a@example.test")


def test_the_settings_are_taken_back_at_the_end(council):
    with acting_for([council.pk], who="test"):
        pass

    assert now_acting() == NOBODY
    with connection.cursor() as cursor:
        cursor.execute("SELECT acting_for(), may_open(), opened_people(), said('who')")
        assert cursor.fetchone() == ([], [], [], "")


def test_the_settings_are_taken_back_after_a_failed_transaction(council):
    with pytest.raises(ProgrammingError), acting_for([council.pk], who="test"), transaction.atomic():
        count("no_such_table")

    assert count("people_person") == 0


def test_an_inner_block_gives_way_to_the_outer_again(council, other_council):
    with acting_for([council.pk], who="outer"):
        a_person()
        with acting_for([other_council.pk], who="inner"):
            inner = count("people_person")
        outer = count("people_person")

    assert (inner, outer) == (0, 1)


def test_a_restricted_person_is_hidden_outside_the_group(council):
    with acting_for([council.pk], who="test"):
        group = a_group(council)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        a_phone(a_person(restricted_to=group.pk))

    with acting_for([council.pk], who="outsider"):
        seen = (count("people_person"), count("people_contactpoint"))

    assert seen == (0, 0)


def test_restricting_a_person_restricts_all_that_hangs_on_them(council):
    with acting_for([council.pk], who="test"):
        group = a_group(council)
        person = a_person()
        a_phone(person)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Person.objects.filter(pk=person.pk).update(restricted_to=group.pk)

    with acting_for([council.pk], who="outsider"):
        seen = count("people_contactpoint")

    assert seen == 0


def test_a_fact_cannot_be_less_restricted_than_its_person(council):
    with acting_for([council.pk], who="test"):
        group = a_group(council)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        person = a_person(restricted_to=group.pk)
        with pytest.raises(IntegrityError, match="same_council"):
            ContactPoint.objects.create(
                council=council, person=person, kind="email", value="a@example.test", restricted_to=0
            )


def test_nobody_restricts_to_a_group_of_another_council(council, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_group(other_council)

    with (
        acting_for([council.pk], groups=[theirs.pk], who="member"),
        pytest.raises(IntegrityError, match="group_of_council"),
    ):
        a_person(restricted_to=theirs.pk)


def test_the_app_does_not_become_the_owner(acting):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SET ROLE rooftree_owner")


def test_the_app_does_not_write_the_audit(council, acting):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("INSERT INTO foundations_auditchange (council_id) VALUES (%s)", [council.pk])


def test_the_app_does_not_change_the_audit(acting):
    a_person()

    with pytest.raises(ProgrammingError, match="permission denied"):
        AuditChange.objects.all().delete()


def test_the_app_does_not_switch_off_a_trigger(acting):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="must be owner"):
        cursor.execute("ALTER TABLE people_person DISABLE TRIGGER ALL")


def test_a_council_reads_its_own_audit_only(council, other_council):
    with acting_for([council.pk], who="sign-in:1"):
        a_person()

    with acting_for([other_council.pk], who="sign-in:2"):
        seen = AuditChange.objects.count()

    assert seen == 0


def test_a_batch_insert_is_one_line_of_audit_that_names_every_row(council):
    people = [
        Person(council=council, reference=f"P-{number}", surname="Ash", created_at="2026-11-20T12:00Z")
        for number in range(500)
    ]
    with acting_for([council.pk], who="job:load", where="10.1.2.3", why="First load"):
        made = Person.objects.bulk_create(people)
        lines = AuditChange.objects.filter(table_name="people_person").extra(
            where=["inserted @> %s::bigint"], params=[made[250].pk]
        )

        assert [(line.who, line.where, line.why, line.row_id) for line in lines] == [
            ("job:load", "10.1.2.3", "First load", None)
        ]


def test_an_update_in_sql_is_audited_with_what_changed(acting):
    person = a_person(surname="Okafor")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET surname = 'Okafor-Bell' WHERE id = %s", [person.pk])

    change = AuditChange.objects.get(table_name="people_person", action="update")
    assert (change.row_id, change.before, change.after) == (
        person.pk,
        {"surname": "Okafor"},
        {"surname": "Okafor-Bell"},
    )


def test_the_audit_of_a_restricted_person_is_restricted(council):
    with acting_for([council.pk], who="test"):
        group = a_group(council)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        a_person(restricted_to=group.pk)

    with acting_for([council.pk], who="auditor"):
        seen = AuditChange.objects.filter(table_name="people_person").count()

    assert seen == 0


def test_a_delete_is_audited_with_all_that_it_held(acting):
    phone = a_phone(a_person(), "+447700900456")

    phone.delete()

    gone = AuditChange.objects.get(table_name="people_contactpoint", action="delete")
    assert gone.before["value"] == "+447700900456"
