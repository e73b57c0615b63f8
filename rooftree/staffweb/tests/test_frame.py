"""The frame of every page, the components, and the pages for what went wrong. No database."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve
from jinja2 import UndefinedError

from rooftree.foundations.models import Council
from rooftree.pages import errors
from rooftree.pages.tests.html import assert_valid_html, broken_promises, faults
from rooftree.staffweb import components


def a_request(path: str = "/staff/", *councils: str, officer: str = ""):
    request = RequestFactory().get(path)
    request.csp_nonce = "n0nce"
    request.session = {}
    request._messages = []
    request.councils = tuple(Council(name=name, accent="#1d5d5a") for name in councils)
    request.officer = SimpleNamespace(name=officer, officers={}) if officer else None
    request.user = SimpleNamespace(is_authenticated=bool(officer), email="asha@example.test")
    return request


def as_asha(path: str = "/staff/"):
    return a_request(path, "Northmoor Borough Council", officer="Asha Bell")


def words(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


def test_a_misspelt_name_raises():
    with pytest.raises(UndefinedError, match="persn"):
        words("{{ persn.name }}", person="x")


def test_words_are_escaped():
    assert words("{{ name }}", name="<script>") == "&lt;script&gt;"


def test_a_misspelt_argument_of_our_own_component_raises():
    with pytest.raises(TypeError, match="colur"):
        words("{{ tag('Open', colur='red') }}")


def test_a_staff_page_has_the_council_the_find_box_and_the_way_out():
    page = render(as_asha(), "404.html")
    text = page.content.decode()

    assert_valid_html(page)
    assert "<title>There is nothing here – Rooftree</title>" in text
    assert "Northmoor Borough Council" in text
    assert 'action="/staff/find/" method="get"' in text
    assert 'name="q"' in text
    assert 'action="/staff/sign-out/"' in text
    assert '<a href="/staff/" aria-current="page">My work</a>' in text
    assert 'href="#main-content"' in text


def test_a_shared_service_names_both_councils_and_wears_the_first_accent():
    text = render(a_request("/staff/", "Alder", "Birch", officer="Asha Bell"), "404.html").content.decode()

    assert "Alder and Birch" in text
    assert '<link rel="stylesheet" href="/accent/1d5d5a.css">' in text


def test_a_page_for_nobody_has_neither_find_box_nor_navigation():
    text = render(a_request(), "404.html").content.decode()

    assert "find-box" not in text
    assert "<nav" not in text


def test_the_only_inline_script_carries_the_nonce_and_nothing_is_styled_inline():
    text = render(as_asha(), "404.html").content.decode()

    assert text.count("<script>") == 0
    assert '<script nonce="n0nce">' in text
    assert "<style" not in text
    assert ' style="' not in text


def test_the_demo_says_that_it_is_one(settings):
    settings.DEMO = True
    assert "imaginary" in render(as_asha(), "404.html").content.decode()

    settings.DEMO = False
    assert "imaginary" not in render(as_asha(), "404.html").content.decode()


def test_the_page_of_components_is_valid(settings):
    settings.DEMO = True
    page = components.show(as_asha("/staff/components/"))

    assert_valid_html(page)
    assert "There is a problem" in page.content.decode()


def test_the_page_of_components_is_not_for_production(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(Http404):
        components.show(as_asha("/staff/components/"))


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (errors.bad_request, 400, "That request made no sense to us"),
        (errors.not_allowed, 403, "You may not do that"),
        (errors.forged, 403, "This page had been open too long"),
        (errors.not_found, 404, "There is nothing here"),
        (errors.our_fault, 500, "Something broke on our side"),
    ],
)
@pytest.mark.parametrize("request_of", [as_asha, a_request])
def test_what_went_wrong_has_a_page(answer, status, says, request_of):
    page = answer(request_of())

    assert page.status_code == status
    assert says in page.content.decode()
    assert_valid_html(page)


def test_a_refusal_gives_the_rules_reason():
    page = errors.not_allowed(as_asha(), PermissionDenied("Only an income officer may."))

    assert "Only an income officer may." in page.content.decode()


def test_the_page_for_our_fault_asks_nothing_of_what_may_be_broken():
    page = errors.our_fault(SimpleNamespace(path="/staff/"))

    assert page.status_code == 500


@pytest.mark.parametrize(
    "path",
    ["/static/../etc/passwd", "/accent/ffd84d.css", "/accent/teal.css", "/accent/1d5d5a;}.css"],
)
def test_no_sheet_for_a_colour_that_cannot_be_read(path, client):
    assert client.get(path).status_code == 404


def test_the_sheet_of_a_councils_accent_may_be_kept(client):
    answer = client.get("/accent/1d5d5a.css")

    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]
    assert "--accent:#1d5d5a" in answer.content.decode()


def test_the_validator_finds_faults():
    found = faults('<html lang="en"><head><title>x</title></head><body><p id="a"><div id="a"></div></p></body>')

    assert any("no-dup-id" in fault for fault in found)
    assert len(found) > 1


def test_our_own_promises_are_checked():
    found = broken_promises('<html><a href="#gone">x</a><form method="post" action="/x"></form></html>')

    assert len(found) == 3


def test_every_page_of_ours_resolves():
    assert resolve("/staff/").url_name == "home"
