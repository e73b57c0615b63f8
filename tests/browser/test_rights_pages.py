"""Every page about rights over one's data can be used by everybody: axe finds no fault, nothing runs sideways."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.signing_in import come_in
from tests.browser.test_every_page import assert_no_faults
from tests.browser.whole import addresses, staff_names
from tests.browser.whole_rights import CASE_PAGES, NO_RIGHTS_PAGES, RIGHTS, rights_at_work
from tests.builders import a_team, an_officer

pytestmark = pytest.mark.browser

ALL_ROLES = ("records_officer", "adviser", "auditor", "performance_analyst")


@pytest.fixture
def things(acting, settings, tmp_path) -> dict:
    settings.VAR_DIR = tmp_path
    a_team("information_rights", name="Records")
    return rights_at_work()


def test_no_page_of_rights_is_forgotten():
    of_rights = {*RIGHTS, *NO_RIGHTS_PAGES}

    assert of_rights <= staff_names()


def test_everybody_can_use_the_pages_of_rights(things, live_site, page: Page):
    come_in(page, live_site, an_officer(*ALL_ROLES, name="Rhea Cole"))

    cases = [reverse("staff:case", args=[things[name]]) for name in CASE_PAGES]
    assert_no_faults(page, [*addresses(RIGHTS, things), *cases])
