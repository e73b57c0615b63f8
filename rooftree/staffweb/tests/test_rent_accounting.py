"""The front page of rent accounting, and the way about its pages."""

import pytest

from rooftree.pages.tests.html import assert_valid_html
from rooftree.staffweb.tests.asking import words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("acting")

PAGES = [
    *("", "runs/", "runs/choose/", "years/", "years/set-up/2026/", "files/", "files/take/", "suspense/"),
    *("journals/", "journals/prepare/", "refunds/", "refunds/credits/", "refunds/pay/", "journals/apologies/"),
    *("reconciliations/", "periods/", "periods/lay-out/", "increases/", "increases/rehearse/"),
    *("direct-debits/", "direct-debits/notices/", "direct-debits/files/make/"),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_empty_books_opens(client, asha, address):
    page = client.get(f"/staff/rent-accounting/{address}")

    assert page.status_code == 200
    assert_valid_html(page)


@pytest.mark.parametrize("address", PAGES)
def test_an_adviser_is_told_why_not(client, address):
    sign_in_as(client, an_officer("adviser"))

    page = client.get(f"/staff/rent-accounting/{address}")

    assert page.status_code == 403
    assert "holds none of the roles that may" in words_of(page)


def test_empty_books_say_that_nobody_answers_for_them(client, asha):
    page = client.get("/staff/rent-accounting/")

    assert "No team answers for rent accounting" in words_of(page)
    assert "Every run is made, no file is missing, and nothing waits." in words_of(page)
