"""Writes into the log what happens to staff sign-ins: come in, turned away, gone, and changed.

Who failed to come in is written as a digest of the address: a password is easily typed in its place.
"""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest

from rooftree.foundations.tries import digest

log = logging.getLogger("rooftree.security")


@receiver(user_logged_in)
def _came_in(request: HttpRequest, user: Any, **_: Any) -> None:
    log.info("Signed in: sign-in:%s from %s", user.pk, where(request))


@receiver(user_logged_out)
def _left(request: HttpRequest, user: Any, **_: Any) -> None:
    log.info("Signed out: sign-in:%s from %s", getattr(user, "pk", None), where(request))


@receiver(user_login_failed)
def _turned_away(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    address = str(credentials.get("email", "")).strip().lower()
    known_as = digest("log", address)[:12]
    log.warning("Not signed in: wrong password for address %s from %s", known_as, where(request))


@receiver(password_changed)
def _password(request: HttpRequest, user: Any, **_: Any) -> None:
    log.warning("Password changed: sign-in:%s from %s", user.pk, where(request))


@receiver(authenticator_added)
def _added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    log.warning("Second factor added: %s of sign-in:%s from %s", authenticator.type, user.pk, where(request))


@receiver(authenticator_removed)
def _removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    log.warning("Second factor removed: %s of sign-in:%s from %s", authenticator.type, user.pk, where(request))


@receiver(authenticator_reset)
def _reset(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    log.warning("Second factor made anew: %s of sign-in:%s from %s", authenticator.type, user.pk, where(request))


def where(request: HttpRequest | None) -> str:
    """Return the address from which somebody asks, as far as our proxies tell it."""
    try:
        return get_adapter().get_client_ip(request) if request else "-"
    except PermissionDenied:
        return "-"
