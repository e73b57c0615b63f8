"""Somebody asks for all that we hold on her: she shows who she is, it is looked through, and she fetches it."""

import json
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from rooftree.cases.actions import note
from rooftree.cases.models import Case, Clock
from rooftree.foundations import dates
from rooftree.information_rights.models import HeldThing, Release, RightsRequest
from rooftree.people.models import Person, PortalAccount, Vulnerability
from tests.browser.resident_in import come_in_as_resident
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_team, a_tenancy, an_enquiry, an_officer, by, the_council
from tests.journeys.hands import Mouse
from tests.live import PHONE, SCREEN, assert_no_axe_violations
from tests.residents import an_account, an_email

pytestmark = pytest.mark.browser


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace, who holds her home with Dele; an officer once noted what Dele said, and that she is in debt."""
    grace, dele = a_person("Grace", "Okafor"), a_person("Dele", "Ojo")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace, dele)
    a_team("information_rights", name="Records")
    an_email(grace)
    now = dates.now()
    enquiry = an_enquiry(grace, asked="Why did my rent go up?", acting=by("adviser", at=now))
    note(enquiry.case, words="Dele Ojo says that she opened his letters", **by("adviser", at=now))
    Vulnerability.objects.create(
        council=the_council(),
        person=grace,
        factor="debt",
        note="Owes a doorstep lender",
        from_on=dates.london_day(now),
    )
    return grace


@pytest.fixture
def account(grace) -> PortalAccount:
    return an_account(grace)


def test_somebody_asks_for_her_record(grace, account, live_site, new_page):
    phone = new_page(viewport=PHONE)
    office, second_desk = new_page(viewport=SCREEN), new_page(viewport=SCREEN)
    come_in_as_resident(phone, live_site, account)
    come_in(office, live_site, an_officer("records_officer", name="Rhea Cole"))
    come_in(second_desk, live_site, an_officer("records_officer", name="Sam Ito"))

    she_asks(Mouse(phone))
    we_ask_what_she_means_and_the_clock_stands_still(Mouse(office))
    she_reads_what_we_ask(phone)
    she_says_it_and_the_clock_goes_on(Mouse(office))
    all_is_gathered_and_looked_through(Mouse(office))
    a_colleague_gives_it(Mouse(second_desk))
    told = she_fetches_it(Mouse(phone))

    assert_it_says_what_it_should(told)
    assert_the_story_is_whole(grace)


def at(page: str = "") -> str:
    """The address of her request, as officers have it."""
    reference = RightsRequest.objects.select_related("case").get().case.reference
    return f"/staff/cases/{reference}/{page}"


def main(page: Page):
    return page.get_by_role("main")


def she_asks(hand: Mouse) -> None:
    hand.page.goto("/")
    hand.open("My data")
    assert_no_axe_violations(hand.page)
    hand.press("Ask about my data")
    hand.choose("What do you want?", "See what you hold on me")
    hand.write("In your own words", "Everything, please")
    hand.press("Send it")
    expect(main(hand.page)).to_contain_text("We have your request, and answer within a month.")


def we_ask_what_she_means_and_the_clock_stands_still(hand: Mouse) -> None:
    hand.page.goto(at())
    expect(main(hand.page)).to_contain_text("Everything, please")
    hand.press("Ask the person for something")
    hand.choose("What do we wait for?", "Proof of who asks")
    hand.write("What did you ask them for?", "Show us a passport at the office.")
    hand.press("Stop the clock")
    expect(main(hand.page)).to_contain_text("The clock stands still until they give it.")
    assert Clock.objects.get(duty="information_rights.access").paused_since is not None


def she_reads_what_we_ask(page: Page) -> None:
    page.goto("/my-data/")
    expect(main(page)).to_contain_text("We asked you for: Show us a passport at the office.")


def she_says_it_and_the_clock_goes_on(hand: Mouse) -> None:
    hand.page.goto(at())
    hand.press("They gave what we asked for")
    hand.write("What did they give?", "Passport seen at the office")
    hand.press("Let the clock go on")
    expect(main(hand.page)).to_contain_text("The clock goes on.")
    assert Clock.objects.get(duty="information_rights.access").paused_since is None


def all_is_gathered_and_looked_through(hand: Mouse) -> None:
    page = hand.page
    hand.press("Gather and look through what we hold")
    hand.press("Gather everything")
    expect(main(page)).to_contain_text("Everything that we hold is gathered.")
    assert_no_axe_violations(page)
    hand.open("Look through those that wait")
    expect(main(page)).to_contain_text("Owes a doorstep lender")
    hand.follow("Decide what becomes of it")
    hand.choose("What becomes of it?", "Hold it back")
    hand.select("If it is held back, why?", "It is not about this person")
    hand.write("Why did you decide so?", "Written on the wrong record")
    hand.press("Decide")
    page.goto(at("data/held/"))
    hand.press("Everything is looked through")
    expect(main(page)).to_contain_text("a colleague takes a second look and gives it")


def a_colleague_gives_it(hand: Mouse) -> None:
    hand.page.goto(at("data/held/"))
    hand.press("Give it")
    expect(main(hand.page)).to_contain_text("The package is made.")


def she_fetches_it(hand: Mouse) -> dict:
    hand.page.goto("/my-data/")
    with hand.page.expect_download() as fetched:
        hand.open("Fetch what we hold on you (ZIP)")
    with ZipFile(fetched.value.path()) as archive:
        assert archive.read("what-we-hold.pdf").startswith(b"%PDF-1.7")
        return json.loads(archive.read("data/everything.json"))


def assert_it_says_what_it_should(told: dict) -> None:
    whole = json.dumps(told)
    assert told["person"]["name"] == "Grace Okafor"
    assert "Why did my rent go up?" in whole
    assert "[withheld] says that she opened his letters" in whole
    assert "Dele" not in whole
    assert "doorstep lender" not in whole
    assert "It is not about this person: 1" in told["left_out"]


def assert_the_story_is_whole(grace: Person) -> None:
    request = RightsRequest.objects.select_related("case").get()
    story = list(request.case.events.order_by("pk").values_list("kind", flat=True))
    assert (request.status, Case.objects.get(pk=request.pk).closed_by.name) == ("answered", "Sam Ito")
    assert [kind for kind in story if kind.startswith("rights.")] == [
        "rights.asked",
        "rights.waits",
        "rights.goes_on",
        "rights.gathered",
        "rights.looked_through",
        "rights.given",
        "rights.fetched",
    ]
    assert Release.objects.get().fetched_at is not None
    held_back = HeldThing.objects.get(decision="withhold")
    assert (held_back.decided_by.name, held_back.why) == ("Rhea Cole", "Written on the wrong record")
    assert Clock.objects.get(duty="information_rights.access").outcome == "met"
