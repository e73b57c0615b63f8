"""A tenant owes two weeks' rent: she sees why, pays by card, and her statement shows it.

She uses a small phone whose browser runs no scripts.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from rooftree.people.models import Person
from rooftree.rents import pay_stand_in
from rooftree.rents.models import CardPayment
from rooftree.residentweb.tests.rent_of_grace import WEEK, monday, moved, rent_of
from tests.browser.resident_in import come_in_as_resident
from tests.builders import a_home, a_person, a_tenancy
from tests.journeys.hands import Mouse
from tests.live import PHONE, LiveSite, serve
from tests.residents import an_account, an_email

pytestmark = pytest.mark.browser


@pytest.fixture
def site_with_cards(database_url, transactional_db, tmp_path):
    """The site, with the stand-in for the card service behind it."""
    with (
        pay_stand_in.running() as pay,
        serve(
            database_url,
            log=tmp_path / "web.log",
            ROOFTREE_DEMO="1",
            ROOFTREE_GOVUK_PAY_URL=pay.url,
            ROOFTREE_GOVUK_PAY_API_KEYS="alder=stand_in_alder",
            ROOFTREE_GOVUK_PAY_PAGES=pay.url,
        ) as site,
    ):
        yield site


@pytest.fixture
def grace(acting, site_with_cards) -> Person:
    """Grace of 12 Elm Walk, who paid in the week before last, and not since."""
    grace = a_person("Grace", "Okafor")
    account = rent_of(a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace))
    moved(account, "109.60", on=monday() - WEEK + dt.timedelta(days=3), code="DBR")
    an_email(grace)
    return grace


def test_she_sees_why_she_owes_pays_and_reads_it_on_her_statement(grace, site_with_cards: LiveSite, new_page):
    phone = new_page(viewport=PHONE, java_script_enabled=False)
    come_in_as_resident(phone, site_with_cards, an_account(grace))

    phone.goto(site_with_cards.address)
    she_sees_what_she_owes_and_why(phone)
    she_pays_by_card(phone)
    her_statement_shows_it(phone)


def she_sees_what_she_owes_and_why(phone: Page) -> None:
    expect(phone.get_by_role("main")).to_contain_text("You owe £219.20.")
    Mouse(phone).follow("See why, and pay")
    expect(phone.get_by_role("main")).to_contain_text("you owed nothing. Since then £219.20 was charged")


def she_pays_by_card(phone: Page) -> None:
    phone.get_by_role("button", name="Pay now").click()
    phone.get_by_label("All that I owe: £219.20").check()
    phone.get_by_role("button", name="Go on").click()
    phone.locator("[name=cardNo]").fill(pay_stand_in.PAYS)
    phone.locator("[name=do][value=pay]").click()
    expect(phone.get_by_role("heading", name="Your payment has been made")).to_be_visible()
    expect(phone.get_by_role("main")).to_contain_text("You owe nothing.")


def her_statement_shows_it(phone: Page) -> None:
    Mouse(phone).follow("See the statement")
    paid = phone.get_by_role("row", name=re.compile("Card payment, thank you")).first
    expect(paid).to_contain_text("£219.20")
    expect(paid).to_contain_text("£0.00")
    assert CardPayment.objects.get().status == CardPayment.Status.PAID
