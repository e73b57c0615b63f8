"""Everybody can use the pages of absences and handovers: no fault that axe knows, and no scrolling sideways."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import expect

from rooftree.cases import actions as cases
from rooftree.cases.actions import covering
from rooftree.cases.actions.covering import Offer
from rooftree.foundations import dates
from rooftree.journeys import absence
from rooftree.journeys.tests.mondays import a_patch_of
from rooftree.people.models import Vulnerability
from rooftree.staff.models import Officer
from tests.browser.signing_in import come_in
from tests.browser.test_every_page import assert_no_faults, faults_of_a_form_sent_empty
from tests.browser.whole import addresses, somebody_who_may_open_all
from tests.browser.whole_cover import COVER
from tests.builders import a_home, a_person, an_enquiry, an_officer, by
from tests.live import PHONE, assert_no_axe_violations

pytestmark = pytest.mark.browser

WITH_WHAT_IS_WRONG = ["enter_absence", "offer_pieces", "decline_pieces", "write_handover_note", "stand_in"]


def acts(officer: Officer) -> dict[str, Any]:
    return by(officer=officer, at=dates.now())


def somebody_away(ada: Officer) -> dict[str, Any]:
    """Asha is away: Ada covers one of her cases and is asked to cover another; a third has nobody. Tom leaves."""
    asha, tom = an_officer("adviser", manager=ada), an_officer("adviser", name="Tom Reid")
    an_officer("adviser", name="Mia Stone", manager=ada)  # Whom the page proposes.
    a_patch_of(asha, a_home())
    a_patch_of(tom, a_home("3 Ash Row"), code="T02")
    grace = a_person()
    taken, asked, waiting = (_a_case_of(asha, person) for person in (grace, a_person("Samuel"), a_person("Ruth")))
    today = dates.london_day(dates.now())
    Vulnerability.objects.create(council_id=grace.council_id, person=grace, factor="bereavement", from_on=today)
    cases.promise(taken, what="We will ring on Friday", **acts(asha))
    cases.add_task(asked, what="Look at the door", kind="visit", **acts(asha))
    cases.snooze(waiting, reason="Waits for the key", until=dates.now() + dt.timedelta(days=2), **acts(asha))
    entered = absence.enter(asha, starts=dates.now(), until_on=None, note="Keys with Ed", **acts(ada))
    covering.offer(entered.handover, [Offer(case, ada, "Ada knows them.") for case in (taken, asked)], **acts(ada))
    covering.accept(entered.handover, [taken], **acts(ada))
    next_week = dates.midnight_of(today + dt.timedelta(days=7))
    leaving = absence.enter(tom, starts=next_week, until_on=None, is_for_good=True, **acts(ada))
    return {"absence": entered.absence.pk, "handover": entered.handover.pk, "leaving": leaving.handover.pk}


def _a_case_of(officer: Officer, person: Any) -> Any:
    return cases.take(an_enquiry(person=person, acting=acts(officer)).case, **acts(officer))


def test_everybody_can_use_the_pages_of_cover(acting, live_site, page):
    ada = somebody_who_may_open_all()
    things = somebody_away(ada)
    come_in(page, live_site, ada)

    assert_no_faults(page, addresses(COVER, things))
    found = [
        complaint
        for address in addresses({name: COVER[name] for name in WITH_WHAT_IS_WRONG}, things)
        for complaint in faults_of_a_form_sent_empty(page, address)
    ]
    assert not found, "\n\n".join(found)


def test_an_absence_is_entered_on_a_phone_without_scripts(acting, live_site, new_page):
    mo = an_officer("team_leader", name="Mo Reed")
    asha = an_officer("adviser", manager=mo)
    case = _a_case_of(asha, a_person())
    page = new_page(viewport=PHONE, java_script_enabled=False)
    come_in(page, live_site, mo)

    page.goto("/staff/away/")
    page.get_by_role("link", name="Say that somebody is away").click()
    page.get_by_label("Who is away?").select_option("Asha Bell")
    page.get_by_label("Nobody knows yet").check()
    page.get_by_role("button", name="Enter the absence").click()

    expect(page.get_by_role("main")).to_contain_text("1 of 1 case without anybody")
    expect(page.get_by_role("main")).to_contain_text(case.reference)


def test_the_handover_can_be_read_at_night(acting, live_site, new_page):
    ada = somebody_who_may_open_all()
    things = somebody_away(ada)
    page = new_page(color_scheme="dark")
    come_in(page, live_site, ada)

    for address in addresses({name: COVER[name] for name in ("handover", "asked_to_cover")}, things):
        page.goto(address)
        assert_no_axe_violations(page)
