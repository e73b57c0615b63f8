"""One load of simple files: what it makes, what it refuses, and that it can be read from the report."""

import pytest

from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    an_extract,
    load_folder,
    load_rows,
)
from rooftree.people.models import ContactPoint, Person
from rooftree.places.models import Place
from rooftree.tenancies.models import Tenancy, TenancyParty

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(acting):
    """What the tests look at afterwards is seen for the council of most tests."""
    return acting


def test_a_simple_extract_becomes_the_record(council, seen, tmp_path):
    loaded = load_rows(
        council,
        tmp_path,
        places=[A_HOME],
        people=[GRACE | {"mobile": "07700 900123"}],
        tenancies=[GRACES_TENANCY],
        tenancy_people=[GRACE_IS_TENANT],
    )

    party = TenancyParty.objects.select_related("person", "tenancy__place").get()
    assert (party.person.full_name, party.tenancy.place.address_1, str(party.from_on)) == (
        "Grace Okafor",
        "12 Elm Walk",
        "2015-06-01",
    )
    assert ContactPoint.objects.get().value == "+447700900123"
    assert [loaded.counts(layout) for layout in ("places", "people", "tenancies", "tenancy_people")] == [
        (1, 0, 0, 0)
    ] * 4


def test_the_same_files_again_change_nothing(council, seen, tmp_path):
    files = {"places": [A_HOME], "people": [GRACE], "tenancies": [GRACES_TENANCY]}
    load_rows(council, tmp_path, **files)

    again = load_rows(council, tmp_path, **files)

    assert [again.counts(layout) for layout in files] == [(0, 0, 1, 0)] * 3


def test_a_rehearsal_keeps_nothing_but_its_report(council, seen, tmp_path):
    folder = an_extract(tmp_path, places=[A_HOME], people=[GRACE])

    report = load_folder(council, folder, rehearse=True)

    assert [file.new for file in report.files] == [1, 1]
    assert (Place.objects.count(), Person.objects.count(), Tenancy.objects.count()) == (0, 0, 0)


def test_an_impossible_birth_date_refuses_the_row_in_words(council, seen, tmp_path):
    loaded = load_rows(council, tmp_path, people=[GRACE | {"date_of_birth": "30/02/2001"}])

    assert loaded.rejected("people") == [(1, "date_of_birth", "30 February 2001 is not a date.")]
