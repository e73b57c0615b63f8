"""A Direct Debit set up, changed and cancelled by a resident: one question to a page, no bank details shown."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import DirectDebitNotice, Mandate
from rooftree.residentweb.tests.rent_of_grace import rent_of
from rooftree.residentweb.tests.test_resident_pages import page, send, text_of
from tests.builders import a_home, a_person, a_tenancy
from tests.residents import an_account, an_email, let_in

pytestmark = pytest.mark.django_db

BANK = {
    "account_name": "Ms G Okafor",
    "sort_code": "10-88-00",
    "account_number": "0001 2345",
    "is_mine": "on",
}


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


@pytest.fixture
def account(grace):
    an_email(grace)
    return rent_of(a_tenancy(a_home("12 Elm Walk"), grace))


@pytest.fixture
def browser(account, grace, client):
    return let_in(client, an_account(grace))


@pytest.fixture
def mandate(account, browser):
    """A Direct Debit that she set up by herself."""
    send(browser, "rent_debit_every", "77001", every="month")
    send(browser, "rent_debit_day", "77001", day="3")
    send(browser, "rent_debit_more", "77001", more="5")
    send(browser, "rent_debit_bank", "77001", **BANK)
    return Mandate.objects.get()


def test_each_page_asks_one_question_and_leads_to_the_next(account, browser):
    asked = [
        page(browser, "rent_debit", "77001"),
        page(browser, "rent_debit_every", "77001"),
        send(browser, "rent_debit_every", "77001", every="month"),
        page(browser, "rent_debit_day", "77001"),
        send(browser, "rent_debit_day", "77001", day="3"),
        page(browser, "rent_debit_more", "77001"),
        send(browser, "rent_debit_more", "77001", more=""),
        page(browser, "rent_debit_bank", "77001"),
    ]

    assert [response.status_code for response in asked] == [200, 200, 302, 200, 302, 200, 302, 200]
    shown = [asked[at] for at in (0, 1, 3, 5, 7)]
    assert [assert_valid_html(response) for response in shown] == [None] * 5
    assert "on day 3 of each month" in text_of(asked[-1])
    assert "The Direct Debit Guarantee" in text_of(asked[-1])


def test_a_week_has_days_of_the_week(account, browser):
    send(browser, "rent_debit_every", "77001", every="week")

    assert "Wednesday" in text_of(page(browser, "rent_debit_day", "77001"))


def test_a_direct_debit_is_set_up_and_only_its_last_digits_are_shown(mandate, browser):
    response = page(browser, "rent_debit", "77001")

    said = text_of(response)
    assert_valid_html(response)
    assert (mandate.every, mandate.day, str(mandate.more)) == ("month", 3, "5.00")
    assert "ends with 2345" in said
    assert "00012345" not in said.replace(" ", "")
    assert "108800" not in said.replace("-", "").replace(" ", "")


def test_wrong_bank_details_are_said_and_set_nothing_up(account, browser):
    send(browser, "rent_debit_every", "77001", every="month")
    send(browser, "rent_debit_day", "77001", day="3")

    response = send(browser, "rent_debit_bank", "77001", **BANK | {"sort_code": "10-88"})

    assert response.status_code == 422
    assert "A sort code has 6 digits" in text_of(response)
    assert not Mandate.objects.exists()


def test_she_must_say_that_the_bank_account_is_hers(account, browser):
    send(browser, "rent_debit_every", "77001", every="month")
    send(browser, "rent_debit_day", "77001", day="3")
    without = {name: words for name, words in BANK.items() if name != "is_mine"}

    assert send(browser, "rent_debit_bank", "77001", **without).status_code == 422


def test_the_bank_is_not_asked_before_when_and_how_often(account, browser):
    response = page(browser, "rent_debit_bank", "77001")

    assert response.url == reverse("resident:rent_debit_every", args=["77001"])


def test_a_direct_debit_can_be_changed(mandate, browser):
    send(browser, "rent_debit_every", "77001", every="week")
    send(browser, "rent_debit_day", "77001", day="5")
    send(browser, "rent_debit_more", "77001", more="")
    shown = page(browser, "rent_debit_change", "77001")
    send(browser, "rent_debit_change", "77001")

    mandate.refresh_from_db()
    assert "every Friday" in text_of(shown)
    assert (mandate.every, mandate.day, str(mandate.more)) == ("week", 5, "0.00")


OTHER = BANK | {"account_number": "76543210"}


@pytest.fixture
def collected_from(mandate):
    """The same, once the bank has taken it up and collects on it soon: told of long ago."""
    soon = dates.london_day(dates.now()) + dt.timedelta(days=3)
    mandate.every, mandate.day, mandate.status = "month", min(soon.day, 28), "active"
    mandate.lodged_at = mandate.active_at = dates.now()
    mandate.save()
    notice = DirectDebitNotice.objects.get()
    notice.pk, notice.first_on, notice.day = None, soon - dt.timedelta(days=60), mandate.day
    notice.save()
    return mandate


def test_another_bank_account_takes_the_place_of_the_first(mandate, browser):
    asked = page(browser, "rent_debit_move", "77001")
    response = send(browser, "rent_debit_move", "77001", **OTHER)

    assert_valid_html(asked)
    assert "from the account that ends with 2345" in text_of(asked)
    assert response.url == reverse("resident:rent_debit", args=["77001"])
    assert [each.last_four for each in Mandate.objects.exclude(status="cancelled")] == ["3210"]
    assert "Your bank account is changed." in text_of(browser.get(response.url))


def test_the_way_to_set_one_up_leads_who_has_one_to_changing_it(mandate, browser):
    response = page(browser, "rent_debit_bank", "77001")

    assert response.url == reverse("resident:rent_debit_move", args=["77001"])


def test_what_is_due_before_the_first_collection_from_the_new_account_is_for_her_to_say(collected_from, browser):
    asked = page(browser, "rent_debit_move", "77001")
    unsaid = send(browser, "rent_debit_move", "77001", **OTHER)
    said = send(browser, "rent_debit_move", "77001", **OTHER, goes_on="yes")

    collected_from.refresh_from_db()
    assert_valid_html(asked)
    assert "And what is due before then?" in text_of(asked)
    assert "Choose what happens until then" in text_of(unsaid)
    assert collected_from.goes_on
    assert "still from the account that ends with 2345" in text_of(browser.get(said.url))


def test_the_same_bank_account_is_refused(mandate, browser):
    response = send(browser, "rent_debit_move", "77001", **BANK)

    assert response.status_code == 422
    assert "is collected from now" in text_of(response)


def test_it_is_asked_for_in_welsh_too(mandate, browser):
    browser.post("/language/", {"language": "cy", "next": "/rent/"})

    assert "O ba gyfrif banc y dylem ni gasglu?" in text_of(page(browser, "rent_debit_move", "77001"))


def test_a_direct_debit_can_be_cancelled(mandate, browser):
    asked = page(browser, "rent_debit_cancel", "77001")
    response = send(browser, "rent_debit_cancel", "77001", words="I changed banks")

    mandate.refresh_from_db()
    assert_valid_html(asked)
    assert response.url == reverse("resident:rent_of", args=["77001"])
    assert (mandate.status, mandate.cancelled_because) == ("cancelled", "I changed banks")


DEBIT_PAGES = tuple(f"rent_debit{step}" for step in ("", "_every", "_bank", "_move", "_change", "_cancel"))


def test_nobody_reaches_anothers_direct_debit(mandate, client):
    stranger = let_in(client, an_account(a_person("Ada", "Bell")))

    assert {page(stranger, name, "77001").status_code for name in DEBIT_PAGES} == {404}
