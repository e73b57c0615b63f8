"""The two statements that every council's site must make: how accessible it is, and what it keeps."""

from django.http import HttpResponse
from django.shortcuts import render

from rooftree.residentweb.requests import PortalRequest, open_to_all


@open_to_all
def accessibility(request: PortalRequest) -> HttpResponse:
    """Say how accessible the site is (Public Sector Bodies Accessibility Regulations 2018, reg 8)."""
    return render(request, "portal/accessibility.html")


@open_to_all
def privacy(request: PortalRequest) -> HttpResponse:
    """Say what the site keeps of somebody, and in what cookies."""
    return render(request, "portal/privacy.html")
