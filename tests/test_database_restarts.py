"""PostgreSQL is restarted under a running server: the next request works, and an open form is sent once."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg
import pytest

from rooftree.config import embedded, roles
from tests.live import a_var_folder, serve

pytestmark = pytest.mark.faults

NAME = "rooftree_restarts"
PASSWORD = "correct horse battery staple"
SET_UP = f"""
import django
django.setup()
from django.core.management import call_command
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council

call_command("migrate", database="owner", verbosity=0)
Council.objects.using("owner").create(code="alder", name="Alder Borough Council")
with acting_for([Council.objects.get().pk], who="test"):
    from tests.builders import a_case, a_person, a_sign_in, an_officer

    an_officer("team_leader", sign_in=a_sign_in("asha@example.test", {PASSWORD!r}))
    print(a_case(a_person()).reference)
"""


@dataclass(frozen=True)
class Service:
    """A site on a database server of its own, with an officer and a case."""

    folder: Path
    address: str
    reference: str

    def restart_database(self) -> None:
        embedded.stop(self.folder)
        embedded.start(self.folder, durable=False)

    def notes(self) -> list[str]:
        with psycopg.connect(embedded.address(self.folder, roles.OWNER, NAME)) as owner:
            return [words for (words,) in owner.execute("SELECT words FROM cases_event WHERE kind = 'case.noted'")]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with a_var_folder() as var:
        folder = var / "postgres"
        admin = embedded.start(folder, durable=False)
        roles.make(admin, NAME)
        urls = {
            "DATABASE_URL": embedded.address(folder, roles.APP, NAME),
            "DATABASE_OWNER_URL": embedded.address(folder, roles.OWNER, NAME),
        }
        reference = set_up(urls)
        with serve(urls["DATABASE_URL"], log=var / "web.log", ROOFTREE_DEMO="1") as site:
            yield Service(folder, site.address, reference)
        embedded.stop(folder)


def set_up(urls: dict[str, str]) -> str:
    environment = {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "rooftree.config.settings"}
    done = subprocess.run([sys.executable, "-c", SET_UP], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


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


@pytest.fixture
def officer(service: Service) -> Visitor:
    visitor = Visitor(service.address)
    page = visitor.read("/staff/sign-in/")
    visitor.send("/staff/sign-in/", {**hidden_in(page), "login": "asha@example.test", "password": PASSWORD})
    return visitor


def test_the_next_request_works(service, officer):
    case = f"/staff/cases/{service.reference}/"
    before = officer.read(case)

    service.restart_database()

    assert service.reference in before
    assert service.reference in officer.read(case)


def test_a_form_that_was_open_meanwhile_is_sent_once(service, officer):
    path = f"/staff/cases/{service.reference}/note/"
    form = {**hidden_in(officer.read(path)), "words": "She rang again."}

    service.restart_database()
    officer.send(path, form)
    officer.send(path, form)

    assert service.notes() == ["She rang again."]
