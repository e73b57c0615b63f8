"""Residents' pages, tried by people who mean harm: strangers, the other joint tenant, whoever acts for her."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.urls.converters import IntConverter

from rooftree.cases.models import CaseFile, Event
from rooftree.foundations.models import KeptFile
from rooftree.people.models import Person
from rooftree.people.portal import Scope
from rooftree.residentweb import urls as resident
from rooftree.residentweb.tests.grace import everything_of_grace, her_browser
from tests.builders import a_person
from tests.once_a_module import once_a_module
from tests.residents import a_mandate, an_account, let_in

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
NUMBERS = [0, 2**31, 2**63, 10**40]
WORDS = [SCRIPT, "..%2f..%2fetc", "x" * 5_000, "E-7KQ3-2M' OR 1=1 --", "\ufeff\u202e", "%00"]


made = once_a_module(everything_of_grace)


@pytest.fixture
def hers(acting, made):
    return made()


@pytest.fixture
def browser(hers, client):
    return her_browser(hers, client)


def pages() -> list[tuple[str, list[type]]]:
    """Every page of residents whose address holds something that changes, with what kind of thing."""
    held = {each.name: [type(way) for way in each.pattern.converters.values()] for each in resident.urlpatterns}
    return sorted((name, ways) for name, ways in held.items() if ways)


def test_there_are_pages_to_try():
    assert len(pages()) > 10


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize(("name", "ways"), pages(), ids=lambda each: each if isinstance(each, str) else "")
def test_an_address_that_was_made_up_finds_nothing(browser, name, ways, number):
    made_up = [NUMBERS[number] if way is IntConverter else "P-AAAA-0001" for way in ways]
    address = reverse(f"resident:{name}", args=made_up)

    assert {browser.get(address).status_code, browser.post(address, {}).status_code} <= {302, 403, 404, 405, 422}


@pytest.mark.parametrize("typed", WORDS)
def test_words_in_an_address_are_only_looked_for(browser, typed):
    answers = [
        browser.get(f"/{part}/{typed}/") for part in ("requests", "details/about-me", "ask/sent", "messages")
    ]

    assert {answer.status_code for answer in answers} <= {302, 400, 404}
    assert all(SCRIPT not in answer.content.decode() for answer in answers)


@pytest.mark.parametrize(
    "before",
    [
        "0001-01-01T00:00:00+23:59~1",
        "9999-12-31T23:59:59-23:59~1",
        "2026-11-20T12:00:00+00:00~-999999999999999999",
        "2026-11-20T12:00:00+00:00~٣",
        "2026-11-20T12:00:00+00:00~1e9",
        f"{SCRIPT}~1",
        "~",
    ],
)
def test_a_place_in_a_list_that_was_made_up_breaks_nothing(hers, browser, before):
    answers = [browser.get(reverse("resident:messages"), {"before": before})]
    answers.append(browser.get(reverse("resident:request", args=[hers.open.reference]), {"before": before}))

    assert {answer.status_code for answer in answers} == {200}
    assert all(SCRIPT not in answer.content.decode() for answer in answers)


# --- Whose it is --------------------------------------------------------------------------------------


@pytest.fixture
def samuel(hers, client):
    """The other joint tenant, signed in."""
    return let_in(client, an_account(Person.objects.get(forenames="Samuel")))


OF_A_REQUEST = ["request", "asked", "add_words", "heard_nothing", "add_file", "take_back"]


def test_a_joint_tenant_opens_nothing_of_the_others(hers, samuel):
    found = {name: samuel.get(reverse(f"resident:{name}", args=[hers.open.reference])) for name in OF_A_REQUEST}
    found["message"] = samuel.get(reverse("resident:message", args=[hers.message]))
    found["reach"] = samuel.get(reverse("resident:reach", args=[hers.phone]))
    found["end_adjustment"] = samuel.get(reverse("resident:end_adjustment", args=[hers.adjustment]))

    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 404)
    lists = [samuel.get(reverse(f"resident:{name}")) for name in ("home", "requests", "messages")]
    said = "".join(answer.content.decode() for answer in lists)
    assert hers.open.reference not in said


def test_a_joint_tenant_reads_no_number_of_the_other_among_the_household(hers, samuel):
    said = samuel.get(reverse("resident:household")).content.decode()

    assert "07700 900123" not in said
    assert "grace@" not in said


ALLOWED = {
    Scope.SEE_REQUESTS: {"requests", "request", "asked"},
    Scope.SEE_MESSAGES: {"messages", "message"},
    Scope.SEE_HOME: {"household"},
}
TRIED = {"requests", "request", "asked", "messages", "message", "household", "details", "reach"}


@pytest.mark.parametrize("scope", ALLOWED)
def test_who_acts_for_somebody_opens_what_was_agreed_and_nothing_else(hers, client, scope):
    hope = a_person("Hope", "Bell")
    mandate = a_mandate(hers.grace, hope, scope)
    browser = let_in(client, an_account(hope), authority=mandate)
    addresses = {name: reverse(f"resident:{name}", args=hers.addresses[name]) for name in TRIED}

    opened = {name for name, address in addresses.items() if browser.get(address).status_code == 200}

    assert opened <= ALLOWED[scope]


@pytest.mark.parametrize(
    "page",
    ["own_data", "ask_about_data", "complain_about_data", "who_looked", "equality", "withdraw_equality"],
)
def test_nobody_asks_about_anothers_data(hers, client, page):
    hope = a_person("Hope", "Bell")
    mandate = a_mandate(hers.grace, hope, *Scope)
    browser = let_in(client, an_account(hope), authority=mandate)
    address = reverse(f"resident:{page}")

    assert {browser.get(address).status_code, browser.post(address, {"words": "x"}).status_code} <= {403, 405}


# --- What she sends -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("damp.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
        ("damp.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg"),
        ("damp.html", b"<html></html>", "text/html"),
        ("damp.jpg", b"MZ\x90\x00" + b"0" * 100, "image/jpeg"),
        ("damp.php", b"<?php system($_GET['c']);", "text/plain"),
        ("damp.jpg", b"", "image/jpeg"),
    ],
)
def test_what_is_no_photograph_or_document_is_not_kept(hers, browser, name, content, declared):
    before = Event.objects.count()
    file = SimpleUploadedFile(name, content, content_type=declared)

    answer = browser.post(reverse("resident:add_file", args=[hers.open.reference]), {"file": file, "title": "x"})

    assert answer.status_code == 422
    assert not CaseFile.objects.exists()
    assert Event.objects.count() == before


def test_a_name_that_leads_elsewhere_is_a_name(hers, browser):
    file = SimpleUploadedFile("damp.txt", b"Damp", content_type="text/plain")
    file._name = "../../../etc/cron.d/damp.txt"

    browser.post(reverse("resident:add_file", args=[hers.open.reference]), {"file": file, "title": "x"})

    assert {kept.filename for kept in KeptFile.objects.all()} <= {"damp.txt"}


def test_who_may_only_read_adds_nothing(hers, client):
    hope = a_person("Hope", "Bell")
    browser = let_in(client, an_account(hope), authority=a_mandate(hers.grace, hope, Scope.SEE_REQUESTS))
    before = Event.objects.count()

    answer = browser.post(reverse("resident:add_words", args=[hers.open.reference]), {"words": "It is settled"})

    assert answer.status_code in {403, 422}
    assert Event.objects.count() == before


def test_words_that_are_a_script_are_words(hers, browser):
    browser.post(reverse("resident:add_words", args=[hers.open.reference]), {"words": SCRIPT})

    page = browser.get(reverse("resident:request", args=[hers.open.reference])).content.decode()

    assert "&lt;script&gt;" in page
    assert SCRIPT not in page
