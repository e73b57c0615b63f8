"""Where another system gets a token for an hour: OAuth 2.0 client credentials, RFC 6749 section 4.4.

The protocol is oauthlib's; whose secret it is, and what it was let in for, is ours.
"""

import logging
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

from rooftree.api.described import DETAILS
from rooftree.api.middleware import too_many
from rooftree.api.problems import MEDIA_TYPE
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.tries import TooMany, count_try
from rooftree.machines.actions import give_access
from rooftree.machines.models import Credential
from rooftree.machines.rules import ACCESS_LIFE
from rooftree.machines.tokens import client_secret

# It would write the tokens that it gives into a log of details.
logging.getLogger("oauthlib").setLevel(logging.INFO)

TRIES, PER = 30, timedelta(minutes=1)
"""How often one client, and one address, may ask."""


@dataclass(frozen=True)
class _Known:
    """A client that proved itself, as oauthlib wants one."""

    client_id: str
    secret: Credential


class _Clients(RequestValidator):
    """Says to oauthlib which clients there are, and gives them tokens."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether a client proved itself, by the header or in the body, but not by both."""
        identifier, secret = _sent(request)
        held = client_secret(identifier, secret, at=self.at) if identifier and secret else None
        if held:
            request.client = _Known(identifier, held)
        return held is not None

    def validate_grant_type(self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any) -> bool:
        """Say whether this is how clients get tokens: it is the only way."""
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        """Return everything that the client was let in for."""
        return list(request.client.secret.scopes)

    def validate_scopes(self, client_id: str, scopes: list[str], client: Any, request: Any, *args: Any) -> bool:
        """Say whether the client was let in for all of this."""
        return bool(scopes) and set(scopes) <= set(client.secret.scopes)

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        """Give the token: made by us, kept as a digest."""
        secret = request.client.secret
        with acting_for([secret.council_id], who=f"client:{secret.client_id}"):
            token["access_token"] = give_access(secret, request.scopes, at=self.at).token


def _sent(request: Any) -> tuple[str, str]:
    """Return the client's name and secret, as RFC 6749 section 2.3.1 lets them be sent; nothing for both ways."""
    scheme, _, encoded = str(request.headers.get("Authorization", "")).partition(" ")
    in_body = (request.client_id or "", getattr(request, "client_secret", None) or "")
    if not encoded:
        return in_body
    if scheme.lower() != "basic" or any(in_body):
        return "", ""
    try:
        identifier, _, secret = b64decode(encoded, validate=True).decode("ascii").partition(":")
    except ValueError:
        return "", ""
    return unquote_plus(identifier), unquote_plus(secret)


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Answer a client that asks for a token. What is wrong is said as RFC 6749 section 5.2 says it."""
    at = dates.now()
    try:
        count_try("api.oauth", get_adapter().get_client_ip(request), limit=TRIES, per=PER, at=at)
    except TooMany as refusal:
        return too_many(refusal, at=at)
    server = BackendApplicationServer(
        _Clients(at), token_expires_in=int(ACCESS_LIFE.total_seconds()), token_generator=lambda asked: ""
    )
    headers, body, status = server.create_token_response(
        request.build_absolute_uri(),
        http_method="POST",
        body=request.body.decode("utf-8", "replace"),
        headers={name: request.headers.get(name, "") for name in ("Authorization", "Content-Type")},
    )
    answer = HttpResponse(body or b"{}", status=status, content_type="application/json")
    for name in ("Cache-Control", "Pragma", "WWW-Authenticate"):
        if name in headers:
            answer[name] = headers[name]
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="Rooftree"'
    return answer


_ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    "required": ["error"],
}
_TOKEN = {
    "type": "object",
    "properties": {
        "access_token": {"type": "string"},
        "token_type": {"type": "string", "enum": ["Bearer"]},
        "expires_in": {"type": "integer"},
        "scope": {"type": "string"},
    },
    "required": ["access_token", "token_type", "expires_in"],
}


def _problem(words: str) -> dict[str, Any]:
    return {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def described() -> dict[str, Any]:
    """Return how this is described in OpenAPI."""
    form = {
        "type": "object",
        "properties": {
            "grant_type": {"type": "string", "enum": ["client_credentials"]},
            "scope": {"type": "string", "description": "Scopes with a space between; else all that it may."},
            "client_id": {"type": "string"},
            "client_secret": {"type": "string", "format": "password"},
        },
        "required": ["grant_type"],
    }
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    return {
        "operationId": "get_token",
        "summary": "Get a token for an hour",
        "description": "OAuth 2.0 client credentials, RFC 6749 section 4.4. The client proves itself by HTTP "
        "Basic, or with `client_id` and `client_secret` in the body; never in the address.",
        "tags": ["tokens"],
        "security": [{"client": []}, {}],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": _TOKEN}}},
            "400": {"description": "The request is wrong.", "content": {"application/json": {"schema": _ERROR}}},
            "401": {
                "description": "The client is not known.",
                "content": {"application/json": {"schema": _ERROR}},
            },
            **{str(status): _problem(DETAILS[status]) for status in (413, 415, 429)},
        },
    }
