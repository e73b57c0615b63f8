"""A browser without a picture, for tests of a served site that need no Chromium."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


class Visitor:
    """A browser without a picture: it keeps cookies and fills in forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(self, path: str) -> str:
        return self.opener.open(f"{self.address}{path}", timeout=20).read().decode()

    def send(self, path: str, form: dict[str, str]) -> str:
        """Send a form to the page that it came from, and return the page that comes then."""
        address = f"{self.address}{path}"
        asked = Request(address, urlencode(form).encode(), headers={"Referer": address})
        return self.opener.open(asked, timeout=20).read().decode()


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page, without those that a script fills in."""
    main = page[page.index("<main") :]
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*value=[^>]*>', main)
    return {found(r'name="([^"]*)"', field): found(r'value="([^"]*)"', field) for field in fields}


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text}."
    return match.group(1)
