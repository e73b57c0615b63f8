"""Pages of tokens, of other systems and of the API: usable by everybody, also when something is wrong."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.machines.models import Delivery, Endpoint
from rooftree.machines.tests.letting_in import a_client, an_endpoint
from tests.browser.signing_in import come_in
from tests.builders import an_enquiry, an_officer, the_council
from tests.live import PHONE, SCREEN, assert_fits, assert_no_axe_violations

pytestmark = pytest.mark.browser


@pytest.fixture
def things(live_site, settings) -> dict[str, int]:
    """A system that is told of cases, and a message that was given up."""
    settings.WEBHOOKS_LOOPBACK = True
    with acting_for([the_council().pk], who="test"):
        held, _secret = a_client(at=dates.now())
        endpoint = an_endpoint("http://127.0.0.1:9/", held, at=dates.now())
        an_enquiry()
        late = dates.now() - dt.timedelta(days=1)
        Delivery.objects.update(status="given_up", settled_at=late, answer="It answered 500.")
        Endpoint.objects.update(off_since=late, off_because="Nothing arrived there for a day.")
    return {"system": held.pk, "endpoint": endpoint.pk}


@pytest.fixture
def ada(page, live_site, acting):
    """Who administers, and serves residents too."""
    officer = an_officer("administrator", "adviser", name="Ada Moss")
    come_in(page, live_site, officer)
    return officer


def assert_can_be_used(page: Page) -> None:
    page.set_viewport_size(SCREEN)
    assert_no_axe_violations(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)


PAGES = {
    "tokens": "",
    "make_token": "",
    "systems": "",
    "let_in": "",
    "system": "system",
    "change_secret": "system",
    "add_endpoint": "system",
    "endpoint": "endpoint",
}


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_them(things, ada, page, name):
    address = reverse(f"staff:{name}", args=[things[PAGES[name]]] if PAGES[name] else [])

    answer = page.goto(address)

    assert answer.ok
    assert_can_be_used(page)


@pytest.mark.parametrize("name", ["make_token", "let_in", "add_endpoint"])
def test_everybody_can_use_forms_that_say_what_is_wrong(things, ada, page, name):
    page.goto(reverse(f"staff:{name}", args=[things[PAGES[name]]] if PAGES[name] else []))

    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()

    expect(page).to_have_title(re.compile("^Error: "))
    assert_can_be_used(page)


def test_an_officer_makes_a_token_by_keyboard_and_revokes_it(ada, page):
    page.goto("/staff/account/")
    page.get_by_role("link", name="Your tokens").press("Enter")
    page.get_by_role("link", name="Make a token").press("Enter")
    page.get_by_label("What is it for?").fill("Callbacks")
    page.get_by_role("button", name="Make the token").press("Enter")
    expect(page.locator("#token")).to_contain_text("rtp_")
    assert_can_be_used(page)

    page.get_by_role("link", name="Your tokens").press("Enter")
    page.get_by_role("button", name="Revoke it").press("Enter")

    expect(page.get_by_role("main")).to_contain_text("opens nothing any more")
    assert_can_be_used(page)


def test_everybody_can_use_the_page_of_the_api(live_site, page):
    answer = page.goto("/api/v1/")

    assert answer.ok
    assert_can_be_used(page)
