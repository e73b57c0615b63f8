"""Every page of the staff site can be used by everybody: no fault that axe knows, and no scrolling sideways."""

import re
from collections.abc import Callable, Iterable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.signing_in import come_in, sign_in
from tests.browser.whole import (
    CONTACT,
    COUNCIL,
    NO_PAGES,
    PEOPLE,
    PLACES,
    a_council_at_work,
    addresses,
    somebody_who_may_open_all,
    staff_names,
)
from tests.browser.whole_cases import CASES
from tests.browser.whole_cover import COVER
from tests.browser.whole_messages import MESSAGES
from tests.builders import an_officer
from tests.live import PHONE, SCREEN, assert_fits, assert_no_axe_violations

pytestmark = pytest.mark.browser

GONE = {"/staff/set-up/over/"}
"""Answers that say why there is nothing any more."""
BEFORE_A_SECOND_FACTOR = [
    *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"),
    *("account_change_password", "account_logout"),
]
WITH_A_SECOND_FACTOR = [
    *("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("account_reauthenticate", "mfa_reauthenticate"),
]


def assert_no_faults(page: Page, walked: Iterable[str]) -> None:
    """Fail with all that is wrong with any of these pages, on a screen and on a phone."""
    found = [fault for address in walked for fault in _faults_at(page, address)]
    assert not found, "\n\n".join(found)


def _faults_at(page: Page, address: str) -> list[str]:
    page.set_viewport_size(SCREEN)
    answer = page.goto(address)
    assert answer is not None, f"{address} sends no page."
    found = [] if answer.ok or address in GONE else [f"{address} answers {answer.status}."]
    found += [] if page.url.endswith(address) else [f"{address} leads to {page.url}."]
    found += _complaints(assert_no_axe_violations, page)
    page.set_viewport_size(PHONE)
    return found + _complaints(assert_fits, page)


def _complaints(check: Callable[[Page], None], page: Page) -> list[str]:
    try:
        check(page)
    except AssertionError as wrong:
        return [str(wrong)]
    return []


def test_no_page_is_forgotten():
    assert staff_names() == {*PEOPLE, *PLACES, *COUNCIL, *CONTACT, *CASES, *COVER, *MESSAGES, *NO_PAGES}


@pytest.mark.parametrize(
    "part",
    [PEOPLE, PLACES, COUNCIL, CONTACT, CASES, MESSAGES],
    ids=["people", "places and loads", "council", "contact", "cases", "messages"],
)
def test_everybody_can_use(part, acting, live_site, page, tmp_path):
    things = a_council_at_work(tmp_path)
    come_in(page, live_site, somebody_who_may_open_all())

    assert_no_faults(page, addresses(part, things))


FORMS = [
    *("add_contact_point", "decide_marker", "start_tenancy", "take_over", "add_officer", "match"),
    *("hold_case", "ask_team"),
]


def test_everybody_can_use_what_find_shows_and_forms_that_say_what_is_wrong(acting, live_site, page, tmp_path):
    things = a_council_at_work(tmp_path)
    come_in(page, live_site, somebody_who_may_open_all())
    every = PEOPLE | PLACES | COUNCIL | CASES

    assert_no_faults(page, [f"{reverse('staff:find')}?q=okafr"])
    expect(page.get_by_role("main")).to_contain_text("Grace Okafor")
    found = [
        complaint
        for address in addresses({name: every[name] for name in FORMS}, things)
        for complaint in faults_of_a_form_sent_empty(page, address)
    ]
    assert not found, "\n\n".join(found)


def faults_of_a_form_sent_empty(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    expect(page).to_have_title(re.compile("^Error: "))
    return _complaints(assert_no_axe_violations, page) + _complaints(assert_fits, page)


def test_the_record_can_be_read_at_night(acting, live_site, new_page, tmp_path):
    things = a_council_at_work(tmp_path)
    page = new_page(viewport=SCREEN, color_scheme="dark")
    come_in(page, live_site, somebody_who_may_open_all())

    assert_no_faults(page, addresses({name: (PEOPLE | PLACES)[name] for name in ("person", "place")}, things))


def test_everybody_can_use_their_account(acting, live_site, page):
    come_in(page, live_site, an_officer("adviser"))

    assert_no_faults(page, map(reverse, BEFORE_A_SECOND_FACTOR))


def test_everybody_can_use_the_pages_of_a_second_factor(acting, live_site, page):
    officer = an_officer("adviser")
    TOTP.activate(officer.sign_in, generate_totp_secret())
    RecoveryCodes.activate(officer.sign_in)
    come_in(page, live_site, officer)

    assert_no_faults(page, map(reverse, WITH_A_SECOND_FACTOR))


def test_everybody_can_use_the_page_that_asks_for_the_code(acting, page):
    officer = an_officer("adviser")
    TOTP.activate(officer.sign_in, generate_totp_secret())

    sign_in(page, officer.email)

    expect(page).to_have_url(re.compile("/staff/sign-in/code/"))
    assert_no_axe_violations(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
