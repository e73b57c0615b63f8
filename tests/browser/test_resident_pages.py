"""Every page of residents' can be used by everybody: on a small phone, enlarged, by keyboard, without scripts."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.residentweb.tests.grace import ABOUT_ME, Everything, everything_of_grace
from tests.browser.resident_in import come_in_as_resident
from tests.live import PHONE, assert_fits, assert_no_axe_violations

pytestmark = pytest.mark.browser

TWICE_AS_LARGE = {"width": 640, "height": 450}
"""What is left of an office's screen at 200%."""


@pytest.fixture
def hers(acting, live_site) -> Everything:
    return everything_of_grace()


def every_page(hers: Everything) -> list[str]:
    own = [reverse(f"resident:{name}", args=args) for name, args in hers.addresses.items()]
    return own + [reverse("resident:about_me", args=[question]) for question in ABOUT_ME]


def complaints(check: Callable[[Page], None], page: Page) -> list[str]:
    try:
        check(page)
    except AssertionError as wrong:
        return [str(wrong)]
    return []


def faults_at(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None, f"{address} sends no page."
    assert answer.ok, f"{address} answers {answer.status}."
    return complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)


@pytest.mark.parametrize(
    "way",
    [
        {"viewport": PHONE, "is_mobile": True, "has_touch": True},
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": TWICE_AS_LARGE},
    ],
    ids=["phone", "night", "twice as large"],
)
def test_every_page_can_be_used(hers, live_site, new_page, way):
    page = new_page(**way)
    come_in_as_resident(page, live_site, hers.account)

    found = [fault for address in every_page(hers) for fault in faults_at(page, address)]

    assert not found, "\n\n".join(found)


def test_every_page_can_be_used_without_scripts(hers, live_site, new_page):
    plain = new_page(viewport=PHONE, java_script_enabled=False)
    looking_over = new_page(viewport=PHONE)
    come_in_as_resident(plain, live_site, hers.account)
    looking_over.goto("/")
    found = []
    for address in every_page(hers):
        plain.goto(address)
        looking_over.set_content(re.sub(r"<script.*?</script>", "", plain.content(), flags=re.DOTALL))
        found += complaints(assert_no_axe_violations, looking_over)
    assert not found, "\n\n".join(found)


def test_the_first_page_of_a_visitor_can_be_used(acting, live_site, new_page):
    page = new_page(viewport=PHONE)

    assert faults_at(page, "/") == []


FORMS = ("ask", "add_words", "settle", "add_file", "add_adjustment", "add_point", "rent_changed")


def test_what_is_wrong_with_a_form_can_be_read_by_everybody(hers, live_site, new_page):
    page = new_page(viewport=PHONE)
    come_in_as_resident(page, live_site, hers.account)
    found = []
    for name in FORMS:
        page.goto(reverse(f"resident:{name}", args=hers.addresses[name]))
        page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
        expect(page).to_have_title(re.compile("^Error: "))
        found += complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)
    assert not found, "\n\n".join(found)


def test_the_pages_of_asking_and_of_a_number_can_be_used(hers, live_site, new_page):
    page = new_page(viewport=PHONE)
    come_in_as_resident(page, live_site, hers.account)
    main, found = page.get_by_role("main"), []

    page.goto("/ask/")
    for answer in ("Repairs and the state of my home", "Nobody came when they said", "Did not turn up"):
        main.get_by_label(answer, exact=True).check()
        main.get_by_role("button").click()
        found += complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)
    main.get_by_label("Tell us in your own words").fill("Nobody came on Monday")
    main.get_by_role("button").click()
    found += complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)
    main.get_by_role("button").click()
    found += complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)

    page.goto(reverse("resident:change_point", args=[hers.phone]))
    for _ in ("value", "safety", "check"):
        found += complaints(assert_no_axe_violations, page) + complaints(assert_fits, page)
        main.get_by_role("button", name=re.compile("Go on|Keep it")).click()
    assert not found, "\n\n".join(found)
