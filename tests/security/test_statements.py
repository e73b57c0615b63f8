"""What is given to a statement of ours stays a value: nothing that somebody typed is obeyed as SQL.

The driver writes each value into the statement before it is sent. Quoted, a value is a value wherever it
stands, except in a comment: a new line within it would end the comment, and what follows would be obeyed.
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.people.models import Person
from rooftree.staffweb import urls as staff
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_person, an_officer

ROOT = Path(__file__).resolve().parents[2]
STATEMENTS = sorted(
    path
    for folder in ("rooftree", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".sql", ".py") and path != Path(__file__)
)
PARAMETER_IN_COMMENT = re.compile(r"--.*%(\(\w+\))?s\b|/\*[^/]*%\(\w+\)s")


def test_no_comment_of_a_statement_holds_a_parameter():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in STATEMENTS
        for line in path.read_text(encoding="utf-8").splitlines()
        if PARAMETER_IN_COMMENT.search(line)
    ]
    assert not found


def test_a_parameter_in_a_comment_would_be_noticed():
    assert PARAMETER_IN_COMMENT.search("-- %(person)s is whose it is")
    assert PARAMETER_IN_COMMENT.search("SELECT 1 -- %s")
    assert not PARAMETER_IN_COMMENT.search("SELECT %(person)s -- whose it is")


HOSTILE = ["X\nSELECT pg_sleep(5);", "X\n'; DROP TABLE people_person; --", "X\r\nenv;"]


@pytest.fixture
def visitor(client, acting) -> Client:
    return sign_in_as(client, an_officer("service_manager", "administrator", "adviser"))


def pages_by_reference() -> list[str]:
    """The names of the staff pages whose address holds one text, and nothing else that changes."""
    names = {each.name: list(each.pattern.converters) for each in staff.urlpatterns}
    return sorted(name for name, held in names.items() if held == ["reference"])


def test_there_are_pages_by_reference():
    assert len(pages_by_reference()) > 30


@pytest.mark.django_db
@pytest.mark.parametrize("page", pages_by_reference())
def test_a_reference_of_several_lines_finds_nothing(visitor, page):
    for reference in HOSTILE:
        assert visitor.get(reverse(f"staff:{page}", args=[reference])).status_code in {403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["person", "place", "case", "about", "choose", "council", "home"])
@pytest.mark.parametrize("said", [*HOSTILE, "person:X\nSELECT 1;", "/e\0"])
def test_a_link_to_the_call_screen_is_not_obeyed(visitor, name, said):
    a_person()
    before = Person.objects.count()
    address = reverse("staff:call")

    opened, sent = visitor.get(address, {name: said}), visitor.post(address, {name: said})

    assert {opened.status_code, sent.status_code} <= {200, 403, 404, 422}
    assert Person.objects.count() == before
