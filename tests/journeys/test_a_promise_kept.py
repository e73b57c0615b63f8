"""A call becomes a promise, is chased when nobody rings, and is kept: in a browser that runs no scripts."""

import datetime as dt
import re

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from rooftree.cases.models import Clock, Task
from rooftree.contact.models import Contact, Enquiry
from rooftree.people import search_words as people_words
from rooftree.people.models import Person
from rooftree.places import search_words as place_words
from rooftree.tenancies import search_words as tenancy_words
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_team, a_tenancy, an_officer
from tests.journeys.hands import Mouse
from tests.live import SCREEN, assert_no_axe_violations

pytestmark = pytest.mark.browser


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace of 12 Elm Walk, in a council whose income team answers for rent."""
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk", "ZZ1 1AA")
    tenancy = a_tenancy(home, grace)
    a_team("income", name="Income team")
    people_words.refresh([grace.pk])
    place_words.refresh([home.pk])
    tenancy_words.refresh([tenancy.pk])
    return grace


class WithoutScripts(Mouse):
    """Somebody whose browser runs no scripts. What it shows is looked over in another one that does, for axe."""

    def __init__(self, page: Page, looking_over: Page) -> None:
        super().__init__(page)
        self.looking_over = looking_over

    def look_over(self) -> None:
        """Fail if something on the page keeps somebody from using it."""
        expect(self.page.get_by_role("contentinfo")).to_be_visible()  # The page is whole, to its foot.
        self.looking_over.set_content(re.sub(r"<script.*?</script>", "", self.page.content(), flags=re.DOTALL))
        assert_no_axe_violations(self.looking_over)


def test_a_promise_is_made_chased_and_kept(grace, live_site, new_page, page_without_javascript: Page):
    adviser, looking_over = an_officer("adviser", name="Priya Nair"), new_page(viewport=SCREEN)
    come_in(page_without_javascript, live_site, adviser)
    looking_over.goto("/staff/sign-in/")
    hand = WithoutScripts(page_without_javascript, looking_over)

    she_rings_and_we_promise_to_ring_back(hand)
    three_hours_pass()
    she_rings_again_because_nobody_did(hand)
    we_ring_back_and_answer(hand)
    she_says_that_it_is_settled(hand)

    assert_the_story_is_whole(grace)


def she_rings_and_we_promise_to_ring_back(hand: WithoutScripts) -> None:
    page = hand.page
    page.goto("/staff/call/")
    hand.write("What do they ask?", "Why did my rent go up twice?")
    hand.write("Who is it?", "okafor 12 elm")
    hand.press("Find them")
    hand.look_over()
    hand.press("This is Grace Okafor")
    expect(hand.page.get_by_label("What do they ask?")).to_have_value("Why did my rent go up twice?")

    hand.choose("How did you check who it is?", "Name and address")
    hand.write("Why did they get in touch?", "annual increase")
    hand.press("Show reasons")
    hand.choose("The reason", "Query about charges or the annual increase")
    hand.choose("Why do they have to ask?", "What we are here for")
    hand.choose("What happens now?", "Promise to ring back")
    hand.choose("When do we ring back?", "Within two hours")
    hand.write("What you promised", "Priya rings you back about the two increases")
    hand.press("Log it")
    expect(page.get_by_role("main")).to_contain_text("Nothing is logged yet.")
    expect(page.locator("#follows")).to_contain_text("An enquiry goes to Income team.")
    hand.look_over()
    hand.press("Log it")

    expect(page.get_by_role("main")).to_contain_text("Tell them Your reference is E-")
    expect(page.get_by_role("main")).to_contain_text("Priya rings you back about the two increases: due")
    hand.look_over()


def three_hours_pass() -> None:
    """Let the promise be due three hours sooner, as if it had been made three hours ago."""
    sooner = dt.timedelta(hours=3)
    Clock.objects.filter(task__isnull=False).update(late_from=F("late_from") - sooner)
    Task.objects.update(due_at=F("due_at") - sooner)


def she_rings_again_because_nobody_did(hand: WithoutScripts) -> None:
    page = hand.page
    hand.find("okafor 12 elm")
    hand.open("Grace Okafor")
    hand.press("Log a contact")
    expect(page.get_by_role("alert")).to_contain_text("We are late with what we promised")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("two increases .*late"))
    expect(page.get_by_role("region", name="What is open")).to_contain_text("Why did my rent go up twice?")
    hand.look_over()

    reference = Enquiry.objects.get().case.reference
    hand.choose("How did you check who it is?", "Name and address")
    hand.write("What do they ask?", "Nobody rang me back")
    hand.write("Why did they get in touch?", "annual increase")
    hand.press("Show reasons")
    hand.choose("The reason", "Query about charges or the annual increase")
    hand.choose("Is it about something that is open?", f"{reference}: Why did my rent go up twice?")
    hand.choose("Why do they have to ask?", "We did not do something, or not right")
    hand.select("What did we fail to do?", "Not done on time")
    hand.select("Did a promise cause it?", "Priya rings you back about the two increases")
    hand.choose("What happens now?", "Tell whoever has the open case")
    hand.press("Log it")

    expect(page.get_by_role("main")).to_contain_text("The promise that caused it")
    hand.look_over()


def we_ring_back_and_answer(hand: WithoutScripts) -> None:
    page = hand.page
    hand.open(Enquiry.objects.get().case.reference)
    hand.look_over()
    hand.follow("Rang back")
    hand.choose("What came of it?", "No answer")
    hand.look_over()
    hand.press("Record it")
    hand.follow("Rang back")
    expect(page.get_by_role("main")).to_contain_text("No answer")
    hand.choose("What came of it?", "Reached")
    hand.press("Record it")

    hand.press("Answer")
    hand.write("What was the person told?", "The heating charge rose first, and then the rent")
    hand.look_over()
    hand.press("Record the answer")
    expect(page.get_by_role("main")).to_contain_text("Answered, not yet accepted")


def she_says_that_it_is_settled(hand: WithoutScripts) -> None:
    page = hand.page
    hand.press("They accept the answer")
    hand.choose("What does the person say?", "Yes, they say that it is settled")
    hand.write("In their own words, or why they could not be asked", "Now I understand the letters")
    hand.look_over()
    hand.press("Close the enquiry")
    expect(page.get_by_role("main")).to_contain_text("Settled")
    hand.look_over()


def assert_the_story_is_whole(grace: Person) -> None:
    enquiry, promise = Enquiry.objects.get(), Task.objects.get()
    asked, chased = Contact.objects.filter(is_automatic=False).order_by("pk")
    assert (asked.person_id, asked.outcome, asked.demand) == (grace.pk, "callback", "value")
    assert (chased.case_id, chased.demand, chased.broken_promise_id) == (enquiry.pk, "failure", promise.pk)
    assert (promise.is_done, promise.callback_attempts.count()) == (True, 2)
    assert promise.clocks.get().outcome == Clock.Outcome.MET_LATE
    assert (enquiry.status, enquiry.accepted_words) == ("settled", "Now I understand the letters")
    assert enquiry.case.closed_at is not None
