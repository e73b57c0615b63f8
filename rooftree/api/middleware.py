"""What stands before every operation of the API: what is not heard at all, who asks, and for whom we act."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote_to_bytes

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from rooftree.api import problems
from rooftree.api.caller import ApiRequest, Caller
from rooftree.api.problems import MEDIA_TYPE, problem
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.tries import TooMany, count_try
from rooftree.machines.queries import rate_of
from rooftree.machines.secrets import looks_like_ours
from rooftree.machines.tokens import Bearer, bearer_of, officers_of

Respond = Callable[[HttpRequest], HttpResponseBase]

API = "/api/"
OAUTH = "/api/v1/oauth/token"
WITHOUT_TOKEN = frozenset({"/api/v1/", "/api/v1/openapi.json", OAUTH})
"""What anybody may read: how the API works. And where a client gets its token."""
LONGEST_BODY = 100_000
"""Bytes. The longest note and enquiry take a tenth of it."""
LONGEST_QUERY = 2_000
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
A_MINUTE = timedelta(minutes=1)

EXPECTED: dict[type[Exception], int] = {Http404: 404, PermissionDenied: 403, SuspiciousOperation: 400}

log = logging.getLogger("rooftree.api")


class AnswerMachines:
    """Answer requests of other systems: no session, no cookie, one way in, and every refusal in a sentence."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return self.get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        answer = _not_heard(request) or self._answer(request)
        answer = _in_a_sentence(request, answer)
        if asked == "HEAD" and isinstance(answer, HttpResponse):
            answer["Content-Length"] = str(len(answer.content))
            answer.content = b""
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what broke as every other problem, and keep what broke in our log."""
        if not request.path.startswith(API):
            return None
        for kind, status in EXPECTED.items():
            if isinstance(exception, kind):
                return problem(status, _SENTENCES[status])
        log.error("%s %s broke", request.method, request.path, exc_info=exception)
        return problem(500, "Something broke on our side. It is in our log. Nothing was changed.")

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in WITHOUT_TOKEN:
            return self.get_response(request)
        at = dates.now()
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return _unknown("Send a token: “Authorization: Bearer …”.", "")
        bearer = bearer_of(token.strip(), at=at)
        if bearer is None:
            return _unknown(
                "This token does not work: it is wrong, too old or revoked.", ', error="invalid_token"'
            )
        with acting_for(
            bearer.standing.councils,
            groups=bearer.standing.groups,
            who=bearer.who,
            where=get_adapter().get_client_ip(request),
        ):
            try:
                _count(bearer, at=at)
            except TooMany as refusal:
                return too_many(refusal, at=at)
            officers = officers_of(bearer, at=at)
            cast(ApiRequest, request).caller = Caller(bearer, officers, at)
            return self.get_response(request)


def _not_heard(request: HttpRequest) -> HttpResponse | None:
    """Return why a request is not heard at all, whoever sends it; None for one that is."""
    query = request.META.get("QUERY_STRING", "")
    if "\0" in request.path or "%00" in query or "\0" in query or not _is_text(query):
        return problem(400, "The address holds a sign that stands for nothing.")
    if len(query) > LONGEST_QUERY:
        return problem(400, f"What stands after the ? has at most {LONGEST_QUERY:,} characters.")
    if any(
        name in ("access_token", "token") or any(map(looks_like_ours, held)) for name, held in request.GET.lists()
    ):
        return problem(
            400,
            "A token is never sent in an address: addresses are kept in logs. "
            "Revoke it, make another, and send that as “Authorization: Bearer …”.",
        )
    if request.method not in WITH_BODY or not (length := _length(request)):
        return None
    if length > LONGEST_BODY:
        return problem(413, f"What is sent has at most {LONGEST_BODY:,} bytes.")
    wanted = FORM if request.path == OAUTH else JSON
    if request.content_type != wanted or request.headers.get("Content-Encoding", "identity") != "identity":
        return problem(415, f"Send {wanted}, not packed.")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        return problem(415, "Send text as UTF-8.")
    return None


def _is_text(query: str) -> bool:
    """Say whether what stands after the ? is text: UTF-8, percent-encoded or not, without half characters."""
    try:
        unquote_to_bytes(query.encode("latin-1", "surrogateescape")).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LONGEST_BODY + 1


def _unknown(sentence: str, error: str) -> HttpResponse:
    return problem(401, sentence, headers={"WWW-Authenticate": f'Bearer realm="Rooftree"{error}'})


def _count(bearer: Bearer, *, at: datetime) -> None:
    """Count a request of a token. Raises TooMany for more than it may make in a minute."""
    limit = rate_of(bearer.client_id) if bearer.client_id else settings.API_RATE
    count_try("api", bearer.who, limit=limit, per=A_MINUTE, at=at)


def too_many(refusal: TooMany, *, at: datetime) -> HttpResponse:
    """Return the answer to one who asks too often, with when they may ask again."""
    seconds = max(1, int((refusal.again_at - at).total_seconds()) + 1)
    return problem(429, str(refusal), headers={"Retry-After": str(seconds)})


_SENTENCES = {
    400: "This request makes no sense to us.",
    403: "You may not do this.",
    404: problems.NOT_YOURS,
    405: "This address does not take that method. The header Allow says which it takes.",
}


def _in_a_sentence(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Return the answer with what went wrong as a problem, whoever noticed it."""
    if request.method == "OPTIONS" and answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return HttpResponse(status=204, headers={"Allow": _allowed(answer)})
    if answer.status_code < 400 or answer.headers.get("Content-Type", "").startswith((MEDIA_TYPE, JSON)):
        return answer
    sentence = _SENTENCES.get(answer.status_code, "Something went wrong.")
    kept = {name: answer.headers[name] for name in ("WWW-Authenticate", "Retry-After") if name in answer.headers}
    if "Allow" in answer.headers:
        kept["Allow"] = _allowed(answer)
    return problem(answer.status_code, sentence, headers=kept)


def _allowed(answer: HttpResponseBase) -> str:
    allowed = {method.strip() for method in answer.headers["Allow"].split(",")} | {"OPTIONS"}
    return ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set())))
