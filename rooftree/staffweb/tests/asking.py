"""What tests of pages ask of an answer."""

import datetime as dt
import re

from django.http import HttpResponse

from rooftree.pages.tests.html import assert_valid_html


def text_of(response: HttpResponse) -> str:
    """The page's source on one line."""
    return " ".join(response.content.decode().split())


def words_of(response: HttpResponse) -> str:
    """What people read of the main part of a page, on one line."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split())


def listed(response: HttpResponse) -> list[str]:
    """The names that stand first in the rows of a page's tables."""
    return re.findall(r'<th scope="row"[^>]*>\s*<a [^>]*>([^<]*)</a>', response.content.decode())


def refused(response: HttpResponse) -> str:
    """The summary of what was refused, on a page that is otherwise as it should be."""
    assert response.status_code == 422
    assert "<title>Error: " in response.content.decode()
    assert_valid_html(response)
    return text_of(response).partition("There is a problem")[2].partition("</ul>")[0]


def on(name: str, day: dt.date) -> dict[str, str]:
    """A date as the three boxes of a form send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
