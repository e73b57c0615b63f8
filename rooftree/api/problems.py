"""Says what went wrong, as RFC 9457 writes it: in a sentence, and where in what was sent."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"

NOT_YOURS = "There is nothing here that you may see."
"""What is not there, and what one may not know of, look alike."""


def problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the answer for what went wrong. Each of `errors` has a "pointer" or a "parameter", and a "detail"."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        said["errors"] = [dict(each) for each in errors]
    return HttpResponse(orjson.dumps(said), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def where(location: Sequence[Any]) -> dict[str, str]:
    """Return where in a request something is wrong: a JSON pointer into the body, or the name of a parameter."""
    source, *path = location
    if source != "body":
        return {"parameter": str(path[0] if path else source)}
    # The first step is the name that the operation gives the whole body.
    return {"pointer": "#" + "".join(f"/{_escaped(step)}" for step in path[1:])}


def _escaped(step: Any) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
