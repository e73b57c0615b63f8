"""The two statements that every council's site must make: how accessible it is, and what it keeps."""

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rooftree.residentweb.councils import council_cookie
from rooftree.residentweb.languages import language_cookie
from rooftree.residentweb.requests import PortalRequest, open_to_all

WRITTEN_ON = date(2026, 11, 22)
"""When somebody last went through the accessibility statement: it is due again within a year."""


@open_to_all
def accessibility(request: PortalRequest) -> HttpResponse:
    """Say how accessible the site is (Public Sector Bodies Accessibility Regulations 2018, reg 8)."""
    return render(request, "portal/accessibility.html", {"written_on": WRITTEN_ON})


@open_to_all
def privacy(request: PortalRequest) -> HttpResponse:
    """Say what the site keeps of somebody, and in what cookies."""
    closing = _("until you close the browser")
    cookies = [
        (settings.SESSION_COOKIE_NAME, _("knows you again while you are signed in"), closing),
        (settings.CSRF_COOKIE_NAME, _("shows that what you send comes from our own page"), _("one year")),
        (council_cookie(), _("remembers which council you chose"), _("one year")),
        (language_cookie(), _("remembers which language you chose"), _("one year")),
    ]
    return render(request, "portal/privacy.html", {"cookies": cookies})
