"""How the API describes itself, for programs and for people."""

import re

import pytest

from rooftree.api.docs import whole
from rooftree.machines.queries import labels_of_scopes
from rooftree.machines.rules import SCOPES, permission_of
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.permissions import all_permissions


@pytest.fixture
def operations():
    return [operation for methods in whole()["paths"].values() for operation in methods.values()]


def test_anybody_may_read_the_description(client, db):
    answer = client.get("/api/v1/openapi.json")

    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


def test_every_operation_has_a_name_a_tag_and_words(operations):
    names = [operation["operationId"] for operation in operations]

    assert len(names) == len(set(names)) > 30
    assert [each["operationId"] for each in operations if not (each["tags"] and each["summary"])] == []
    assert [each["operationId"] for each in operations if not each["description"].strip()] == []


def test_every_operation_says_what_can_go_wrong(operations):
    mute = [
        operation["operationId"]
        for operation in operations
        if operation["operationId"] != "get_token"
        and not {"401", "403", "404", "429"} <= set(operation["responses"])
    ]

    assert mute == []


def test_every_write_takes_a_key():
    without = [
        f"{method} {path}"
        for path, methods in whole()["paths"].items()
        for method, operation in methods.items()
        if method != "get"
        and path != "/api/v1/oauth/token"
        and "Idempotency-Key" not in [each["name"] for each in operation["parameters"] if each["required"]]
    ]

    assert without == []


def test_every_scope_is_a_permission():
    permissions = {permission.name for permission in all_permissions()}

    assert {permission_of(scope) for scope in SCOPES} <= permissions
    flows = whole()["components"]["securitySchemes"]["oauth"]["flows"]
    assert flows["clientCredentials"]["scopes"] == labels_of_scopes()


def test_the_page_for_people_names_every_operation_and_runs_no_script_of_others(client, db, operations):
    page = client.get("/api/v1/")
    text = page.content.decode()

    assert_valid_html(page)
    assert [each["operationId"] for each in operations if f'id="{each["operationId"]}"' not in text] == []
    assert [src for src in re.findall(r'src="([^"]+)"', text) if not src.startswith("/static/")] == []
    assert "<h1" in text
