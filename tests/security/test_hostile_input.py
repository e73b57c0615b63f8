"""What is sent to a page to make it do what it should not: numbers, addresses, files, fields and words."""

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from rooftree.foundations.isolation import now_acting
from rooftree.people import search_words
from rooftree.people.models import Person
from rooftree.staffweb import urls as staff
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_person, an_officer

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
MARKED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def visitor(client, acting) -> Client:
    return sign_in_as(client, an_officer("service_manager", "administrator"))


# --- Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [SCRIPT, f'"><img src=x onerror=alert(1)>{SCRIPT}', f"'{{{{7*7}}}}{SCRIPT}"])
def test_what_is_typed_is_shown_as_text(visitor, typed):
    found = visitor.get(reverse("staff:find"), {"q": typed}).content.decode()
    refused = visitor.post(
        reverse("staff:register_person"), {"forenames": typed, "surname": typed}
    ).content.decode()

    assert MARKED in found
    assert MARKED in refused
    assert SCRIPT not in found + refused
    assert "<img src=x" not in found + refused
    assert "'49" not in found + refused


def test_a_name_that_is_a_script_is_a_name(visitor):
    person = a_person(SCRIPT, "Okafor", reference="P-AAAA-0001")
    search_words.refresh([person.pk])

    page = visitor.get(reverse("staff:person", args=[person.reference])).content.decode()

    assert MARKED in page
    assert SCRIPT not in page


@pytest.mark.parametrize(
    "typed",
    [
        "' OR '1'='1",
        "'; DROP TABLE people_person; --",
        "1' UNION SELECT password FROM foundations_signin --",
        "okafor' AND pg_sleep(5) --",
        "\\x27 OR 1=1",
        "%' --",
    ],
)
def test_what_is_typed_is_not_run_as_sql(visitor, typed):
    a_person()
    before = Person.objects.count()

    pages = [
        visitor.get(reverse("staff:find"), {"q": typed}),
        visitor.get(reverse("staff:officers"), {"words": typed, "role": typed}),
        visitor.get(reverse("staff:rule_book"), {"words": typed, "kind": typed}),
        visitor.get(reverse("staff:service_worklist"), {"shown": typed, "order": typed, "page": typed}),
    ]

    assert {page.status_code for page in pages} <= {200, 422}
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    "typed", ["okafor\x00", "\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe", "a" * 100_000]
)
def test_letters_that_are_none_break_nothing(visitor, typed):
    assert visitor.get(reverse("staff:find"), {"q": typed}).status_code in {200, 400, 422}


# --- Numbers and fields ---------------------------------------------------------------------------------


def pages_by_number() -> list[str]:
    """The names of the staff pages whose address holds one number, and nothing else that changes."""
    ways = {each.name: list(each.pattern.converters.values()) for each in staff.urlpatterns}
    return sorted(name for name, held in ways.items() if [type(way) for way in held] == [IntConverter])


def test_there_are_pages_by_number():
    assert len(pages_by_number()) > 30


@pytest.mark.parametrize("page", pages_by_number())
@pytest.mark.parametrize("number", [2**63])
def test_a_number_that_is_too_large_finds_nothing(visitor, page, number):
    address = reverse(f"staff:{page}", args=[number])

    assert {visitor.get(address).status_code, visitor.post(address, {}).status_code} <= {302, 403, 404, 405}


@pytest.mark.parametrize("page", ["people", "cases", "places", "tenancies", "council/rules"])
def test_a_sign_that_stands_for_nothing_finds_nothing(visitor, page):
    assert visitor.get(f"/staff/{page}/%00/").status_code == 404


def test_a_field_that_the_form_does_not_have_changes_nothing(visitor):
    person = a_person(reference="P-AAAA-0001")
    facts = {"forenames": "Grace", "surname": "Bell", "title": "Ms", "reason": "Married", "ni_number": "AB123456C"}
    foreign = {
        "restricted_to": "7",
        "council": "2",
        "council_id": "2",
        "merged_into": "1",
        "reference": "P-MINE-0001",
    }

    visitor.post(reverse("staff:correct_person", args=[person.reference]), facts | foreign)

    after = Person.objects.get(pk=person.pk)
    assert (after.council_id, after.restricted_to, after.merged_into_id) == (person.council_id, 0, None)
    assert after.reference == person.reference


def test_a_parameter_in_the_address_does_not_stand_in_for_one_that_is_sent(client, acting):
    officer = an_officer("adviser")
    both = f"{reverse('account_login')}?login={officer.email}&password=correct+horse+battery+staple"

    assert client.post(both, {}).status_code == 422
    assert "_auth_user_id" not in client.session


# --- Files and addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/config/settings.py",
        "/static/..%2f..%2fconfig/settings.py",
        "/static/",
        "/static/built/",
        "/var/files/",
        "/media/",
        "/rooftree/config/settings.py",
        "//etc/passwd",
    ],
)
def test_no_file_but_the_assets_is_served(client, path):
    answer = client.get(path)

    assert answer.status_code in {301, 302, 400, 404}
    assert b"SECRET_KEY" not in answer.content
    assert b"[core]" not in answer.content


def test_a_visitor_does_not_choose_the_address_that_is_noted(client, acting, monkeypatch):
    seen = []
    visitor = sign_in_as(client, an_officer("adviser"))
    monkeypatch.setattr("rooftree.staffweb.home.due_today", lambda *_, **__: seen.append(now_acting().where) or [])

    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    visitor.get("/staff/", headers=forged, REMOTE_ADDR="192.0.2.7")

    assert seen == ["192.0.2.7"]


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b"])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert client.get("/staff/sign-in/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("onward", ["/staff/\r\nSet-Cookie: a=b", "/staff/%0d%0aSet-Cookie:%20a=b"])
def test_no_header_is_split(client, acting, onward):
    officer = an_officer("adviser")

    answer = client.post(
        "/staff/sign-in/", {"login": officer.email, "password": "correct horse battery staple", "next": onward}
    )

    assert "a" not in answer.cookies
    assert "\n" not in answer["Location"]


# --- Somebody with no role ------------------------------------------------------------------------------

OPEN_TO_EVERY_OFFICER = {
    "home": "what waits for them: nothing",
    "enter_absence": "their own leave",
}
"""The pages that somebody without any role may open, of those whose address holds nothing that changes."""


def test_who_holds_no_role_opens_nothing(client, acting):
    nobody = sign_in_as(client, an_officer())
    plain = {each.name for each in staff.urlpatterns if not each.pattern.converters}

    opened = {name for name in plain if nobody.get(reverse(f"staff:{name}")).status_code == 200}

    assert len(plain) > 40
    assert opened == set(OPEN_TO_EVERY_OFFICER)
