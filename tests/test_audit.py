"""What the audit tells, to whom, and how it is searched."""

import datetime as dt

import pytest
from django.db import connection

from rooftree.foundations import audit, dates
from rooftree.foundations.audit import Sought
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council, RestrictedGroup
from rooftree.people.models import Person
from tests.builders import a_person, a_phone, the_council

pytestmark = pytest.mark.django_db

TODAY = dates.london_day(dates.now())
"""The audit writes the database's own clock, so its days are today's."""
A_DAY = dt.timedelta(days=1)


def sought(**facts) -> Sought:
    return Sought(councils=(the_council().pk,), **facts)


def changes_of(person: Person, **facts) -> list[audit.Change]:
    return audit.changes(sought(table="people_person", row_id=person.pk, **facts))


def test_an_update_tells_what_was_and_what_became(council):
    with acting_for([council.pk], who="sign-in:1", where="10.0.0.1", why="She told us"):
        person = a_person(surname="Okafor")
        Person.objects.filter(pk=person.pk).update(surname="Bell")

        line = changes_of(person)[0]

    assert (line.action, line.row_id, line.rows) == ("update", person.pk, 1)
    assert (line.before, line.after) == ({"surname": "Okafor"}, {"surname": "Bell"})
    assert (line.who, line.where, line.why, line.council_id) == (
        "sign-in:1",
        "10.0.0.1",
        "She told us",
        council.pk,
    )


def test_lines_come_newest_first_and_a_page_at_a_time(acting):
    person = a_person(surname="One")
    Person.objects.filter(pk=person.pk).update(surname="Two")
    Person.objects.filter(pk=person.pk).update(surname="Three")

    newest = audit.changes(sought(table="people_person"), most=2)
    older = audit.changes(sought(table="people_person"), before=newest[-1].id, most=2)

    assert [line.after.get("surname") for line in newest] == ["Three", "Two"]
    assert [line.action for line in older] == ["insert"]


def test_a_batch_tells_how_many_rows_and_is_found_by_any_of_them(acting):
    made = Person.objects.bulk_create(
        Person(council=the_council(), reference=f"P-{n}", surname="Ash", created_at="2026-11-20T12:00Z")
        for n in range(30)
    )

    (line,) = changes_of(made[17])

    assert (line.action, line.row_id, line.rows) == ("insert", None, 30)


def test_a_batch_with_gaps_is_found_by_its_rows_and_by_none_between(acting):
    made = Person.objects.bulk_create(
        Person(pk=pk, council=the_council(), reference=f"P-{pk}", surname="Ash", created_at="2026-11-20T12:00Z")
        for pk in (900_001, 900_002, 900_005)
    )

    assert [changes_of(person)[0].rows for person in made] == [3, 3, 3]
    assert changes_of(Person(pk=900_003)) == changes_of(Person(pk=900_004)) == []


def test_a_row_that_the_batch_did_not_add_is_not_in_it(acting):
    a_person()
    other = a_phone(a_person())

    assert changes_of(Person(pk=other.pk + 1000)) == []


def test_a_delete_tells_all_that_was(acting):
    phone = a_phone(a_person(), "+447700900456")
    phone.delete()

    line = audit.changes(sought(table="people_contactpoint"))[0]

    assert (line.action, line.before["value"], line.after) == ("delete", "+447700900456", {})


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"who": "sign-in:1"}, True),
        ({"who": "sign-in:11"}, False),
        ({"table": "people_person"}, True),
        ({"table": "people_contactpoint"}, False),
        ({"from_on": TODAY}, True),
        ({"from_on": TODAY + A_DAY}, False),
        ({"until_on": TODAY}, False),
        ({"until_on": TODAY + A_DAY}, True),
    ],
)
def test_lines_are_found_by_who_what_and_when(council, facts, found):
    with acting_for([council.pk], who="sign-in:1"):
        a_person()

        assert bool(audit.changes(sought(**facts))) == found


def test_a_council_finds_its_own_lines_only(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_person(council=other_council)

        assert audit.changes(sought()) == []
        assert len(audit.changes(Sought(councils=(other_council.pk,)))) == 1


def test_asking_for_a_council_that_one_does_not_act_for_finds_nothing(council, other_council):
    with acting_for([other_council.pk], who="test"):
        a_person(council=other_council)

    with acting_for([council.pk], who="test"):
        assert audit.changes(Sought(councils=(council.pk, other_council.pk))) == []


def log_an_opening(council: Council, group: RestrictedGroup, person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT log_read(%s, %s, 'people_person', %s, 'Fire')", [council.pk, group.pk, [person.pk]])


def test_an_opening_of_a_restricted_record_is_found_by_the_record(council):
    with acting_for([council.pk], who="sign-in:1"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="sign-in:2"):
        person = a_person(restricted_to=group.pk)
        log_an_opening(council, group, person)

        (line,) = audit.reads(sought(table="people_person", row_id=person.pk))
        none = audit.reads(sought(row_id=person.pk + 1))

    assert (line.row_ids, line.who, line.why) == ((person.pk,), "sign-in:2", "Fire")
    assert none == []


def test_an_auditor_outside_the_group_does_not_find_it(council):
    with acting_for([council.pk], who="sign-in:1"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="sign-in:2"):
        log_an_opening(council, group, a_person(restricted_to=group.pk))

    with acting_for([council.pk], who="auditor"):
        assert audit.reads(sought()) == []


def test_a_download_reads_every_line_in_batches(acting, monkeypatch, django_assert_num_queries):
    for number in range(5):
        a_person(surname=f"Ash {number}")
    monkeypatch.setattr(audit, "BATCH", 2)

    wanted = sought(table="people_person")
    with django_assert_num_queries(4):
        lines = list(audit.all_changes(wanted))

    assert len(lines) == 5
    assert lines == sorted(lines, key=lambda line: -line.id)


def test_openings_are_downloaded_in_batches_too(acting, monkeypatch):
    for _ in range(3):
        audit.log_download(the_council().pk, what="Downloaded the audit")
    monkeypatch.setattr(audit, "BATCH", 2)

    assert [line.why for line in audit.all_reads(sought())] == ["Downloaded the audit"] * 3


def test_the_tables_that_can_be_asked_for_are_those_that_are_audited(acting):
    found = audit.tables()

    assert {"people_person", "staff_roleheld", "foundations_council"} <= set(found)
    assert "foundations_donekey" not in found


def test_a_council_s_new_name_is_in_its_audit(council, other_council):
    with acting_for([council.pk], who="sign-in:1"):
        Council.objects.filter(pk=council.pk).update(name="Alder City Council")

        (line,) = audit.changes(sought(table="foundations_council"))

    assert (line.before, line.after) == ({"name": "Alder Borough Council"}, {"name": "Alder City Council"})
    with acting_for([other_council.pk], who="sign-in:2"):
        assert audit.changes(Sought(councils=(other_council.pk,), table="foundations_council")) == []


def test_a_council_saved_as_it_was_leaves_no_line(council, acting):
    Council.objects.filter(pk=council.pk).update(name=council.name)

    assert audit.changes(sought(table="foundations_council")) == []
