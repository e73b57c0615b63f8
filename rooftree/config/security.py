"""What stands before every request besides Django's own guards, and headers that it does not send by itself."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from rooftree.foundations.links import LARGEST_NUMBER
from rooftree.foundations.tries import TooMany
from rooftree.pages import errors
from rooftree.staffweb.security_events import where

Respond = Callable[[HttpRequest], HttpResponseBase]

NOT_NEEDED = ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
POLICY = ", ".join(f"{feature}=()" for feature in NOT_NEEDED)

LARGEST_REQUEST = 64_000_000
"""Bytes. The largest file that is kept is smaller (limit files.largest), and so is every form with it."""

SIGN_OUTS = {"account_logout", "resident:sign_out"}
REFUSALS = {400, 401, 403, 405, 413, 415, 429}

log = logging.getLogger("rooftree.security")


class PermissionsPolicy:
    """Tell the browser which of its powers our pages never use, and to forget our pages after signing out."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", POLICY)
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name in SIGN_OUTS:
            answer.headers.setdefault("Clear-Site-Data", '"cache", "storage"')
        return answer


class NoteRefusals:
    """Write every request that was refused into the log: who, from where, what; never what was sent."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if answer.status_code in REFUSALS:
            somebody = getattr(request, "_cached_user", None)
            who = f"sign-in:{somebody.pk}" if somebody and somebody.pk else "nobody"
            log.warning(
                "Refused with %s: %s %s, by %s from %s",
                answer.status_code,
                request.method,
                request.path,
                who,
                where(request),
            )
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer whoever tried too often, where a page did not do so itself."""
        return errors.too_many(request, exception) if isinstance(exception, TooMany) else None


class RefuseAtTheDoor:
    """Refuse what is too large before it is read, and a machine that would send its token in the clear.

    A browser that comes without HTTPS is led to it; a machine would be led there each time, and its
    token would have been read on the way by then.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _length(request) > LARGEST_REQUEST:
            return HttpResponse(
                "That is larger than anything that is kept here.\n", "text/plain; charset=utf-8", 413
            )
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            words = "Use HTTPS. Make a new token: this one was sent in the clear."
            said = {"title": "Forbidden", "status": 403, "detail": words}
            return JsonResponse(said, status=403, content_type="application/problem+json")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, found: dict[str, object]) -> None:
        """Find nothing under a number or a sign that the database does not know: asked for it, it would break."""
        for part in found.values():
            if (isinstance(part, int) and part > LARGEST_NUMBER) or (isinstance(part, str) and "\0" in part):
                raise Http404("There is nothing under this address.")


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
