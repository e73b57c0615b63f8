"""Answers of a journey of several pages, kept in the session until it is sent.

A draft is kept for a day. One that somebody began before signing in goes in with them; one of an account
is that account's alone, and is still there when its session was over and they sign in again. Signing out
forgets it.
"""

import time
from typing import Any

from django.http import HttpRequest

ASK = "resident-draft-ask"
POINT = "resident-draft-point"
DEBIT = "resident-draft-debit"
DRAFTS = (ASK, POINT, DEBIT)
KEPT_FOR = 24 * 60 * 60


def read(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return what was answered so far; nothing where there is no draft, or an old one."""
    held = request.session.get(name)
    if not held or time.time() - held["at"] > KEPT_FOR:
        return {}
    return dict(held["answers"])


def write(request: HttpRequest, name: str, answers: dict[str, Any], *, account: int | None, at: float) -> None:
    """Keep what was answered so far. `account` is whose it is; none for a visitor's."""
    request.session[name] = {"account": account, "at": at, "answers": answers}


def forget(request: HttpRequest, name: str) -> None:
    """Forget a draft that was sent."""
    request.session.pop(name, None)


def carried(request: HttpRequest, account: int) -> dict[str, Any]:
    """Return the drafts that somebody who signs in takes along: their own, and those begun before signing in."""
    held = {name: request.session[name] for name in DRAFTS if name in request.session}
    return {name: draft for name, draft in held.items() if draft["account"] in (None, account)}
