"""The pages by which residents get in can be used by everybody, and a sensitive page can be left at once."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from rooftree.residentweb import portal_urls
from rooftree.residentweb.tests.getting_in import figures, have_sent
from tests.browser.test_every_page import assert_no_faults
from tests.builders import TODAY, a_person
from tests.live import PHONE, assert_fits, assert_no_axe_violations
from tests.residents import a_mandate, an_account, an_email

pytestmark = pytest.mark.browser

OPEN = ["council", "sign_in", "open_account", "accessibility", "privacy"]
ON_THE_WAY = ["code", "who"]
SIGNED_IN = ["for_whom", "typed"]
NO_PAGES = ["again", "sign_out", "sign_out_everywhere", "language"]
"""Only sent to."""


@pytest.fixture
def grace(acting, live_site):
    """Grace, for whom Hope acts; both have accounts, and one address."""
    grace, hope = a_person("Grace", "Okafor", born=TODAY.replace(1968, 3, 27)), a_person("Hope", "Okafor")
    for person in (grace, hope):
        an_email(person)
        an_account(person)
    a_mandate(grace, hope, "see_requests", "ask", "see_home")
    a_mandate(hope, grace, "see_requests")
    return grace


@pytest.fixture
def visitor(page: Page) -> Page:
    choose_council(page)
    return page


def choose_council(page: Page) -> None:
    page.goto("/council/")
    page.get_by_label("Alder Borough Council").check()
    page.get_by_role("button", name="Go on").click()


def ask(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Your email address or mobile number").fill("grace@example.org")
    page.get_by_role("button", name="Send me a code").click()
    have_sent()


def type_code(page: Page) -> None:
    page.get_by_label("The code").fill(figures())
    page.get_by_role("button", name="Go on").click()


def say_who(page: Page) -> None:
    for part, said in (("Day", "27"), ("Month", "3"), ("Year", "1968")):
        page.get_by_label(part).fill(said)
    page.get_by_role("button", name="Go on").click()


def test_no_page_is_forgotten():
    names = {each.name for each in portal_urls.urlpatterns}

    assert names == {*OPEN, *ON_THE_WAY, *SIGNED_IN, *NO_PAGES}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_everybody_can_use_the_pages_that_are_open(grace, visitor, language):
    visitor.context.add_cookies(
        [{"name": "rooftree-language", "value": language, "domain": "localhost", "path": "/"}]
    )

    assert_no_faults(visitor, [reverse(f"resident:{name}") for name in OPEN])


def test_everybody_can_get_in_on_a_small_phone(grace, phone_page: Page):
    choose_council(phone_page)
    ask(phone_page)
    assert_no_axe_violations(phone_page)
    assert_fits(phone_page)
    type_code(phone_page)
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("What is your date of birth?")
    assert_no_axe_violations(phone_page)
    assert_fits(phone_page)
    say_who(phone_page)
    phone_page.goto("/for-whom/")
    assert_no_axe_violations(phone_page)
    assert_fits(phone_page)
    phone_page.get_by_role("button", name="Be here for Hope Okafor").click()

    expect(phone_page.get_by_role("banner")).to_contain_text("You are here for Hope Okafor.")


def test_everything_is_there_at_twice_the_size(grace, new_page):
    page = new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    choose_council(page)

    for name in OPEN:
        page.goto(reverse(f"resident:{name}"))
        assert_fits(page)
        expect(page.get_by_role("contentinfo").get_by_role("link", name="Accessibility")).to_be_visible()


def test_the_frame_reads_in_an_order_that_makes_sense(grace, visitor):
    ask(visitor)
    type_code(visitor)
    say_who(visitor)
    visitor.goto("/for-whom/")

    expect(visitor.locator("body")).to_match_aria_snapshot("""
        - link "Skip to main content"
        - banner:
          - link /Alder Borough Council/
          - button "Cymraeg"
          - button "Sign out"
          - paragraph: "Signed in: Grace Okafor"
          - paragraph:
            - link "For whom are you here?"
        - complementary "Demonstration"
        - main:
          - heading "For whom are you here?" [level=1]
          - list
        - contentinfo
        """)


def test_somebody_signs_in_with_the_keys_alone(grace, visitor):
    visitor.goto("/sign-in/")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("link", name="Skip to main content")).to_be_focused()
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Tab")
    visitor.keyboard.type("grace@example.org")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Type the code that we sent")
    have_sent()

    visitor.get_by_label("The code").focus()
    visitor.keyboard.type(figures())
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_role("heading", level=1)).to_have_text("What is your date of birth?")


def test_an_error_is_the_first_thing_that_is_read(grace, visitor):
    visitor.goto("/sign-in/")
    visitor.get_by_role("button", name="Send me a code").click()

    summary = visitor.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Enter your email address or mobile number")
    summary.get_by_role("link").click()
    expect(visitor.get_by_label("Your email address or mobile number")).to_be_focused()
    assert_no_axe_violations(visitor)


# --- The way out --------------------------------------------------------------------------------------


SENSITIVE = "/ask/"
NEUTRAL = re.compile(r"^https://www\.bbc\.co\.uk/weather")


@pytest.fixture
def elsewhere(page: Page) -> Iterator[Page]:
    """A page from which the neutral site can be reached, made up: tests go nowhere."""

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<title>Weather</title><h1>Weather</h1>")

    page.context.route(NEUTRAL, answer)
    choose_council(page)
    return page


def open_sensitive(page: Page) -> None:
    page.goto("/accessibility/")
    page.goto(SENSITIVE)


def test_the_way_out_takes_the_pages_place_in_the_history(grace, elsewhere):
    open_sensitive(elsewhere)
    way_out = elsewhere.get_by_role("link", name="Leave this page")

    way_out.click()

    expect(elsewhere).to_have_title("Weather")
    elsewhere.go_back()
    expect(elsewhere).to_have_url(re.compile("/accessibility/$"))


def test_shift_three_times_leaves_at_once(grace, elsewhere):
    open_sensitive(elsewhere)

    for _ in range(3):
        elsewhere.keyboard.press("Shift")

    expect(elsewhere).to_have_title("Weather")


def test_shift_twice_stays(grace, elsewhere):
    open_sensitive(elsewhere)

    elsewhere.keyboard.press("Shift")
    elsewhere.keyboard.press("Shift")
    elsewhere.keyboard.press("a")
    elsewhere.keyboard.press("Shift")

    expect(elsewhere).to_have_url(re.compile(SENSITIVE))


def test_the_way_out_is_a_link_without_scripts(grace, page_without_javascript: Page):
    page = page_without_javascript
    page.context.route(
        NEUTRAL, lambda route: route.fulfill(content_type="text/html", body="<title>Weather</title>")
    )
    choose_council(page)
    open_sensitive(page)

    page.get_by_role("link", name="Leave this page").click()

    expect(page).to_have_title("Weather")


def test_the_way_out_stays_in_sight_on_a_phone(grace, phone_page: Page):
    choose_council(phone_page)
    phone_page.goto(SENSITIVE)
    phone_page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    expect(phone_page.get_by_role("link", name="Leave this page")).to_be_in_viewport()
    assert phone_page.viewport_size == PHONE
