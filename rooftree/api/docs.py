"""How the API works: for programs as OpenAPI, and for people as one plain page without any script of others."""

from functools import cache
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from rooftree.api import oauth
from rooftree.api.described import description
from rooftree.api.problems import NOT_YOURS
from rooftree.api.v1 import api
from rooftree.machines.queries import labels_of_scopes

A_DAY = "public, max-age=3600"


@cache
def whole() -> dict[str, Any]:
    """Return the whole description, the way to a token with it."""
    found = description(api)
    schemes = found["components"]["securitySchemes"]
    schemes["client"] = {"type": "http", "scheme": "basic", "description": "A client's name and its secret."}
    tokens = {"name": "tokens", "description": "How another system comes in."}
    paths = {**found["paths"], "/api/v1/oauth/token": {"post": oauth.described()}}
    return {**found, "paths": paths, "tags": [tokens, *found["tags"]]}


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description as OpenAPI 3.1. It tells of nobody, so anybody may read it."""
    return HttpResponse(orjson.dumps(whole()), content_type="application/json", headers={"Cache-Control": A_DAY})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the description as a page."""
    described = whole()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    context = {
        "tags": [
            (tag, [each for each in operations if each["tags"] == [tag["name"]]]) for tag in described["tags"]
        ],
        "scopes": labels_of_scopes(),
        "schemas": described["components"]["schemas"],
    }
    return render(request, "api/docs.html", context)


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Answer for every address that there is not."""
    raise Http404(NOT_YOURS)
