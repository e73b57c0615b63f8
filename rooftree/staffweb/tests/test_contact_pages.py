"""The page of one contact: what the person said of it later, what was set right, and who is to be rung back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.contact.models import Contact
from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Person, Vulnerability
from rooftree.staff.models import Officer
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, a_contact, a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def priya(acting) -> Officer:
    return an_officer("adviser", name="Priya Nair")


@pytest.fixture
def adviser(client, priya) -> Client:
    return sign_in_as(client, priya)


@pytest.fixture
def grace(acting) -> Person:
    return a_person()


def test_what_the_person_says_afterwards_is_kept_once(adviser, grace):
    logged = a_contact(grace)
    page = reverse("staff:hear_back", args=[logged.pk])

    response = adviser.post(page, {"accepted": "no", "satisfaction": "2"}, follow=True)

    assert "Is that settled? No" in words_of(response)
    assert "How happy they were, 1 to 5 2" in words_of(response)
    assert "What did they say afterwards?" not in words_of(response)
    assert refused(adviser.post(page, {"accepted": "yes"}))
    assert_valid_html(adviser.get(page))


def correction(contact: Contact, **facts: str) -> dict[str, str]:
    return {
        "channel": "phone_in", "asked": contact.asked, "main": "RNT-PAY", "demand": "value",
        "outcome": "resolved", "reason": "It was about the rent", **facts,
    }  # fmt: skip


def test_whoever_logged_a_contact_sets_it_right(adviser, priya, grace):
    logged = a_contact(grace, handler=priya, reasons=["GEN-OTH"], identity="none", accepted="yes")
    page = reverse("staff:correct_contact", args=[logged.pk])

    shown = adviser.get(page)
    response = adviser.post(page, correction(logged), follow=True)

    logged.refresh_from_db()
    assert_valid_html(shown)
    assert (logged.reasons, logged.accepted, logged.person) == (["RNT-PAY"], "yes", grace)
    assert "Set right. The audit keeps what stood there." in words_of(response)


def test_a_correction_says_what_was_wrong(adviser, priya, grace):
    logged = a_contact(grace, handler=priya, identity="none")
    page = reverse("staff:correct_contact", args=[logged.pk])

    assert "Enter what was wrong" in refused(adviser.post(page, correction(logged, reason="")))
    assert "Say what we did not do" in refused(adviser.post(page, correction(logged, demand="failure")))


def test_a_colleagues_contact_is_set_right_by_a_leader_alone(adviser, client, grace):
    logged = a_contact(grace, identity="none")
    page = reverse("staff:correct_contact", args=[logged.pk])

    assert adviser.get(page).status_code == 403
    sign_in_as(client, an_officer("team_leader", name="Ruth Lamb"))
    assert client.post(page, correction(logged)).status_code == 302


def test_who_needs_help_and_lost_the_line_is_to_be_rung_back(adviser, grace):
    Vulnerability.objects.create(
        council_id=grace.council_id, person=grace, factor="bereavement", from_on=dt.date(2026, 1, 5)
    )
    a_contact(grace, outcome="abandoned", asked="", started_at=NOON - dt.timedelta(hours=2))
    a_contact(a_person("Samuel", "Bell"), outcome="abandoned", started_at=NOON - dt.timedelta(hours=1))

    response = adviser.get(reverse("staff:ring_back"))

    assert "Grace Okafor Fri 20 Nov 2026, 10:00" in words_of(response).replace("\N{NO-BREAK SPACE}", " ")
    assert "Samuel Bell" not in words_of(response)
    assert_valid_html(response)
