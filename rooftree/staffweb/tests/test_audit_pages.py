"""The audit on the staff site: in plain words, a council's own, and safe to take away."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rooftree.foundations import audit, dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import RestrictedGroup
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Person
from rooftree.places.models import Home, Place
from rooftree.staff.models import Officer
from rooftree.staff.tests.making import a_member, a_role, a_team
from rooftree.staffweb.tests.asking import text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, a_phone, a_place, an_officer

pytestmark = pytest.mark.django_db

AUDIT, OPENED = "/staff/council/audit/", "/staff/council/audit/opened/"


@pytest.fixture
def ruth(council) -> Officer:
    """Ruth, who audits the council."""
    with acting_for([council.pk], who="test"):
        return an_officer("auditor", name="Ruth Penrose")


@pytest.fixture
def at_the_site(client, ruth) -> Client:
    return sign_in_as(client, ruth)


@pytest.fixture
def as_asha(council):
    """What is done here, Asha Bell does: at 10.0.0.1, because she was told."""
    with acting_for([council.pk], who="test"):
        asha = an_officer("adviser", name="Asha Bell")
    with acting_for([council.pk], who=f"sign-in:{asha.sign_in_id}", where="10.0.0.1", why="She told us"):
        yield asha


def lines(response) -> list[str]:
    return [words for words in words_of(response).split(" Sat ") if words]


# --- What changed ---------------------------------------------------------------------------------


def test_a_change_is_said_in_plain_words(at_the_site, as_asha):
    person = a_person(surname="Okafor", reference="P-TEST-9")
    Person.objects.filter(pk=person.pk).update(surname="Bell", interpreter=True)

    response = at_the_site.get(AUDIT, {"table": "people_person", "row": person.pk})

    said = words_of(response)
    assert "Asha Bell changed person P-TEST-9" in said
    assert "surname: Okafor → Bell" in said
    assert "interpreter: nothing → yes" in said
    assert "why: She told us; from 10.0.0.1" in said
    assert f'href="{reverse("staff:person", args=["P-TEST-9"])}"' in text_of(response)
    assert_valid_html(response)


def test_a_list_of_things_is_read_out(at_the_site, as_asha):
    home = a_home()
    Home.objects.filter(place=home).update(adaptations=["Wet room", "Ramp"])
    Home.objects.filter(place=home).update(adaptations=[])

    said = words_of(at_the_site.get(AUDIT))
    assert "adaptations: nothing → Wet room, Ramp" in said
    assert "adaptations: Wet room, Ramp → nothing" in said


def test_a_batch_is_one_line_that_counts(at_the_site, as_asha):
    Place.objects.bulk_create(
        Place(council_id=as_asha.council_id, reference=f"H-{n}", kind="home", created_at=dates.now())
        for n in range(30)
    )

    assert "Asha Bell added 30 places" in words_of(at_the_site.get(AUDIT))


def test_what_belongs_to_somebody_says_to_whom(at_the_site, as_asha):
    person = a_person(reference="P-TEST-9")
    phone = a_phone(person, "+447700900456")
    phone.delete()

    said = words_of(at_the_site.get(AUDIT, {"table": "people_contactpoint"}))

    assert "removed contact point" in said
    assert "person: P-TEST-9" in said
    assert "what it says: +447700900456" in said


def test_a_role_that_ends_says_whose_it_is_and_its_last_day(at_the_site, as_asha):
    held = a_role(as_asha, "surveyor", team=a_team())
    held.until_on = "2026-03-07"
    held.save()

    said = words_of(at_the_site.get(AUDIT, {"table": "staff_roleheld"}))

    assert "changed role held of Asha Bell" in said
    assert "last day: nothing → Fri 6 Mar 2026" in said


def test_a_hand_at_the_database_and_a_job_are_named(at_the_site, council):
    with acting_for([council.pk], who="job:nightly"):
        a_place(name="One")
    with connection.cursor() as cursor, acting_for([council.pk], who=""):
        cursor.execute("SELECT session_user")
        (login,) = cursor.fetchone()
        a_place(name="Two")

    said = words_of(at_the_site.get(AUDIT, {"table": "places_place"}))

    assert "The job “nightly” added" in said
    assert f"By hand at the database: {login} added" in said


def test_lines_are_narrowed_by_who_and_by_council_and_filters_stay(at_the_site, as_asha, council):
    a_person()
    with acting_for([council.pk], who="sign-in:999999"):
        a_place()

    said = words_of(at_the_site.get(AUDIT, {"who": f"sign-in:{as_asha.sign_in_id}"}))

    assert "added person" in said
    assert "added place" not in said


def test_a_number_alone_asks_what_of(at_the_site):
    response = at_the_site.get(AUDIT, {"row": "3"})

    assert "Choose what kind of record the number is of" in words_of(response)
    assert_valid_html(response)


def test_a_date_that_is_none_is_said_and_narrows_nothing(at_the_site, as_asha):
    a_person()

    said = words_of(at_the_site.get(AUDIT, {"from_on_day": "31", "from_on_month": "2", "from_on_year": "2026"}))

    assert "There is no such date" in said
    assert "added person" in said


def test_older_lines_are_a_link_away_with_the_filters(at_the_site, as_asha):
    for number in range(60):
        a_place(name=f"Place {number}")

    first = at_the_site.get(AUDIT, {"table": "places_place"})
    older = text_of(first).partition('href="?table=places_place&amp;before=')[2].partition('"')[0]
    second = at_the_site.get(AUDIT, {"table": "places_place", "before": older})

    assert words_of(first).count("added place") == 50
    assert words_of(second).count("added place") == 10
    assert "Newest" in words_of(second)


def test_a_page_of_lines_takes_as_many_queries_for_fifty_as_for_five(
    at_the_site, as_asha, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            at_the_site.get(AUDIT)
        return len(counted)

    team = a_team()
    for _ in range(3):
        a_role(as_asha, "surveyor", team=team).delete()
    few = queries()
    for number in range(30):
        a_role(an_officer(name=f"Officer {number}"), "surveyor", team=team).delete()

    assert queries() == few
    assert few <= 20


def test_a_council_s_audit_is_not_shown_in_another(at_the_site, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_person(council=other_council, reference="P-BIRCH-1")

    assert "P-BIRCH-1" not in words_of(at_the_site.get(AUDIT))


def test_an_auditor_of_one_council_who_advises_another_sees_the_one_s_only(client, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        ruth = an_officer("auditor", name="Ruth Penrose")
        an_officer("adviser", council=other_council, sign_in=ruth.sign_in)
        a_person(reference="P-ALDER-1")
        a_person(council=other_council, reference="P-BIRCH-1")

    said = words_of(sign_in_as(client, ruth).get(AUDIT))

    assert "P-ALDER-1" in said
    assert "P-BIRCH-1" not in said


# --- Restricted records ---------------------------------------------------------------------------


@pytest.fixture
def opened(council, ruth) -> Person:
    """A protected person whose record somebody opened, as a member and by exception."""
    with acting_for([council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who=f"sign-in:{ruth.sign_in_id}"):
        person = a_person(restricted_to=group.pk, reference="P-SECRET-1")
        with connection.cursor() as cursor:
            cursor.execute("SELECT log_read(%s, %s, 'people_person', %s, '')", [council.pk, group.pk, [person.pk]])
            cursor.execute(
                "SELECT open_by_exception(%s, 'P-SECRET-1', 'A fire, and nobody else here', %s, '1 hour', %s)",
                [council.pk, dates.now(), ruth.sign_in_id],
            )
    return person


def test_an_auditor_in_the_group_sees_who_opened_which_record(at_the_site, ruth, opened, council):
    with acting_for([council.pk], who="test"):
        a_member(RestrictedGroup.objects.get(), ruth)

    response = at_the_site.get(OPENED)

    said = words_of(response)
    assert "Ruth Penrose opened person P-SECRET-1 as a member of the group" in said
    assert "opened person P-SECRET-1 why: A fire, and nobody else here" in said
    assert_valid_html(response)


def test_an_auditor_outside_the_group_sees_that_it_was_opened_but_not_whose_it_is(at_the_site, opened):
    said = words_of(at_the_site.get(OPENED))

    assert "Ruth Penrose A fire, and nobody else here" in said
    assert "P-SECRET-1" not in said


# --- Taken away -----------------------------------------------------------------------------------


def rows_of(response) -> list[list[str]]:
    written = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(written)))


def test_a_download_has_a_row_for_each_fact_and_runs_nothing(at_the_site, as_asha):
    person = a_person(surname="Okafor", reference="P-TEST-9")
    Person.objects.filter(pk=person.pk).update(surname="=HYPERLINK(1)", forenames="Grace O")

    heading, *rows = rows_of(at_the_site.get(f"{AUDIT}download/", {"table": "people_person", "row": person.pk}))

    assert heading[0] == "Council"
    assert [row[5:] for row in rows if row[7] == "update"] == [
        ["person", str(person.pk), "update", "1", "surname", "Okafor", "'=HYPERLINK(1)"],
        ["person", str(person.pk), "update", "1", "forenames", "Grace", "Grace O"],
    ]
    assert {row[2] for row in rows} == {"Asha Bell"}


def test_a_download_streams_every_line(at_the_site, as_asha, monkeypatch):
    for number in range(7):
        a_place(name=f"Place {number}")
    monkeypatch.setattr(audit, "BATCH", 3)

    assert len(rows_of(at_the_site.get(f"{AUDIT}download/", {"table": "places_place"}))) == 1 + 7


def test_that_a_copy_was_taken_is_in_the_audit(at_the_site, as_asha):
    rows_of(at_the_site.get(f"{AUDIT}download/"))

    assert "Ruth Penrose Downloaded the audit of changes" in words_of(at_the_site.get(OPENED))
    assert "Downloaded the audit of changes" in str(rows_of(at_the_site.get(f"{OPENED}download/")))
