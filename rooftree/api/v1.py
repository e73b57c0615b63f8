"""The API, version 1: its parts, how it reads what is sent, and what it says when something is wrong."""

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from rooftree.api import cases, casework, contacts, find, lists, people, places, tenancies, who, worklists
from rooftree.api.described import House
from rooftree.api.problems import NOT_YOURS, problem, where
from rooftree.api.writing import HEADER, KeyUsedError
from rooftree.foundations.refusals import Refused

DESCRIPTION = """\
The record and the casework of a council's housing service, for the council's other systems.

Every request is made for an officer, or for a client that an administrator let in, and can do no more than
they: the same permissions, the same restricted records, the same audit as on the staff site.
What one may not know of is not found.

Writes take an `Idempotency-Key`. Lists come in pages: follow `next` as `cursor`. What goes wrong is a
problem as RFC 9457 writes it, with a sentence for a person.
"""


NO_JSON = "This is not JSON as RFC 8259 writes it, in UTF-8."


class StrictParser(Parser):
    """Reads JSON as it is written: no half characters, nothing nested without end, nothing twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what was sent. Raises HttpError for what is no JSON."""
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, NO_JSON) from error

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return what stands after the ?. Raises ValidationError for a name that stands there twice."""
        twice = [name for name, held in data.lists() if len(held) > 1 and name not in list_fields]
        if twice:
            raise ValidationError([{"loc": ("query", twice[0]), "msg": "It stands there twice. Say it once."}])
        return super().parse_querydict(data, list_fields, request)


class Token(HttpBearer):
    """Lets in who came in by the middleware, and nobody else."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return who asks; None for nobody, who is refused."""
        return getattr(request, "caller", None)


api = House(
    title="Rooftree",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    auth=Token(),
    parser=StrictParser(),
    openapi_extra={"info": {"license": {"name": "MIT", "identifier": "MIT"}}},
)
for part in (find, people, places, tenancies, cases, casework, contacts, worklists, who, lists):
    api.add_router("", part.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(409, str(refusal))


@api.exception_handler(KeyUsedError)
def _key_used(request: HttpRequest, error: KeyUsedError) -> HttpResponse:
    sentence = "This key came with something else before. Nothing was done. Send this with a key of its own."
    return problem(422, sentence, errors=[{"parameter": HEADER, "detail": sentence}])


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
    return problem(403, str(denied))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    own = str(error)
    return problem(404, own if own and "matches the given query" not in own else NOT_YOURS)


@api.exception_handler(HttpError)
def _wrong(request: HttpRequest, error: HttpError) -> HttpResponse:
    sentence = NO_JSON if error.status_code == 400 else error.message
    return problem(error.status_code, sentence)


@api.exception_handler(ValidationError)
def _not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [{**where(each["loc"]), "detail": _sentence(each)} for each in error.errors]
    if any(each.get("parameter") == HEADER and "missing" in str(error.errors) for each in wrong):
        return problem(400, "Send an Idempotency-Key: a word of your own for this one request.", errors=wrong)
    return problem(422, "Something in the request is not as described.", errors=wrong)


def _sentence(error: dict[str, Any]) -> str:
    """Return what is wrong in a sentence, from what the checker says."""
    words = str(error.get("msg", "")).removeprefix("Value error, ")
    return {"missing": "Say this: it must be there.", "extra_forbidden": "There is no field of this name."}.get(
        str(error.get("type")), words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
    )
