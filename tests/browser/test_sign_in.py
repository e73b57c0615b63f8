"""An officer signs in, on whatever they have."""

import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in
from tests.builders import an_officer
from tests.live import assert_fits, assert_no_axe_violations

pytestmark = pytest.mark.browser


def test_the_sign_in_page_can_be_used_by_everybody(page):
    page.goto("/staff/sign-in/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_no_axe_violations(page)


def test_the_sign_in_page_fits_a_phone(phone_page):
    phone_page.goto("/staff/sign-in/")

    assert_fits(phone_page)
    assert_no_axe_violations(phone_page)


def test_an_officer_signs_in(acting, page):
    officer = an_officer("adviser", name="Priya Nair")

    sign_in(page, officer.email)

    expect(page).to_have_title("My work – Rooftree")


def test_an_officer_signs_in_without_javascript(acting, page_without_javascript):
    officer = an_officer("adviser", name="Priya Nair")

    sign_in(page_without_javascript, officer.email)

    expect(page_without_javascript).to_have_title("My work – Rooftree")
