"""Where staff sign-in differs from what django-allauth does by itself."""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from rooftree.foundations.models import SignIn

FRESH_SECONDS = 300
"""A sign-in this young need not be confirmed again before a second factor is changed."""


class AccountAdapter(DefaultAccountAdapter):
    """Signs staff in by email address and password. Nobody registers: sign-ins are made for officers."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That email address and password do not belong together. "
        "Check both; a password's capitals matter.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again.",
        "rate_limited": "There were too many tries. Wait five minutes, then try again.",
        "enter_current_password": "That is not your present password",
        "incorrect_password": "That is not your password",
        "incorrect_code": "That is not the code. Codes change every 30 seconds: enter the newest one",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this site, whatever other hosts it answers to: an open redirect helps a phisher."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={context.request.get_host()}, require_https=context.request.is_secure()
        )

    def authenticate(self, request: HttpRequest, **credentials: object) -> SignIn | None:
        """Treat a sign-in that was closed as one that never was, so that a guesser learns nothing."""
        sign_in = super().authenticate(request, **credentials)
        return sign_in if sign_in and sign_in.is_active else None

    def reauthenticate(self, user: SignIn, password: str) -> bool:
        """Confirm a password against the sign-in's own address; allauth looks in a table we leave empty."""
        confirmed = self.authenticate(context.request, email=user.email, password=password)
        return confirmed is not None and confirmed.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again before a second factor is changed, unless the sign-in is fresh."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_SECONDS


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the database is not enough."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the square code as it may stand inside a page: without a line that begins an XML file."""
        svg = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise PermissionDenied(
                "Your second factor was kept under a secret key that this site no longer has. "
                "Whoever looks after sign-ins can let you set it up again."
            ) from error


def keep_under_present_key(sign_in: SignIn) -> None:
    """Encrypt the second factors of somebody who just used one under the present secret key.

    So an earlier key can be let go of once everybody has signed in.
    """
    if not settings.SECRET_KEY_FALLBACKS:
        return
    for authenticator in Authenticator.objects.filter(user=sign_in):
        for name in {"secret", "seed"} & authenticator.data.keys():
            authenticator.data[name] = _cipher().rotate(authenticator.data[name].encode()).decode()
        authenticator.save(update_fields=["data"])


def _cipher() -> MultiFernet:
    """Return the cipher of the present secret key, which still reads what earlier keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(Fernet(urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest())) for key in keys)
