"""Takes the receipts of GOV.UK Notify: what became of a message. Each council has a token of its own."""

import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rooftree.correspondence import actions, queries
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council

LARGEST = 20_000
"""Bytes. A receipt has some five hundred."""
SHORTEST_TOKEN = 32


@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Keep what became of a message. Whoever shows no token of a council learns nothing and changes nothing."""
    council = _council(request)
    if council is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    receipt = _read(request)
    if receipt is None:
        return HttpResponse(status=400)
    with acting_for_all_of(council, who="notify:receipt"):
        message = queries.message_of(receipt["reference"], council_id=council.pk)
        if message is not None:
            actions.note_receipt(message, receipt["status"], backend_reference=receipt["id"], at=dates.now())
    return HttpResponse(status=204)  # Also for what is none of ours: others may use the same service.


def _council(request: HttpRequest) -> Council | None:
    """Return the council whose token was shown. Every token is compared, in a time that tells nothing."""
    shown = request.headers.get("Authorization", "").encode()
    found = [
        code
        for code, token in settings.NOTIFY_RECEIPT_TOKENS.items()
        if hmac.compare_digest(f"Bearer {token}".encode(), shown) and len(token) >= SHORTEST_TOKEN
    ]
    return Council.objects.filter(code=found[0]).first() if found else None


def _read(request: HttpRequest) -> dict[str, str] | None:
    """Return what a receipt says; None for what is no receipt."""
    if len(request.body) > LARGEST:
        return None
    try:
        said: Any = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(said, dict) or not all(isinstance(said.get(key), str) for key in ("id", "status")):
        return None
    reference = said.get("reference")
    return {
        "id": said["id"],
        "status": said["status"],
        "reference": reference if isinstance(reference, str) else "",
    }
