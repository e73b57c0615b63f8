"""A deaf tenant has a leaking tap: she asks in writing, sees who has it and by when, and says when it is settled.

She uses a small phone whose browser runs no scripts, and the keys alone where she asks.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from rooftree.cases.models import Case, Clock, Event
from rooftree.contact.models import Contact, Enquiry
from rooftree.people import search_words as people_words
from rooftree.people.models import Adjustment, ContactPoint, Person
from tests.browser.resident_in import come_in_as_resident
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_phone, a_team, a_tenancy, an_officer
from tests.journeys.hands import Keyboard, Mouse
from tests.live import PHONE, SCREEN
from tests.residents import an_account, an_email, the_code

pytestmark = pytest.mark.browser


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace of 12 Elm Walk, in a council whose repairs team answers for repairs."""
    grace = a_person("Grace", "Okafor")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace)
    a_team("repairs", name="Repairs team")
    an_email(grace)
    a_phone(grace, safe_to_text=True)
    people_words.refresh([grace.pk])
    return grace


def test_a_deaf_tenant_asks_in_writing_and_says_when_it_is_settled(grace, live_site, new_page):
    phone = new_page(viewport=PHONE, java_script_enabled=False)
    office = new_page(viewport=SCREEN)
    come_in_as_resident(phone, live_site, an_account(grace))
    come_in(office, live_site, an_officer("tenancy_officer", "team_leader", name="Ben Ode"))

    she_says_what_we_must_do_differently(Mouse(phone))
    she_asks_with_the_keys_alone(Keyboard(phone))
    an_officer_takes_it_up_and_promises(Mouse(office))
    she_sees_who_promised_what_by_when(phone)
    the_promise_is_kept_and_the_answer_written(Mouse(office))
    she_says_that_it_is_settled(Mouse(phone))

    the_story_says_who_did_what(grace)


def she_says_what_we_must_do_differently(hand: Mouse) -> None:
    page = hand.page
    page.goto("/")
    hand.open("What you must do differently for me")
    hand.press("Add something")
    hand.choose("What must we do differently?", "Text, do not phone")
    hand.write("In your own words", "I am deaf. Texts are fine, a voice on the phone is not.")
    hand.press("Keep it")
    expect(page.get_by_role("main")).to_contain_text("“I am deaf. Texts are fine, a voice on the phone is not.”")


def she_asks_with_the_keys_alone(hand: Keyboard) -> None:
    page = hand.page
    page.goto("/")
    hand.open("Ask us something")
    hand.choose("What is it about?", "Repairs and the state of my home")
    hand.press("Go on")
    hand.choose("Which of these is nearest?", "Something needs repairing")
    hand.press("Go on")
    hand.write("Tell us in your own words", "The kitchen tap drips, and the cupboard under it is wet.")
    hand.press("Go on")
    hand.choose("How should we answer you?", "By text")
    hand.press("Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    hand.press("Send it")
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it")
    expect(main).to_contain_text(Enquiry.objects.get().case.reference)
    expect(main).to_contain_text("It waits for somebody in Repairs team.")
    expect(main).to_contain_text("working day 5 is")


def an_officer_takes_it_up_and_promises(hand: Mouse) -> None:
    page = hand.page
    page.goto(f"/staff/cases/{Enquiry.objects.get().case.reference}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Grace Okafor, in their own account")
    expect(main).to_contain_text("Text, do not phone")
    expect(main).to_contain_text(re.compile("They want the answer\\s+by text"))
    main.get_by_role("button", name="Take it up").click()
    hand.follow("Promise")
    page.get_by_role("main").get_by_label(re.compile("What")).first.fill("The plumber texts you a day")
    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    expect(page.get_by_role("main")).to_contain_text("The plumber texts you a day")


def she_sees_who_promised_what_by_when(page: Page) -> None:
    page.goto("/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The plumber texts you a day")
    expect(main).to_contain_text("Ben Ode")
    page.get_by_role("link", name="The kitchen tap drips").first.click()
    expect(main).to_contain_text("Ben Ode has it (Repairs team).")
    expect(main).to_contain_text(re.compile(r"promised .*working day 5 is"))
    expect(main).to_contain_text("Council practice")


def the_promise_is_kept_and_the_answer_written(hand: Mouse) -> None:
    page = hand.page
    hand.follow("Kept")
    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    hand.press("Answer")
    hand.write("What was the person told?", "The plumber has changed the washer, and the cupboard is dry.")
    hand.press("Record the answer")
    expect(page.get_by_role("main")).to_contain_text("Answered, not yet accepted")


def she_says_that_it_is_settled(hand: Mouse) -> None:
    page = hand.page
    page.goto("/requests/")
    expect(page.get_by_role("main")).to_contain_text("Answered: tell us whether that settles it")
    page.get_by_role("link", name="The kitchen tap drips").first.click()
    expect(page.get_by_role("main")).to_contain_text("changed the washer")
    expect(page.get_by_role("main")).to_contain_text("Done")
    hand.press("Does that settle it?")
    hand.choose("Does that settle it?", "Yes, that settles it")
    hand.press("Send it")
    expect(page.get_by_role("main")).to_contain_text("Settled")


def the_story_says_who_did_what(grace: Person) -> None:
    case, contact = Case.objects.get(), Contact.objects.get()
    done = Event.objects.filter(case=case, by_resident=grace).order_by("pk").values_list("kind", flat=True)
    assert list(done) == ["enquiry.opened", "enquiry.accepted"]
    assert (contact.channel, contact.by_resident, Enquiry.objects.get().answer_by) == ("portal", grace, "text")
    assert (case.closed_by, case.closed_by_resident) == (None, grace)
    assert Adjustment.objects.get().note.startswith("I am deaf")
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_a_number_changed_once_reaches_the_case_the_call_screen_and_messages(grace, live_site, new_page):
    phone, office = new_page(viewport=PHONE, java_script_enabled=False), new_page(viewport=SCREEN)
    come_in_as_resident(phone, live_site, an_account(grace))
    come_in(office, live_site, an_officer("adviser", name="Priya Nair"))
    old = ContactPoint.objects.get(kind="mobile")
    hand = Mouse(phone)

    phone.goto("/details/")
    hand.follow("Change it, or say whether it is safe")
    hand.write("Mobile number", "07700 900456")
    hand.press("Go on")
    hand.choose("Is it safe for us to call you on this number?", "No")
    hand.choose("Is it safe for us to send you texts?", "Yes")
    hand.choose("Is it safe for us to leave a voice message?", "No")
    hand.press("Go on")
    expect(phone.get_by_role("main")).to_contain_text("It takes the place of 07700 900123")
    hand.press("Keep it")
    expect(phone.get_by_role("heading", level=1)).to_have_text("07700 900456")
    hand.press("Send me a code")
    hand.write("The code", the_code())
    hand.press("Go on")
    expect(phone.get_by_role("main")).to_contain_text("Confirmed on")

    new = ContactPoint.objects.get(kind="mobile", until_on=None)
    the_old_one_and_the_new_one_are_told(old, new)
    the_call_screen_and_the_person_page_know_it(office, grace)


def the_old_one_and_the_new_one_are_told(old: ContactPoint, new: ContactPoint) -> None:
    told = {message.code: message.point_id for message in old.person.messages.exclude(is_secret=True)}
    assert told == {"people.point_replaced": old.pk, "people.point_given": new.pk}


def the_call_screen_and_the_person_page_know_it(page: Page, grace: Person) -> None:
    page.goto(f"/staff/people/{grace.reference}/")
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("07700 900456")
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("from own account")
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("Do not call")
    page.goto("/staff/call/?q=07700+900456")
    page.get_by_role("main").get_by_label("Who is it?").fill("07700 900456")
    page.get_by_role("main").get_by_role("button", name="Find them").click()
    expect(page.get_by_role("main")).to_contain_text("Grace Okafor")
