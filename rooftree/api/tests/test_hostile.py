"""What is sent by people who mean harm gets a sentence, and never breaks anything."""

import json

import pytest

from rooftree.api.middleware import LONGEST_BODY
from rooftree.api.tests.coming_in import API, as_officer
from tests.builders import an_enquiry, an_officer


@pytest.fixture
def machine(acting):
    return as_officer(an_officer("service_manager"))


@pytest.fixture
def notes(acting) -> str:
    return f"/cases/{an_enquiry().case.reference}/notes"


BODIES = {
    "not JSON": b"{",
    "nothing": b"",
    "a list nested without end": b"[" * 50_000,
    "an object nested without end": b'{"words":' * 5_000 + b"1" + b"}" * 5_000,
    "a number too large": b'{"words": 1e999999}',
    "a number of very many figures": b'{"words": ' + b"9" * 50_000 + b"}",
    "no number": b'{"words": NaN}',
    "half a character": b'{"words": "\\ud800"}',
    "bytes that are no text": b'{"words": "\xff\xfe"}',
    "the sign that no database takes": b'{"words": "a\\u0000b"}',
    "an unknown field": b'{"words": "a", "is_admin": true}',
    "a number for words": b'{"words": 1}',
    "words for yes or no": b'{"words": "a", "is_shown": "yes"}',
    "a list": b"[]",
    "nothing at all": b"null",
    "no words": b'{"words": ""}',
    "very many words": json.dumps({"words": "a" * 10_001}).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_makes_no_sense_is_refused(machine, notes, body):
    answer = machine.post(notes, body)

    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


def test_a_pointer_says_where_it_is_wrong(machine, notes):
    answer = machine.post(notes, {"words": "a", "is_admin": True})

    assert answer.json()["errors"] == [{"pointer": "#/is_admin", "detail": "There is no field of this name."}]


def test_too_much_is_not_read(machine, notes):
    assert machine.post(notes, b'{"words": "' + b"a" * LONGEST_BODY + b'"}').status_code == 413


@pytest.mark.parametrize(
    "sent",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "multipart/form-data; boundary=x"},
        {"content_type": "application/json; charset=utf-16"},
        {"content_type": "application/json", "HTTP_CONTENT_ENCODING": "gzip"},
    ],
)
def test_only_json_in_utf_8_is_read(machine, notes, sent):
    headers = {**machine.headers, "Idempotency-Key": "a"}

    answer = machine.client.post(f"{API}{notes}", b'{"words": "a"}', headers=headers, **sent)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/people/P-1%00",
        "/people/%ff%fe",
        "/find?q=a%00b",
        "/find?q=%ff",
        "/find?q=%ed%a0%80",
        "/find?q=" + "a" * 3_000,
        "/find?q=a&q=b",
        "/find?q=a&who=b",
        "/find?q=",
        "/worklists/mine?limit=0",
        "/worklists/mine?limit=101",
        "/worklists/mine?limit=99999999999999999999999",
        "/worklists/mine?limit=1e5",
        "/worklists/mine?shown=everything",
        "/worklists/mine?cursor=made-up",
        "/worklists/mine?cursor=%E2%82%AC",
        "/worklists/teams/0",
        "/worklists/teams/99999999999999999999",
        "/worklists/teams/-1",
        "/contacts/' OR 1=1--",
        "/people/' OR '1'='1",
        "/cases/../people/",
        "/lists/staff.roles",
        "/lists/..%2f..%2fetc",
    ],
)
def test_an_address_that_makes_no_sense_is_refused(machine, path):
    answer = machine.client.get(f"{API}{path}", headers=machine.headers)

    assert answer.status_code in (400, 404, 422)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "typed", ["' OR 1=1; DROP TABLE people_person; --", "%", "_", "\\", "((((", "a" * 200, "\U0001f3e0"]
)
def test_what_is_typed_is_only_looked_for(machine, typed):
    assert machine.get("/find", q=typed).status_code == 200


def test_a_cursor_works_for_the_one_who_got_it_and_that_list_alone(machine):
    team = an_enquiry().case.team
    an_enquiry()
    first = machine.get(f"/worklists/teams/{team.pk}", limit=1).json()
    stranger = as_officer(an_officer("service_manager"))

    assert machine.get(f"/worklists/teams/{team.pk}", limit=1, cursor=first["next"]).status_code == 200
    assert stranger.get(f"/worklists/teams/{team.pk}", limit=1, cursor=first["next"]).status_code == 404
    assert machine.get("/worklists/service", limit=1, cursor=first["next"]).status_code == 404
    assert machine.get(f"/worklists/teams/{team.pk}", cursor=first["next"][:-1] + "x").status_code == 404


def test_no_other_site_is_told_that_it_may_read(machine):
    headers = {**machine.headers, "Origin": "https://elsewhere.example"}

    answer = machine.client.get(f"{API}/me", headers=headers)
    asked = machine.client.options(f"{API}/me", headers=headers)

    assert not [name for name in [*answer.headers, *asked.headers] if name.startswith("Access-Control")]


def test_a_method_that_is_not_taken_says_which_are(machine):
    answer = machine.client.delete(f"{API}/me", headers=machine.headers)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer["Content-Type"] == "application/problem+json"


def test_head_is_get_without_what_it_says(machine):
    answer = machine.client.head(f"{API}/me", headers=machine.headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer["Content-Length"]) > 10


def test_options_says_what_is_taken(machine):
    answer = machine.client.options(f"{API}/me", headers=machine.headers)

    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_what_is_at_no_address_is_a_problem_not_a_page(machine):
    answer = machine.get("/nothing/here")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_breaks_is_a_problem_and_is_logged(machine, monkeypatch, caplog):
    def breaks(*args, **kwargs):
        raise RuntimeError("The words of somebody’s letter.")

    monkeypatch.setattr("rooftree.api.find.search_as", breaks)

    answer = machine.get("/find", q="okafor")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "letter" not in answer.content.decode()
    assert "/find broke" in caplog.text


def test_no_answer_is_kept_by_anybody_on_the_way(machine):
    assert machine.get("/me")["Cache-Control"] == "no-store, private"
