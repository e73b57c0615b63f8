"""Passkeys, with an authenticator that Chromium makes up: added, named, used with a password or alone, removed."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.staff.models import Officer
from tests.browser.signing_in import PASSWORD, come_in, sign_in
from tests.builders import a_sign_in, an_officer
from tests.live import LiveSite, assert_fits, assert_no_axe_violations, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_site(database_url, tmp_path_factory) -> Iterator[LiveSite]:
    """The site as a council runs it: a second factor is needed."""
    with serve(database_url, log=tmp_path_factory.mktemp("own") / "web.log") as site:
        yield site


@pytest.fixture
def live_site(own_site, transactional_db, settings) -> LiveSite:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    return own_site


@pytest.fixture
def asha(acting, live_site) -> Officer:
    return an_officer("adviser", name="Asha Bell", sign_in=a_sign_in("asha@example.test", PASSWORD))


def with_authenticator(page: Page, *, verifies: bool = True) -> Page:
    """Give the browser a phone's authenticator: it keeps passkeys, and asks for a finger or does not."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def add_passkey(page: Page, name: str, *, alone: bool = False) -> None:
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("What do you call it?").fill(name)
    if alone:
        page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")


def sign_out(page: Page) -> None:
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_passkey_is_a_second_factor(asha, page):
    with_authenticator(page)
    sign_in(page, asha.email)
    page.get_by_role("link", name="Use a passkey instead").click()
    assert_no_axe_violations(page)
    add_passkey(page, "my phone")
    page.goto("/staff/")
    expect(page).to_have_title("My work – Rooftree")

    sign_out(page)
    sign_in(page, asha.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Prove that it is you")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Use your passkey").click()

    expect(page).to_have_title("My work – Rooftree")


def test_a_passkey_is_the_whole_sign_in(asha, page, live_site):
    with_authenticator(page)
    come_in(page, live_site, asha)
    add_passkey(page, "my phone", alone=True)
    sign_out(page)

    page.goto("/staff/find/?q=elm")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(re.compile(re.escape("/staff/find/?q=elm")))
    expect(page.get_by_role("banner")).to_contain_text("Asha Bell")


def test_a_closed_sign_in_has_no_passkey_either(asha, page, live_site):
    with_authenticator(page)
    come_in(page, live_site, asha)
    add_passkey(page, "my phone", alone=True)
    sign_out(page)
    type(asha.sign_in).objects.filter(pk=asha.sign_in_id).update(is_active=False)

    page.goto("/staff/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("main")).to_contain_text("You are not signed in.")


def test_another_browser_has_no_passkey_of_ours(asha, page, live_site, new_page):
    with_authenticator(page)
    come_in(page, live_site, asha)
    add_passkey(page, "my phone", alone=True)
    stranger = with_authenticator(new_page())

    stranger.goto("/staff/sign-in/")
    stranger.get_by_role("button", name="Use a passkey").click()

    expect(stranger.get_by_role("alert").filter(has_text="Your passkey was not used")).to_be_visible()


def test_a_key_that_asks_for_nothing_is_not_the_whole_sign_in(asha, page, live_site):
    with_authenticator(page, verifies=False)
    come_in(page, live_site, asha)

    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()

    expect(page.get_by_role("alert").filter(has_text="No passkey was made")).to_be_visible()


def test_passkeys_are_listed_named_and_removed(asha, page):
    with_authenticator(page)
    sign_in(page, asha.email)
    add_passkey(page, "my phone")

    page.goto(reverse("mfa_list_webauthn"))
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Rename my phone").click()
    assert_no_axe_violations(page)
    page.get_by_label("What do you call it?").fill("the blue key")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove the blue key").click()
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Remove the passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkeys")
    expect(page.get_by_role("main")).to_contain_text("You have none yet.")
    page.goto("/staff/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")


def test_a_recovery_code_stands_in_for_a_lost_passkey(asha, page, live_site, page_without_javascript):
    with_authenticator(page)
    come_in(page, live_site, asha)
    add_passkey(page, "my phone")
    code = page.get_by_role("main").locator("li").first.inner_text()

    other = page_without_javascript
    sign_in(other, asha.email)
    expect(other.get_by_role("button", name="Use your passkey")).to_be_hidden()
    other.get_by_label("Code").fill(code)
    other.get_by_role("button", name="Sign in").click()

    expect(other).to_have_title("My work – Rooftree")


def test_by_keyboard_alone(asha, page, live_site):
    with_authenticator(page)
    come_in(page, live_site, asha)
    add_passkey(page, "my phone", alone=True)
    sign_out(page)

    page.get_by_label("Email address").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Use a passkey":
            break
    page.keyboard.press("Enter")

    expect(page).to_have_title("My work – Rooftree")


def test_the_page_that_adds_one_fits_a_phone_and_says_what_it_needs(asha, phone_page, live_site, new_page):
    come_in(phone_page, live_site, asha)
    phone_page.goto(reverse("mfa_add_webauthn"))
    assert_fits(phone_page)
    plain = new_page(java_script_enabled=False)
    come_in(plain, live_site, asha)

    plain.goto(reverse("mfa_add_webauthn"))

    expect(plain.get_by_role("main")).to_contain_text("A passkey needs JavaScript")
