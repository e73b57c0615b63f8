"""Every page about rent accounts can be used by everybody: axe finds no fault, nothing runs sideways."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.signing_in import come_in
from tests.browser.test_every_page import assert_no_faults
from tests.browser.whole import addresses, staff_names
from tests.browser.whole_rents import NO_RENT_PAGES, RENTS, rents_at_work
from tests.builders import an_officer
from tests.live import SCREEN

pytestmark = pytest.mark.browser

ALL_ROLES = ("income_officer", "rent_accounting_officer", "service_manager")


def test_no_page_of_rents_is_forgotten():
    assert {*RENTS, *NO_RENT_PAGES} <= staff_names()


def test_everybody_can_use_the_pages_of_rents(acting, live_site, page: Page):
    things = rents_at_work()
    come_in(page, live_site, an_officer(*ALL_ROLES, name="Rhea Cole"))

    assert_no_faults(page, addresses(RENTS, things))


def test_an_account_can_be_read_at_night(acting, live_site, new_page):
    things = rents_at_work()
    page = new_page(viewport=SCREEN, color_scheme="dark")
    come_in(page, live_site, an_officer(*ALL_ROLES, name="Rhea Cole"))

    assert_no_faults(page, [reverse("staff:rent_account", args=[things[name]]) for name in ("account", "garage")])


def test_the_table_beside_the_chart_is_reached_and_read_by_keyboard(acting, live_site, page: Page):
    things = rents_at_work()
    come_in(page, live_site, an_officer(*ALL_ROLES, name="Rhea Cole"))
    page.goto(reverse("staff:rent_account", args=[things["account"]]))
    table = page.get_by_role("region", name="The same figures, the newest week first")

    table.focus()
    page.keyboard.press("End")

    expect(table).to_be_focused()
    expect(table.get_by_role("row").last).to_be_in_viewport()
