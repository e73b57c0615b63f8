"""Monday, 08:40: an officer rings in sick. By ten somebody has every case, and whoever rings is answered.

Scenario S8, with what exists so far. What it asks for that comes with later services:
- every resident with an appointment is told "your officer is away, X will see you": with appointments;
- moving 192.5 points brings the officer to 100 per cent, families in bed and breakfast on day 38 stand
  first, and a desk in a critical state is a risk that is logged until two weeks below 100: with
  homelessness and its weights;
- a phased return sets the capacity to 0.4: with the working pattern of a return;
- nobody's evaluation report includes points: with the reports on people.
"""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.models import Alarm, Case, Handover, Task
from rooftree.cases.queries import who_has
from rooftree.foundations import dates
from rooftree.foundations.models import Council
from rooftree.people import search_words as people_words
from rooftree.people.models import Person, Vulnerability
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.staff.models import Absence, Officer
from rooftree.staff.tests.making import a_role
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_team, a_tenancy, an_enquiry, an_officer, by, the_council
from tests.journeys.hands import Mouse
from tests.live import LiveSite, assert_no_axe_violations

pytestmark = pytest.mark.browser

SINCE = dt.date(2020, 1, 6)
A_SENTENCE = re.compile(r"\w+ \w+ \w+")
"""Something is said: why this colleague is proposed."""
A_DAY, AN_HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@dataclass(frozen=True)
class Service:
    """A tenancy team: its head, its manager, Tom whose patch it is, and two colleagues; and an adviser."""

    hana: Officer
    mo: Officer
    tom: Officer
    mia: Officer
    ben: Officer
    priya: Officer
    grace: Person
    promised: Case
    waiting: Case


@pytest.fixture
def service(acting, live_site) -> Service:
    """Tom has Grace's case, with a promise that is late, and Samuel's, which waits for a letter."""
    hana = an_officer("head_of_service", name="Hana Cole")
    mo = an_officer("team_leader", name="Mo Reed", manager=hana)
    team = a_team("tenancy", name="Tenancy team", manager=mo)
    tom, mia, ben = (_of(team, mo, name) for name in ("Tom Reid", "Mia Stone", "Ben Ode"))
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk", "ZZ1 1AA")
    tenancy = a_tenancy(home, grace)
    _in_patch(tom, home)
    vulnerable = {"factor": "bereavement", "from_on": SINCE}
    Vulnerability.objects.create(council_id=grace.council_id, person=grace, **vulnerable)
    promised = _case_of(tom, grace, asked="The landing light is out", tenancy=tenancy)
    waiting = _case_of(tom, a_person("Samuel", "Bell"), asked="May I keep a dog?")
    at = dates.now()
    two_hours_ago = by(officer=tom, at=at - 2 * AN_HOUR)
    cases.promise(promised, what="Tom sees to the light this morning", until=at - AN_HOUR, **two_hours_ago)
    cases.hold(
        waiting, kind="third_party", reason="The vet writes", until=at + 2 * A_DAY, **by(officer=tom, at=at)
    )
    people_words.refresh([grace.pk])
    return Service(hana, mo, tom, mia, ben, an_officer("adviser", name="Priya Nair"), grace, promised, waiting)


def _of(team, manager: Officer, name: str) -> Officer:
    officer = an_officer(name=name, manager=manager, phone="01632 960001" if name == "Tom Reid" else "")
    a_role(officer, "tenancy_officer", team=team, from_on=SINCE)
    officer.roles = frozenset({"tenancy_officer"})
    return officer


def _in_patch(officer: Officer, home) -> None:
    council = {"council_id": home.council_id}
    patch = Patch.objects.create(code="T01", purpose="tenancy", **council)
    PatchOfficer.objects.create(patch=patch, officer=officer, from_on=SINCE, **council)
    PatchPlace.objects.create(patch=patch, purpose="tenancy", place=home, from_on=SINCE, **council)


def _case_of(officer: Officer, person: Person, **facts) -> Case:
    three_days_ago = dates.now() - 3 * A_DAY
    asking = {"acting": by("adviser", at=three_days_ago), "reasons": ("TEN-PRM",)}
    case = an_enquiry(person, **asking, **facts).case
    return case if case.owner_id else cases.take(case, **by(officer=officer, at=three_days_ago))


def at_the_desk_of(officer: Officer, page: Page, site: LiveSite) -> Mouse:
    page.context.clear_cookies()
    come_in(page, site, officer)
    return Mouse(page)


def test_somebody_has_every_case_when_an_officer_rings_in_sick(service: Service, live_site, page: Page):
    mo_enters_that_tom_is_away(service, at_the_desk_of(service.mo, page, live_site))
    the_head_of_service_is_alerted_when_nobody_has_covered(at_the_desk_of(service.hana, page, live_site))
    mo_asks_colleagues_and_each_choice_says_why(service, at_the_desk_of(service.mo, page, live_site))
    colleagues_accept_piece_by_piece(service, page, live_site)
    the_alarm_is_over(at_the_desk_of(service.hana, page, live_site))
    whoever_rings_is_told_who_covers(service, at_the_desk_of(service.priya, page, live_site))
    mia_keeps_what_tom_promised(service, at_the_desk_of(service.mia, page, live_site))
    tom_is_back_and_sees_what_happened(service, at_the_desk_of(service.tom, page, live_site))

    assert_at_no_time_was_a_case_forgotten(service)


def mo_enters_that_tom_is_away(service: Service, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:absences"))
    assert_no_axe_violations(page)
    hand.open("Say that somebody is away")
    expect(page.get_by_role("main")).to_contain_text("never why")
    hand.select("Who is away?", "Tom Reid")
    hand.choose("When are they back?", "Nobody knows yet")
    hand.write("What should whoever covers know?", "The key of the bin store is in my drawer")
    assert_no_axe_violations(page)
    hand.press("Enter the absence")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Tom Reid")
    card = page.get_by_role("main")
    expect(card).to_contain_text("2 of 2 cases without anybody")
    expect(page.get_by_role("region", name="Promised: 1")).to_contain_text("Tom sees to the light this morning")
    expect(page.get_by_role("region", name="Waiting, and coming back: 1")).to_contain_text("The vet writes")
    expect(page.get_by_role("region", name="People who may need extra help: 1")).to_contain_text(
        service.promised.reference
    )
    expect(card).to_contain_text("The key of the bin store is in my drawer")
    assert_no_axe_violations(page)


def the_head_of_service_is_alerted_when_nobody_has_covered(hand: Mouse) -> None:
    ten_is_past()
    hand.page.goto(reverse("staff:service"))

    alarms = hand.page.get_by_role("region", name="Alarms")
    expect(alarms).to_contain_text("Tom Reid is away")
    expect(alarms).to_contain_text("Nobody has yet: 2 of 2 open cases and the phone and the patches")
    assert_no_axe_violations(hand.page)


def ten_is_past() -> None:
    """Set the absence as if it had begun a day ago: the hour by which somebody is found is past. Then look."""
    Absence.objects.update(starts=F("starts") - A_DAY, entered_at=F("entered_at") - A_DAY)
    Handover.objects.update(waits_since=F("waits_since") - A_DAY)
    assert not Alarm.objects.filter(level=Alarm.Level.HEAD).exists()
    handover_jobs.keep_up(the_council(), at=dates.now())


def mo_asks_colleagues_and_each_choice_says_why(service: Service, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:handover", args=[Handover.objects.get().pk]))
    expect(page.get_by_role("main")).to_contain_text("The head of service is alerted.")
    hand.open("Suggest who could cover")
    for case in (service.promised, service.waiting):
        asked = page.get_by_label(f"{case.reference}: {case.summary}")
        expect(asked).to_have_accessible_description(A_SENTENCE)
    hand.select(f"{service.promised.reference}: {service.promised.summary}", "Mia Stone")
    hand.select(f"{service.waiting.reference}: {service.waiting.summary}", "Ben Ode")
    assert_no_axe_violations(page)
    hand.press("Offer the cases")
    expect(page.get_by_role("main")).to_contain_text("They wait for an answer.")

    hand.open("Arrange who stands in")
    hand.select("Who stands in?", "Mia Stone")
    assert_no_axe_violations(page)
    hand.press("Arrange it")
    expect(page.get_by_role("main")).to_contain_text("It is arranged who answers the phone")


def colleagues_accept_piece_by_piece(service: Service, page: Page, site: LiveSite) -> None:
    hand = at_the_desk_of(service.mia, page, site)
    page.goto(reverse("staff:asked_to_cover"))
    expect(page.get_by_role("main")).to_contain_text(service.promised.reference)
    assert_no_axe_violations(page)
    hand.press("Accept all")
    expect(page.get_by_role("main")).to_contain_text("What you cover")
    assert who_has(service.promised).today == service.mia
    assert who_has(service.waiting).cover is None

    hand = at_the_desk_of(service.ben, page, site)
    page.goto(reverse("staff:asked_to_cover"))
    hand.open("Accept some")
    assert_no_axe_violations(page)
    hand.press("Accept the cases")
    expect(page.get_by_role("main")).to_contain_text("You have accepted.")
    assert who_has(service.waiting).today == service.ben


def the_alarm_is_over(hand: Mouse) -> None:
    hand.page.goto(reverse("staff:service"))
    expect(hand.page.get_by_role("region", name="Alarms")).not_to_contain_text("Tom Reid is away")
    expect(hand.page.get_by_role("region", name="Without anybody present")).to_contain_text(
        "Every case that was taken up has somebody who is present."
    )


def whoever_rings_is_told_who_covers(service: Service, hand: Mouse) -> None:
    page = hand.page
    hand.find("okafor")
    hand.open("Grace Okafor")
    expect(page.get_by_role("region", name="Lives at")).to_contain_text("Mia Stone covers for Tom Reid")
    hand.press("Log a contact")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Tom sees to the light this morning .*late"))
    expect(page.get_by_role("region", name="What is open")).to_contain_text("Mia Stone covers for Tom Reid")
    page.get_by_label("Why did they get in touch?").fill("permission")
    hand.choose("The reason", "Permission: pet, alteration, lodger, parking")
    expect(page.locator("#follows")).to_contain_text("An enquiry goes to Mia Stone")
    expect(page.locator("#follows")).to_contain_text("Mia Stone covers for Tom Reid, who looks after patch T01")
    assert_no_axe_violations(page)


def mia_keeps_what_tom_promised(service: Service, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:home"))
    work = page.get_by_role("region", name="To do")
    expect(work.get_by_role("row").nth(1)).to_contain_text(service.promised.reference)
    expect(work.get_by_role("row").nth(1)).to_contain_text("Tom Reid")
    assert_no_axe_violations(page)
    page.goto(reverse("staff:case", args=[service.promised.reference]))
    hand.follow("Kept")
    hand.write("What was done?", "The light burns again")
    assert_no_axe_violations(page)
    hand.press("It is kept")
    expect(page.get_by_role("main")).to_contain_text("The promise is kept.")


def tom_is_back_and_sees_what_happened(service: Service, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:handover", args=[Handover.objects.get().pk]))
    hand.press("They are back")
    page.goto(reverse("staff:meanwhile", args=[Handover.objects.get().pk]))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome back")
    happened = page.get_by_role("region", name=service.promised.reference)
    expect(happened).to_contain_text("Mia Stone covered.")
    expect(happened).to_contain_text("The light burns again")
    assert_no_axe_violations(page)


def assert_at_no_time_was_a_case_forgotten(service: Service) -> None:
    council = Council.objects.get(pk=service.tom.council_id)
    assert handover_queries.uncovered(council, dates.now()) == []
    assert {who_has(case).today for case in (service.promised, service.waiting)} == {service.tom}
    assert Task.objects.get(kind="promise").ended_by == service.mia
    assert not Alarm.objects.filter(closed_at=None).exists()
