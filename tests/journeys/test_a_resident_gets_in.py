"""A tenant opens an account, comes back with a code, and reads it all in Welsh: in a browser without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from rooftree.correspondence.models import Waiting
from rooftree.people.models import Person
from rooftree.residentweb.tests.getting_in import have_sent
from tests.builders import TODAY, a_home, a_person, a_tenancy
from tests.live import SCREEN, assert_no_axe_violations
from tests.residents import an_email

pytestmark = pytest.mark.browser


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace of 12 Elm Walk, whose email address nobody has confirmed yet."""
    grace = a_person("Grace", "Okafor", born=TODAY.replace(1968, 3, 27))
    an_email(grace, verified_on=None)
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace, reference="T-2222-2222")
    return grace


class Resident:
    """Somebody whose browser runs no scripts. What it shows is looked over in another one that does, for axe."""

    def __init__(self, page: Page, looking_over: Page) -> None:
        self.page = page
        self.looking_over = looking_over

    def reads(self, heading: str) -> None:
        """Find herself on a page with this heading, which everybody can use."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(self.page.get_by_role("contentinfo")).to_be_visible()  # The page is whole, to its foot.
        self.looking_over.set_content(re.sub(r"<script.*?</script>", "", self.page.content(), flags=re.DOTALL))
        assert_no_axe_violations(self.looking_over)

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def types_the_code(self, label: str = "The code", button: str = "Go on") -> None:
        """Read the code in the message that was sent, and type it."""
        message = have_sent()[-1]
        words = str(Waiting.objects.get(message=message).secret)
        [code] = set(re.findall(r"\b[0-9]{6}\b", words))
        self.page.get_by_label(label).fill(code)
        self.presses(button)


def test_a_tenant_gets_in_and_comes_back(grace, live_site, new_page, page_without_javascript: Page):
    looking_over = new_page(viewport=SCREEN)
    looking_over.goto("/accessibility/")
    she = Resident(page_without_javascript, looking_over)

    she_opens_an_account(she)
    she_is_in_and_signs_out(she)
    she_comes_back_with_a_code_alone(she)
    she_reads_it_in_welsh(she)


def she_opens_an_account(she: Resident) -> None:
    she.page.goto("/open-account/")
    she.reads("Which council is it?")
    she.page.get_by_label("Alder Borough Council").check()
    she.presses("Go on")
    she.reads("Open an account")
    she.page.get_by_label("A reference of yours").fill("t-2222-2222")
    born = she.page.get_by_role("group", name="Your date of birth")
    born.get_by_label("Day").fill("27")
    born.get_by_label("Month").fill("March")
    born.get_by_label("Year").fill("1968")
    she.presses("Send me a code")
    she.reads("Type the code that we sent")
    expect(she.page.get_by_role("main")).not_to_contain_text("grace@")
    she.types_the_code()


def she_is_in_and_signs_out(she: Resident) -> None:
    she.reads("Hello, Grace Okafor")
    expect(she.page.get_by_role("banner")).to_contain_text("Signed in: Grace Okafor")
    she.presses("Sign out")
    she.reads("Sign in")
    expect(she.page.get_by_role("main")).to_contain_text("You have signed out.")
    she.page.go_back()
    expect(she.page.get_by_role("banner")).not_to_contain_text("Grace")


def she_comes_back_with_a_code_alone(she: Resident) -> None:
    she.page.goto("/sign-in/")
    she.page.get_by_label("Your email address or mobile number").fill("Grace@Example.org")
    she.presses("Send me a code")
    she.reads("Type the code that we sent")
    she.page.get_by_label("The code").fill("12")
    she.presses("Go on")
    expect(she.page).to_have_title(re.compile("^Error: Type the code"))
    she.types_the_code()
    she.reads("Hello, Grace Okafor")


def she_reads_it_in_welsh(she: Resident) -> None:
    she.presses("Cymraeg")
    she.reads("Helo, Grace Okafor")
    expect(she.page.locator("html")).to_have_attribute("lang", "cy")
    she.presses("Allgofnodi")
    she.page.get_by_label("Eich cyfeiriad e-bost neu'ch rhif ffôn symudol").fill("grace@example.org")
    she.presses("Anfonwch god ataf")
    she.reads("Teipiwch y cod a anfonwyd gennym")
    she.types_the_code("Y cod", "Ymlaen")
    she.reads("Helo, Grace Okafor")
