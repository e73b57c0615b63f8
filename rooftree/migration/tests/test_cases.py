"""Cases of old systems come in as history: whole, once, and only where what they are about is known."""

import datetime as dt

import pytest
from django.db import connection

from rooftree.cases.models import PastCase
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.migration.models import LoadProblem
from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    NEXT_DAY,
    load_aside,
    load_rows,
)
from rooftree.people.actions import restriction
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from tests.builders import a_group, an_officer, by
from tests.once_a_module import once_a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ASHA = {"email": "asha@alder.test", "name": "Asha Bell"}
A_CASE = {
    "case_ref": "A/0001",
    "kind": "ASB",
    "opened_on": "04/03/2024",
    "closed_on": "02/05/2024",
    "status": "Closed",
    "person_ref": "P1",
    "place_ref": "H1",
    "tenancy_ref": "T1",
    "team": "Tenancy",
    "officer_email": "ASHA@alder.test",
    "summary": "Noise at night,\nthree complaints",
}
RECORD = {
    "places": [A_HOME, A_HOME | {"place_ref": "H2"}],
    "officers": [ASHA],
    "people": [GRACE, GRACE | {"person_ref": "P2", "forenames": "Samuel", "date_of_birth": "02/06/1970"}],
    "tenancies": [GRACES_TENANCY],
    "tenancy_people": [GRACE_IS_TENANT],
}


record = once_a_module(lambda: load_aside(**RECORD))
"""People, homes and tenancies that cases can be about."""


@pytest.fixture
def loaded(council, tmp_path):
    """Load these cases."""
    return lambda *cases, **how: load_rows(council, tmp_path / "cases", cases=cases, **how)


def version() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM cases_pastcase ORDER BY 1")
        return cursor.fetchall()


# --- What a row becomes ---------------------------------------------------------------------------


def test_a_case_is_kept_as_the_old_system_told_it(loaded):
    outcome = loaded(A_CASE)

    past = PastCase.objects.select_related("person", "place", "tenancy", "officer").get()
    assert outcome.counts("cases") == (1, 0, 0, 0)
    assert (past.reference, past.kind, past.status, past.team) == ("A/0001", "ASB", "Closed", "Tenancy")
    assert (past.opened_on, past.closed_on) == (dt.date(2024, 3, 4), dt.date(2024, 5, 2))
    assert (past.person.full_name, past.place.address_1) == ("Grace Okafor", "12 Elm Walk")
    assert past.tenancy.place_id == past.place_id
    assert (past.officer.name, past.officer_email) == ("Asha Bell", "asha@alder.test")
    assert past.summary == "Noise at night,\nthree complaints"


def test_a_case_may_be_about_nobody_we_know_of(loaded):
    outcome = loaded({"case_ref": "A/0002", "kind": "Fly-tipping", "opened_on": "2024-03-04"})

    past = PastCase.objects.get()
    assert outcome.counts("cases") == (1, 0, 0, 0)
    assert (past.person_id, past.place_id, past.tenancy_id, past.closed_on) == (None, None, None, None)


def test_a_reference_may_name_another_system(council, tmp_path):
    outcome = load_rows(
        council, tmp_path / "cases", cases=[A_CASE | {"source_system": "hopts", "person_ref": "legacy:P1",
                                                      "place_ref": "", "tenancy_ref": ""}]
    )  # fmt: skip

    assert outcome.counts("cases") == (1, 0, 0, 0)
    assert PastCase.objects.get().person.full_name == "Grace Okafor"


def test_columns_that_no_layout_has_are_kept(loaded):
    loaded(A_CASE | {"risk_score": "14"})

    assert PastCase.objects.get().kept == {"risk_score": "14"}


# --- Rows that cannot be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"case_ref": ""}, "case_ref", "This cell says nothing, and every row must say it."),
        ({"kind": "n/a"}, "kind", "This cell says nothing, and every row must say it."),
        ({"opened_on": ""}, "opened_on", "This cell says nothing, and every row must say it."),
        ({"opened_on": "31/02/2024"}, "opened_on", "31 February 2024 is not a date."),
        (
            {"opened_on": "04/03/2027", "closed_on": ""},
            "opened_on",
            "No case was opened on 4 March 2027: it is still to come.",
        ),
        ({"person_ref": "P9"}, "person_ref", "legacy has no person P9, in these files or before them."),
        ({"place_ref": "H9"}, "place_ref", "legacy has no place H9, in these files or before them."),
        ({"tenancy_ref": "T9"}, "tenancy_ref", "legacy has no tenancy T9, in these files or before them."),
        (
            {"closed_on": "03/03/2024"},
            "closed_on",
            "The case closed on 3 March 2024, before it was opened on 4 March 2024.",
        ),
    ],
)
def test_a_case_that_cannot_be_is_refused_in_words(loaded, cells, column, reason):
    outcome = loaded(A_CASE | cells)

    assert outcome.rejected("cases") == [(1, column, reason)]
    assert outcome.counts("cases") == (0, 0, 0, 1)
    assert not PastCase.objects.exists()


def test_the_same_reference_with_other_facts_refuses_the_later_row(loaded):
    outcome = loaded(A_CASE, A_CASE | {"status": "Open"}, A_CASE)

    assert outcome.counts("cases") == (1, 0, 1, 1)
    assert outcome.rejected("cases") == [
        (2, "case_ref", "Row 1 says something else about A/0001. Only the first of them was taken.")
    ]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"closed_on": "31/06/2024"}, "closed_on", "31 June 2024 is not a date."),
        ({"officer_email": "JSM"}, "officer_email", "“JSM” is not an email address."),
        (
            {"officer_email": "gone@alder.test"},
            "officer_email",
            "No officer here has the address gone@alder.test, so only the address was kept.",
        ),
    ],
)
def test_a_bad_cell_elsewhere_is_a_warning_and_the_row_is_loaded(loaded, cells, column, reason):
    outcome = loaded(A_CASE | cells)

    assert outcome.warnings("cases") == [(1, column, reason)]
    assert outcome.counts("cases") == (1, 0, 0, 0)


def test_the_address_of_an_officer_whom_nobody_knows_is_kept(loaded):
    loaded(A_CASE | {"officer_email": "gone@alder.test"})

    past = PastCase.objects.get()
    assert (past.officer_id, past.officer_email) == (None, "gone@alder.test")


# --- Again ----------------------------------------------------------------------------------------


def test_the_same_cases_again_write_nothing(loaded):
    loaded(A_CASE)
    before = version(), AuditChange.objects.exclude(table_name__startswith="migration_").count()

    again = loaded(A_CASE, at=NEXT_DAY)

    assert again.counts("cases") == (0, 0, 1, 0)
    assert (version(), AuditChange.objects.exclude(table_name__startswith="migration_").count()) == before


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"closed_on": ""}, "closed_on", None),
        ({"closed_on": "03/05/2024"}, "closed_on", dt.date(2024, 5, 3)),
        ({"status": "Reopened"}, "status", "Reopened"),
        ({"summary": ""}, "summary", ""),
        ({"place_ref": ""}, "place_id", None),
        ({"tenancy_ref": ""}, "tenancy_id", None),
        ({"officer_email": ""}, "officer_id", None),
    ],
)
def test_an_edited_case_changes_only_what_was_edited(loaded, cells, column, value):
    loaded(A_CASE, A_CASE | {"case_ref": "A/0002"})
    facts = ["kind", "opened_on", "closed_on", "status", "person_id", "place_id", "tenancy_id", "team",
             "officer_id", "summary"]  # fmt: skip
    [before] = PastCase.objects.filter(reference="A/0001").values(*facts)

    again = loaded(A_CASE | cells, A_CASE | {"case_ref": "A/0002"}, at=NEXT_DAY)

    [after] = PastCase.objects.filter(reference="A/0001").values(*facts)
    assert again.counts("cases") == (0, 1, 1, 0)
    assert after == before | {column: value}


def test_a_case_that_turns_out_to_be_somebody_else_s_goes_to_them(loaded):
    loaded(A_CASE)

    loaded(A_CASE | {"person_ref": "P2"}, at=NEXT_DAY)

    assert PastCase.objects.get().person.full_name == "Samuel Okafor"


def test_an_edit_that_cannot_be_leaves_the_case_as_it_stands(loaded):
    loaded(A_CASE)
    before = version()

    again = loaded(A_CASE | {"closed_on": "01/01/2020"}, at=NEXT_DAY)

    assert again.counts("cases") == (0, 0, 0, 1)
    assert version() == before


# --- Restricted people ----------------------------------------------------------------------------


@pytest.fixture
def protected(council):
    """Grace's record, restricted to a group."""
    manager = an_officer("service_manager")
    group = a_group("Protected persons", manager)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = Person.objects.get(forenames="Grace")
        restriction.restrict_person(grace, group, reason="At risk", **by(officer=manager))
    return group


def test_a_case_of_a_restricted_person_comes_in_restricted(council, loaded, protected):
    loaded(A_CASE)

    assert not PastCase.objects.exists()
    with acting_for([council.pk], groups=[protected.pk], who="member"):
        assert PastCase.objects.get().restricted_to == protected.pk


def test_what_is_wrong_with_a_case_of_a_restricted_person_is_for_their_group(council, loaded, protected):
    loaded(A_CASE | {"closed_on": "01/01/2020"})

    assert not LoadProblem.objects.exists()
    with acting_for([council.pk], groups=[protected.pk], who="member"):
        assert LoadProblem.objects.get().column == "closed_on"


def test_an_officer_who_left_is_still_known(council, loaded):
    Officer.objects.filter(email="asha@alder.test").update(until_on=dt.date(2025, 1, 1))

    outcome = loaded(A_CASE)

    assert outcome.warnings("cases") == []
    assert PastCase.objects.get().officer.name == "Asha Bell"
