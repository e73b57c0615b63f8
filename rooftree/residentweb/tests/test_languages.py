"""The pages in Welsh: chosen, remembered, and whole, down to dates, errors and what is refused."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rooftree.pages import errors, filters
from rooftree.pages.forms import MONTHS, DateField
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PortalAccount
from rooftree.residentweb import opening_account, signing_in
from rooftree.residentweb.tests.getting_in import a_browser, ask, building
from tests.builders import NOON, TODAY, a_person
from tests.residents import an_account, an_email, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(council) -> PortalAccount:
    with building():
        person = a_person("Grace", "Okafor")
        an_email(person)
        return an_account(person)


def in_welsh(browser: Client) -> Client:
    browser.post("/language/", {"language": "cy", "next": "/sign-in/"})
    return browser


def test_a_visitor_chooses_welsh_and_stays_on_the_page(council):
    browser = a_browser()

    page = browser.post("/language/", {"language": "cy", "next": "/open-account/"}, follow=True)

    text = page.content.decode()
    assert_valid_html(page)
    assert '<html lang="cy"' in text
    assert '<h1 class="govuk-heading-l">Agor cyfrif</h1>' in text


def test_the_way_back_to_english_is_in_english(council):
    text = in_welsh(a_browser()).get("/sign-in/").content.decode()

    assert re.search(r'<form method="post" action="/language/" lang="en">.*?English</button>', text, re.DOTALL)


def test_the_councils_name_is_marked_as_english(council):
    text = in_welsh(a_browser()).get("/sign-in/").content.decode()

    assert '<span class="council-header__council" lang="en-GB">Alder Borough Council</span>' in text


def test_a_browser_that_asks_for_welsh_gets_it(council):
    text = a_browser().get("/sign-in/", headers={"accept-language": "cy,en;q=0.5"}).content.decode()

    assert '<html lang="cy"' in text


def test_a_browser_that_asks_for_a_language_that_we_lack_gets_the_next(council):
    text = a_browser().get("/sign-in/", headers={"accept-language": "fr,cy;q=0.8,en;q=0.5"}).content.decode()

    assert '<html lang="cy"' in text


def test_what_a_resident_chose_holds_on_another_phone(account):
    in_welsh(let_in(a_browser(), account))

    text = let_in(a_browser(), account).get("/for-whom/").content.decode()

    assert '<html lang="cy"' in text
    assert "Wedi mewngofnodi: Grace Okafor" in text


def test_a_language_that_there_is_not_changes_nothing(account):
    browser = let_in(a_browser(), account)

    browser.post("/language/", {"language": "tlh", "next": "/"})

    assert '<html lang="en-GB"' in browser.get("/for-whom/").content.decode()


def test_staff_pages_stay_english(account):
    text = in_welsh(a_browser()).get("/staff/sign-in/").content.decode()

    assert '<html lang="en-GB"' in text


def test_what_is_wrong_is_said_in_welsh(council):
    browser = in_welsh(a_browser())

    page = ask(browser, "grace at example")

    text = page.content.decode()
    assert "Mae problem" in text
    assert "Rhowch gyfeiriad e-bost fel enw@example.org" in text
    assert "<title>Gwall: Mewngofnodi" in text


def test_too_many_tries_are_refused_in_welsh(account):
    for _ in range(5):
        ask(a_browser())

    page = ask(in_welsh(a_browser()))

    assert "Bu gormod o geisiadau" in page.content.decode()


@pytest.mark.parametrize(
    "form", [signing_in.ContactForm, signing_in.CodeForm, signing_in.BirthForm, opening_account.OpenAccountForm]
)
def test_every_error_of_a_form_that_is_sent_empty_is_in_welsh(form):
    english = said_of(form, "en-gb")
    welsh = said_of(form, "cy")

    assert english
    assert not english & welsh


def said_of(form, language: str) -> set[str]:
    with translation.override(language):
        return {str(error) for errors_of_one in form({}).errors.values() for error in errors_of_one}


@pytest.mark.parametrize("parts", [["31", "2", "1968"], ["3", "", "1968"], ["3", "3", "68"]])
def test_every_error_of_a_date_is_in_welsh(parts):
    with translation.override("cy"):
        words = wrong(parts)

    assert words != wrong(parts)
    assert not re.search(r"\b(date|year|month)\b", words)


def wrong(parts: list[str]) -> str:
    with pytest.raises(ValidationError) as refused:
        DateField().clean(parts)
    return refused.value.messages[0]


def test_a_month_may_be_typed_in_welsh():
    assert DateField().clean(["27", "Mawrth", "1968"]).month == 3
    assert {MONTHS["ionawr"], MONTHS["rhagfyr"], MONTHS["december"]} == {1, 12}


@pytest.mark.parametrize(
    ("written", "english", "welsh"),
    [
        (lambda: filters.long_date(TODAY), "Friday 20 November 2026", "Dydd Gwener 20 Tachwedd 2026"),
        (lambda: filters.short_date(TODAY), "Fri\xa020\xa0Nov\xa02026", "Gwen\xa020\xa0Tach\xa02026"),
        (lambda: filters.due(NOON, NOON), "late since 12:00 today", "yn hwyr ers 12:00 heddiw"),
        (lambda: filters.due(NOON.replace(day=18), NOON), "2 days late", "2 ddiwrnod yn hwyr"),
        (lambda: filters.due(NOON.replace(day=17), NOON), "3 days late", "3 diwrnod yn hwyr"),
    ],
)
def test_days_and_counts_are_written_in_the_language_of_the_page(written, english, welsh):
    with translation.override("en-gb"):
        in_english = written()
    with translation.override("cy"):
        assert (in_english, written()) == (english, welsh)


@pytest.mark.parametrize("name", ["accessibility", "privacy", "sign_in", "open_account", "council"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_open_page_is_valid_in_each_language(council, name, language):
    browser = a_browser()
    browser.cookies["rooftree-language"] = language

    assert_valid_html(browser.get(reverse(f"resident:{name}")))


def test_the_privacy_page_names_every_cookie_that_is_set(account):
    browser = in_welsh(a_browser())
    browser.post("/council/", {"council": "alder"})
    ask(browser)

    text = browser.get("/privacy/").content.decode()

    assert len(browser.cookies) == 4
    assert all(name in text for name in browser.cookies)


def test_an_address_with_nothing_behind_it_says_so_in_welsh(council):
    page = in_welsh(a_browser()).get("/no-such-page/")

    assert page.status_code == 404
    assert "Nid oes dim yma" in page.content.decode()
    assert_valid_html(page)


def test_the_page_for_what_broke_needs_neither_session_nor_database(rf):
    page = errors.our_fault(rf.get("/requests/"))

    assert "Something broke on our side" in page.content.decode()
    assert_valid_html(page)
