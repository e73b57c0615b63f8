"""Lists and the page of a case go by their indexes: they read no large table through, and few rows."""

from pathlib import Path

import pytest
from django.db import connection

from rooftree.cases.models import Case
from rooftree.record.case_story import case_page
from rooftree.record.tests.test_timeline_scale import reads
from rooftree.record.worklist import Sought, Whose, due_today, worklist
from tests.builders import NOON, the_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ROWS = 10_500
TABLES = ["cases_case", "cases_clock", "cases_task", "cases_event", "cases_assignment", "contact_enquiry"]
FILLED = Path(__file__).with_name("worklist_scale.sql").read_text(encoding="utf-8")


def test_lists_and_a_case_read_no_large_table_through_and_little_by_index():
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"council": the_council().pk, "rows": ROWS, "now": NOON})
        cursor.execute("SELECT analyze_loaded(%s::text[], %s)", [TABLES, ROWS])
    case = Case.objects.get(reference="S-4241")
    before = reads()

    mine = worklist(Whose((case.owner_id,), (case.team_id,)), Sought(), at=NOON)
    theirs = worklist(Whose((), (case.team_id,)), Sought(), at=NOON)
    due = due_today([case.owner_id], at=NOON)
    page = case_page(case.reference, at=NOON)

    after = reads()
    through = {name for name, (scans, _) in after.items() if scans > before.get(name, (0, 0))[0]}
    fetched = {name: rows - before.get(name, (0, 0))[1] for name, (_, rows) in after.items()}
    assert (len(mine.rows), theirs.counts.all > 200, len(due) > 20, len(page.to_do)) == (25, True, True, 1)
    assert through & set(TABLES) == set()
    assert {name: rows for name, rows in fetched.items() if name in TABLES and rows > 2_000} == {}
