"""Ways for an officer to come in: by the page, or, where signing in is not what a test is about, at once."""

from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from rooftree.staff.models import Officer
from rooftree.staffweb.tests.visits import sign_in_as
from tests.live import LiveSite

PASSWORD = "correct horse battery staple"


def sign_in(page: Page, email: str) -> None:
    """Sign in by the page, with the password that the builders give."""
    page.goto("/staff/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def come_in(page: Page, site: LiveSite, officer: Officer) -> None:
    """Give the browser the cookie of a session that has begun already."""
    session = sign_in_as(Client(), officer).cookies[settings.SESSION_COOKIE_NAME]
    host = urlsplit(site.address).hostname
    page.context.add_cookies([{"name": session.key, "value": session.value, "domain": host, "path": "/"}])
