"""Pages on which a visitor chooses a council or a language."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rooftree.foundations.models import Council
from rooftree.people.actions import portal as accounts
from rooftree.residentweb import councils, languages
from rooftree.residentweb.following import safe_path
from rooftree.residentweb.requests import PortalRequest, open_to_all

Page = Callable[[PortalRequest], HttpResponse]


def with_council(page: Page) -> Page:
    """Ask first which council it is, where neither the host nor the visitor has told."""

    @wraps(page)
    def ask_first(request: PortalRequest) -> HttpResponse:
        if request.councils:
            return page(request)
        return redirect(f"{reverse('resident:council')}?{urlencode({'next': request.get_full_path()})}")

    return ask_first


@open_to_all
def council(request: PortalRequest) -> HttpResponse:
    """Ask which council somebody's home or question belongs to, and remember it."""
    following = safe_path(request, request.POST.get("next") or request.GET.get("next"), otherwise="/sign-in/")
    if councils.told_by_host(request) or request.resident:
        return redirect(following)
    served = list(Council.objects.all())
    wanted = request.POST.get("council", "")
    if request.method == "POST" and wanted in {each.code for each in served}:
        answer = redirect(following)
        councils.remember(answer, councils.council_cookie(), wanted)
        return answer
    missed = request.method == "POST"
    shown = {"served": served, "following": following, "missed": missed}
    return render(request, "portal/council.html", shown, status=422 if missed else 200)


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language from now on; somebody who is signed in has it remembered."""
    asked = cast(PortalRequest, request)
    answer = redirect(safe_path(request, request.POST.get("next")))
    wanted = request.POST.get("language", "")
    if wanted not in languages.NAMES:
        return answer
    councils.remember(answer, languages.language_cookie(), wanted)
    if asked.resident:
        accounts.choose_language(asked.resident.account_id, wanted)
    return answer
