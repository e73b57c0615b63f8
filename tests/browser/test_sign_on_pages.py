"""Pages of the rota, of calendar feeds and of the directory's roles: usable by everybody, by keyboard too."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import requests
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.cases import actions as cases
from rooftree.foundations import dates
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.staff import actions
from rooftree.staff.models import DutyTurn
from rooftree.staffweb.tests.case_making import a_case_of
from tests.browser.signing_in import come_in
from tests.builders import a_team, an_officer
from tests.live import PHONE, SCREEN, LiveSite, assert_fits, assert_no_axe_violations, serve

pytestmark = pytest.mark.browser

DIRECTORY = {
    "ROOFTREE_DIRECTORIES": "alder",
    "ROOFTREE_DIRECTORY_ALDER_NAME": "Alder’s directory",
    "ROOFTREE_DIRECTORY_ALDER_ISSUER": "http://localhost:9",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_ID": "rooftree",
    "ROOFTREE_DIRECTORY_ALDER_CLIENT_SECRET": "s",
    "ROOFTREE_DIRECTORY_ALDER_DOMAINS": "alder.test",
}


@pytest.fixture(scope="module")
def own_site(database_url, tmp_path_factory) -> Iterator[LiveSite]:
    """The site of a council with a directory."""
    log = tmp_path_factory.mktemp("own") / "web.log"
    with serve(database_url, log=log, ROOFTREE_DEMO="1", **DIRECTORY) as site:
        yield site


@pytest.fixture
def live_site(own_site, transactional_db) -> LiveSite:
    return own_site


@pytest.fixture
def things(acting) -> dict[str, str]:
    """One of each thing, and the addresses of the pages about them."""
    now = dates.now()
    tomorrow = midnight_of(london_day(now) + dt.timedelta(days=1))
    lead, team = an_officer("team_leader", "administrator", name="Lee Ward"), a_team()
    mapping = actions.map_group(
        directory="alder",
        group="housing",
        role="adviser",
        reason="Agreed",
        from_on=london_day(now),
        by=lead,
        at=now,
        key="m",
    )
    turn = DutyTurn.objects.create(
        council_id=team.council_id,
        team=team,
        officer=an_officer("adviser", name="Asha Bell"),
        starts=tomorrow,
        ends=tomorrow + dt.timedelta(hours=9),
        entered_by=lead,
        entered_at=now,
    )
    pages = {
        "rota": team.pk,
        "add_turn": team.pk,
        "hand_on_turn": turn.pk,
        "remove_turn": turn.pk,
        "end_mapping": mapping.pk,
        "calendar_feeds": None,
        "directory_roles": None,
        "map_group": None,
    }
    found = {name: reverse(f"staff:{name}", args=[pk] if pk else []) for name, pk in pages.items()}
    found["rota"] += f"?week={london_day(tomorrow)}"
    case = a_case_of(lead)
    visit = cases.add_task(
        case, what="See the door", kind="visit", starts_at=now + dt.timedelta(days=1), by=lead, at=now, key="v"
    )
    found["move_visit"] = reverse("staff:move_visit", args=[case.reference, visit.pk])
    found["add_task"] = reverse("staff:add_task", args=[case.reference])
    return found | {"who": lead}


def assert_can_be_used(page: Page) -> None:
    page.set_viewport_size(SCREEN)
    assert_no_axe_violations(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)


def test_everybody_can_use_them(things, page, live_site):
    come_in(page, live_site, things.pop("who"))

    for address in things.values():
        answer = page.goto(address)
        assert answer is not None, address
        assert answer.ok, address
        assert_can_be_used(page)


def test_everybody_can_use_forms_that_say_what_is_wrong(things, page, live_site):
    come_in(page, live_site, things.pop("who"))

    for name in ("add_turn", "hand_on_turn", "remove_turn", "end_mapping", "map_group"):
        page.goto(things[name])
        page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
        expect(page).to_have_title(re.compile("^Error: "))
        assert_can_be_used(page)


def test_the_sign_in_page_with_a_directory_can_be_used(live_site, page):
    page.goto("/staff/sign-in/")

    expect(page.get_by_role("button", name="Sign in with Alder’s directory")).to_be_visible()
    assert_can_be_used(page)


def test_the_page_that_lets_nobody_in_can_be_used(live_site, page):
    page.goto("/staff/sign-in/")
    page.get_by_role("button", name="Sign in with Alder’s directory").click()

    expect(page.get_by_role("main")).to_contain_text("the directory does not answer")
    assert_can_be_used(page)


def test_an_officer_makes_a_feed_by_keyboard_and_a_calendar_reads_it(acting, page, live_site):
    come_in(page, live_site, an_officer("adviser", name="Asha Bell"))
    page.goto("/staff/account/")
    page.get_by_role("link", name="My calendar feeds").press("Enter")
    page.get_by_role("radio", name="My visits").press("Space")
    page.get_by_label("Callbacks and promises too").press("Space")
    page.get_by_role("button", name="Make the feed").press("Enter")

    address = page.get_by_label("Address").input_value()
    assert_can_be_used(page)
    answer = requests.get(address, timeout=10)
    assert (answer.status_code, answer.text.partition("\r\n")[0]) == (200, "BEGIN:VCALENDAR")


def test_the_rota_is_kept_without_scripts(acting, page_without_javascript, live_site):
    page = page_without_javascript
    team = a_team()
    an_officer("adviser", name="Asha Bell")
    come_in(page, live_site, an_officer("team_leader", name="Lee Ward"))

    page.goto(reverse("staff:add_turn", args=[team.pk]))
    page.get_by_label("Whose turn is it?").select_option("Asha Bell")
    page.get_by_label("From", exact=True).fill("09:00")
    page.get_by_label("Until", exact=True).fill("08:59")
    page.get_by_role("button", name="Add the turn").click()

    expect(page.get_by_role("main")).to_contain_text("It is on the rota.")
    expect(page.get_by_role("main")).to_contain_text("Asha Bell")
