"""Where staff sign-in differs from what django-allauth does by itself."""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from rooftree.foundations.models import SignIn
from rooftree.staffweb import directories

FRESH_SECONDS = 300
"""A sign-in this young need not be confirmed again before a second factor is changed."""
OWN_STAGES = {"allauth.mfa.stages.AuthenticateStage": "rooftree.staffweb.single_sign_on.SecondFactorStage"}


def check_own_way_in(email: str) -> None:
    """Raise ValidationError for somebody who signs in by their council's directory and in no other way.

    Decided by the address alone, so it tells nobody who has a sign-in here.
    """
    only = directories.only_way_for(settings.DIRECTORIES, email)
    if only:
        domain = email.rpartition("@")[2].lower()
        raise ValidationError(f"Whoever has an address at {domain} signs in with {only.name}. Use that button.")


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
        "not_signed_in": "You are not signed in. Try again, or use another way to sign in.",
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
        check_own_way_in(str(credentials.get("email", "")))
        sign_in = super().authenticate(request, **credentials)
        return sign_in if sign_in and sign_in.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: SignIn) -> HttpResponse:
        """Send somebody whose sign-in was closed back to the beginning, as if it never was."""
        messages.error(request, self.error_messages["not_signed_in"])
        return redirect("account_login")

    def get_login_stages(self) -> list[str]:
        """Ask for a second factor in our own way: not again where the council's directory has seen one."""
        return [OWN_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def reauthenticate(self, user: SignIn, password: str) -> bool:
        """Confirm a password against the sign-in's own address; allauth looks in a table we leave empty."""
        confirmed = self.authenticate(context.request, email=user.email, password=password)
        return confirmed is not None and confirmed.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again before a second factor is changed, unless the sign-in is fresh."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] <= FRESH_SECONDS:
            return False
        only = directories.only_way_for(settings.DIRECTORIES, request.user.email)
        if only or not get_reauthentication_flows(request.user):
            raise ImmediateHttpResponse(_to_their_directory(request, records))
        return True


def _to_their_directory(request: HttpRequest, records: list[dict[str, Any]]) -> HttpResponse:
    """Send somebody who has nothing to prove themselves with here to the directory by which they came."""
    code = next((record["provider"] for record in reversed(records) if "provider" in record), "")
    if directories.of_code(settings.DIRECTORIES, code) is None:
        raise PermissionDenied("Sign out, and sign in again, before you change how you sign in.")
    back = urlencode({"next": request.path})
    return redirect(f"{reverse('directory_sign_in', args=[code])}?{back}")


class DirectoryAccountAdapter(DefaultSocialAccountAdapter):
    """Asks councils' directories. Which there are stands in the settings, so no table is read."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        return []

    def get_requests_session(self) -> requests.Session:
        """A directory answers at the address that it gave: we are not led on to another."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the database is not enough."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Call the site by its own name where a phone lists its passkeys."""
        return super().get_public_key_credential_rp_entity() | {"name": "Rooftree"}

    def generate_authenticator_name(self, user: SignIn, type: Authenticator.Type) -> str:
        """Give a passkey a name until its owner gives a better one."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

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
