"""Speaks with GOV.UK Pay by its published API, version 1: begins payments, asks how they stand, gives back.

Nothing here writes to the database. What is not understood, and what never arrives, is `Unavailable`: money may
have moved all the same, so whoever asked asks again later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import requests
from django.conf import settings

from rooftree.foundations.dates import london_day

PENCE = 100
OTHERWISE_THERE = 412
"""Its answer where it has another figure of what can still be given back than we have."""
FINISHED_WELL = "success"
EXPIRED, DECLINED, BY_PAYER, BY_US = "P0020", "P0010", "P0030", "P0040"
"""Codes of payments that failed: GOV.UK Pay, API reference, error codes."""


class Unavailable(Exception):
    """GOV.UK Pay could not be reached, or did not say. Ask again later."""


class NotTaken(Exception):
    """GOV.UK Pay said no, and why. Asked again, it would say the same."""

    def __init__(self, words: str, *, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class PaymentState:
    """How a payment stands with GOV.UK Pay. Pounds."""

    provider_id: str
    reference: str
    amount: Decimal
    status: str
    """created, started, submitted, capturable, success, failed, cancelled or error."""
    finished: bool
    code: str
    next_url: str
    refunded: Decimal
    """What was given back already, or is about to be."""
    taken_on: date | None = None
    """The day on which it was paid: `settlement_summary.capture_submit_time`. None where that cannot be read."""


@dataclass(frozen=True)
class RefundState:
    """One giving back, as GOV.UK Pay has it. Pounds."""

    provider_id: str
    amount: Decimal
    status: str
    """submitted, success or error."""


@dataclass(frozen=True)
class Settled:
    """How far a payment that was made, or a giving back, has come on its way to our bank. Pounds.

    GOV.UK Pay says of a payment when its provider took it (`captured_date`); when it paid it out
    (`settled_date`), and what it kept (`fee`), only where the provider is Stripe and the key is no test key.
    """

    provider_id: str
    payment_id: str
    """The payment's own, also of a giving back."""
    reference: str
    provider: str
    """stripe, worldpay, sandbox; "" of a giving back: as its payment."""
    amount: Decimal
    """Above nought, also what was given back."""
    fee: Decimal | None
    taken_on: date | None
    settled_on: date | None


def is_set_up(council_code: str) -> bool:
    """Return whether a council takes cards here: it has a key."""
    return bool(settings.GOVUK_PAY_API_KEYS.get(council_code))


def create(
    council_code: str, *, amount: Decimal, reference: str, description: str, return_url: str, language: str
) -> PaymentState:
    """Begin a payment. Begun twice under one reference, it is one: the reference is the key that says so."""
    body = {
        "amount": _pence(amount),
        "reference": reference,
        "description": description[:255],
        "return_url": return_url,
        "language": language,
    }
    said = _ask("POST", "/v1/payments", council_code, body=body, headers={"Idempotency-Key": reference})
    return _state(said)


def find(council_code: str, provider_id: str) -> PaymentState:
    """Return how a payment stands. Raises NotTaken, with 404, where GOV.UK Pay knows none."""
    return _state(_ask("GET", f"/v1/payments/{provider_id}", council_code))


def find_by_reference(council_code: str, reference: str) -> PaymentState | None:
    """Return the payment that was begun under a reference. None: it never arrived there."""
    said = _ask("GET", "/v1/payments", council_code, query={"reference": reference})
    found = [each for each in _list(said, "results") if each.get("reference") == reference]
    return _state(found[0]) if found else None


def cancel(council_code: str, provider_id: str) -> None:
    """Cancel a payment that is not finished. Raises NotTaken where it is."""
    _ask("POST", f"/v1/payments/{provider_id}/cancel", council_code)


def give_back(council_code: str, provider_id: str, *, amount: Decimal, available: Decimal) -> RefundState:
    """Give some of a payment back to its card. `available` is what we think can be given back, in pounds.

    Where GOV.UK Pay has another figure it gives nothing (NotTaken, with 412): so nothing is given back twice.
    """
    body = {"amount": _pence(amount), "refund_amount_available": _pence(available)}
    return _refund(_ask("POST", f"/v1/payments/{provider_id}/refunds", council_code, body=body))


def refunds_of(council_code: str, provider_id: str) -> list[RefundState]:
    """Return everything that was given back of a payment, or is about to be."""
    said = _ask("GET", f"/v1/payments/{provider_id}/refunds", council_code)
    embedded = said.get("_embedded")
    return [_refund(each) for each in _list(embedded if isinstance(embedded, dict) else {}, "refunds")]


PAGE = 500
"""Results of a search on one page: as many as GOV.UK Pay gives."""


def payments_made(council_code: str, *, since: datetime) -> Iterator[Settled]:
    """Yield every payment under a council's key that was begun since then and made, also those of others."""
    for said in _search("/v1/payments", council_code, {"from_date": _moment(since), "state": FINISHED_WELL}):
        yield _settled_payment(said)


def refunds_made(council_code: str, *, since: datetime) -> Iterator[Settled]:
    """Yield everything under a council's key that was given back since then."""
    for said in _search("/v1/refunds", council_code, {"from_date": _moment(since)}):
        if said.get("status") == FINISHED_WELL:
            yield _settled_refund(said)


def _search(path: str, council_code: str, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Yield the results of a search, page after page."""
    page, seen = 1, 0
    while True:
        asked = {**query, "page": str(page), "display_size": str(PAGE)}
        said = _ask("GET", path, council_code, query=asked)
        results = _list(said, "results")
        yield from results
        seen += len(results)
        if not results or seen >= int(said.get("total") or 0):
            return
        page += 1


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ask(
    method: str,
    path: str,
    council_code: str,
    *,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what GOV.UK Pay answered. Raises Unavailable or NotTaken."""
    key = settings.GOVUK_PAY_API_KEYS.get(council_code)
    if not key:
        raise Unavailable(f"ROOFTREE_GOVUK_PAY_API_KEYS names no key of {council_code}.")
    try:
        answer = requests.request(
            method,
            settings.GOVUK_PAY_URL + path,
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json", **(headers or {})},
            timeout=settings.GOVUK_PAY_TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unavailable(f"GOV.UK Pay cannot be reached: {type(error).__name__}.") from error
    return _read(answer)


def _read(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code == requests.codes.no_content:
        return {}
    try:
        said = answer.json()
    except ValueError as error:
        raise Unavailable(f"GOV.UK Pay answered what cannot be read ({answer.status_code}).") from error
    if answer.status_code >= 500 or answer.status_code in (401, 403, 429):
        raise Unavailable(f"GOV.UK Pay does not say ({answer.status_code}).")
    if answer.status_code >= 400:
        words = said.get("description", "") if isinstance(said, dict) else ""
        raise NotTaken(f"{answer.status_code} {words}".strip(), status=answer.status_code)
    if not isinstance(said, dict) or answer.status_code >= 300:
        raise Unavailable(f"GOV.UK Pay answered what cannot be read ({answer.status_code}).")
    return said


def _state(said: Mapping[str, Any]) -> PaymentState:
    try:
        state, links = said["state"], said.get("_links", {})
        next_url = links.get("next_url") or {}
        return PaymentState(
            provider_id=str(said["payment_id"]),
            reference=str(said["reference"]),
            amount=_pounds(said["amount"]),
            status=str(state["status"]),
            finished=bool(state.get("finished", False)),
            code=str(state.get("code") or ""),
            next_url=str(next_url.get("href") or ""),
            refunded=_pounds((said.get("refund_summary") or {}).get("amount_submitted") or 0),
            taken_on=_london_day((said.get("settlement_summary") or {}).get("capture_submit_time")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Unavailable("GOV.UK Pay answered without saying how the payment stands.") from error


def _refund(said: Mapping[str, Any]) -> RefundState:
    try:
        return RefundState(str(said["refund_id"]), _pounds(said["amount"]), str(said["status"]))
    except (KeyError, TypeError) as error:
        raise Unavailable("GOV.UK Pay answered without saying what was given back.") from error


def _settled_payment(said: Mapping[str, Any]) -> Settled:
    try:
        way = said.get("settlement_summary") or {}
        fee = said.get("fee")
        return Settled(
            provider_id=str(said["payment_id"]),
            payment_id=str(said["payment_id"]),
            reference=str(said.get("reference") or ""),
            provider=str(said["payment_provider"]),
            amount=_pounds(said.get("total_amount") or said["amount"]),
            fee=None if fee is None else _pounds(fee),
            taken_on=_day(way.get("captured_date")),
            settled_on=_day(way.get("settled_date")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unavailable("GOV.UK Pay answered without saying what became of a payment.") from error


def _settled_refund(said: Mapping[str, Any]) -> Settled:
    try:
        way = said.get("settlement_summary") or {}
        return Settled(
            provider_id=str(said["refund_id"]),
            payment_id=str(said["payment_id"]),
            reference="",
            provider="",
            amount=_pounds(said["amount"]),
            fee=None,
            taken_on=london_day(datetime.fromisoformat(str(said["created_date"]))),
            settled_on=_day(way.get("settled_date")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unavailable("GOV.UK Pay answered without saying what became of what was given back.") from error


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _london_day(moment: Any) -> date | None:
    """Return the day of a moment, or None where it says none: money that was paid does not wait for its day."""
    try:
        return london_day(datetime.fromisoformat(str(moment)))
    except ValueError:
        return None


def _list(said: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = said.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unavailable("GOV.UK Pay answered what cannot be read.")
    return found


def _pence(amount: Decimal) -> int:
    return int(amount * PENCE)


def _pounds(pence: Any) -> Decimal:
    if isinstance(pence, bool) or not isinstance(pence, int):
        raise TypeError("Pence are whole.")
    return (Decimal(pence) / PENCE).quantize(Decimal("0.01"))
