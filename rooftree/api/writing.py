"""Does what a request asks for once, however often it is sent, and answers the same each time."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from django.db import transaction
from ninja import Header
from pydantic import StringConstraints

from rooftree.api.caller import ApiRequest
from rooftree.cases.models import Case
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.machines.events import event, latest_event

HEADER = "Idempotency-Key"

IdempotencyKey = Annotated[
    str,
    StringConstraints(pattern=r"^[!-~]{1,100}$"),
    Header(
        ...,
        alias=HEADER,
        description="A word of your own for this one request, best a UUID. Sent again with the same key and body, "
        "it is done once and answered the same.",
    ),
]


class KeyUsedError(Exception):
    """A key came with another body than the first time."""


def do_once(
    request: ApiRequest,
    key: str,
    action: Callable[[str], Any],
    *,
    council_id: int,
    case_of: Callable[[Any], Case],
    task_of: Callable[[Any], int | None] = lambda made: None,
) -> dict[str, Any]:
    """Do it, or say what was done the first time. `action` is given the key for the action of the house.

    Returns what `DoneOut` says. Raises KeyUsedError for a key that came with another body before; what a
    rule refuses leaves the key unused.
    """
    caller = request.caller
    own = sha256(f"{caller.bearer.who} {request.method} {request.path} {key}".encode()).hexdigest()[:48]
    body = sha256(request.body).hexdigest()[:40]
    with transaction.atomic():
        try:
            done = once(f"api/{own}", f"api {body}", council_id=council_id, at=caller.at)
        except Refused as refusal:
            raise KeyUsedError from refusal
        if done.before:
            return _said(done.made["event"], done.made.get("task"))
        made = action(f"api/{own}/do")
        told, task = latest_event(case_of(made).pk), task_of(made)
        done.makes(event=told.pk, **({"task": task} if task else {}))
    return _said(told.pk, task)


def _said(event_id: int, task: int | None) -> dict[str, Any]:
    told = event(event_id)
    return {
        "case": told.case.reference,
        "event": told.pk,
        "code": told.kind,
        "at": told.at,
        "task": task,
        "href": f"/api/v1/cases/{told.case.reference}",
    }
