"""The timeline as officers read it: on a record's page, on its own page, in print and as a table."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rooftree.cases import actions as casework
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment, Authority, ContactPoint, Vulnerability
from rooftree.staffweb.tests.asking import text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import (
    NOON,
    TODAY,
    a_case,
    a_contact,
    a_group,
    a_home,
    a_past_case,
    a_person,
    a_tenancy,
    an_officer,
    by,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    """Look at it on the evening of the day of the tests."""
    monkeypatch.setattr(dates, "now", lambda: NOON + 8 * HOUR)


@pytest.fixture
def adviser(client, acting):
    return sign_in_as(client, an_officer("adviser"))


def timeline_page(client, record, what="person", **query):
    return client.get(reverse(f"staff:{what}_timeline", args=[record.reference]), query)


def table(client, record, what="person", **query):
    """The download, as rows of words by heading."""
    answer = client.get(reverse(f"staff:{what}_timeline_download", args=[record.reference]), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def a_whole_life():
    """Somebody of whom every kind of thing is told."""
    grace, home = a_person("Grace", "Okafor"), a_home()
    tenancy = a_tenancy(home, grace)
    person = {"council_id": grace.council_id, "person": grace}
    ContactPoint.objects.create(**person, kind="mobile", value="+447700900123", from_on=dt.date(2018, 1, 1))
    Adjustment.objects.create(**person, code="bsl", from_on=TODAY, reviewed_on=TODAY)
    Vulnerability.objects.create(**person, factor="bereavement", from_on=TODAY, until_on=dt.date(2027, 5, 1))
    Authority.objects.create(**person, kind="power_of_attorney", representative_name="Ann Bell", scope="Rent",
                             from_on=TODAY)  # fmt: skip
    a_past_case(grace, kind="ASB", reference="A/7", place=home, summary="Noise at night", closed_on=TODAY)
    a_contact(grace, place=home, note="About the lift", handler=an_officer("adviser", name="Sam Reed"))
    case = a_case(grace)
    promised = casework.promise(case, what="Ring back about the lift", until=NOON + HOUR, **by("adviser"))
    casework.keep_promise(promised, ending="Rang her", **by("adviser", at=NOON + 3 * HOUR))
    return grace, home, tenancy, case


# --- What a person sees ---------------------------------------------------------------------------


def test_the_person_page_tells_what_happened_lately(adviser):
    grace, *_ = a_whole_life()

    response = adviser.get(reverse("staff:person", args=[grace.reference]))

    words = words_of(response)
    assert "What happened" in words
    assert "Late: Ring back about the lift" in words
    assert "Done late, on Fri 20 Nov 2026." in words
    assert reverse("staff:person_timeline", args=[grace.reference]) in text_of(response)
    assert_valid_html(response)


@pytest.mark.parametrize(("what", "at"), [("place", 1), ("tenancy", 2)])
def test_the_home_and_the_tenancy_tell_theirs(adviser, what, at):
    record = a_whole_life()[at]

    response = adviser.get(reverse(f"staff:{what}", args=[record.reference]))

    assert "First day of the tenancy (secure), 12 Elm Walk, ZZ1 1AA" in words_of(response)
    assert_valid_html(response)


@pytest.mark.parametrize(
    "sentence",
    [
        "Phone, they rang: Other, a wrong number, another council service",
        "by Sam Reed",
        "“When are you open?”",
        "About the lift",
        "Promised: E-",
        "Promise kept: E-",
        "Late: Ring back about the lift",
        "ASB: case A/7 of nest opened",
        "Noise at night",
        "ASB: case A/7 of nest closed",
        "First day of the tenancy (secure), 12 Elm Walk, ZZ1 1AA",
        "New mobile, 07700 900123",
        "Ann Bell may act for this person",
        "Needs: British Sign Language",
        "May need extra help: Bereavement",
        "Fri 20 Nov 2026, 12:00",
        "The resident can read it",
        "Staff only",
    ],
)
def test_every_kind_of_thing_is_said_in_a_sentence(adviser, sentence):
    grace, *_ = a_whole_life()

    response = timeline_page(adviser, grace)

    assert sentence in words_of(response).replace("\u00a0", " ")
    assert_valid_html(response)


def test_lines_lead_to_what_they_tell_of(adviser):
    grace, home, _, case = a_whole_life()

    text = text_of(timeline_page(adviser, grace))

    assert f'href="{reverse("staff:case", args=[case.reference])}"' in text
    assert f'href="{reverse("staff:place", args=[home.reference])}"' in text
    assert f'href="{reverse("staff:contact", args=[grace.contacts.order_by("pk")[0].pk])}"' in text
    assert f'href="{reverse("staff:past_case", args=[grace.past_cases.get().pk])}"' in text


def test_somebody_of_whom_nothing_is_known_has_a_line_that_says_so(adviser):
    home = a_home()

    assert "Nothing so far that you may see." in words_of(
        adviser.get(reverse("staff:place", args=[home.reference]))
    )


def test_somebody_who_only_visits_is_told_no_casework_and_no_vulnerability(client):
    grace, *_ = a_whole_life()
    operative = sign_in_as(client, an_officer("operative"))

    response = timeline_page(operative, grace)

    words = words_of(response)
    assert response.status_code == 200
    assert "Needs: British Sign Language" in words
    assert not [said for said in ("Bereavement", "Vulnerability", "Noise", "lift", "Contacts") if said in words]
    assert operative.get(reverse("staff:past_case", args=[grace.past_cases.get().pk])).status_code == 403


@pytest.mark.parametrize(("what", "at"), [("person", 0), ("place", 1), ("tenancy", 2)])
def test_each_has_a_page_of_its_whole_timeline(adviser, what, at):
    record = a_whole_life()[at]

    response = timeline_page(adviser, record, what)

    assert "First day of the tenancy (secure), 12 Elm Walk, ZZ1 1AA" in words_of(response)
    assert_valid_html(response)


# --- Filters, pages, print and tables -------------------------------------------------------------


def test_a_timeline_is_narrowed_to_kinds_of_thing(adviser):
    grace, *_ = a_whole_life()

    words = words_of(timeline_page(adviser, grace, kind=["case", "tenancy"]))

    assert "A/7 of nest opened" in words
    assert "First day" in words
    assert "Phone, they rang" not in words.partition("Apply filters")[2]


def test_a_kind_that_nobody_knows_narrows_nothing(adviser):
    grace, *_ = a_whole_life()

    response = timeline_page(adviser, grace, kind="gossip")

    assert response.status_code == 200
    assert "Phone, they rang" in words_of(response)


def test_a_long_timeline_goes_on_page_by_page(adviser, monkeypatch):
    monkeypatch.setattr("rooftree.staffweb.timeline.LINES", 2)
    grace = a_person()
    for hour in range(5):
        a_contact(grace, started_at=NOON - hour * HOUR, asked=f"Question {hour}")

    first = timeline_page(adviser, grace, kind="contact")
    link = text_of(first).partition('<p><a class="govuk-link" href="?')[2].partition('"')[0].replace("&amp;", "&")
    second = adviser.get(f"{reverse('staff:person_timeline', args=[grace.reference])}?{link}")

    assert "Question 0" in words_of(first)
    assert "Question 2" not in words_of(first)
    assert "Question 2" in words_of(second)
    assert "Question 1" not in words_of(second)
    assert "Latest" in words_of(second)
    assert_valid_html(second)


def test_all_of_it_on_one_page_to_print(adviser, monkeypatch):
    monkeypatch.setattr("rooftree.staffweb.timeline.LINES", 2)
    grace = a_person()
    for hour in range(5):
        a_contact(grace, started_at=NOON - hour * HOUR, asked=f"Question {hour}")

    words = words_of(timeline_page(adviser, grace, print="1"))

    assert all(f"Question {hour}" in words for hour in range(5))
    assert "Earlier" not in words


def test_the_table_has_every_line_with_who_how_and_whom(adviser):
    grace, *_ = a_whole_life()

    rows = table(adviser, grace)

    contact = next(row for row in rows if row["Kind of thing"] == "Contacts" and row["Who"] == "Sam Reed")
    assert contact["When"] == "2026-11-20 12:00:00"
    assert contact["How"] == "Phone, they rang"
    assert contact["Person"] == grace.reference
    assert contact["Place"] == "12 Elm Walk, ZZ1 1AA"
    assert contact["Who may read it"] == "Staff only"
    past = next(row for row in rows if row["What"].startswith("ASB: case A/7 of nest opened"))
    assert (past["When"], past["In words"]) == ("2024-03-04", "Noise at night")


def test_that_a_table_was_taken_is_in_the_audit(adviser, council):
    grace, *_ = a_whole_life()

    table(adviser, grace)

    assert AuditRead.objects.filter(why=f"Downloaded the timeline of {grace.reference}").exists()


def test_the_timeline_of_a_merged_record_is_that_of_the_one_that_stands(adviser):
    grace = a_person("Grace")
    double = a_person("Gracie", merged_into=grace)

    response = timeline_page(adviser, double)

    assert response["Location"] == reverse("staff:person_timeline", args=[grace.reference])


def test_a_case_of_an_old_system_has_a_page(adviser):
    grace = a_person("Grace", "Okafor")
    past = a_past_case(grace, kind="ASB", reference="A/7", summary="Noise at night", team="Tenancy",
                       officer_email="jsm@nest.test", kept={"risk_score": "14"})  # fmt: skip

    response = adviser.get(reverse("staff:past_case", args=[past.pk]))

    words = words_of(response)
    assert all(said in words for said in ("ASB", "A/7", "Noise at night", "jsm@nest.test", "risk_score", "14"))
    assert "Grace Okafor" in words
    assert_valid_html(response)


def test_find_leads_to_a_case_of_an_old_system_by_its_reference(adviser):
    past = a_past_case(a_person(), reference="ASB/24/17")

    response = adviser.get(reverse("staff:find"), {"q": "asb 24 17"})

    assert response["Location"] == reverse("staff:past_case", args=[past.pk])


def test_find_shows_no_casework_to_somebody_who_only_visits(client):
    a_past_case(a_person(), reference="ASB/24/17", summary="Noise at night")
    operative = sign_in_as(client, an_officer("operative"))

    response = operative.get(reverse("staff:find"), {"q": "asb 24 17"})

    assert response.status_code == 200
    assert "Nothing matches" in words_of(response)


def test_find_shows_what_two_old_systems_called_alike(adviser):
    home = a_home()
    a_past_case(a_person("Grace", "Okafor"), reference="17-1", kind="Noise", summary="Drums", place=home)
    a_past_case(None, reference="171", source_system="lodge", kind="Damp")

    response = adviser.get(reverse("staff:find"), {"q": "17-1"})

    words = words_of(response)
    assert "Noise, nest 17-1 case of an old system" in words
    assert "Drums: Grace Okafor, 12 Elm Walk, ZZ1 1AA" in words
    assert "Damp, lodge 171" in words
    assert "Why: nest case reference 17-1" in words
    assert_valid_html(response)


# --- Restricted people ----------------------------------------------------------------------------


@pytest.fixture
def hidden(council):
    """Somebody restricted, with a past case and a contact at a home."""
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace, home = a_person("Grace", "Hidden", restricted_to=group.pk), a_home()
        a_tenancy(home, grace)
        a_contact(grace, place=home, asked="Where may I move?")
        past = a_past_case(grace, place=home, summary="Fled on a Sunday")
    return group, grace, home, past


def test_outsiders_are_told_nothing_of_somebody_restricted(adviser, hidden):
    _, grace, home, past = hidden

    answers = [timeline_page(adviser, grace), adviser.get(reverse("staff:past_case", args=[past.pk]))]
    of_home = timeline_page(adviser, home, "place")

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Where may I move?" not in text_of(of_home)
    assert "Sunday" not in text_of(of_home)
    assert all("Hidden" not in str(row) for row in table(adviser, home, "place"))


def test_members_read_it_marked_and_their_reading_is_logged(client, council, hidden):
    group, grace, home, _ = hidden
    member = an_officer("adviser")
    group.members.create(council_id=council.pk, officer=member, from_on=dt.date(2020, 1, 1))
    signed_in = sign_in_as(client, member)

    of_home = words_of(timeline_page(signed_in, home, "place"))
    of_person = words_of(timeline_page(signed_in, grace))

    assert "Where may I move?" in of_home
    assert "Restricted" in of_home
    assert "Restricted" not in of_person
    with acting_for([council.pk], groups=[group.pk], who="member"):
        assert AuditRead.objects.filter(row_ids=[grace.pk]).count() == 2


# --- Cost -----------------------------------------------------------------------------------------


def queries_of(client, person):
    with CaptureQueriesContext(connection) as asked:
        timeline_page(client, person)
    return len(asked)


def test_a_timeline_costs_the_same_however_long_it_is(adviser):
    grace, samuel = a_person("Grace"), a_person("Samuel")
    for hour in range(40):
        a_contact(grace, started_at=NOON - hour * HOUR)
        a_past_case(grace)

    assert queries_of(adviser, grace) == queries_of(adviser, samuel)
