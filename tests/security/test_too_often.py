"""What a program could do all day is counted, and stopped for a while."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rooftree.cases.models import CaseFile
from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb import limits
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.case_making import a_case_of, a_member
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, a_team, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def officer(acting):
    return a_member(a_team("contact"))


def search(visitor, **headers):
    return visitor.get(reverse("staff:find"), {"q": "okafor"}, headers=headers)


def test_who_searches_like_a_program_waits_a_minute(client, officer, monkeypatch):
    monkeypatch.setattr(limits, "SEARCHES", 2)
    visitor = sign_in_as(client, officer)
    heard = [search(visitor).status_code for _ in "12"]

    answer = search(visitor)

    assert (heard, answer.status_code) == ([200, 200], 429)
    assert "Try again after 12:01" in words_of(answer)
    assert answer["Retry-After"] == "Fri, 20 Nov 2026 12:01:00 GMT"
    assert_valid_html(answer)
    monkeypatch.setattr(dates, "now", lambda: NOON.replace(minute=1))
    assert search(visitor).status_code == 200


def test_a_part_of_a_page_says_it_in_one_sentence(client, officer, monkeypatch):
    monkeypatch.setattr(limits, "SEARCHES", 0)

    answer = search(sign_in_as(client, officer), HX_Request="true")

    assert (answer.status_code, answer.content.decode().count("<p")) == (429, 1)


def test_one_who_searches_too_often_stops_nobody_else(client, officer, monkeypatch):
    monkeypatch.setattr(limits, "SEARCHES", 1)
    [search(sign_in_as(client, officer)) for _ in "12"]

    assert search(sign_in_as(client, an_officer("adviser", name="Bea Stone"))).status_code == 200


def test_who_sends_files_like_a_program_waits(client, officer, monkeypatch):
    monkeypatch.setattr(limits, "UPLOADS", 1)
    visitor, case = sign_in_as(client, officer), a_case_of(officer)
    send(visitor, case, b"first")

    answer = send(visitor, case, b"second")

    assert "There were too many tries" in refused(answer)
    assert CaseFile.objects.count() == 1


def send(visitor, case, content):
    file = SimpleUploadedFile("note.txt", content, content_type="text/plain")
    return visitor.post(reverse("staff:attach_file", args=[case.reference]), {"file": file, "title": "A note"})
