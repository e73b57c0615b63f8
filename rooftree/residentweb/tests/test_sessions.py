"""A resident's session: new at sign-in, over in time, and nobody else's."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PortalAccount
from rooftree.residentweb import portal_urls, sessions
from rooftree.residentweb.tests.getting_in import a_browser, ask, building, figures, is_in, type_code
from tests.builders import TODAY, a_person, an_officer
from tests.residents import an_account, an_email, let_in
from tests.visits import sign_in_as

pytestmark = pytest.mark.django_db
PROTECTED = "/for-whom/"


@pytest.fixture
def account(council) -> PortalAccount:
    with building():
        person = a_person("Grace", "Okafor", born=TODAY.replace(1968, 3, 27))
        an_email(person)
        return an_account(person)


@pytest.fixture
def browser(account):
    return let_in(a_browser(), account)


def wind_back(browser: Client, *, since: float = 0, seen: float = 0) -> None:
    """Make a session older, in seconds."""
    session = browser.session
    held = session[sessions.KEY]
    session[sessions.KEY] = {**held, "since": held["since"] - since, "seen": held["seen"] - seen}
    session.save()


# --- Its beginning -----------------------------------------------------------------------------------


def test_the_key_is_new_at_sign_in_so_that_none_can_be_planted(account):
    browser = a_browser()
    ask(browser)
    planted = browser.cookies["rooftree"].value

    type_code(browser, figures())

    assert browser.cookies["rooftree"].value != planted
    thief = a_browser()
    thief.cookies["rooftree"] = planted
    assert not is_in(thief)


def test_a_made_up_key_is_not_taken_up(account):
    browser = a_browser()
    browser.cookies["rooftree"] = "chosenbysomebodyelse000000000000"

    ask(browser)

    assert browser.cookies["rooftree"].value != "chosenbysomebodyelse000000000000"


# --- Its end -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "why", "words"),
    [
        ({"seen": 30 * 60}, "idle", "nothing happened for 30 minutes"),
        ({"since": 8 * 3600}, "long", "signed out after eight hours"),
    ],
)
def test_a_session_is_over_in_time_and_says_why(browser, age, why, words):
    wind_back(browser, **age)

    page = browser.get(PROTECTED)

    assert page["Location"] == f"/sign-in/?next=%2Ffor-whom%2F&over={why}"
    assert words in browser.get(page["Location"]).content.decode()
    assert sessions.KEY not in browser.session


@pytest.mark.parametrize("age", [{"seen": 29 * 60}, {"since": 8 * 3600 - 60}])
def test_a_session_goes_on_until_then(browser, age):
    wind_back(browser, **age)

    assert is_in(browser)


def test_a_page_that_is_looked_at_keeps_the_session_going(browser):
    wind_back(browser, seen=20 * 60)
    browser.get(PROTECTED)
    wind_back(browser, seen=20 * 60)

    assert is_in(browser)


def test_what_was_typed_when_it_was_over_is_given_back_to_the_same_person(browser, account):
    wind_back(browser, seen=30 * 60)

    over = browser.post(PROTECTED, {"authority": "17", "words": "The tap drips"})
    ask_from(browser, over["Location"])
    type_code(browser, figures())
    page = browser.get("/typed/")

    text = page.content.decode()
    assert_valid_html(page)
    assert over["Location"] == "/sign-in/?next=%2Ftyped%2F&over=idle"
    assert '<form method="post" action="/for-whom/">' in text
    assert 'name="words" value="The tap drips"' in text


def ask_from(browser: Client, address: str) -> None:
    browser.get(address)
    browser.post(address, {"contact": "grace@example.org", "next": "/typed/"})


def test_what_was_typed_is_not_given_to_another_person(browser, account):
    with building():
        sam = a_person("Sam", "Price")
        an_email(sam, "sam@example.org")
        an_account(sam)
    wind_back(browser, seen=30 * 60)
    browser.post(PROTECTED, {"words": "The tap drips"})

    browser.post("/sign-in/", {"contact": "sam@example.org", "next": "/typed/"})
    type_code(browser, figures())
    page = browser.get("/typed/", follow=True)

    assert "The tap drips" not in page.content.decode()


def test_signing_out_ends_it(browser):
    page = browser.post("/sign-out/", follow=True)

    assert "You have signed out." in page.content.decode()
    assert not is_in(browser)


def test_a_link_cannot_sign_somebody_out(browser):
    assert browser.get("/sign-out/").status_code == 405
    assert is_in(browser)


def test_signing_out_everywhere_ends_every_session_from_before(browser, account):
    phone = let_in(a_browser(), account)
    was_in = is_in(phone)

    browser.post("/sign-out/everywhere/")

    assert was_in
    assert not is_in(phone)
    assert not is_in(browser)


def test_after_signing_out_everywhere_one_signs_in_again(browser, account):
    browser.post("/sign-out/everywhere/")

    ask(browser)
    type_code(browser, figures())

    assert is_in(browser)


# --- Residents and officers --------------------------------------------------------------------------


def test_a_resident_is_nobody_on_staff_pages(browser):
    page = browser.get("/staff/")

    assert page["Location"] == "/staff/sign-in/?next=/staff/"


def test_an_officer_is_nobody_on_residents_pages(council):
    with building():
        officer = an_officer("adviser")
    browser = sign_in_as(a_browser(), officer)

    page = browser.get(PROTECTED)

    assert page["Location"].startswith("/sign-in/")


def test_an_officer_who_signs_in_as_a_resident_is_an_officer_no_longer(account):
    with building():
        officer = an_officer("adviser")
    browser = sign_in_as(a_browser(), officer)
    ask(browser)

    type_code(browser, figures())

    assert is_in(browser)
    assert browser.get("/staff/")["Location"].startswith("/staff/sign-in/")


def test_a_resident_who_signs_in_as_an_officer_is_a_resident_no_longer(browser):
    with building():
        officer = an_officer("adviser")

    sign_in_as(browser, officer)

    assert not is_in(browser)


def test_a_resident_of_one_council_is_nobody_on_the_host_of_another(browser, other_council, settings):
    settings.ALLOWED_HOSTS = ["housing.birch.example", "testserver"]
    settings.COUNCIL_HOSTS = {"housing.birch.example": "birch"}

    page = browser.get(PROTECTED, headers={"host": "housing.birch.example"})

    assert page["Location"].startswith("/sign-in/")


# --- What a browser is told --------------------------------------------------------------------------


def test_no_page_of_a_resident_is_stored(browser):
    assert browser.get(PROTECTED)["Cache-Control"] == "no-store, private"
    assert a_browser().get("/sign-in/")["Cache-Control"] == "no-store, private"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(account):
    browser = a_browser()

    page = ask(browser)

    held = page.cookies["rooftree"]
    assert (held["httponly"], held["samesite"], held["path"], held["domain"]) == (True, "Lax", "/", "")


def test_over_https_cookies_are_this_hosts_alone(council):
    script = (
        "import django; from django.conf import settings as s; django.setup()\n"
        "from rooftree.residentweb.councils import council_cookie\n"
        "from rooftree.residentweb.languages import language_cookie\n"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, council_cookie(), language_cookie())"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rooftree.config.settings", "ROOFTREE_HTTPS": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert said == ["__Host-rooftree", "True", "__Host-rooftree-council", "__Host-rooftree-language"]


@pytest.mark.parametrize(
    "name", ["sign_in", "open_account", "council", "language", "code", "again", "sign_out", "for_whom"]
)
def test_a_form_without_its_token_is_refused(account, name):
    browser = let_in(a_browser(enforce_csrf_checks=True), account)

    page = browser.post(reverse(f"resident:{name}"), {"contact": "grace@example.org"})

    assert page.status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/staff/",
        "\thttps://evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(account, elsewhere):
    browser = a_browser()
    browser.post("/sign-in/", {"contact": "grace@example.org", "next": elsewhere})

    page = type_code(browser, figures())

    assert page["Location"] == "/"


@pytest.mark.parametrize("address", ["/language/", "/council/"])
def test_choosing_leads_nowhere_else(council, address):
    browser = a_browser()

    page = browser.post(address, {"language": "cy", "council": "alder", "next": "https://evil.example/"})

    assert page["Location"] in ("/", "/sign-in/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(account):
    browser = a_browser()
    browser.post("/sign-in/", {"contact": "grace@example.org", "next": PROTECTED})

    assert type_code(browser, figures())["Location"] == PROTECTED


def test_a_made_up_host_is_refused(account):
    page = a_browser().get("/sign-in/", headers={"host": "evil.example"})

    assert page.status_code == 400


def test_every_page_of_residents_is_closed_unless_it_says_that_it_is_open(council):
    browser = a_browser()
    open_pages = {each.name for each in portal_urls.urlpatterns if getattr(each.callback, "open_to_all", False)}

    assert open_pages == {
        "sign_in",
        "code",
        "who",
        "again",
        "open_account",
        "council",
        "language",
        "accessibility",
        "privacy",
    }
    assert browser.get(PROTECTED)["Location"] == "/sign-in/?next=%2Ffor-whom%2F"
