"""How long an officer's session lasts: over after an hour of nothing, and after ten hours whatever happens.

An hour is a long call and its notes, or a lunch; ten hours a long day. The session's own date of expiry
moves each time that it is written, so both moments are kept in it.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

BEGAN, SEEN = "staff-began", "staff-seen"
IDLE_SECONDS = 60 * 60
NOTED_EVERY = 5 * 60
"""Seconds: when somebody was last seen is written so often at most, not at every click."""


class EndIdleSessions:
    """End a session that is over before anybody acts in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/staff/") and SESSION_KEY in request.session:
            _end_or_note(request, time.time())
        return self.get_response(request)


def _end_or_note(request: HttpRequest, now: float) -> None:
    began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
    if now - seen >= IDLE_SECONDS or now - began >= settings.SESSION_COOKIE_AGE:
        logout(request)
    elif BEGAN not in request.session or now - seen >= NOTED_EVERY:
        request.session[BEGAN], request.session[SEEN] = began, now


@receiver(user_logged_in)
def _begins(request: HttpRequest, **_: object) -> None:
    request.session[BEGAN] = request.session[SEEN] = time.time()
