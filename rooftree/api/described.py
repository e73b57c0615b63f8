"""Describes the API as OpenAPI 3.1: what each operation asks and answers, and what a token must be made for."""

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from rooftree.api.answers import Problem
from rooftree.api.problems import MEDIA_TYPE
from rooftree.machines.queries import labels_of_scopes

SCOPE = "x-scope"
"""The key under which an operation says what a token must be made for."""

DETAILS = {
    400: "The request makes no sense, or a write has no Idempotency-Key.",
    401: "There is no token, or it does not work.",
    403: "The token, or the officer whom it acts for, may not.",
    404: "There is nothing that the asker may see, or no page begins there.",
    409: "A rule said no. Nothing was changed.",
    413: "Too much was sent.",
    415: "It was not sent as JSON in UTF-8.",
    422: "Something in the request is not as described here, or the key was used for something else.",
    429: "Too many requests; Retry-After says when again.",
}
PARAMETERS = {
    "reference": "As it is quoted to residents.",
    "cursor": "`next` of the page before; the first page without one.",
    "limit": "How many on a page.",
    "number": "As the list before gave it.",
    "council": "The code of one of your councils.",
    "shown": "Only what is there for this reason; empty for all that is not held.",
    "order": "What is late and due first, unless said.",
    "q": "A name, part of an address, a phone or a reference.",
}
"""What parameters of these names are, in every operation."""
READING = (400, 401, 403, 404, 422, 429)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 429)

TAGS = {
    "find": "One box for people, homes, tenancies and cases.",
    "people": "Who somebody is, what we do differently, how to reach them safely.",
    "places": "Homes and other places, and who looks after them.",
    "tenancies": "Who holds which home, on what terms.",
    "cases": "Casework: by when, what next, the story, and what can be done.",
    "contacts": "Who got in touch, what they asked, and what came of it.",
    "worklists": "What is to be done, by whom, in which order, and why.",
    "who acts": "Teams, colleagues, and who you are.",
    "lists": "The codes that the rule book gives.",
}


def reads(operation_id: str, summary: str, *, scope: str, tag: str, out: Any) -> dict[str, Any]:
    """Return how an operation that changes nothing is described."""
    return _operation(operation_id, summary, scope=scope, tag=tag, answers={200: out}, wrong=READING)


def writes(
    operation_id: str, summary: str, *, scope: str, tag: str, out: Any, status: int = 200
) -> dict[str, Any]:
    """Return how an operation that changes something is described."""
    return _operation(operation_id, summary, scope=scope, tag=tag, answers={status: out}, wrong=WRITING)


def _operation(
    operation_id: str, summary: str, *, scope: str, tag: str, answers: dict[int, Any], wrong: tuple[int, ...]
) -> dict[str, Any]:
    return {
        "operation_id": operation_id,
        "summary": summary,
        "tags": [tag],
        "response": answers | dict.fromkeys(wrong, Problem),
        "openapi_extra": {SCOPE: scope},
    }


CASE_OPERATIONS = (
    *("get_case", "get_case_story", "take_case", "note_case", "promise", "add_task", "put_case_back"),
    *("give_case", "hand_over_case", "give_case_to_team", "answer_enquiry"),
)
"""What can be done next with a case that an answer names."""


def _leading_on(operation: Operation) -> dict[str, Any]:
    """Return what can be done next with the case that an operation answers."""
    names = {"DoneOut": "/case", "WorklistOut": "/items/0/reference", "OpenCasesOut": "/items/0/reference"}
    model: Any = next(iter(operation.response_models.values()))
    answered = getattr(model.model_fields["response"].annotation, "__name__", "")
    if answered not in names:
        return {}
    reference = {"reference": f"$response.body#{names[answered]}"}
    return {name: {"operationId": name, "parameters": reference} for name in CASE_OPERATIONS}


class Description(OpenAPISchema):
    """What django-ninja knows of the operations, with problems and scopes as they are."""

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        """Return the answers of an operation: what went wrong is a problem, and says so in its type."""
        found = super().responses(operation)
        for status, answer in found.items():
            if status >= 400:
                answer["description"] = DETAILS[status]
                answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
            elif links := _leading_on(operation):
                answer["links"] = links
            if status in (401, 429):
                header = "WWW-Authenticate" if status == 401 else "Retry-After"
                answer["headers"] = {header: {"schema": {"type": "string"}, "required": True}}
        return found

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        """Return the two ways in: a person's token, or a client's, made for this scope."""
        scope = (operation.openapi_extra or {}).get(SCOPE, "")
        return [{"token": []}, {"oauth": [scope] if scope else []}]

    def get_components(self) -> dict[str, Any]:
        """Return the parts that operations share, and the ways in."""
        components = dict(super().get_components())
        components["securitySchemes"] = {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A personal token: Your tokens, on the staff site, or `rooftree token`.",
            },
            "oauth": {
                "type": "oauth2",
                "description": "For another system, let in by an administrator.",
                "flows": {
                    "clientCredentials": {"tokenUrl": "/api/v1/oauth/token", "scopes": labels_of_scopes()},
                },
            },
        }
        return components


class House(NinjaAPI):
    """The API of the house, which describes itself as it is."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Begin to answer. Raises ValidationError for what stands after the ? and is nowhere described."""
        known = queries_of(self, str(request.method), path_of(request))
        if unknown := sorted(set(request.GET) - known):
            raise ValidationError([{"loc": ("query", unknown[0]), "type": "extra_forbidden"}])
        return super().create_temporal_response(request)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the description."""
        return Description(self, "api/v1/")


@cache
def description(api: NinjaAPI) -> dict[str, Any]:
    """Return the whole description of an API. It is made once: nothing in it changes while we run."""
    found = dict(api.get_openapi_schema())
    found["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
            for parameter in operation.get("parameters", ()):
                if words := PARAMETERS.get(parameter["name"]):
                    parameter["description"] = words
            if scope := operation.pop(SCOPE, ""):
                needs = f"Needs the scope `{scope}`."
                operation["description"] = f"{operation.get('description', '').strip()}\n\n{needs}".strip()
    return found


def path_of(request: HttpRequest) -> str:
    """Return the path of an operation as it is described: /api/v1/people/{reference}."""
    assert request.resolver_match is not None, "An operation answers at an address."
    return "/" + re.sub(r"<(?:[^>:]+:)?([^>]+)>", r"{\1}", request.resolver_match.route)


def queries_of(api: NinjaAPI, method: str, path: str) -> frozenset[str]:
    """Return the names that may stand after the ? of an operation."""
    operation = description(api)["paths"][path][method.lower()]
    return frozenset(each["name"] for each in operation.get("parameters", ()) if each["in"] == "query")
