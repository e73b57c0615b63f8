"""A load whose process is killed in the middle of each of its stages leaves nothing, and can begin again."""

import pytest
from django.db import connection

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.migration.models import LoadRun
from rooftree.migration.queries import statuses_of
from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    NOON,
    an_extract,
    load_folder,
)
from rooftree.migration.tests.rent_rows import BALANCE, PAID, RENT
from rooftree.record.find import search
from tests import nursery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

STAGES = [
    ("reading", 1),
    ("places", 4),
    ("homes", 4),
    ("officers", 4),
    ("people", 4),
    ("people", 16),
    ("tenancies", 4),
    ("tenancy_people", 4),
    ("markers", 4),
    ("patches", 4),
    ("cases", 8),
    ("contacts", 9),
    ("rent_transactions", 17),
    ("rent_transactions", 22),
    ("rent_transactions", 24),
    ("rent_balances", 13),
    ("balances", 2),
    ("search words", 1),
    ("report", 1),
]
"""A stage, and the step of it before which the process is killed: the steps before have written."""
WRITTEN = [
    "places_place",
    "places_home",
    "places_placelegacyreference",
    "staff_officer",
    "people_person",
    "people_contactpoint",
    "people_personlegacyreference",
    "people_personmarker",
    "tenancies_tenancy",
    "tenancies_tenancyparty",
    "places_patch",
    "cases_pastcase",
    "contact_contact",
    "contact_contactlegacyreference",
    "rents_rentaccount",
    "rents_accountpart",
    "rents_charge",
    "rents_transactionlegacyreference",
    "rents_loadedbalance",
    "ledger_account",
    "ledger_movement",
    "ledger_key",
    "ledger_balanceposted",
]


@pytest.fixture
def extract(tmp_path):
    return an_extract(
        tmp_path / "extract",
        places=[A_HOME],
        homes=[{"place_ref": "H1", "property_type": "flat", "bedrooms": "2"}],
        officers=[{"email": "asha.bell@example.test", "name": "Asha Bell"}],
        people=[GRACE | {"mobile": "07700 900123"}, GRACE | {"person_ref": "P2", "forenames": "Gracie"}],
        tenancies=[GRACES_TENANCY | {"payment_ref": "77001", "weekly_rent": "109.60"}],
        tenancy_people=[GRACE_IS_TENANT],
        markers=[{"person_ref": "P1", "code": "CV", "start_on": "01/06/2026", "approved_by": "Sam Reed"}],
        patches=[{"patch_code": "T01", "purpose": "tenancy", "place_ref": "H1", "from_on": "01/04/2020"}],
        cases=[{"case_ref": "C1", "kind": "ASB", "opened_on": "04/03/2024", "person_ref": "P1"}],
        contacts=[{"contact_ref": "K1", "at": "04/03/2024 09:30", "person_ref": "P1", "channel": "phone"}],
        rent_transactions=[RENT, PAID],
        rent_balances=[BALANCE],
    )


def rows_kept(council) -> dict[str, int]:
    with acting_for([council.pk], who="test"), connection.cursor() as cursor:
        counts = {}
        for table in WRITTEN:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
        return {table: count for table, count in counts.items() if count}


def kill_in(stage, step, folder, database_url):
    """Start a load, wait until it stands inside the stage, and kill it with -9."""
    load = nursery.start(
        "rooftree.migration.tests.killed", str(folder), "alder", stage, str(step), database_url=database_url
    )
    said = load.said()
    load.kill()
    assert said == f"standing in {stage}\n"


def wait_until_let_go(council):
    """Wait until the database has noticed that the process is gone: its lock is free, its work undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DO $$ BEGIN
                   FOR tries IN 1 .. 200 LOOP
                       EXIT WHEN NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory');
                       PERFORM pg_sleep(0.05);
                   END LOOP;
               END $$"""
        )


@pytest.mark.parametrize(("stage", "step"), STAGES)
def test_a_load_killed_in_a_stage_leaves_nothing_and_can_begin_again(stage, step, extract, database_url):
    council = Council.objects.get(code="alder")

    kill_in(stage, step, extract, database_url)
    wait_until_let_go(council)

    kept = rows_kept(council)
    with acting_for([council.pk], who="test"):
        assert search("okafor", on=NOON.date()).found == ()
        run = LoadRun.objects.get()
        status = statuses_of([run])[run.pk]
    again = load_folder(council, extract)
    assert (kept, status) == ({}, LoadRun.Status.STOPPED)
    assert [file.rejected for file in again.files] == [0] * 12
    assert sum(file.new for file in again.files) == 14
    assert (again.balances, again.different) == (1, 0)
