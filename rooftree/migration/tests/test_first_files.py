"""The first files of a council: they come in together in any order, and later ones may move their days."""

import datetime as dt

import pytest

from rooftree.migration.tests import test_again as again
from rooftree.migration.tests import test_cases as cases
from rooftree.migration.tests import test_contacts as contacts
from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    NEXT_DAY,
    load_rows,
)
from rooftree.migration.tests.rent_rows import RENT
from rooftree.rents.models import TransactionLegacyReference
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy, TenancyParty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


# --- Together ---------------------------------------------------------------------------------------


def test_contacts_and_what_they_are_about_come_in_together_in_any_order(council, tmp_path):
    outcome = load_rows(council, tmp_path, contacts=[contacts.A_CONTACT], **contacts.RECORD)

    assert outcome.counts("contacts") == (1, 0, 0, 0)


def test_cases_and_what_they_are_about_come_in_together_in_any_order(council, tmp_path):
    outcome = load_rows(council, tmp_path, cases=[cases.A_CASE], **cases.RECORD)

    assert outcome.counts("cases") == (1, 0, 0, 0)


def test_a_case_about_somebody_who_was_refused_says_where(council, tmp_path):
    outcome = load_rows(
        council,
        tmp_path,
        people=[GRACE | {"surname": ""}],
        cases=[cases.A_CASE | {"place_ref": "", "tenancy_ref": ""}],
    )  # fmt: skip

    assert outcome.rejected("cases") == [(1, "person_ref", "The person P1 was refused: see row 1 of people.csv.")]


def test_a_reference_that_went_to_the_next_tenancy_is_told_apart_by_the_day(council, tmp_path):
    before = GRACES_TENANCY | {"tenancy_ref": "T0", "start_on": "01/01/2010", "end_on": "31/05/2015"}
    tenancies = [each | {"payment_ref": "77001"} for each in (before, GRACES_TENANCY)]
    rows = [RENT, RENT | {"transaction_ref": "RT0", "posted_on": "04/05/2015", "amount": "80.00"}]

    load_rows(council, tmp_path / "all", places=[A_HOME], tenancies=tenancies, rent_transactions=rows)

    found = TransactionLegacyReference.objects.order_by("reference").values_list(
        "reference", "rent_account__from_on"
    )
    assert list(found) == [("RT0", dt.date(2010, 1, 1)), ("RT1", dt.date(2015, 6, 1))]


def test_an_officer_who_is_known_already_is_not_added_twice(council, tmp_path):
    Officer.objects.create(council=council, name="A. Bell", email="Asha@alder.test", job_title="Officer")

    load_rows(council, tmp_path, officers=[again.ASHA | {"job_title": "Lead", "weekly_hours": "37"}])

    officer = Officer.objects.get()
    assert (officer.name, officer.job_title, officer.weekly_hours) == ("A. Bell", "Officer", 37)


# --- Tenancies that make way for one another --------------------------------------------------------

SAMUELS = {"tenancy_ref": "T2", "place_ref": "H1", "tenure": "SEC", "start_on": "01/07/2020", "end_on": ""}
GRACES_ENDED = GRACES_TENANCY | {"end_on": "30/06/2020"}


@pytest.fixture
def one_after_another(council, tmp_path):
    load_rows(council, tmp_path, places=[A_HOME], tenancies=[GRACES_ENDED, SAMUELS])
    return lambda *tenancies: load_rows(council, tmp_path, at=NEXT_DAY, tenancies=tenancies)


@pytest.mark.parametrize(
    ("graces_last", "samuels_first"), [("31/08/2020", "01/09/2020"), ("31/05/2020", "01/06/2020")]
)
def test_two_tenancies_may_move_their_border(one_after_another, graces_last, samuels_first):
    loaded = one_after_another(GRACES_ENDED | {"end_on": graces_last}, SAMUELS | {"start_on": samuels_first})

    assert loaded.counts("tenancies") == (0, 2, 0, 0)
    earlier, later = Tenancy.objects.order_by("from_on")
    assert earlier.until_on == later.from_on == dt.datetime.strptime(samuels_first, "%d/%m/%Y").date()


def test_two_tenancies_may_change_places_in_time(one_after_another):
    loaded = one_after_another(
        SAMUELS | {"start_on": "01/06/2015", "end_on": "30/06/2020"},
        GRACES_ENDED | {"start_on": "01/07/2020", "end_on": ""},
    )

    assert loaded.counts("tenancies") == (0, 2, 0, 0)
    assert [str(each.from_on) for each in Tenancy.objects.order_by("id")] == ["2020-07-01", "2015-06-01"]


def test_a_change_that_would_let_a_home_twice_is_refused_and_the_old_days_stand(one_after_another):
    loaded = one_after_another(GRACES_ENDED | {"end_on": ""}, SAMUELS)

    assert loaded.counts("tenancies") == (0, 0, 1, 1)
    assert loaded.rejected("tenancies")[0][:2] == (1, "place_ref")
    assert str(Tenancy.objects.earliest("id").until_on) == "2020-07-01"


def test_when_the_end_of_a_tenancy_moves_the_parts_that_ended_with_it_move(council, tmp_path):
    files = {
        "places": [A_HOME],
        "people": [GRACE],
        "tenancies": [GRACES_ENDED],
        "tenancy_people": [GRACE_IS_TENANT],
    }
    load_rows(council, tmp_path, **files)

    load_rows(council, tmp_path, at=NEXT_DAY, **(files | {"tenancies": [GRACES_ENDED | {"end_on": "31/07/2020"}]}))

    assert str(TenancyParty.objects.get().until_on) == "2020-08-01"
