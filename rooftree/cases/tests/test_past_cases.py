"""What an old system's case is held to: its person's restriction, its council, and that nothing deletes it."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from rooftree.cases.models import PastCase
from rooftree.foundations.isolation import acting_for
from rooftree.people.actions import restriction
from tests.builders import a_group, a_past_case, a_person, an_officer, by

pytestmark = pytest.mark.django_db


def test_a_past_case_goes_where_its_person_goes(council):
    with acting_for([council.pk], who="test"):
        manager = an_officer("service_manager")
        group = a_group("Protected persons", manager)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = a_person()
        a_past_case(grace)
        restriction.restrict_person(grace, group, reason="At risk", **by(officer=manager))
        assert PastCase.objects.get().restricted_to == group.pk

    with acting_for([council.pk], who="outsider"):
        assert not PastCase.objects.exists()


def test_a_past_case_is_not_seen_from_another_council(council, other_council):
    with acting_for([council.pk], who="test"):
        a_past_case()

    with acting_for([other_council.pk], who="test"):
        assert not PastCase.objects.exists()


@pytest.mark.usefixtures("acting")
def test_a_past_case_does_not_close_before_it_opened():
    with pytest.raises(IntegrityError, match="past_case_closes_after_opening"):
        a_past_case(closed_on=dt.date(2024, 3, 3))


def test_a_past_case_about_nobody_is_in_no_group(council):
    with (
        acting_for([council.pk], groups=[7], who="test"),
        pytest.raises(IntegrityError, match="nobodys_past_case_has_no_group"),
    ):
        a_past_case(restricted_to=7)


@pytest.mark.usefixtures("acting")
def test_nothing_deletes_a_past_case():
    past = a_past_case()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as at:
        at.execute("DELETE FROM cases_pastcase WHERE id = %s", [past.pk])
