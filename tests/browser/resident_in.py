"""A resident comes in, where signing in is not what a test is about."""

from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from rooftree.people.models import PortalAccount
from tests.live import LiveSite
from tests.residents import let_in


def come_in_as_resident(page: Page, site: LiveSite, account: PortalAccount) -> None:
    """Give the browser the cookie of a resident's session that has begun already."""
    session = let_in(Client(), account).session.session_key
    host = urlsplit(site.address).hostname
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": host, "path": "/"}]
    )
