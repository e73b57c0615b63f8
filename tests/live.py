"""A real server and a real browser for tests: what a resident's or an officer's own machine would show.

The server is a process of its own on a free port, and logs in to the test database as the app. A
test builds its data with the ORM first, committed, and then drives the browser:

    @pytest.mark.browser
    def test_an_adviser_finds_a_person(live_site, page):
        a_person("Grace", "Okafor")

        page.goto("/staff/")
        …
        assert_no_axe_violations(page)

A script that fails, or that the page's own policy refuses, fails the test.
"""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import global_settings
from django.conf import settings as site
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings

from rooftree.config import embedded
from rooftree.config.free_ports import free_port

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30
PHONE = {"width": 360, "height": 640}
SCREEN = {"width": 1280, "height": 900}

AXE_RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""Every rule of axe, and the size of targets from WCAG 2.2, which it leaves out unless asked."""
VIOLATIONS = "rules => axe.run(rules).then(({violations}) => ({violations}))"
"""What is wrong, without the list of all that is right, which takes as long to hand over as to find."""


@dataclass(frozen=True)
class LiveSite:
    """A site that is being served."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def served_site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """Serve the site from the test database, as the demo does: officers need no second factor."""
    with serve(database_url, log=tmp_path_factory.mktemp("live") / "web.log", ROOFTREE_DEMO="1") as site:
        yield site


@pytest.fixture
def live_site(served_site: LiveSite, transactional_db: None, settings: Settings) -> LiveSite:
    """The served site, with what this test commits, taken away again after it.

    Passwords are hashed as the server hashes them, not as quickly as in other tests: but each once.
    """
    settings.PASSWORD_HASHERS = ["tests.live.EachOnce", *global_settings.PASSWORD_HASHERS]
    return served_site


class EachOnce(PBKDF2PasswordHasher):
    """Hashes as the server does, with one salt for all: the same password need not be hashed slowly twice."""

    _known: dict[tuple[str, str, int], str] = {}

    def salt(self) -> str:
        return "OneSaltForAllThatTestsHash"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        asked = (password, salt, iterations or self.iterations)
        if asked not in self._known:
            self._known[asked] = super().encode(*asked)
        return self._known[asked]


@contextmanager
def serve(database_url: str, *, log: Path, **environment: str) -> Iterator[LiveSite]:
    """Serve the site on a free port for the length of a block, with these settings and our folder of files."""
    port = free_port()
    settings = {"DATABASE_URL": database_url, "ROOFTREE_VAR": str(site.VAR_DIR), **environment}
    command = [sys.executable, "-m", "rooftree.config.command_line", "serve", "--port", str(port)]
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*command, "--workers", "1", "--until-stdin-closes"],
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        _wait_until_ready(server, port, log)
        yield LiveSite(f"http://localhost:{port}", log)
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def a_var_folder() -> Iterator[Path]:
    """A folder for an embedded server of a test's own.

    Not pytest's: when we are root the server's account must pass through the folders above, and any
    other run of pytest shuts those again.
    """
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=ROOT / "var"))
    try:
        yield folder
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder)


def answer(port: int, path: str) -> int:
    """Return the status with which a server on this machine answers a path; 0 when it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    patience = time.monotonic() + READY_SECONDS
    while answer(port, "/readyz") != http.HTTPStatus.OK:
        assert server.poll() is None, f"The server stopped:\n{log.read_text()}"
        assert time.monotonic() < patience, f"The server is not ready:\n{log.read_text()}"
        time.sleep(0.1)


# --- Browsers ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, for the tests of one module.

    Playwright keeps an event loop in this thread while it is open, and Django refuses the ORM beside
    one. Nothing here is asynchronous, so in these modules it need not.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=_chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def _chromium() -> str:
    on_the_path = map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))
    found = os.environ.get("CHROMIUM") or next(filter(None, on_the_path), None)
    assert found, "The browser tests need Chromium. Install it, or set CHROMIUM to its path."
    return found


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on an office's screen."""
    return new_page(viewport=SCREEN)


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    """A page on a small phone that is touched."""
    return new_page(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)


@pytest.fixture
def page_without_javascript(new_page: Callable[..., Page]) -> Page:
    """A page in a browser that runs no scripts."""
    return new_page(viewport=SCREEN, java_script_enabled=False)


@pytest.fixture
def new_page(browser: Browser, live_site: LiveSite) -> Iterator[Callable[..., Page]]:
    """Open pages of the live site, each as a browser of its own; say at the end what went wrong in them."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(
            base_url=live_site.address, locale="en-GB", timezone_id="Europe/London", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda message: wrong.extend(_refusals(page, message)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == [], "\n".join(wrong)


def _refusals(page: Page, message: ConsoleMessage) -> list[str]:
    """Return what the page's own security policy refused, if this message says so."""
    return [f"{page.url}: {message.text}"] if "Content Security Policy" in message.text else []


def assert_no_axe_violations(page: Page) -> None:
    """Fail with a sentence for each thing on the page that keeps somebody from using it."""
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(VIOLATIONS, AXE_RULES))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_fits(page: Page) -> None:
    """Fail when a page must be scrolled sideways (WCAG 2.2, 1.4.10)."""
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, f"{page.url} is {wide} pixels wide on a screen of {shown}."
