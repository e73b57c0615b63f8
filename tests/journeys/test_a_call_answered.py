"""The phone rings, and the caller has an answer before it is put down: by an adviser who has no mouse."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from rooftree.contact.models import Contact
from rooftree.people import search_words as people_words
from rooftree.people.models import Adjustment, Person
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_phone, a_tenancy, an_officer
from tests.journeys.hands import Keyboard
from tests.live import assert_no_axe_violations

pytestmark = pytest.mark.browser

SINCE = dt.date(2020, 1, 6)


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace of 12 Elm Walk, who lip-reads, and Samuel, who lives with her."""
    grace, samuel = a_person("Grace", "Okafor", born=dt.date(1984, 3, 1)), a_person("Samuel", "Okafor")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace, samuel, payment_reference="77001")
    a_phone(grace, "+447700900123", safe_to_text=False)
    needs = {"code": "specific", "note": "Face me when you speak", "from_on": SINCE, "reviewed_on": SINCE}
    Adjustment.objects.create(person=grace, council_id=grace.council_id, **needs)
    people_words.refresh([grace.pk, samuel.pk])
    return grace


def test_a_caller_has_an_answer_before_the_phone_is_put_down(grace, live_site, page: Page):
    adviser = an_officer("adviser", name="Priya Nair")
    come_in(page, live_site, adviser)
    hand = Keyboard(page)

    page.goto("/staff/call/")
    expect(page.get_by_label("Who is it?")).to_be_focused()
    assert_no_axe_violations(page)
    page.keyboard.type("grase okafr")
    expect(page.locator("#found")).to_contain_text("named Okafor, one letter off")
    assert_no_axe_violations(page)

    hand.press("This is Grace Okafor")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace Okafor")
    expect(page.get_by_role("region", name="What we do differently")).to_contain_text("Face me when you speak")
    expect(page.get_by_role("group", name="Important")).to_contain_text("07700 900123: do not text")
    expect(page.get_by_role("region", name="Lives at")).to_contain_text("With Samuel Okafor")
    expect(page.get_by_role("region", name="What is open")).to_contain_text("Nothing is open.")
    assert_no_axe_violations(page)

    hand.choose("How did you check who it is?", "Name and address")
    hand.write("What do they ask?", "How do I pay my rent from abroad?")
    hand.write("Why did they get in touch?", "payment")
    expect(page.locator("#reason-list")).to_contain_text("With “payment”")
    hand.choose("The reason", "Make a payment")
    expect(page.locator("#follows")).to_contain_text("No team answers for what this is about")
    hand.choose("What happens now?", "Answered now")
    hand.choose("What do they say: is that settled?", "Yes, that settles it")
    hand.write("Note for colleagues", "Told her the bank details and reference 77001")
    assert_no_axe_violations(page)
    hand.press("Log it")

    expect(page.get_by_role("heading", level=1)).to_contain_text("How do I pay my rent from abroad?")
    expect(page.get_by_role("main")).to_contain_text("Is that settled? Yes, that settles it")
    assert_no_axe_violations(page)
    assert_it_is_on_the_record(grace, adviser.pk)


def assert_it_is_on_the_record(grace: Person, adviser: int) -> None:
    contact = Contact.objects.get()
    assert (contact.person_id, contact.handler_id, contact.identity) == (grace.pk, adviser, "name_and_address")
    assert (contact.reasons, contact.demand, contact.outcome) == (["RNT-PAY"], "value", "resolved")
    assert (contact.accepted, contact.case, contact.tenancy.payment_reference) == ("yes", None, "77001")
    assert contact.handle_seconds == round((contact.ended_at - contact.started_at).total_seconds()) > 0
