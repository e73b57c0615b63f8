"""The pages of loads: the list, the report of one, and the rows to mend."""

import csv
import datetime as dt
import io
import json

import pytest
from django.urls import reverse

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead, RestrictedGroup
from rooftree.migration import runs
from rooftree.migration.models import LoadProblem, LoadRun
from rooftree.migration.tests.files import A_HOME, GRACE, GRACES_TENANCY, an_extract, load_folder, load_rows
from rooftree.migration.tests.rent_rows import BALANCE, PAID
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, a_group, a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

SAMUEL = {"person_ref": "P2", "forenames": "Samuel", "surname": "Bell", "date_of_birth": "30/02/2001"}
RUTH = {"person_ref": "P3", "forenames": "Ruth", "surname": "Lamb", "email": "nobody at home"}
"""Samuel's row is rejected; Ruth's is loaded without the email address."""

LIST_QUERIES = 11
LOAD_QUERIES = 12


@pytest.fixture
def reader(client):
    return sign_in_as(client, an_officer("records_officer"))


@pytest.fixture
def run(council, acting, tmp_path) -> LoadRun:
    load_rows(council, tmp_path, places=[A_HOME], people=[GRACE, SAMUEL, RUTH])
    return LoadRun.objects.get()


def a_run(council, status: str = "running", **facts) -> LoadRun:
    facts = {"started_at": NOON, "started_by": "test", "folder": "/extracts", "is_rehearsal": False} | facts
    seconds = None if status in ("running", "stopped") else 1.0
    return LoadRun.objects.create(council=council, status=status, seconds=seconds, **facts)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(client, run, query: str = ""):
    return client.get(reverse("staff:load", args=[run.pk]) + query)


def downloaded(client, name: str, *args) -> str:
    return b"".join(client.get(reverse(f"staff:{name}", args=args)).streaming_content).decode("utf-8-sig")


# --- The list ---------------------------------------------------------------------------------------


def test_the_list_says_what_became_of_the_rows_of_a_load(reader, run):
    response = reader.get(reverse("staff:loads"))

    text = text_of(response)
    assert response.status_code == 200
    assert f'href="/staff/loads/{run.pk}/"' in text
    assert 'data-label="Rows read">4</td>' in text
    assert 'data-label="New">3</td>' in text
    assert 'data-label="Rejected">1</td>' in text
    assert 'data-label="Warnings">1</td>' in text
    assert "Finished" in text
    assert_valid_html(response)


def test_the_last_load_stands_first(reader, council):
    earlier = a_run(council, "finished", started_at=NOON - dt.timedelta(days=1))
    later = a_run(council, "finished")

    text = text_of(reader.get(reverse("staff:loads")))

    assert text.index(f"/staff/loads/{later.pk}/") < text.index(f"/staff/loads/{earlier.pk}/")


def test_a_rehearsal_is_called_one(reader, council, tmp_path):
    load_folder(council, an_extract(tmp_path, places=[A_HOME]), rehearse=True)

    text = text_of(reader.get(reverse("staff:loads")))

    assert "Rehearsal</span>" in text


def test_a_load_that_nobody_runs_any_more_was_stopped_part_way(reader, council):
    a_run(council)

    text = text_of(reader.get(reverse("staff:loads")))

    assert "Stopped part-way" in text
    assert "nothing of it was kept" in text
    assert "Running" not in text


def test_a_load_that_somebody_runs_is_running(reader, council):
    a_run(council)

    with runs.only_load_of(council):
        text = text_of(reader.get(reverse("staff:loads")))

    assert "Running" in text
    assert "Stopped part-way" not in text


def test_a_refused_load_says_why(reader, council):
    refused = a_run(council, "refused", words="No file in /extracts is named after a layout.")

    response = page_of(reader, refused)

    assert "No file in /extracts is named after a layout." in text_of(response)
    assert "nothing was loaded" in text_of(response)
    assert_valid_html(response)


def test_a_long_list_has_pages(reader, council):
    LoadRun.objects.bulk_create(
        LoadRun(
            council=council,
            status="stopped",
            started_at=NOON - dt.timedelta(hours=hours),
            started_by="test",
            folder=f"/extracts/{hours}",
            is_rehearsal=False,
        )
        for hours in range(51)
    )

    first, second = (text_of(reader.get(reverse("staff:loads") + f"?page={page}")) for page in (1, 2))

    assert "/extracts/0," in first
    assert "/extracts/50," not in first
    assert "/extracts/50," in second


def test_an_empty_list_says_so(reader):
    response = reader.get(reverse("staff:loads"))

    assert "Nothing has been loaded yet." in text_of(response)
    assert_valid_html(response)


def test_the_list_costs_the_same_however_many_loads_there_are(
    reader, council, run, tmp_path, django_assert_num_queries
):
    with django_assert_num_queries(LIST_QUERIES):
        reader.get(reverse("staff:loads"))
    load_rows(council, tmp_path, people=[GRACE, SAMUEL])
    load_rows(council, tmp_path, people=[RUTH])

    with django_assert_num_queries(LIST_QUERIES):
        reader.get(reverse("staff:loads"))


# --- One load ---------------------------------------------------------------------------------------


def test_the_report_says_what_became_of_each_file_and_that_it_adds_up(reader, run):
    response = page_of(reader, run)

    text = text_of(response)
    assert "people.csv" in text
    assert "places.csv" in text
    assert "4 read = 3 new + 0 changed + 0 unchanged + 1 rejected" in text
    assert_valid_html(response)


def test_a_rejected_row_says_where_what_and_why(reader, run):
    text = text_of(page_of(reader, run))

    assert "row 2" in text
    assert "30/02/2001" in text
    assert "30 February 2001 is not a date." in text


def test_rejected_rows_alone_leave_the_warnings_out(reader, run):
    text = text_of(page_of(reader, run, "?kind=rejected"))

    assert "30/02/2001" in text
    assert "nobody at home" not in text


def test_warnings_alone_leave_the_rejected_rows_out(reader, run):
    text = text_of(page_of(reader, run, "?kind=warnings"))

    assert "nobody at home" in text
    assert "30/02/2001" not in text


def test_one_file_alone_leaves_the_others_out(reader, run):
    places = run.files.get(layout="places")

    response = page_of(reader, run, f"?file={places.position}")

    assert "30/02/2001" not in text_of(response)
    assert "Nothing is like that. Take a filter off." in text_of(response)


def test_a_filter_that_is_wrong_is_said_and_narrows_nothing(reader, run):
    response = page_of(reader, run, "?file=99&kind=odd")

    assert "There is a problem" in text_of(response)
    assert "30/02/2001" in text_of(response)
    assert_valid_html(response)


def test_columns_that_are_kept_for_later_are_named(reader, council, tmp_path):
    load_rows(council, tmp_path, people=[GRACE | {"shoe_size": "5"}])

    text = text_of(page_of(reader, LoadRun.objects.get()))

    assert "No part of Rooftree takes shoe_size yet" in text


def test_a_load_costs_the_same_however_much_was_wrong(reader, council, run, tmp_path, django_assert_num_queries):
    with django_assert_num_queries(LOAD_QUERIES):
        page_of(reader, run)
    LoadProblem.objects.bulk_create(
        LoadProblem(
            council=council,
            file=run.files.get(layout="people"),
            row=row,
            column="email",
            value="n/a",
            reason="No address.",
            is_refusal=False,
        )
        for row in range(10, 90)
    )

    with django_assert_num_queries(LOAD_QUERIES):
        page_of(reader, run)


# --- Who was joined ---------------------------------------------------------------------------------

GRACE_ELSEWHERE = GRACE | {"source_system": "hopts", "person_ref": "H1", "ni_number": "AB123456C"}


@pytest.fixture
def joined(council, acting, tmp_path) -> LoadRun:
    load_rows(council, tmp_path, people=[GRACE | {"ni_number": "AB123456C"}, GRACE_ELSEWHERE])
    return LoadRun.objects.get()


def test_references_that_were_joined_lead_to_the_person(reader, joined):
    assert f"/staff/loads/{joined.pk}/joined/" in text_of(page_of(reader, joined))

    response = reader.get(reverse("staff:load_joined", args=[joined.pk]))

    assert f"/staff/people/{Person.objects.get().reference}/" in text_of(response)
    assert "H1" in text_of(response)
    assert_valid_html(response)


def test_pairs_that_were_held_lead_to_their_decision(reader, council, tmp_path):
    load_rows(
        council, tmp_path, people=[GRACE | {"ni_number": "AB123456C"}, GRACE_ELSEWHERE | {"surname": "Bell"}]
    )
    run = LoadRun.objects.get()

    response = reader.get(reverse("staff:load_held", args=[run.pk]))

    assert run.likely == 1
    assert "/staff/matches/" in text_of(response)
    assert "Decide" in text_of(response)
    assert_valid_html(response)


# --- Downloads --------------------------------------------------------------------------------------


def test_rejected_rows_can_be_mended_and_loaded_alone(reader, council, run, tmp_path):
    people = run.files.get(layout="people")

    written = downloaded(reader, "rejected_rows", run.pk, people.position)

    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row["person_ref"] for row in rows] == ["P2"]
    assert rows[0]["reason"] == "30 February 2001 is not a date."
    mended = tmp_path / "mended"
    mended.mkdir()
    (mended / "people.csv").write_text(written.replace("30/02/2001", "28/02/2001"), encoding="utf-8")
    report = load_folder(council, mended)
    assert [(file.new, file.rejected) for file in report.files] == [(1, 0)]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(reader, council, tmp_path):
    load_rows(council, tmp_path, people=[SAMUEL | {"surname": '=HYPERLINK("http://x")'}])
    run = LoadRun.objects.get()

    written = downloaded(reader, "rejected_rows", run.pk, 0)

    assert next(csv.DictReader(io.StringIO(written)))["surname"].startswith("'=HYPERLINK")


def test_a_file_that_has_a_reason_of_its_own_keeps_it(reader, council, tmp_path):
    marker = {"person_ref": "P9", "code": "visit_in_pairs", "reason": "Threats", "start_on": "01/01/2026"}
    load_rows(council, tmp_path, markers=[marker])
    run = LoadRun.objects.get()

    row = next(csv.DictReader(io.StringIO(downloaded(reader, "rejected_rows", run.pk, 0))))

    assert row["reason"] == "Threats"
    assert row["why it was rejected"]


def test_a_row_with_too_many_cells_keeps_them_all(reader, council, tmp_path):
    (tmp_path / "people.csv").write_text("person_ref,forenames,surname\nP1,Grace,Okafor,extra\n", encoding="utf-8")
    load_folder(council, tmp_path)

    heading, row = csv.reader(io.StringIO(downloaded(reader, "rejected_rows", LoadRun.objects.get().pk, 0)))

    assert heading == ["person_ref", "forenames", "surname", "reason"]
    assert [*row[:3], row[4]] == ["P1", "Grace", "Okafor", "extra"]
    assert row[3].startswith("The row has 4 cells")


def test_the_report_downloads_as_the_load_wrote_it(reader, council, tmp_path):
    loaded = load_rows(council, tmp_path, places=[A_HOME], people=[GRACE, SAMUEL, RUTH, GRACE_ELSEWHERE])
    run = LoadRun.objects.get()

    again = json.loads(downloaded(reader, "load_report", run.pk))

    assert again == loaded.written


def test_a_download_stands_in_the_audit(reader, run):
    downloaded(reader, "rejected_rows", run.pk, 1)

    assert AuditRead.objects.filter(why__startswith="Downloaded the rejected rows of people.csv").exists()


# --- Who may ----------------------------------------------------------------------------------------

PAGES = [("loads", 0), ("load", 1), ("load_joined", 1), ("load_held", 1), ("load_report", 1), ("rejected_rows", 2)]


@pytest.mark.parametrize(("name", "words"), PAGES)
def test_no_page_of_loads_is_for_an_adviser(name, words, client, run):
    sign_in_as(client, an_officer("adviser"))

    response = client.get(reverse(f"staff:{name}", args=[run.pk, 1][:words]))

    assert response.status_code == 403
    assert "holds none of the roles that may" in response.content.decode()


@pytest.mark.parametrize(("name", "words"), PAGES[1:])
def test_the_other_councils_load_is_not_found(name, words, reader, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_run(other_council, "finished")

    assert reader.get(reverse(f"staff:{name}", args=[theirs.pk, 0][:words])).status_code == 404


def test_the_other_councils_loads_are_not_listed(reader, other_council):
    with acting_for([other_council.pk], who="test"):
        a_run(other_council, "finished", folder="/birch")

    assert "/birch" not in text_of(reader.get(reverse("staff:loads")))


def test_a_file_that_the_load_did_not_have_is_not_found(reader, run):
    assert reader.get(reverse("staff:rejected_rows", args=[run.pk, 7])).status_code == 404


@pytest.mark.parametrize(("role", "is_shown"), [("auditor", True), ("adviser", False)])
def test_the_way_about_shows_loads_to_those_who_may(role, is_shown, client):
    sign_in_as(client, an_officer(role))

    text = text_of(client.get(reverse("staff:home")))

    assert ('href="/staff/loads/"' in text) is is_shown


@pytest.fixture
def member(council, run) -> Officer:
    """An officer who may open a restricted person, whom a rejected row of the load is about."""
    member = an_officer("records_officer")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        LoadProblem.objects.create(
            council=council,
            file=run.files.get(layout="people"),
            row=7,
            column="mobile",
            value="hidden words",
            reason="Not a number.",
            is_refusal=True,
            cells=["hidden cells"],
            person=a_person("Hidden", "Person", restricted_to=group.pk),
            restricted_to=group.pk,
        )
    return member


def logged(council) -> int:
    """How often the opening of a restricted person is in the log."""
    group = RestrictedGroup.objects.get(name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        return AuditRead.objects.filter(table_name="people_person").count()


@pytest.mark.usefixtures("member")
def test_a_row_about_a_restricted_person_is_for_the_group_alone(reader, run):
    people = run.files.get(layout="people")

    assert "hidden words" not in text_of(page_of(reader, run))
    assert "hidden cells" not in downloaded(reader, "rejected_rows", run.pk, people.position)
    assert "hidden words" not in downloaded(reader, "load_report", run.pk)


def test_the_group_sees_it_and_that_is_logged(client, council, member, run):
    sign_in_as(client, member)

    text = text_of(page_of(client, run))

    assert "hidden words" in text
    assert logged(council) == 1


def test_the_group_takes_it_away_and_that_is_logged(client, council, member, run):
    sign_in_as(client, member)

    written = downloaded(client, "rejected_rows", run.pk, run.files.get(layout="people").position)

    assert "hidden cells" in written
    assert logged(council) == 1


def test_a_balance_that_differs_is_shown_with_the_difference(reader, council, tmp_path):
    let = GRACES_TENANCY | {"payment_ref": "77001"}
    load_rows(
        council,
        tmp_path,
        places=[A_HOME],
        tenancies=[let],
        rent_transactions=[PAID],
        rent_balances=[BALANCE | {"balance": "(99.99)"}],
    )

    response = page_of(reader, LoadRun.objects.get())

    assert_valid_html(response)
    assert "Of 1 balance, 1 differs from the sum of the transactions." in text_of(response)
    assert "−£0.01" in text_of(response)
