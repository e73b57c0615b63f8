"""Checks that a page is valid HTML, and keeps what our own pages promise besides.

`assert_valid_html(response)` is for every page test to call. The validator is html-validate, run by
Node.js; it is started once for all tests, and needs no network.
"""

import atexit
import json
import shutil
import subprocess
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from django.http import HttpResponse

ROOT = Path(__file__).resolve().parents[3]


def assert_valid_html(response: HttpResponse) -> None:
    """Fail with every fault of the page that a response carries."""
    assert response["Content-Type"].startswith("text/html"), f"This is {response['Content-Type']}, not a page."
    text = response.content.decode()
    found = faults(text) + broken_promises(text)
    assert not found, "\n".join(["The page has faults:", *found])


def faults(text: str) -> list[str]:
    """Return what the validator finds wrong, each with its line, column and rule."""
    validator = _validator()
    validator.stdin.write(json.dumps(text) + "\n")
    validator.stdin.flush()
    answer = validator.stdout.readline()
    assert answer, "The validator of pages stopped. Has bin/assets been run?"
    return json.loads(answer)


def broken_promises(text: str) -> list[str]:
    """Return what a valid page of ours may still lack: a token in its forms, one h1, links that lead somewhere."""
    page = _Page()
    page.feed(text)
    found = [f"The form to {form!r} has no token against forgery." for form in page.forms_without_token]
    found += [f"A link leads to #{name}, which is not on the page." for name in sorted(page.wanted - page.ids)]
    if page.is_whole and page.headings.count("h1") != 1:
        found.append(f"The page has {page.headings.count('h1')} h1, not one.")
    return found


class _Page(HTMLParser):
    """Gathers what `broken_promises` looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.is_whole = False
        self.headings: list[str] = []
        self.ids: set[str] = set()
        self.wanted: set[str] = set()
        self.forms_without_token: list[str] = []
        self._post_form: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "html":
            self.is_whole = True
        elif tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        elif tag == "a" and given.get("href", "").startswith("#") and len(given["href"]) > 1:
            self.wanted.add(given["href"][1:])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self._post_form = given.get("action", "this page")
        elif tag == "input" and given.get("name") == "csrfmiddlewaretoken":
            self._post_form = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._post_form is not None:
            self.forms_without_token.append(self._post_form)
            self._post_form = None


@lru_cache
def _validator() -> subprocess.Popen[str]:
    brought = ROOT / ".venv" / "bin" / "node"  # by bin/assets, where the machine's own will not do
    node = str(brought) if brought.exists() else shutil.which("node")
    assert node, "There is no Node.js to validate pages with: run bin/assets."
    validator = subprocess.Popen(
        [node, str(Path(__file__).parent / "validate.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    atexit.register(validator.terminate)
    return validator
