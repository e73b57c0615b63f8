"""What every answer carries, what is not heard at all, and how long a session lasts."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from rooftree.config.security import LARGEST_REQUEST
from rooftree.staffweb import idle
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = pytest.mark.django_db
PAGES = ["/", "/staff/sign-in/", "/staff/", "/no-such-page", "/healthz"]


@pytest.fixture
def asha(acting):
    return an_officer("adviser")


@pytest.fixture
def later(monkeypatch):
    """Let time go on for sessions."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(idle.time, "time", lambda: now[0])

    def go_on(seconds: float) -> None:
        now[0] += seconds

    return go_on


@pytest.mark.parametrize("page", PAGES[:-1])
def test_every_page_tells_the_browser_what_it_may_not_do(client, page):
    answer = client.get(page)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_says_what_it_is_and_in_which_letters(client, page):
    assert "charset=utf-8" in client.get(page)["Content-Type"]


def test_over_https_the_browser_is_held_to_it(client, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True

    answer = Client().get("/staff/sign-in/", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_browser_is_led_to_https_and_a_machine_is_refused(settings):
    settings.SECURE_SSL_REDIRECT = True

    led, refused = Client().get("/staff/sign-in/"), Client().get("/api/v1/cases")

    assert (led.status_code, led["Location"]) == (301, "https://testserver/staff/sign-in/")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert Client().get("/api/v1/openapi.json", secure=True).status_code != 403


def test_what_is_too_large_is_refused_before_it_is_read(client):
    answer = client.generic("POST", "/staff/sign-in/", b"x", CONTENT_LENGTH=str(LARGEST_REQUEST + 1))

    assert answer.status_code == 413


def test_a_length_that_is_no_number_breaks_nothing(client):
    assert client.generic("GET", "/staff/sign-in/", CONTENT_LENGTH="much").status_code == 200


def test_trace_is_not_answered(client, asha):
    assert client.trace("/staff/sign-in/").status_code == 405
    assert b"secret" not in sign_in_as(client, asha).trace("/staff/", headers={"X-Told": "secret"}).content


def test_after_signing_out_the_browser_forgets_our_pages(client, asha):
    answer = sign_in_as(client, asha).post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_staff_pages_are_kept_by_no_browser_or_proxy(client, asha):
    assert sign_in_as(client, asha).get("/staff/")["Cache-Control"] == "no-store, private"


# --- Sessions -----------------------------------------------------------------------------------------


def test_an_hour_of_nothing_ends_a_session(client, asha, later):
    visitor = sign_in_as(client, asha)
    later(idle.IDLE_SECONDS - 1)
    before = visitor.get("/staff/").status_code
    later(idle.IDLE_SECONDS)

    after = visitor.get("/staff/")

    assert (before, after.status_code) == (200, 302)
    assert SESSION_KEY not in visitor.session


def test_who_is_busy_goes_on_until_the_day_is_over(client, asha, later, settings):
    visitor = sign_in_as(client, asha)

    seen = [visit_after(visitor, later, 30 * 60) for _ in range(20)]

    assert seen == [200] * 19 + [302]
    assert settings.SESSION_COOKIE_AGE == 20 * 30 * 60


def visit_after(visitor: Client, later, seconds: int) -> int:
    later(seconds)
    return visitor.get("/staff/").status_code


def test_the_key_of_a_session_is_new_after_signing_in(client, asha):
    client.get("/staff/sign-in/")
    client.post("/staff/sign-in/", {"login": "nobody@example.test", "password": "x"})
    before = client.session.session_key

    client.post("/staff/sign-in/", {"login": asha.email, "password": "correct horse battery staple"})

    assert client.session.session_key != before


def test_a_key_that_a_stranger_chose_is_not_taken(client, asha):
    client.cookies["rooftree"] = "chosenbyastranger0000000000000000"

    client.post("/staff/sign-in/", {"login": asha.email, "password": "correct horse battery staple"})

    assert client.session.session_key != "chosenbyastranger0000000000000000"


def test_the_key_of_a_session_is_new_after_proving_it_again(client, asha):
    visitor = sign_in_as(client, asha)
    before = visitor.session.session_key

    answer = visitor.post(reverse("account_reauthenticate"), {"password": "correct horse battery staple"})

    assert answer.status_code == 302
    assert visitor.session.session_key != before
    assert visitor.get(reverse("mfa_index")).status_code == 200
