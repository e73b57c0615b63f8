"""The page of what contact teaches us, and the second look."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.contact.models import Contact, DemandReview
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, a_contact, a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DEMAND = "/staff/demand/"
LOOKS = "/staff/second-look/"
YESTERDAY = NOON - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def leader(client, acting) -> Client:
    return sign_in_as(client, an_officer("team_leader", name="Ruth Lamb"))


@pytest.fixture
def adviser(client, acting) -> Client:
    return sign_in_as(client, an_officer("adviser", name="Priya Nair"))


def failures(count: int, **facts) -> list[Contact]:
    return [
        a_contact(
            started_at=YESTERDAY, reasons=["REP-CHS"], demand="failure", failure_cause="not_on_time", **facts
        )
        for _ in range(count)
    ]


def a_review(**facts) -> DemandReview:
    contact = a_contact(started_at=YESTERDAY, asked="Where is the plumber?", **facts)
    return DemandReview.objects.create(
        council_id=contact.council_id, contact=contact, sampled_for=dt.date(2026, 11, 16),
        first_demand=contact.demand, first_by=contact.handler,
    )  # fmt: skip


def test_causes_of_failure_are_counted_by_team(leader):
    failures(6)

    response = leader.get(DEMAND)

    assert "No team answers for it Not done on time 6 0 £36.00" in words_of(response)
    assert_valid_html(response)


def test_small_numbers_are_not_told_apart(leader):
    failures(4)

    assert "Not done on time fewer than 5 0 too few" in words_of(leader.get(DEMAND))


def test_what_advisers_say_stands_beside_whether_people_asked_again(leader):
    for _ in range(5):
        grace = a_person()
        a_contact(grace, reasons=["RNT-PAY"], started_at=NOON - dt.timedelta(days=20), accepted="yes")
        a_contact(grace, reasons=["RNT-PAY"], started_at=NOON - dt.timedelta(days=18), accepted="yes")

    assert "Make a payment 10 100.0% 100.0% 50.0% +50.0" in words_of(leader.get(DEMAND))


def test_too_many_others_ask_for_new_reasons(leader):
    a_contact(started_at=YESTERDAY, reasons=["GEN-OTH"])

    assert "asks for new reasons" in words_of(leader.get(DEMAND))


def test_a_time_can_be_chosen(leader):
    failures(6)
    later = {"first_day": "20", "first_month": "11", "first_year": "2026"}

    assert "Not done on time" not in words_of(leader.get(DEMAND, later))


def test_a_table_can_be_taken_away(leader):
    failures(6)

    response = leader.get(reverse("staff:demand_download", args=["failures"]))

    assert response["Content-Type"].startswith("text/csv")
    assert b'"Not done on time",6,0' in b"".join(response.streaming_content)


def test_there_is_no_table_of_advisers(leader):
    failures(6, handler=an_officer("adviser", name="Tom Reid"))

    assert "Tom Reid" not in words_of(leader.get(DEMAND))
    assert leader.get(reverse("staff:demand_download", args=["advisers"])).status_code == 404


def test_an_adviser_sees_no_figures(adviser):
    assert adviser.get(DEMAND).status_code == 403


def test_the_contacts_of_the_other_council_are_not_counted(leader, other_council):
    with acting_for([other_council.pk], who="test"):
        a_contact(
            council_id=other_council.pk,
            started_at=YESTERDAY,
            source_system="old",
            reasons=["EST-PST"],
            demand="value",
        )

    assert "Pests" not in words_of(leader.get(DEMAND))


def test_the_page_takes_as_many_queries_however_much_there_is(leader, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            leader.get(DEMAND)
        return len(counted)

    leader.get(DEMAND)
    few = queries()
    failures(8)

    assert queries() == few


# --- The second look ------------------------------------------------------------------------------


def test_a_second_person_judges_without_knowing_what_was_said_first(adviser):
    review = a_review(handler=an_officer("adviser", name="Tom Reid"), demand="value")

    response = adviser.get(reverse("staff:second_look", args=[review.pk]))

    words = words_of(response)
    assert "Where is the plumber?" in words
    assert "Tom Reid" not in words
    assert "Why they had to ask" not in words
    assert_valid_html(response)


def test_a_judgement_is_kept_beside_the_first(adviser):
    review = a_review(demand="value")
    facts = {"demand": "failure", "failure_cause": "did_not_turn_up"}

    response = adviser.post(reverse("staff:second_look", args=[review.pk]), facts, follow=True)

    review.refresh_from_db()
    assert (review.demand, review.failure_cause, review.first_demand) == ("failure", "did_not_turn_up", "value")
    assert "Whoever logged it said: what we are here for." in words_of(response)
    assert "Nothing waits for you." in words_of(response)


def test_a_failure_without_a_cause_is_refused(adviser):
    review = a_review()

    response = adviser.post(reverse("staff:second_look", args=[review.pk]), {"demand": "failure"})

    assert "Say what we did not do" in refused(response)


def test_nobody_judges_their_own_contact(client):
    tom = an_officer("adviser", name="Tom Reid")
    review = a_review(handler=tom)
    sign_in_as(client, tom)

    assert "Nothing waits for you." in words_of(client.get(LOOKS))
    response = client.post(reverse("staff:second_look", args=[review.pk]), {"demand": "value"})
    assert "somebody else takes the second look" in refused(response)
