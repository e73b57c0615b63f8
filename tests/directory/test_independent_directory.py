"""Signing in by a directory that others wrote: both sides keep the standard, and each refuses what it must."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from rooftree.foundations import dates
from rooftree.staff import actions
from rooftree.staff.models import DirectoryAccount, RoleHeld
from rooftree.staffweb.tests.a_directory import BACK, BEGIN, as_settings
from rooftree.staffweb.tests.asking import words_of
from tests.builders import a_sign_in, an_officer
from tests.directory.running import independent_directory, walk
from tests.live import LiveSite, free_port, serve

HERE = "http://testserver"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with independent_directory(HERE + BACK) as issuer:
        yield issuer


@pytest.fixture
def site(db, issuer, settings) -> Client:
    """A browser of ours, at a site that knows the directory."""
    cache.clear()
    settings.DIRECTORIES = (as_settings(issuer, second_factor=frozenset({"mfa"})),)
    return Client()


@pytest.fixture
def asha(acting):
    return an_officer("adviser", sign_in=a_sign_in("asha@alder.test"))


def led_to(browser: Client) -> str:
    return browser.get(BEGIN)["Location"]


def test_an_officer_comes_in(site, asha, issuer):
    answer = site.get(BACK, walk(led_to(site), who="asha"))

    assert answer["Location"] == "/staff/"
    assert site.get("/staff/").status_code == 200
    account = DirectoryAccount.objects.get()
    assert (account.issuer, account.subject, account.sign_in) == (issuer, "asha", asha.sign_in)


def test_its_groups_give_roles(site, asha):
    by, now = an_officer("administrator", name="Ada Gray"), dates.now()
    facts = {"directory": "alder", "group": "housing", "role": "lettings_officer", "reason": "Agreed"}
    actions.map_group(**facts, from_on=dates.london_day(now), by=by, at=now, key="k1")

    site.get(BACK, walk(led_to(site), who="asha"))

    assert RoleHeld.objects.filter(officer=asha, role="lettings_officer").exists()


def test_somebody_whom_only_the_directory_knows_is_refused(site, acting):
    page = site.get(BACK, walk(led_to(site), who="priya"))

    assert page.status_code == 403
    assert "Nobody with the address priya@alder.test is an officer here" in words_of(page)


def test_it_takes_a_code_once(site, asha):
    first, second = walk(led_to(site), who="asha"), walk(led_to(site), who="asha")
    site.get(BACK, first)
    site.post("/staff/sign-out/")
    again = walk(led_to(site), who="asha")

    page = site.get(BACK, again | {"code": first["code"]})

    assert page.status_code == 502
    assert "took the code for no sign-in" in words_of(page)
    assert second["code"] != first["code"]
    assert site.get("/staff/").status_code == 302


def test_it_refuses_a_code_that_another_browser_brought(site, asha):
    """The verifier of PKCE stays with the browser that began: a code that was caught is worth nothing."""
    caught = walk(led_to(site), who="asha")
    thief = Client()
    own = walk(led_to(thief), who="mallory")

    page = thief.get(BACK, own | {"code": caught["code"]})

    assert page.status_code == 502
    assert thief.get("/staff/").status_code == 302


def test_it_refuses_somebody_with_the_wrong_secret(site, asha, issuer, settings):
    settings.DIRECTORIES = (as_settings(issuer, client_secret="another"),)

    page = site.get(BACK, walk(led_to(site), who="asha"))

    assert page.status_code == 502


def test_a_token_of_its_own_for_another_visit_is_refused(site, asha):
    """The code and its verifier are right, but the nonce is of another visit of the same browser."""
    came = walk(led_to(site), who="asha")
    session = site.session
    states = session["socialaccount_states"]
    states[came["state"]][0]["nonce"] = "of another visit"
    session["socialaccount_states"] = states
    session.save()

    page = site.get(BACK, came)

    assert page.status_code == 403
    assert "the token is of another visit" in words_of(page)


def test_when_it_is_down_the_page_says_so(site, settings):
    settings.DIRECTORIES = (as_settings(f"http://localhost:{free_port()}"),)

    page = site.get(BEGIN)

    assert page.status_code == 502
    assert "the directory does not answer" in words_of(page)


# --- In a real browser ------------------------------------------------------------------------------

SETTINGS = {
    "ROOFTREE_DIRECTORIES": "alder",
    "ROOFTREE_DIRECTORY_ALDER_NAME": "Alder’s directory",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_ID": "rooftree",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_SECRET": "the secret that we share",
    "ROOFTREE_DIRECTORY_ALDER_DOMAINS": "alder.test",
    "ROOFTREE_DIRECTORY_ALDER_SECOND_FACTOR": "mfa",
}


@pytest.fixture
def site_with_directory(database_url, transactional_db, tmp_path) -> Iterator[LiveSite]:
    """The site as a council runs it, not as the demonstration does: a second factor is needed."""
    port = free_port()
    settings = {"ROOFTREE_DIRECTORY_ALDER_ISSUER": f"http://localhost:{port}", **SETTINGS}
    with (
        serve(database_url, log=tmp_path / "web.log", **settings) as site,
        independent_directory(site.address + BACK, port=port),
    ):
        yield site


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_comes_in_through_a_browser(acting, site_with_directory, browser, scripts):
    an_officer("adviser", name="Asha Bell", sign_in=a_sign_in("asha@alder.test"))
    context = browser.new_context(base_url=site_with_directory.address, java_script_enabled=scripts)
    page = context.new_page()

    page.goto("/staff/find/?q=elm")
    page.get_by_role("button", name="Sign in with Alder’s directory").click()
    page.get_by_label("Name").fill("asha")
    page.get_by_role("button", name="Go on").click()

    expect(page).to_have_url(f"{site_with_directory.address}/staff/find/?q=elm")
    expect(page.get_by_role("banner")).to_contain_text("Asha Bell")
    context.close()
    assert "code=" not in site_with_directory.log.read_text()
