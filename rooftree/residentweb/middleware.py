"""What stands before every resident's page: whose pages they are, who is signed in, and in which language."""

import time
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.record import portal
from rooftree.residentweb import councils, languages, sessions
from rooftree.residentweb.requests import PortalRequest

Respond = Callable[[HttpRequest], HttpResponseBase]

ELSEWHERE = ("/staff/", "/calendars/", "/static/", "/accent/", "/api/", "/hub/", "/favicon.ico")
NAMESPACE = "resident"


class ActAsResident:
    """Act for the signed-in resident until the answer is sent, and no longer.

    Sets `request.resident`, `request.standing` and `request.councils`. A visitor has no resident, and sees
    nothing of the record: a page that is open to all says itself for what it acts.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(PortalRequest, request)
        asked.resident = asked.standing = None
        if request.path.startswith(ELSEWHERE):
            with translation.override(languages.STAFF):
                return self.get_response(request)
        answer = self._answer(asked)
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    def process_view(self, request: HttpRequest, view: Any, *_: object) -> HttpResponseBase | None:
        """Send whoever is not signed in to sign in, unless the page is open to all."""
        match = request.resolver_match
        if match is None or NAMESPACE not in match.namespaces or getattr(view, "open_to_all", False):
            return None
        asked = cast(PortalRequest, request)
        return None if asked.resident else _to_sign_in(asked)

    def _answer(self, request: PortalRequest) -> HttpResponseBase:
        session = sessions.of(request)
        now = dates.now()
        request.over = session.why_over(now.timestamp()) if session else ""
        standing = None
        if session and not request.over:
            standing = portal.standing(
                session.council,
                session.account,
                authority_id=session.authority,
                since=session.since_at,
                on=dates.london_day(now),
            )
        council = _council(request, session.council if standing and session else None)
        request.councils = (council,) if council else ()
        if standing is None or session is None or council is None or council.pk != session.council:
            with translation.override(languages.spoken(languages.of_visitor(request))):
                return self.get_response(request)
        sessions.note(request, session, now.timestamp())
        request.standing, request.resident = standing, standing.resident
        with (
            translation.override(languages.spoken(standing.language)),
            acting_for(
                [council.pk],
                opened=standing.opened,
                cases=standing.cases,
                who=f"resident:{session.account}",
                where=get_adapter().get_client_ip(request),
            ),
        ):
            return self.get_response(request)


def _council(request: HttpRequest, signed_in: int | None) -> Council | None:
    """Return whose pages these are: the host's; else that of who is signed in; else what was chosen."""
    if signed_in is not None and not councils.told_by_host(request):
        return Council.objects.get(pk=signed_in)
    return councils.council_of(request)


def _to_sign_in(request: PortalRequest) -> HttpResponseBase:
    """Send somebody to sign in and come back, with what they had typed kept if their session was just over."""
    session = sessions.of(request)
    said = {"next": request.get_full_path() if request.method == "GET" else "/"}
    if session:
        said["over"] = over = session.why_over(time.time()) or "ended"
        kept = request.method == "POST" and over != "ended" and sessions.keep_typed(request, session)
        if kept:
            said["next"] = reverse("resident:typed")
        request.session.pop(sessions.KEY, None)
    address = f"{reverse('resident:sign_in')}?{urlencode(said)}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)
