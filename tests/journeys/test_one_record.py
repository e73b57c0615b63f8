"""An adviser finds somebody by what was heard on the phone, and leaves the record better than it was."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from rooftree.foundations import dates
from rooftree.people import search_words as people_words
from rooftree.people.models import Adjustment, ContactPoint, Person
from rooftree.places import search_words as place_words
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.staff.models import Cover
from rooftree.tenancies import search_words as tenancy_words
from tests.browser.signing_in import PASSWORD
from tests.builders import a_home, a_person, a_phone, a_tenancy, an_officer
from tests.journeys.hands import Keyboard, Mouse

pytestmark = pytest.mark.browser

SINCE = dt.date(2020, 1, 6)


def grace_of_elm_walk() -> Person:
    """Grace, who lip-reads and lives at 12 Elm Walk with Samuel, in the patch of Tom, who is away today."""
    grace, samuel = a_person("Grace", "Okafor", born=dt.date(1984, 3, 1)), a_person("Samuel", "Okafor")
    home = a_home("12 Elm Walk", "ZZ1 1AA")
    tenancy = a_tenancy(home, grace, samuel)
    a_phone(grace, "+447700900123")
    council = {"council_id": home.council_id}
    needs = {"code": "specific", "note": "Face me when you speak", "from_on": SINCE, "reviewed_on": SINCE}
    Adjustment.objects.create(person=grace, **council, **needs)
    tom, mia = an_officer("tenancy_officer", name="Tom Reid"), an_officer("tenancy_officer", name="Mia Stone")
    patch = Patch.objects.create(code="T01", purpose="tenancy", **council)
    PatchOfficer.objects.create(patch=patch, officer=tom, from_on=SINCE, **council)
    PatchPlace.objects.create(patch=patch, purpose="tenancy", place=home, from_on=SINCE, **council)
    today = dates.london_day(dates.now())
    away = {"from_on": today, "until_on": today + dt.timedelta(days=7)}
    Cover.objects.create(officer=tom, covered_by=mia, arranged_by=mia, **away, **council)
    people_words.refresh([grace.pk, samuel.pk])
    place_words.refresh([home.pk])
    tenancy_words.refresh([tenancy.pk])
    return grace


def put_her_number_right(hand: Mouse) -> None:
    """The story, told by whoever's hands these are."""
    page, adviser = hand.page, an_officer("adviser", name="Priya Nair")

    page.goto("/staff/")
    hand.write("Email address", adviser.email)
    hand.write("Password", PASSWORD)
    hand.press("Sign in")
    expect(page).to_have_title("My work – Rooftree")

    hand.find("grase okafr")
    hand.open("Grace Okafor")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace Okafor")
    expect(page.get_by_role("region", name="What we do differently")).to_contain_text("Face me when you speak")
    expect(page.get_by_role("region", name="Lives at")).to_contain_text("Mia Stone covers for Tom Reid")

    hand.open("12 Elm Walk, ZZ1 1AA")
    expect(page.get_by_role("region", name="Who lives here")).to_contain_text("Samuel Okafor")
    expect(page.get_by_role("region", name="Who lives here")).to_contain_text("Face me when you speak")
    expect(page.get_by_role("region", name="Today’s officers")).to_contain_text("Mia Stone")

    hand.open("Grace Okafor")
    hand.open("Change 07700 900123")
    hand.write("Mobile", "07700 900 456")
    hand.choose("Is it safe to text?", "No")
    hand.press("Save")
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("07700 900456")
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("Do not text")

    hand.find("07700900456")
    hand.open("Grace Okafor")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grace Okafor")


def assert_her_number_is_right(grace: Person) -> None:
    new, old = ContactPoint.objects.filter(person=grace).order_by("-pk")
    assert (new.value, new.safe_to_text, new.until_on) == ("+447700900456", False, None)
    assert (old.value, old.until_on) == ("+447700900123", dates.london_day(dates.now()))


@pytest.fixture
def grace(acting, live_site) -> Person:
    return grace_of_elm_walk()


def test_an_adviser_finds_somebody_and_puts_her_number_right(grace, page: Page):
    put_her_number_right(Mouse(page))

    assert_her_number_is_right(grace)


def test_an_adviser_does_so_with_the_keys_alone(grace, page: Page):
    put_her_number_right(Keyboard(page))

    assert_her_number_is_right(grace)


def test_an_adviser_does_so_without_javascript(grace, page_without_javascript: Page):
    put_her_number_right(Mouse(page_without_javascript))

    assert_her_number_is_right(grace)
