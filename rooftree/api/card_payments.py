"""Takes what GOV.UK Pay tells of card payments. Each council has a signing secret of its own.

What a message says is only a reason to ask: how the payment stands is asked of GOV.UK Pay itself. So a message
that comes twice, late or in the wrong order changes nothing, and one that is forged learns nothing.
"""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.rents import paying_queries
from rooftree.rents.actions import card_payments

LARGEST = 100_000
"""Bytes. A message has some three thousand."""
SHORTEST_SECRET = 32


@csrf_exempt
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Settle the payment that a message is about. Whoever cannot sign for a council changes nothing.

    503 where GOV.UK Pay does not say how it stands: it tells us again later.
    """
    if len(request.body) > LARGEST:
        return HttpResponse(status=400)
    council = _council(request)
    if council is None:
        return HttpResponse(status=401)
    said = _read(request.body)
    if said is None:
        return HttpResponse(status=400)
    provider_id, reference = said
    with acting_for_all_of(council, who="govuk-pay:webhook"):
        payment = paying_queries.card_payment_of(council, provider_id=provider_id, reference=reference)
        if payment is None:
            return HttpResponse(status=204)  # None of ours: others may use the same service.
        at = dates.now()
        settled = card_payments.settle_card_payment(payment, at=at)
    return HttpResponse(status=204 if settled.asked_at == at else 503)


def _council(request: HttpRequest) -> Council | None:
    """Return the council that a message is signed for. Every secret is tried, in a time that tells nothing."""
    signature = request.headers.get("Pay-Signature", "").strip().lower().encode()
    found = [
        code
        for code, secret in settings.GOVUK_PAY_WEBHOOK_SECRETS.items()
        if hmac.compare_digest(_signed(secret, request.body), signature) and len(secret) >= SHORTEST_SECRET
    ]
    return Council.objects.filter(code=found[0]).first() if found else None


def _signed(secret: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def _read(body: bytes) -> tuple[str, str] | None:
    """Return which payment a message is about: its id and our reference; None for what is no message."""
    try:
        said: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("resource_id"), str):
        return None
    resource = said.get("resource")
    reference = resource.get("reference") if isinstance(resource, dict) else ""
    return said["resource_id"], reference if isinstance(reference, str) else ""
