"""Every page of residents': it opens, is valid, says what is wrong, does what it says, and shows nobody else's."""

import re

import pytest
from django.urls import reverse

from rooftree.pages.tests.html import assert_valid_html
from rooftree.residentweb.tests.grace import ABOUT_ME, everything_of_grace, her_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(acting):
    return everything_of_grace()


@pytest.fixture
def browser(hers, client):
    return her_browser(hers, client)


def text_of(response) -> str:
    """What a page says, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_every_page_opens_and_is_valid(hers, browser):
    for name, args in hers.addresses.items():
        response = browser.get(reverse(f"resident:{name}", args=args))

        assert response.status_code == 200, f"{name} answers {response.status_code}."
        assert_valid_html(response)


@pytest.mark.parametrize("question", ABOUT_ME)
def test_every_question_about_her_opens_and_is_valid(browser, question):
    response = browser.get(reverse("resident:about_me", args=[question]))

    assert response.status_code == 200
    assert_valid_html(response)
