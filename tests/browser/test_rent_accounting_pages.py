"""The pages of rent accounting can be used by everybody: no fault that axe knows, and no scrolling sideways."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.signing_in import come_in
from tests.browser.test_every_page import assert_no_faults, faults_of_a_form_sent_empty
from tests.browser.whole import addresses
from tests.browser.whole_rent_accounting import KINDS_OF_JOURNAL, RENT_ACCOUNTING, rent_accounting_at_work
from tests.builders import an_officer

pytestmark = pytest.mark.browser

ONE_KIND = {name: words for name, words in RENT_ACCOUNTING.items() if "journal_kind" not in words}
FORMS = [
    *("choose_run", "set_up_rent_year", "take_money_file", "post_suspense", "return_suspense", "refuse_journal"),
    "divide_suspense",
    *("request_refund", "note_refund_check", "explain_reconciliation", "lay_out_year", "check_increase_line"),
]


@pytest.fixture
def things(acting, live_site, settings):
    """One of each thing, made by officers of the council."""
    return rent_accounting_at_work()


def somebody_who_keeps_the_books():
    return an_officer("rent_accounting_officer", "head_of_service", "adviser", name="Ada Gray")


def test_everybody_can_use(things, live_site, page):
    come_in(page, live_site, somebody_who_keeps_the_books())
    kinds = [reverse("staff:prepare_journal_of", args=[things["reference"], kind]) for kind in KINDS_OF_JOURNAL]
    rehearsal = f"{reverse('staff:rehearse_run')}?group=hra&cycle=weekly&from=2026-11-23"

    assert_no_faults(page, [*addresses(ONE_KIND, things), *kinds, rehearsal])


def test_everybody_can_use_forms_that_say_what_is_wrong(things, live_site, page):
    come_in(page, live_site, somebody_who_keeps_the_books())
    kinds = [reverse("staff:prepare_journal_of", args=[things["reference"], kind]) for kind in KINDS_OF_JOURNAL]
    forms = addresses({name: RENT_ACCOUNTING[name] for name in FORMS}, things)

    found = [fault for address in [*forms, *kinds] for fault in faults_of_a_form_sent_empty(page, address)]

    assert not found, "\n\n".join(found)


def test_suspense_is_posted_without_scripts(things, live_site, page_without_javascript):
    page = page_without_javascript
    come_in(page, live_site, somebody_who_keeps_the_books())
    page.goto(reverse("staff:post_suspense", args=[things["suspense"]]))

    page.get_by_label("Payment reference of the account").fill(things["reference"])
    page.get_by_label("How do you know that it is theirs?").fill("She rang, and read her statement to us")
    page.get_by_role("button", name="Post it").click()

    expect(page).to_have_url(re.compile(reverse("staff:suspense_item", args=[things["suspense"]])))
    expect(page.get_by_role("main")).to_contain_text("It is posted.")


def test_suspense_is_divided_without_scripts_by_a_row_more(things, live_site, page_without_javascript):
    page = page_without_javascript
    come_in(page, live_site, somebody_who_keeps_the_books())
    page.goto(reverse("staff:divide_suspense", args=[things["suspense"]]))
    first, third = page.get_by_role("group", name="Account 1"), page.get_by_role("group", name="Account 3")

    first.get_by_label("Payment reference").fill(things["reference"])
    first.get_by_label("How much?").fill("7.00")
    page.get_by_role("button", name="Add another account").click()
    expect(first.get_by_label("Payment reference")).to_have_value(things["reference"])
    third.get_by_label("Payment reference").fill(things["reference"])
    third.get_by_label("Which part of the account?").select_option("services")
    third.get_by_label("How much?").fill("5.00")
    page.get_by_label("How do you know whose each part is?").fill("She wrote it on the transfer")
    page.get_by_role("button", name="Divide it").click()

    expect(page.get_by_role("main")).to_contain_text("It is posted.")
    expect(page.get_by_role("main")).to_contain_text("service charges: £5.00")
