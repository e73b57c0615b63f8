"""A timeline goes by its indexes: it never reads a table through, and reads no more rows than it may tell."""

from pathlib import Path

import pytest
from django.db import connection

from rooftree.record.timeline import Sought, Subject, timeline_of
from tests.builders import NOON, a_home, a_person, a_tenancy, the_council

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ROWS = 10_500
TABLES = [
    "people_person",
    "people_contactpoint",
    "places_place",
    "tenancies_tenancy",
    "tenancies_tenancyparty",
    "cases_pastcase",
    "contact_contact",
]
FILLED = Path(__file__).with_name("timeline_scale.sql").read_text(encoding="utf-8")


def reads() -> dict[str, tuple[int, int]]:
    """How often this transaction read each table through, and how many rows it fetched by an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan, coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
        return {name: (through, fetched) for name, through, fetched in cursor.fetchall()}


def test_a_timeline_reads_no_table_through_and_little_by_index():
    grace, home = a_person(), a_home(name="The busy one")
    tenancy = a_tenancy(home, grace)
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"council": the_council().pk, "rows": ROWS, "home": home.pk})
        cursor.execute("SELECT analyze_loaded(%s::text[], %s)", [TABLES, ROWS])
    sought = Sought(vulnerability=True, casework=True)
    council = grace.council_id
    before = reads()

    told = [
        timeline_of(Subject(what, pk, council), sought, at=NOON, most=50)
        for what, pk in (("person", grace.pk), ("place", home.pk), ("tenancy", tenancy.pk))
    ]

    after = reads()
    through = {name for name, (scans, _) in after.items() if scans > before.get(name, (0, 0))[0]}
    fetched = {name: rows - before.get(name, (0, 0))[1] for name, (_, rows) in after.items()}
    assert [len(page.lines) for page in told] == [7, 50, 50]
    assert through == set()
    assert {name: rows for name, rows in fetched.items() if rows > 300} == {}
