"""Signing in with a one-time code: who gets in, who does not, and what a guesser learns: nothing."""

import re

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from rooftree.correspondence.models import Waiting
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Try
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people import portal_codes
from rooftree.people.actions import portal
from rooftree.people.models import ContactPoint, Person, PersonMarker, PortalAccount, PortalCode
from rooftree.residentweb.tests.getting_in import (
    a_browser,
    ask,
    building,
    figures,
    have_sent,
    is_in,
    newest,
    other_figures,
    type_code,
)
from tests.builders import NOON, TODAY, a_group, a_person, a_phone, an_officer
from tests.residents import an_account, an_email, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return a_browser()


@pytest.fixture
def grace(council):
    with building():
        person = a_person("Grace", "Okafor", born=TODAY.replace(1968, 3, 27))
        an_email(person)
        an_account(person)
    return person


def change(model, **facts):
    with building():
        model.objects.update(**facts)


def protect(person: Person) -> None:
    """Restrict a person whom safety rules protect, and say so with the marker."""
    with building():
        group = a_group("Protected persons")
    with acting_for([person.council_id], groups=[group.pk], who="test"):
        Person.objects.filter(pk=person.pk).update(restricted_to=group.pk)
        PersonMarker.objects.create(
            council_id=person.council_id,
            person=person,
            restricted_to=group.pk,
            code="DV",
            reason="Fled",
            approved_by=an_officer(),
            start_on=TODAY,
            review_on=TODAY.replace(2027),
            until_on=TODAY.replace(2028),
        )


# --- The pages ---------------------------------------------------------------------------------------


def test_the_pages_are_valid_and_name_nobody(browser, grace):
    first = browser.get("/sign-in/")
    ask(browser)
    second = browser.get("/sign-in/code/")

    assert_valid_html(first)
    assert_valid_html(second)
    assert "Grace" not in first.content.decode() + second.content.decode()


def test_a_visitor_who_has_not_said_is_asked_which_council(client, grace):
    asked = client.get("/sign-in/", follow=True)
    answered = client.post("/council/", {"council": "alder", "next": "/sign-in/"}, follow=True)

    assert "Which council is it?" in asked.content.decode()
    assert_valid_html(asked)
    assert "Your email address or mobile number" in answered.content.decode()
    assert client.cookies["rooftree-council"].value == "alder"


def test_the_host_tells_which_council_it_is(client, council, settings):
    settings.ALLOWED_HOSTS = ["housing.alder.example"]
    settings.COUNCIL_HOSTS = {"housing.alder.example": "alder"}

    page = client.get("/sign-in/", headers={"host": "housing.alder.example"})

    assert "Alder Borough Council" in page.content.decode()


def test_what_is_neither_address_nor_number_is_refused_with_a_sentence(browser, grace):
    page = ask(browser, "grace at example")

    assert page.status_code == 422
    assert "Enter an email address like name@example.org" in page.content.decode()
    assert 'value="grace at example"' in page.content.decode()


# --- Who gets in -------------------------------------------------------------------------------------


def test_a_resident_signs_in_with_the_code_that_was_sent(browser, grace):
    ask(browser)
    [message] = have_sent()

    page = type_code(browser, figures())

    assert message.to_address == "grace@example.org"
    assert page["Location"] == "/"
    assert "Signed in: Grace Okafor" in browser.get("/for-whom/").content.decode()


def test_a_mobile_number_may_be_typed_as_it_is_dialled(browser, grace):
    with building():
        a_phone(grace, verified_on=TODAY)

    ask(browser, "07700 900 123")
    [message] = have_sent()

    assert (message.to_address, message.channel) == ("+447700900123", "text")


def test_the_code_may_be_typed_with_a_space_in_it(browser, grace):
    ask(browser)
    code = figures()

    type_code(browser, f"{code[:3]} {code[3:]}")

    assert is_in(browser)


def test_the_message_that_is_kept_does_not_hold_the_code(browser, grace):
    ask(browser)
    [message] = have_sent()

    with building():
        kept = Waiting.objects.get(message=message)

    assert figures() not in message.body + message.subject + message.preview
    assert figures() in str(kept.secret)


@pytest.mark.parametrize(
    "facts",
    [
        {"verified_on": None},
        {"owner": "relative"},
        {"safe_to_write": False},
        {"until_on": TODAY.replace(2024)},
    ],
    ids=["not confirmed", "somebody else's", "not safe", "ended"],
)
def test_no_code_goes_to_what_is_not_the_persons_own_and_safe(browser, grace, facts):
    change(ContactPoint, **facts)

    ask(browser)

    assert have_sent() == []
    assert type_code(browser, figures()).status_code == 302
    assert not is_in(browser)


def test_where_nobody_asked_whether_it_is_safe_a_protected_person_gets_no_code(browser, grace):
    change(ContactPoint, safe_to_write=None)
    protect(grace)

    ask(browser)

    assert have_sent() == []


def test_a_protected_person_gets_a_code_where_it_was_said_to_be_safe(browser, grace):
    protect(grace)

    ask(browser)
    [message] = have_sent()
    type_code(browser, figures())

    assert message.to_address == "grace@example.org"
    assert is_in(browser)


def test_a_protected_person_gets_no_code_at_an_address_that_another_has_too(browser, grace):
    protect(grace)
    with building():
        an_email(a_person("Sam", "Okafor"))

    ask(browser)

    assert have_sent() == []


def test_a_person_without_an_account_gets_no_code(browser, council):
    with building():
        an_email(a_person("Grace", "Okafor"))

    ask(browser)

    assert have_sent() == []


@pytest.mark.parametrize("why", ["deceased", "merged", "closed"])
def test_the_account_of_somebody_who_died_was_merged_or_shut_lets_nobody_in(browser, grace, why):
    let_in(browser, account_of(grace))
    was_in = is_in(browser)

    end(grace, why)

    assert was_in
    assert not is_in(browser)
    ask(browser)
    assert have_sent() == []


def account_of(person: Person) -> PortalAccount:
    with building():
        return PortalAccount.objects.get(person=person)


def end(person: Person, why: str) -> None:
    with building():
        officer = an_officer()
        changes = {
            "deceased": lambda: Person.objects.filter(pk=person.pk).update(deceased_on=TODAY),
            "merged": lambda: Person.objects.filter(pk=person.pk).update(merged_into=a_person("Grace", "Okafor")),
            "closed": lambda: PortalAccount.objects.update(
                closed_at=NOON, closed_by=officer, closed_reason="She asked"
            ),
        }
        changes[why]()


def test_an_address_noted_on_a_record_that_was_merged_away_still_lets_its_person_in(browser, grace):
    with building():
        before = a_person("Gracie", "Okafor", merged_into=grace)
        an_email(before, "gracie@example.org")

    ask(browser, "gracie@example.org")
    have_sent()
    type_code(browser, figures())

    assert is_in(browser)


# --- Several people at one number --------------------------------------------------------------------


@pytest.fixture
def sam(grace):
    """Somebody who shares an address with Grace, and was born on another day."""
    with building():
        person = a_person("Sam", "Okafor", born=TODAY.replace(1990, 1, 2))
        an_email(person)
        an_account(person)
    return person


def test_who_shares_an_address_is_asked_for_the_date_of_birth(browser, sam):
    ask(browser)
    sent = have_sent()
    asked = type_code(browser, figures())

    page = browser.post("/sign-in/who/", {"born_day": "2", "born_month": "1", "born_year": "1990"})

    assert len(sent) == 1
    assert asked["Location"] == "/sign-in/who/"
    assert page["Location"] == "/"
    assert "Signed in: Sam Okafor" in browser.get("/for-whom/").content.decode()


def test_another_date_of_birth_lets_nobody_in(browser, sam):
    ask(browser)
    type_code(browser, figures())

    page = browser.post("/sign-in/who/", {"born_day": "3", "born_month": "1", "born_year": "1990"})

    assert page.status_code == 422
    assert "That is not the date of birth that we hold" in page.content.decode()
    assert not is_in(browser)


def test_dates_of_birth_cannot_be_tried_for_ever(browser, sam):
    ask(browser)
    type_code(browser, figures())
    for day in range(3, 8):
        browser.post("/sign-in/who/", {"born_day": str(day), "born_month": "1", "born_year": "1990"})

    page = browser.post("/sign-in/who/", {"born_day": "2", "born_month": "1", "born_year": "1990"})

    assert page.status_code == 429
    assert not is_in(browser)


def test_long_after_the_code_a_date_of_birth_lets_nobody_in(browser, sam):
    ask(browser)
    type_code(browser, figures())
    change(PortalCode, used_at=F("used_at") - portal_codes.LASTS)

    page = browser.post("/sign-in/who/", {"born_day": "2", "born_month": "1", "born_year": "1990"})

    assert page.status_code == 422
    assert "That took too long. Ask for a new code." in page.content.decode()


def test_the_date_of_birth_is_asked_only_after_the_code(browser, sam):
    ask(browser)

    page = browser.get("/sign-in/who/")

    assert page["Location"] == "/sign-in/"


# --- What a guesser learns ---------------------------------------------------------------------------


def without_what_differs(page) -> str:
    """The body without the tokens that are new at each answer."""
    body = re.sub(r'(csrfmiddlewaretoken|name="key")"? value="[^"]*"', "", page.content.decode())
    return re.sub(r'nonce="[^"]*"', "", body)


def cookies_of(page) -> list[tuple[str, dict]]:
    return sorted(
        (name, {key: value for key, value in morsel.items() if key != "expires"})
        for name, morsel in page.cookies.items()
    )


def headers_of(page) -> dict[str, str]:
    return {name: value for name, value in page.headers.items() if name != "Content-Security-Policy"}


def shape_of(queries: CaptureQueriesContext) -> list[str]:
    """The statements without what they were asked about."""
    return [re.sub(r"('[^']*'|\d+)(::\w+(\[\])?)*", "?", query["sql"]) for query in queries]


def visit(contact: str):
    """Ask and type a wrong code, and return every answer with the statements behind it."""
    browser = a_browser()
    seen = []
    for step in (
        lambda: browser.get("/sign-in/"),
        lambda: ask(browser, contact),
        lambda: browser.get("/sign-in/code/"),
        lambda: type_code(browser, "000000" if figures() != "000000" else "111111"),
    ):
        with CaptureQueriesContext(connection) as queries:
            page = step()
        body = without_what_differs(page).replace(contact, "the contact")
        seen.append((page.status_code, body, cookies_of(page), headers_of(page), shape_of(queries)))
    return seen


def test_whether_there_is_an_account_shows_in_no_answer_cookie_header_or_query(grace):
    known = visit("grace@example.org")
    unknown = visit("gerda@example.org")

    assert known == unknown


def test_a_right_code_to_a_question_about_nobody_lets_nobody_in(browser, grace):
    ask(browser, "nobody@example.org")

    page = type_code(browser, figures())

    assert page.status_code == 422
    assert have_sent() == []


def test_what_a_stranger_typed_is_not_kept(browser, grace):
    ask(browser, "nobody@example.org")

    assert newest().value == ""
    assert "nobody" not in newest().asked_with


# --- Guessing ----------------------------------------------------------------------------------------


def test_after_five_wrong_tries_the_right_code_will_not_do(browser, grace):
    ask(browser)
    wrong = [type_code(browser, other_figures()).status_code for _ in range(5)]

    page = type_code(browser, figures())

    assert wrong == [422] * 5
    assert page.status_code == 422
    assert "can no longer be used" in page.content.decode()
    assert not is_in(browser)


def test_many_sessions_and_addresses_cannot_ask_for_ever_about_one_person(grace):
    statuses = [
        ask(
            a_browser(), headers={"X-Forwarded-For": f"192.0.2.{number}"}, REMOTE_ADDR=f"192.0.2.{number}"
        ).status_code
        for number in range(1, 8)
    ]

    assert statuses == [302] * 5 + [429] * 2


def test_many_sessions_cannot_try_codes_of_one_person_for_ever(grace):
    tried = []
    for number in range(6):
        with building():
            PortalCode.objects.all().delete()
        browser = a_browser(REMOTE_ADDR=f"192.0.2.{number}")
        held_without_limit_of_codes(browser)
        tried += [type_code(browser, other_figures()).status_code for _ in range(5)]

    assert tried == [422] * 25 + [429] * 5


def held_without_limit_of_codes(browser) -> None:
    """Give a browser a code as if the limit on asking did not stand before it."""
    Try.objects.filter(bucket__startswith="portal.code").delete()
    ask(browser)


def test_one_address_cannot_ask_about_everybody(council):
    browser = a_browser()
    statuses = [ask(browser, f"person{number}@example.org").status_code for number in range(61)]

    assert statuses == [302] * 60 + [429]


def test_too_many_tries_say_when_to_try_again(grace):
    for _ in range(5):
        ask(a_browser())

    page = ask(a_browser())

    assert "There were too many tries, so nothing was done. Try again after" in page.content.decode()


# --- Codes -------------------------------------------------------------------------------------------


def test_a_code_is_used_once(browser, grace):
    ask(browser)
    code = figures()
    held = dict(browser.session["resident-code"])
    type_code(browser, code)
    browser.post("/sign-out/")

    again = a_browser()
    again.get("/sign-in/")
    session = again.session
    session["resident-code"] = held
    session.save()
    again.cookies["rooftree"] = session.session_key
    page = type_code(again, code)

    assert page.status_code == 422
    assert not is_in(again)


def test_the_newest_code_alone_holds(browser, grace):
    ask(browser)
    first = figures()
    another = a_browser()
    ask(another)

    page = type_code(browser, first)

    assert page.status_code == 422
    assert not is_in(browser)


def test_a_code_is_over_after_ten_minutes(browser, grace):
    ask(browser)
    ten_minutes = portal_codes.LASTS
    change(PortalCode, asked_at=F("asked_at") - ten_minutes, ends_at=F("ends_at") - ten_minutes)

    page = type_code(browser, figures())

    assert page.status_code == 422
    assert "can no longer be used" in page.content.decode()


def test_a_code_holds_for_ten_minutes(browser, grace):
    ask(browser)

    assert (newest().ends_at - newest().asked_at).total_seconds() == 600


def test_a_code_is_of_the_browser_that_asked(browser, grace):
    ask(browser)
    thief = a_browser()
    thief.get("/sign-in/")

    page = type_code(thief, figures())

    assert page["Location"] == "/sign-in/"
    assert not is_in(thief)


def test_a_code_of_one_council_is_none_of_another(browser, grace, other_council):
    ask(browser)
    browser.cookies["rooftree-council"] = "birch"

    page = type_code(browser, figures())

    assert page["Location"] == "/sign-in/"
    assert not is_in(browser)


def test_the_database_keeps_no_code(browser, grace):
    ask(browser)
    have_sent()

    with building():
        kept = str(list(PortalCode.objects.values()))

    assert figures() not in kept


def test_another_secret_makes_another_code(browser, grace, settings):
    ask(browser)
    before = figures()

    settings.SECRET_KEY = "another secret of this site, as long as a secret must be, for a test"

    assert figures() != before


def test_codes_are_spread_over_all_figures():
    row = PortalCode(council_id=1)
    codes = set()
    for number in range(300):
        row.seed = number.to_bytes(32, "big")
        codes.add(portal_codes.code_of(row))

    assert len(codes) > 290
    assert {len(code) for code in codes} == {6}


def test_a_new_code_can_be_asked_for_on_the_page(browser, grace):
    ask(browser)
    first = figures()

    page = browser.post("/sign-in/again/")

    assert page["Location"] == "/sign-in/code/"
    assert figures() != first


# --- The demonstration -------------------------------------------------------------------------------


def test_in_the_demonstration_one_residents_code_is_shown(browser, grace, settings):
    settings.DEMO, settings.DEMO_RESIDENT = True, "grace@example.org"

    ask(browser)

    assert figures() in browser.get("/sign-in/code/").content.decode()


@pytest.mark.parametrize(
    ("demo", "resident"),
    [(False, "grace@example.org"), (True, "sam@example.org"), (True, ""), (False, "")],
)
def test_no_other_page_shows_a_code(browser, grace, settings, demo, resident):
    settings.DEMO, settings.DEMO_RESIDENT = demo, resident

    ask(browser)

    assert figures() not in browser.get("/sign-in/code/").content.decode()


# --- What is swept away --------------------------------------------------------------------------------


def test_codes_that_are_over_are_forgotten_and_others_are_not(browser, grace):
    ask(browser)
    change(PortalCode, ends_at=F("asked_at") + portal_codes.LASTS / 100)
    ask(a_browser(), "gerda@example.org")

    with building():
        forgotten = portal.forget_codes(at=newest().asked_at + portal_codes.LASTS / 10)
        left = PortalCode.objects.count()

    assert (forgotten, left) == (1, 1)


def test_the_page_that_asks_who_it_is_is_valid(browser, sam):
    ask(browser)
    type_code(browser, figures())

    assert_valid_html(browser.get("/sign-in/who/"))
