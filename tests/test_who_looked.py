"""Who looked at somebody's record is kept, cheaply, by the database's own hand, and can be told."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.information_rights.jobs import forget_looks
from rooftree.information_rights.looks import by_day, looks_at, looks_of
from rooftree.information_rights.models import Look
from rooftree.record.case_story import case_page
from rooftree.record.person import person_page
from rooftree.staff.models import Officer, RoleHeld
from tests.builders import NOON, TODAY, a_case, a_group, a_person, a_team, an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def priya() -> Officer:
    """An income officer of the income team."""
    officer, team = an_officer(name="Priya Nair"), a_team("income", name="Income team")
    RoleHeld.objects.create(
        council=the_council(), officer=officer, role="income_officer", team=team, from_on=dt.date(2020, 1, 1)
    )
    return officer


def looking(officer: Officer):
    """Act as an officer who is signed in."""
    return acting_for([officer.council_id], who=f"sign-in:{officer.sign_in_id}")


def test_opening_the_page_of_a_person_is_kept_in_its_one_query(priya, django_assert_num_queries):
    grace = a_person()

    with looking(priya), django_assert_num_queries(1):
        person_page(grace.reference, on=TODAY)

    (look,) = Look.objects.all()
    assert (look.what, look.record_id, look.person_id, look.who) == (
        "person",
        grace.pk,
        grace.pk,
        f"sign-in:{priya.sign_in_id}",
    )


def test_opening_the_page_of_a_case_is_kept_in_its_one_query(priya, django_assert_num_queries):
    grace = a_person()
    case = a_case(grace)

    with looking(priya), django_assert_num_queries(1):
        case_page(case.reference, at=NOON)

    (look,) = Look.objects.all()
    assert (look.what, look.record_id, look.person_id) == ("case", case.pk, grace.pk)


def test_a_page_of_nobody_is_no_look():
    person_page("P-NONE", on=TODAY)
    case_page("E-NONE", at=NOON)

    assert not Look.objects.exists()


def test_she_is_told_the_team_and_not_the_name(priya):
    grace = a_person()
    with looking(priya):
        person_page(grace.reference, on=TODAY)
        person_page(grace.reference, on=TODAY)

    (line,) = by_day(looks_at(grace, most=10), with_name=False)

    assert (line.who, line.times) == ("Income team", 2)


def test_a_council_may_tell_the_name_too(priya):
    grace = a_person()
    with looking(priya):
        person_page(grace.reference, on=TODAY)

    assert looks_at(grace, most=10)[0].said(with_name=True) == "Priya Nair, Income team"


def test_the_team_is_that_of_the_day(priya):
    grace, later = a_person(), a_team("asb", name="Neighbourhood team")
    with looking(priya):
        person_page(grace.reference, on=TODAY)
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    RoleHeld.objects.create(council=the_council(), officer=priya, role="asb_officer", team=later, from_on=tomorrow)

    assert looks_at(grace, most=10)[0].team == "Income team"


def test_looks_at_what_is_restricted_are_seen_by_the_group_alone():
    group = a_group("Protected persons")
    grace = a_person(restricted_to=0)
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        type(grace).objects.filter(pk=grace.pk).update(restricted_to=group.pk)
        person_page(grace.reference, on=TODAY)
        seen_by_a_member = len(looks_at(grace, most=10))

    assert (seen_by_a_member, Look.objects.count()) == (1, 0)


def test_those_who_audit_read_what_one_officer_looked_at(priya):
    grace, other = a_person(), an_officer(name="Olu Ade")
    for officer in (priya, other):
        with looking(officer):
            person_page(grace.reference, on=TODAY)

    found = looks_of([the_council().pk], who=f"sign-in:{priya.sign_in_id}", most=10, before=None)

    assert [(look.officer, look.person_reference) for look in found] == [("Priya Nair", grace.reference)]


# --- Nobody writes it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO information_rights_look (council_id, restricted_to, at, what, record_id, who) "
        "VALUES (1, 0, now(), 'person', 1, 'somebody')",
        "UPDATE information_rights_look SET who = 'somebody else'",
        "DELETE FROM information_rights_look",
    ],
    ids=lambda statement: statement.split()[0].lower(),
)
def test_the_app_cannot_write_the_log(statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as app:
        app.execute(statement)


def test_no_look_is_logged_for_a_council_that_nobody_acts_for(other_council):
    refused = pytest.raises(DatabaseError, match="Not acting for council")
    with refused, transaction.atomic(), connection.cursor() as app:
        app.execute("SELECT log_look(%s, 0, 'person', 1, 1)", [other_council.pk])


# --- How long it is kept ------------------------------------------------------------------------------


def test_looks_are_forgotten_once_they_are_two_years_old(council):
    grace = a_person()
    person_page(grace.reference, on=TODAY)
    in_three_years = dt.datetime.now(dt.UTC) + dt.timedelta(days=3 * 365)

    assert forget_looks(council, at=dt.datetime.now(dt.UTC)) == 0
    assert Look.objects.count() == 1
    assert forget_looks(council, at=in_three_years) == 0, "never those of the last year by the clock on the wall"


def test_the_last_year_is_never_forgotten(council):
    person_page(a_person().reference, on=TODAY)

    with connection.cursor() as app:
        app.execute("SELECT forget_looks(%s, now() + interval '1 day')", [council.pk])
        assert app.fetchone() == (0,)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_an_old_look_goes(council, acting):
    from django.db import connections

    grace = a_person()
    with connections["owner"].cursor() as owner:
        owner.execute(
            "INSERT INTO information_rights_look (council_id, restricted_to, at, what, record_id, person_id, who) "
            "VALUES (%s, 0, now() - interval '3 years', 'person', %s, %s, 'sign-in:1')",
            [council.pk, grace.pk, grace.pk],
        )

    assert forget_looks(council, at=dt.datetime.now(dt.UTC)) == 1
