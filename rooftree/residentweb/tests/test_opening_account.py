"""A tenant opens an account: by a reference and a date of birth, then a code to what we hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import ContactPoint, Person, PersonMarker, PortalAccount
from rooftree.residentweb.tests.getting_in import (
    a_browser,
    ask_to_open,
    building,
    figures,
    have_sent,
    is_in,
    type_code,
)
from rooftree.residentweb.tests.test_signing_in import protect, shape_of, without_what_differs
from rooftree.tenancies.models import TenancyParty
from tests.builders import TODAY, a_home, a_person, a_phone, a_tenancy
from tests.residents import an_account, an_email

pytestmark = pytest.mark.django_db
BORN = TODAY.replace(1968, 3, 27)


@pytest.fixture
def browser():
    return a_browser()


@pytest.fixture
def grace(council):
    """A tenant with an email address that nobody has confirmed yet."""
    with building():
        person = a_person("Grace", "Okafor", born=BORN)
        an_email(person, verified_on=None, safe_to_write=None)
        a_tenancy(a_home(), person, reference="T-2222-2222", payment_reference="4071 220 118")
    return person


def open_with(browser, reference: str = "T-2222-2222", born: str = "27 3 1968"):
    ask_to_open(browser, reference, born)
    sent = have_sent()
    type_code(browser, figures())
    return sent


def test_the_page_is_valid(browser, grace):
    assert_valid_html(browser.get("/open-account/"))


@pytest.mark.parametrize("reference", ["T-2222-2222", " t-2222-2222 ", "4071 220 118"])
def test_a_tenant_opens_an_account_with_a_reference_of_the_tenancy_or_the_rent(browser, grace, reference):
    [message] = open_with(browser, reference)

    assert message.to_address == "grace@example.org"
    assert is_in(browser)
    with building():
        assert PortalAccount.objects.get().person == grace


def test_who_is_no_tenant_opens_an_account_with_a_reference_of_their_own(browser, council):
    with building():
        hope = a_person("Hope", "Okafor", born=BORN, reference="P-2222-2222")
        an_email(hope, "hope@example.org")

    [message] = open_with(browser, "P-2222-2222")

    assert message.to_address == "hope@example.org"
    assert is_in(browser)


def test_the_code_that_arrived_confirms_the_address(browser, grace):
    open_with(browser)

    with building():
        assert ContactPoint.objects.get().verified_on is not None


def test_whoever_has_an_account_gets_that_one(browser, grace):
    with building():
        an_account(grace)

    open_with(browser)

    with building():
        assert PortalAccount.objects.count() == 1
    assert is_in(browser)


def test_the_address_is_not_shown(browser, grace):
    ask_to_open(browser, "T-2222-2222")

    page = browser.get("/sign-in/code/").content.decode()

    assert "If what you told us is right, we have sent a code to the phone or email that we hold." in page
    assert "grace@" not in page


@pytest.mark.parametrize(
    ("reference", "born"),
    [("T-2222-2223", "27 3 1968"), ("T-2222-2222", "28 3 1968"), ("", "27 3 1968")],
    ids=["another reference", "another birthday", "none"],
)
def test_nobody_else_gets_a_code(browser, grace, reference, born):
    page = ask_to_open(browser, reference, born)

    assert page.status_code == (302 if reference else 422)
    assert not reference or have_sent() == []


def test_a_tenancy_that_is_over_opens_no_account(browser, grace):
    with building():
        TenancyParty.objects.update(until_on=TODAY.replace(2020))

    assert open_with(browser) == []


def test_an_occupant_opens_no_account(browser, grace):
    with building():
        TenancyParty.objects.update(role="occupant")

    assert open_with(browser) == []


def test_the_number_of_the_other_joint_tenant_is_not_used(browser, grace):
    with building():
        sam = a_person("Sam", "Okafor", born=TODAY.replace(1990, 1, 2))
        a_phone(sam, verified_on=TODAY, safe_to_text=True)
        TenancyParty.objects.create(
            council_id=sam.council_id,
            tenancy=TenancyParty.objects.get().tenancy,
            person=sam,
            role="joint_tenant",
            from_on=TODAY.replace(2015),
        )

    [message] = open_with(browser)

    assert message.to_address == "grace@example.org"


def test_two_tenants_of_one_birthday_cannot_be_told_apart(browser, grace):
    with building():
        twin = a_person("Faith", "Okafor", born=BORN)
        an_email(twin, "faith@example.org")
        TenancyParty.objects.create(
            council_id=twin.council_id,
            tenancy=TenancyParty.objects.get().tenancy,
            person=twin,
            role="joint_tenant",
            from_on=TODAY.replace(2015),
        )

    assert open_with(browser) == []


def test_where_nobody_asked_whether_it_is_safe_a_protected_tenant_gets_no_code(browser, grace):
    protect(grace)

    assert open_with(browser) == []
    assert not is_in(browser)


def test_a_protected_tenant_opens_an_account_where_it_is_safe(browser, grace):
    with building():
        ContactPoint.objects.update(safe_to_write=True)
    protect(grace)

    [message] = open_with(browser)

    assert message.to_address == "grace@example.org"
    assert is_in(browser)


def test_a_safe_number_is_taken_before_an_address_that_nobody_asked_about(browser, grace):
    with building():
        ContactPoint.objects.update(safe_to_write=False)
        a_phone(grace, "+447700900124", safe_to_text=False)
        a_phone(grace, "+447700900125")

    [message] = open_with(browser)

    assert (message.to_address, message.channel) == ("+447700900125", "text")


def test_somebody_who_died_opens_no_account(browser, grace):
    with building():
        Person.objects.update(deceased_on=TODAY)

    assert open_with(browser) == []


def visit(reference: str):
    """Ask to open an account, look at the next page, and return every answer with the statements behind it."""
    browser = a_browser()
    seen = []
    for step in (lambda: ask_to_open(browser, reference), lambda: browser.get("/sign-in/code/")):
        with CaptureQueriesContext(connection) as queries:
            page = step()
        seen.append((page.status_code, without_what_differs(page), dict(page.headers).keys(), shape_of(queries)))
    return seen


def test_whether_a_reference_and_a_birthday_belong_together_shows_in_no_answer_or_query(grace):
    assert visit("T-2222-2222") == visit("T-2222-2299")


def test_birthdays_cannot_be_tried_for_ever_with_one_reference(grace):
    statuses = [
        ask_to_open(a_browser(REMOTE_ADDR=f"192.0.2.{day}"), "T-2222-2222", f"{day} 3 1968").status_code
        for day in range(1, 8)
    ]

    assert statuses == [302] * 5 + [429] * 2


def test_a_marker_that_is_over_protects_no_longer(browser, grace):
    with building():
        ContactPoint.objects.update(safe_to_write=True)
    protect(grace)
    with building():
        PersonMarker.objects.update(
            start_on=TODAY.replace(2020), review_on=TODAY.replace(2021), until_on=TODAY.replace(2022)
        )

    assert len(open_with(browser)) == 1
