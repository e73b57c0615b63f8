"""Equality answers are held apart: handed in, taken back, counted, and read by nobody in casework."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions, equality
from rooftree.information_rights.equality import Counted
from rooftree.information_rights.tests.held_things import a_request, gathered, handling
from rooftree.people import actions as people
from rooftree.people.models import Person
from tests.builders import TODAY, a_person, by, the_council

pytestmark = pytest.mark.usefixtures("acting")

FEMALE = {"sex": "sex.female"}


def declared(answers: dict[str, str], person: Person | None = None) -> Person:
    person = person or a_person()
    equality.write(person.council_id, person.pk, answers, on=TODAY, on_paper=True)
    return person


def counts() -> list[Counted]:
    return equality.counts(the_council().pk, on=TODAY)


def herself(person: Person):
    """Act as a person who is signed in to her own account."""
    return acting_for([person.council_id], opened=[person.pk], who="resident:1")


def reads(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as app:
        app.execute(statement, values)


# --- Nobody in casework reads them --------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM information_rights_equalityanswer",
        "SELECT * FROM information_rights_equalitydeclaration",
        "SELECT * FROM information_rights_equalitykey",
        "DELETE FROM information_rights_equalityanswer",
        "INSERT INTO information_rights_equalityanswer (council_id) VALUES (1)",
        "SELECT equality_name(1, 1)",
        "SELECT equality_said(1, 1)",
        "SELECT equality_person(1, 1)",
    ],
)
def test_the_apps_log_in_has_no_right_to_them(statement):
    with pytest.raises(DatabaseError, match="permission denied"):
        reads(statement)


def test_an_officer_cannot_ask_what_somebody_said():
    grace = declared(FEMALE)
    officer = acting_for([grace.council_id], opened=[grace.pk], who="sign-in:1")

    with pytest.raises(DatabaseError, match="read by whoever gave them"), officer:
        reads("SELECT equality_of_mine(%s, %s)", grace.council_id, grace.pk)


def test_a_resident_cannot_ask_what_another_said():
    grace, other = declared(FEMALE), a_person()

    with pytest.raises(DatabaseError, match="read by whoever gave them"), herself(other):
        equality.of_mine(grace.council_id, grace.pk)


def test_she_reads_her_own():
    grace = declared({"sex": "sex.female", "age": "prefer_not_to_say"})

    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == {"sex": "sex.female", "age": "prefer_not_to_say"}


def test_no_column_leads_from_an_answer_to_a_person():
    with connection.cursor() as app:
        app.execute(
            """SELECT column_name FROM information_schema.columns
               WHERE table_name LIKE 'information_rights_equality%'"""
        )
        columns = {name for (name,) in app.fetchall()}

    assert not columns & {"person_id", "sign_in_id", "case_id"}


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_name_they_stand_under_is_no_persons(council, acting):
    from django.db import connections

    grace = declared(FEMALE)
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pseudonym FROM information_rights_equalitydeclaration")
        ((name,),) = owner.fetchall()

    assert len(name) == 64
    assert str(grace.pk) != name


def test_the_audit_says_nothing_of_them():
    declared(FEMALE)

    assert not AuditChange.objects.filter(table_name__startswith="information_rights_equality").exists()


def test_another_councils_counts_are_refused(other_council):
    with pytest.raises(DatabaseError, match="Not acting for council"), transaction.atomic():
        equality.counts(other_council.pk, on=TODAY)


# --- Counted ------------------------------------------------------------------------------------------


def test_five_are_counted_and_four_hidden_with_the_next():
    for answer, people_ in (("sex.female", 5), ("sex.male", 4), ("prefer_not_to_say", 9)):
        for _ in range(people_):
            declared({"sex": answer})

    assert counts() == [
        Counted("sex", "prefer_not_to_say", 9),
        Counted("sex", "sex.female", None),
        Counted("sex", "sex.male", None),
    ]


def test_with_nothing_small_all_is_shown():
    for _ in range(5):
        declared(FEMALE)

    assert counts() == [Counted("sex", "sex.female", 5)]


def test_no_council_can_show_less_than_five():
    for _ in range(4):
        declared(FEMALE)

    with connection.cursor() as app:
        app.execute("SELECT people FROM equality_counts(%s, 1)", [the_council().pk])
        assert app.fetchall() == [(None,)]


# --- Said, said again, taken back -----------------------------------------------------------------------


def test_said_again_the_last_answer_stands():
    grace = declared(FEMALE)
    declared({"sex": "prefer_not_to_say"}, grace)

    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == {"sex": "prefer_not_to_say"}


def test_what_is_taken_back_is_gone():
    grace = declared(FEMALE)

    assert equality.take_back(grace.council_id, grace.pk) is True
    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == {}


def test_two_records_of_one_person_are_one_person():
    grace, twice = a_person(), a_person("Grace", "Okafor")
    people.merge_people(twice, into=grace, reason="The same", **by("records_officer"))
    declared(FEMALE, twice)

    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == FEMALE


def test_a_records_officer_enters_a_paper_form():
    grace = a_person()

    actions.enter_equality(grace, FEMALE, **by("records_officer"))

    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == FEMALE


def test_an_adviser_enters_none():
    with pytest.raises(PermissionDenied):
        actions.enter_equality(a_person(), FEMALE, **by("adviser"))


def test_an_answer_belongs_to_its_question():
    with pytest.raises(Refused, match="another question"):
        actions.enter_equality(a_person(), {"sex": "age.16_24"}, **by("records_officer"))


def test_a_question_that_is_not_asked_is_refused():
    with pytest.raises(Refused, match="not in the list"):
        actions.enter_equality(a_person(), {"income": "sex.male"}, **by("records_officer"))


def test_taken_back_on_paper():
    grace = declared(FEMALE)

    actions.withdraw_equality(grace, **by("records_officer"))

    with herself(grace):
        assert equality.of_mine(grace.council_id, grace.pk) == {}


# --- In the package -----------------------------------------------------------------------------------


def test_they_are_read_for_a_package_only_once_it_is_looked_through(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    grace = declared(FEMALE)
    request, _ = gathered(request=a_request(grace))

    with pytest.raises(DatabaseError, match="ready to be given"), transaction.atomic():
        equality.of_request(request.council_id, request.case_id)
    actions.finish_review(request, **handling())

    assert equality.of_request(request.council_id, request.case_id) == FEMALE
    made = actions.release(request, **handling())
    assert made.given == 1
