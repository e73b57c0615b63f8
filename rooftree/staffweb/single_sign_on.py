"""Staff sign-in by a council's own directory: OpenID Connect, the authorization code flow with PKCE.

django-allauth leads somebody to the directory and back: the state that only this browser has, the
verifier of PKCE, the exchange of the code, and then the session. What the directory says is checked
here (`id_tokens`), and what follows from it is an action (`staff.actions.directories`). No token is
kept. docs/decisions/0021 says why it is divided so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooftree.foundations import dates, tries
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions
from rooftree.staff.actions.directories import Account, Followed
from rooftree.staffweb import directories
from rooftree.staffweb.directories import Directory
from rooftree.staffweb.id_tokens import NotBelieved, check_token, with_facts

log = logging.getLogger("rooftree.sign_in")

TRIES = 300
"""Beginnings and returns a minute from one address: a whole office may share it."""

AGAIN = {"prompt": "login"}
"""Somebody who is signed in already comes to prove that it is still they: the directory asks anew."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NoAnswer(Exception):
    """The directory did not answer, or not as its published description says. Holds no token."""


@dataclass(frozen=True)
class Came:
    """Who came back from a directory, and what the session may rest on."""

    account: Account
    has_second_factor: bool
    next: str
    with_groups: bool


# --- The way there and back -------------------------------------------------------------------------


class DirectoryAdapter(OpenIDConnectOAuth2Adapter):
    """Asks one directory."""

    def __init__(self, request: HttpRequest, provider: "DirectoryProvider") -> None:
        super().__init__(request, provider.app.provider_id)
        self._provider = provider

    def get_provider(self) -> "DirectoryProvider":
        return self._provider

    @property
    def openid_config(self) -> Mapping[str, Any]:
        """The directory's description of itself, which must be of the issuer that the settings name."""
        if not hasattr(self, "_openid_config"):
            described = _ask(self._provider.server_url)
            issuer = self._provider.app.settings["server_url"]
            if not isinstance(described, dict) or described.get("issuer") != issuer:
                raise NotBelieved("the description is of another directory")
            if not all(_is_safe(described.get(each, ""), issuer) for each in ENDPOINTS):
                raise NotBelieved("the description leaves out where to ask, or names an address without HTTPS")
            self._openid_config = described
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return build_absolute_uri(request, reverse("directory_return", args=[app.provider_id]), None)


class DirectoryProvider(OpenIDConnectProvider):
    """One directory of the settings, as django-allauth knows it."""

    oauth2_adapter_class = DirectoryAdapter

    def __init__(self, request: HttpRequest, directory: Directory) -> None:
        app = SocialApp(
            provider=OpenIDConnectProvider.id,
            provider_id=directory.code,
            name=directory.name,
            client_id=directory.client_id,
            secret=directory.client_secret,
            settings={
                "server_url": directory.issuer,
                "oauth_pkce_enabled": True,
                "scope": list(directory.scopes),
            },
        )
        super().__init__(request, app=app)

    @property
    def server_url(self) -> str:
        return self.wk_server_url(self.app.settings["server_url"].rstrip("/"))

    def get_oauth2_adapter(self, request: HttpRequest) -> DirectoryAdapter:
        return DirectoryAdapter(request, self)


@require_safe
@login_not_required
@never_cache
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Lead somebody to their council's directory."""
    directory = _directory(code)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("account_login")  # Another site may not begin it for them.
    provider = DirectoryProvider(request, directory)
    nonce = token_urlsafe(32)
    try:
        _count(request)
        return provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            nonce=nonce,
            auth_params={"nonce": nonce} | (AGAIN if request.user.is_authenticated else {}),
        )
    except tries.TooMany as refusal:
        return _refused(request, directory, str(refusal), status=429)
    except (NoAnswer, NotBelieved) as error:
        return _failed(request, directory, error)


@require_safe
@login_not_required
@never_cache
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in somebody who comes back from their council's directory, or say why not."""
    directory = _directory(code)
    at = dates.now()
    try:
        _count(request)
        came = _who_came(request, directory)
        followed = _follow(request, directory, came.account, at=at)
    except tries.TooMany as refusal:
        return _refused(request, directory, str(refusal), status=429)
    except (NoAnswer, NotBelieved) as error:
        return _failed(request, directory, error)
    except Refused as refusal:
        log.warning("Not signed in by the directory %s: %s", code, type(refusal).__name__)
        return _refused(request, directory, str(refusal))
    if not came.with_groups:
        log.warning("The directory %s left out the groups of a sign-in: its roles stay as they are.", code)
    for kept in followed.kept:
        messages.warning(request, kept)
    return _sign_in(request, directory, followed, came)


def _who_came(request: HttpRequest, directory: Directory) -> Came:
    """Return who comes back, with everything checked. Raises NotBelieved or NoAnswer."""
    state = statekit.unstash_state(request, provider_id=directory.code, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotBelieved("the visit was not begun here, or is over")
    if request.GET.get("iss", directory.issuer) != directory.issuer:
        raise NotBelieved("the answer is from somewhere else")
    if "error" in request.GET or not request.GET.get("code"):
        raise NotBelieved("the directory did not sign them in")
    asked = DirectoryAdapter(request, DirectoryProvider(request, directory))
    token, facts = _tokens(request, asked, str(state.get("pkce_code_verifier", "")))
    claims = check_token(
        token,
        keys=_ask(asked.openid_config.get("jwks_uri", "")),
        issuer=directory.issuer,
        client_id=directory.client_id,
        nonce=str(state["nonce"]),
    )
    claims = with_facts(claims, facts) if facts is not None else claims
    account = account_of(claims, directory)
    return Came(
        account=account,
        has_second_factor=saw_second_factor(claims, directory),
        next=str(state.get("next") or ""),
        with_groups=account.groups is not None,
    )


def _tokens(request: HttpRequest, asked: DirectoryAdapter, verifier: str) -> tuple[str, Any]:
    """Exchange the code for the ID token, and ask for the facts where the directory gives them separately."""
    app = asked.get_provider().app
    try:
        answer = asked.get_access_token_data(
            request, app, asked.get_client(request, app), pkce_code_verifier=verifier
        )
    except (OAuth2Error, requests.RequestException, KeyError, ValueError):
        raise NoAnswer("the directory took the code for no sign-in") from None
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotBelieved("the directory sent no ID token")
    address = asked.openid_config.get("userinfo_endpoint")
    facts = _ask(address, bearer=str(answer["access_token"])) if address else None
    return token, facts


def _is_safe(address: object, issuer: str) -> bool:
    """Return whether an address of a directory is as safe as the directory itself: by HTTPS, as a rule."""
    return isinstance(address, str) and address.startswith(("https://", f"{urlsplit(issuer).scheme}://"))


def _ask(address: str, *, bearer: str = "") -> Any:
    """Return what the directory answers at an address. Raises NoAnswer."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError):
        raise NoAnswer("the directory does not answer") from None


# --- What the directory says ------------------------------------------------------------------------


def account_of(claims: Mapping[str, Any], directory: Directory) -> Account:
    """Return whom checked claims are of. The address counts only if verified, and of the directory's domains."""
    email = str(claims.get(directory.email_claim) or "").strip().lower()
    is_verified = str(claims.get(directory.verified_claim)).lower() in ("true", "1")
    return Account(
        directory=directory.code,
        issuer=directory.issuer,
        subject=claims["sub"],
        email=email if is_verified and directory.speaks_for(email) else "",
        name=str(claims.get(directory.name_claim) or ""),
        groups=_groups(claims, directory.groups_claim),
    )


def _groups(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    """Return the groups that a directory names; None where it says that they are too many to name."""
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, dict) and claim in elsewhere:
        return None
    said = claims.get(claim, [])
    return frozenset(map(str, said)) if isinstance(said, list) else frozenset({str(said)})


def saw_second_factor(claims: Mapping[str, Any], directory: Directory) -> bool:
    """Return whether the directory says that it saw a second factor, in a way that the settings accept."""
    ways = claims.get("amr")
    said = {*(ways if isinstance(ways, list) else ()), claims.get("acr")}
    return bool(directory.second_factor & {each for each in said if isinstance(each, str)})


def _follow(request: HttpRequest, directory: Directory, account: Account, *, at: datetime) -> Followed:
    """Find the sign-in and bring its roles up to date, for the councils that the directory speaks for."""
    councils = list(Council.objects.filter(code__in=directory.councils).values_list("pk", flat=True))
    where = get_account_adapter().get_client_ip(request)
    with acting_for(councils, who=f"directory:{directory.code}", where=where):
        return actions.sign_in_by_directory(account, councils=councils, may_add=directory.may_add, at=at)


# --- The session ------------------------------------------------------------------------------------


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the council's directory has seen one that the settings accept."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record["method"] == "mfa" and record.get("type") == "directory" for record in records):
            return False
        return super()._should_handle(request)


def _sign_in(request: HttpRequest, directory: Directory, followed: Followed, came: Came) -> HttpResponse:
    logout(request)  # Whoever was signed in here before is not any more, nor what they proved.
    record_authentication(request, followed.sign_in, "socialaccount", provider=directory.code)
    if came.has_second_factor:
        record_authentication(request, followed.sign_in, "mfa", type="directory")
    return perform_login(request, Login(user=followed.sign_in, redirect_url=came.next or None))


def _directory(code: str) -> Directory:
    directory = directories.of_code(settings.DIRECTORIES, code)
    if directory is None:
        raise Http404("There is no such directory.")
    return directory


def _count(request: HttpRequest) -> None:
    address = get_account_adapter().get_client_ip(request)
    tries.count_try("staff.directory", address, limit=TRIES, per=timedelta(minutes=1), at=dates.now())


def _failed(request: HttpRequest, directory: Directory, error: NoAnswer | NotBelieved) -> HttpResponse:
    """Say that the directory's answer cannot be used. Neither the page nor the log shows what it was."""
    log.warning("Not signed in by the directory %s: %s", directory.code, error)
    reason = (
        f"You are not signed in, because {error}. Try again. If it happens twice, tell whoever looks after "
        "sign-ins at your council these words."
    )
    return _refused(request, directory, reason, status=502 if isinstance(error, NoAnswer) else 403)


def _refused(request: HttpRequest, directory: Directory, reason: str, *, status: int = 403) -> HttpResponse:
    shown = {"directory": directory, "reason": reason}
    return render(request, "account/directory_refused.html", shown, status=status)
