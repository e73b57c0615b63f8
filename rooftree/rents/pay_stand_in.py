"""Stands in for GOV.UK Pay, for the demonstration and for tests: no money moves, and nothing outlives the process.

It follows the published API, version 1: a payment is begun, asked about, cancelled and given back; its card page
takes the published test numbers; each event is told to a webhook, signed. Production refuses to speak with it.

    python -m rooftree.rents.pay_stand_in --port 8010 --webhook http://localhost:8000/payments/webhook/
"""

import argparse
import hashlib
import hmac
import html
import json
import re
import secrets
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

KEY = "stand_in_"
"""How its keys begin: what follows is anybody's, and stands for one council."""
PAYS, DECLINED, CARD_EXPIRED, FAILS = (
    "4444333322221111",
    "4000000000000002",
    "4000000000000069",
    "4000000000000119",
)
"""Test numbers of cards, as GOV.UK Pay publishes them."""
LARGEST = 100_000
"""Bytes of a request. A payment has some five hundred."""
EVENTS = {
    "started": "card_payment_started",
    "success": "card_payment_succeeded",
    "failed": "card_payment_failed",
    "cancelled": "card_payment_cancelled",
    "expired": "card_payment_expired",
    "refunded": "card_payment_refunded",
}
FINISHED = ("success", "failed", "cancelled", "error")


def secret_of(key: str) -> str:
    """Return the signing secret of the webhook that belongs to one of its keys."""
    return hashlib.sha256(f"webhook of {key}".encode()).hexdigest()


MOST_RESULTS = 500
"""Results of a search on one page, unless fewer are asked for."""
FEE = 100
"""Stripe keeps a penny of every pound here: what it really keeps stands in each council's contract."""


def _said_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _was_settled(shown: dict[str, Any], first: str, last: str) -> bool:
    """Say whether something was paid out between two days, with both; always where no day is asked for."""
    if not first and not last:
        return True
    day = str((shown.get("settlement_summary") or {}).get("settled_date") or "")
    return bool(day) and day >= first and (not last or day <= last)


def _way_of(payment: "Payment") -> dict[str, Any]:
    """Return what is said of a payment's way to the bank: when it was taken, and of Stripe also what it keeps."""
    if not payment.captured_at:
        return {}
    summary = {"capture_submit_time": payment.captured_at, "captured_date": payment.captured_at[:10]}
    if payment.provider != "stripe":
        return {"settlement_summary": summary}
    if payment.settled_on:
        summary["settled_date"] = payment.settled_on
    fee = payment.asked["amount"] // FEE
    return {"settlement_summary": summary, "fee": fee, "net_amount": payment.asked["amount"] - fee}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Payment:
    """One payment, as GOV.UK Pay would have it. Amounts are pence."""

    key: str
    asked: dict[str, Any]
    id: str = field(default_factory=lambda: secrets.token_hex(13))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    status: str = "created"
    code: str = ""
    message: str = ""
    provider: str = "sandbox"
    captured_at: str = ""
    """When it was taken from the card; a date and a time."""
    settled_on: str = ""
    """When it was part of a payout to the bank account: Stripe alone says so."""
    events: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refunded(self) -> int:
        """Pence given back, or about to be."""
        return sum(each["amount"] for each in self.refunds if each["status"] != "error")

    @property
    def available(self) -> int:
        """Pence that can still be given back."""
        return self.asked["amount"] - self.refunded if self.status == "success" else 0


class Pay:
    """Everything it knows, and whom it tells."""

    def __init__(self, webhook: str = "", provider: str = "sandbox") -> None:
        self.webhook = webhook
        self.provider = provider
        """Who moves the money: stripe says when it pays out and what it keeps; sandbox and worldpay do not."""
        self.url = ""
        self.payments: dict[str, Payment] = {}
        self.messages: list[tuple[bytes, str]] = []
        """What it told the webhook, or would have: the body and its signature."""
        self.fails_next: list[str] = []
        """Tests put here what goes wrong next: "lost answer", "fault", "silence"."""
        self._lock = threading.RLock()

    # --- What the API does ------------------------------------------------------------------------

    def begin(self, key: str, asked: dict[str, Any], idempotency_key: str) -> tuple[int, dict[str, Any]]:
        """Begin a payment; the same idempotency key gives the first."""
        for name, kind in (("amount", int), ("reference", str), ("description", str), ("return_url", str)):
            if not isinstance(asked.get(name), kind) or isinstance(asked.get(name), bool):
                return 400, {"field": name, "code": "P0101", "description": f"Missing mandatory attribute: {name}"}
        if not 1 <= asked["amount"] <= 10_000_000 or not asked["return_url"].startswith(("https://", "http://")):
            return 422, {"field": "amount", "code": "P0102", "description": "Invalid attribute value"}
        with self._lock:
            for each in self.payments.values():
                if idempotency_key and each.key == key and each.asked["idempotency_key"] == idempotency_key:
                    return 200, self.shown(each)
            payment = Payment(key, {**asked, "idempotency_key": idempotency_key}, provider=self.provider)
            self.payments[payment.id] = payment
            self._became(payment, "created")
        return 201, self.shown(payment)

    def payment(self, key: str, payment_id: str) -> Payment | None:
        """Return a payment that was begun with this key."""
        found = self.payments.get(payment_id)
        return found if found and found.key == key else None

    def search(self, key: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Return a page of the payments that meet every criterion, the most recent first."""
        wanted = {name: values[0] for name, values in query.items()}
        shown = [self.shown(each) for each in reversed(self.payments.values()) if each.key == key]
        if reference := wanted.get("reference"):
            shown = [each for each in shown if each["reference"] == reference]
        if state := wanted.get("state"):
            shown = [each for each in shown if each["state"]["status"] == state]
        return self._page("/v1/payments", shown, wanted)

    def search_refunds(self, key: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Return a page of what was given back, the most recent first."""
        wanted = {name: values[0] for name, values in query.items()}
        ours = [each for payment in self.payments.values() if payment.key == key for each in payment.refunds]
        links = "/v1/payments/{payment_id}/refunds/{refund_id}", "/v1/payments/{payment_id}"
        shown = [
            {
                **each,
                "_links": {
                    name: {"href": self.url + link.format(**each), "method": "GET"}
                    for name, link in zip(("self", "payment"), links, strict=True)
                },
            }
            for each in reversed(ours)
        ]
        return self._page("/v1/refunds", shown, wanted)

    def _page(self, path: str, found: list[dict[str, Any]], wanted: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return one page of what was found, cut by its dates: the first day counts, the moment of the end not."""
        try:
            page, size = int(wanted.get("page") or 1), int(wanted.get("display_size") or MOST_RESULTS)
            since, until = (_said_moment(wanted.get(name, "")) for name in ("from_date", "to_date"))
            if page < 1 or not 1 <= size <= MOST_RESULTS:
                raise ValueError
        except ValueError:
            return 422, {"code": "P0401", "description": "Invalid parameters. See Public API documentation"}
        moments = [(datetime.fromisoformat(each["created_date"]), each) for each in found]
        kept = [each for at, each in moments if (since is None or at >= since) and (until is None or at < until)]
        first, last = wanted.get("from_settled_date", ""), wanted.get("to_settled_date", "")
        kept = [each for each in kept if _was_settled(each, first, last)]
        results = kept[(page - 1) * size : page * size]
        if page > 1 and not results:
            return 404, {"code": "P0402", "description": "Page not found"}
        here = {name: value for name, value in wanted.items() if name != "page"}
        links = {"self": page, "first_page": 1, "last_page": max(1, -(-len(kept) // size))}
        links |= {"next_page": page + 1} if page * size < len(kept) else {}
        links |= {"prev_page": page - 1} if page > 1 else {}
        return 200, {
            "total": len(kept),
            "count": len(results),
            "page": page,
            "results": results,
            "_links": {
                name: {"href": f"{self.url}{path}?{urlencode({**here, 'page': number})}", "method": "GET"}
                for name, number in links.items()
            },
        }

    def pay_out(self, on: date) -> None:
        """Pay everything that was taken and not paid out yet to the bank account, as Stripe does in two days."""
        with self._lock:
            for payment in self.payments.values():
                if payment.provider == "stripe" and payment.captured_at and not payment.settled_on:
                    payment.settled_on = on.isoformat()
                for refund in payment.refunds:
                    if payment.provider == "stripe" and "settlement_summary" not in refund:
                        refund["settlement_summary"] = {"settled_date": on.isoformat()}

    def cancel(self, payment: Payment) -> tuple[int, dict[str, Any]]:
        """Cancel a payment that is not finished."""
        with self._lock:
            if payment.status in FINISHED:
                return 400, {"code": "P0501", "description": "Cancellation of payment failed"}
            self._became(payment, "cancelled", code="P0040", message="Payment was cancelled by the service")
        return 204, {}

    def refund(self, payment: Payment, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Give some of a payment back, where the sum that is left is the one that was said."""
        with self._lock:
            amount, available = asked.get("amount"), asked.get("refund_amount_available")
            if not isinstance(amount, int) or not 0 < amount <= payment.available:
                return 400, {"code": "P0602", "description": "Refund amount is not available"}
            if available is not None and available != payment.available:
                return 412, {"code": "P0604", "description": "Refund amount available mismatch"}
            refund = {
                "refund_id": secrets.token_hex(13),
                "payment_id": payment.id,
                "amount": amount,
                "status": "success",
                "created_date": _now(),
            }
            payment.refunds.append(refund)
        self._tell(payment, "refunded")
        return 202, refund

    # --- What somebody does on the card page --------------------------------------------------------

    def open_page(self, token: str) -> Payment | None:
        """Return the payment of a card page, which has been opened by that."""
        with self._lock:
            payment = next((each for each in self.payments.values() if each.token == token), None)
            if payment and payment.status == "created":
                self._became(payment, "started")
        return payment

    def pay(self, payment: Payment, number: str) -> str:
        """Take the number of a card. Return what is wrong with it; nothing, where the payment has ended by it."""
        with self._lock:
            if payment.status in FINISHED:
                return ""
            match "".join(number.split()):
                case numbers if numbers == PAYS:
                    self._became(payment, "submitted")
                    payment.captured_at = _now()
                    self._became(payment, "success")
                case numbers if numbers == DECLINED:
                    self._became(payment, "failed", code="P0010", message="Payment method rejected")
                case numbers if numbers == CARD_EXPIRED:
                    self._became(payment, "failed", code="P0010", message="Payment method rejected: expired card")
                case numbers if numbers == FAILS:
                    self._became(payment, "error", code="P0050", message="Payment provider returned an error")
                case _:
                    return "Enter one of the test card numbers."
        return ""

    def give_up(self, payment: Payment) -> None:
        """Cancel a payment, as its payer does."""
        with self._lock:
            if payment.status not in FINISHED:
                self._became(payment, "failed", code="P0030", message="Payment was cancelled by the user")

    def expire(self, payment: Payment) -> None:
        """Let a payment run out of time, as it does after 90 minutes."""
        with self._lock:
            if payment.status not in FINISHED:
                self._became(payment, "failed", code="P0020", message="Payment expired")

    # --- Telling ----------------------------------------------------------------------------------

    def _became(self, payment: Payment, status: str, *, code: str = "", message: str = "") -> None:
        payment.status, payment.code, payment.message = status, code, message
        payment.events.append({"payment_id": payment.id, "state": self._state(payment), "updated": _now()})
        name = "expired" if code == "P0020" else status
        if name in EVENTS:
            self._tell(payment, name)

    def _state(self, payment: Payment) -> dict[str, Any]:
        state: dict[str, Any] = {"status": payment.status, "finished": payment.status in FINISHED}
        return {**state, **({"code": payment.code, "message": payment.message} if payment.code else {})}

    def shown(self, payment: Payment) -> dict[str, Any]:
        """Return a payment as the API shows it."""
        here = f"{self.url}/v1/payments/{payment.id}"
        page = {"href": f"{self.url}/secure/{payment.token}", "method": "GET"}
        is_open = payment.status not in FINISHED
        refundable = "available" if payment.available else "unavailable"
        return {
            "payment_id": payment.id,
            "amount": payment.asked["amount"],
            "reference": payment.asked["reference"],
            "description": payment.asked["description"],
            "return_url": payment.asked["return_url"],
            "language": payment.asked.get("language", "en"),
            "state": self._state(payment),
            "payment_provider": payment.provider,
            "created_date": payment.events[0]["updated"] if payment.events else _now(),
            "delayed_capture": False,
            "moto": False,
            **_way_of(payment),
            "refund_summary": {
                "status": refundable,
                "amount_available": payment.available,
                "amount_submitted": payment.refunded,
            },
            "_links": {
                "self": {"href": here, "method": "GET"},
                "events": {"href": f"{here}/events", "method": "GET"},
                "refunds": {"href": f"{here}/refunds", "method": "GET"},
                **({"next_url": page, "cancel": {"href": f"{here}/cancel", "method": "POST"}} if is_open else {}),
            },
        }

    def _tell(self, payment: Payment, name: str) -> None:
        body = json.dumps(
            {
                "webhook_message_id": secrets.token_hex(13),
                "api_version": 1,
                "created_date": _now(),
                "resource_id": payment.id,
                "resource_type": "payment",
                "event_type": EVENTS[name],
                "resource": self.shown(payment),
            }
        ).encode()
        signature = hmac.new(secret_of(payment.key).encode(), body, hashlib.sha256).hexdigest()
        self.messages.append((body, signature))
        if self.webhook:
            threading.Thread(target=self._post, args=(body, signature), daemon=True).start()

    def _post(self, body: bytes, signature: str) -> None:
        headers = {"Content-Type": "application/json", "Pay-Signature": signature}
        request = urllib.request.Request(self.webhook, data=body, headers=headers, method="POST")
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except OSError as error:
            print(f"The webhook did not take a message: {error}", flush=True)  # noqa: T201


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Enter card details</title></head><body><main>
<h1>Enter card details</h1>
<p><strong>This is a stand-in: no money moves.</strong></p>
<p>{description}</p><p>Total amount: £{amount}</p>{wrong}
<form method="post"><label for="card-no">Card number</label>
<input id="card-no" name="cardNo" inputmode="numeric" autocomplete="off" value="">
<button name="do" value="pay">Confirm payment</button>
<button name="do" value="cancel">Cancel payment</button></form>
<p>{pays} pays. {declined} is declined. {expired} has expired. {fails} fails.</p>
</main></body></html>"""


def page_of(payment: Payment, *, wrong: str = "") -> bytes:
    """Return the card page of a payment, with what is wrong with the number that was typed."""
    return PAGE.format(
        description=html.escape(payment.asked["description"]),
        amount=f"{payment.asked['amount'] / 100:.2f}",
        wrong=f'<p role="alert">{html.escape(wrong)}</p>' if wrong else "",
        pays=PAYS,
        declined=DECLINED,
        expired=CARD_EXPIRED,
        fails=FAILS,
    ).encode()


_ONE = re.compile(r"/v1/payments/(?P<id>[0-9a-f]{26})(?P<rest>|/cancel|/events|/refunds)")
_SECURE = re.compile(r"/secure/(?P<token>[\w-]+)")


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one stand-in."""

    server: "_Server"
    server_version = "StandIn"

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if found := _SECURE.fullmatch(path.path):
            self._page(found["token"], {})
        elif path.path.startswith("/v1/"):
            self._api(path.path, lambda key, rest: self._read(key, rest, parse_qs(path.query)))
        else:
            self._answer(404, {"code": "P0000", "description": "Not found"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LARGEST))
        path = urlsplit(self.path).path
        if found := _SECURE.fullmatch(path):
            self._page(found["token"], parse_qs(body.decode("utf-8", "replace")))
            return
        try:
            said = json.loads(body or b"{}")
        except ValueError:
            said = None
        if not isinstance(said, dict):
            self._answer(400, {"code": "P0100", "description": "Cannot parse JSON"})
            return
        self._api(path, lambda key, rest: self._write(key, rest, said))

    def _api(self, path: str, do: Callable[[str, str], tuple[int, Any]]) -> None:
        key = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not key.startswith(KEY):
            self._answer(401, {"code": "P0900", "description": "Credentials are required"})
            return
        wrong = self.server.pay.fails_next.pop(0) if self.server.pay.fails_next else ""
        if wrong == "fault":
            self._answer(500, {"code": "P0198", "description": "Downstream system error"})
            return
        status, body = do(key, path) if wrong != "silence" else (0, {})
        if wrong in ("lost answer", "silence"):
            self.close_connection = True
            self.connection.close()
            return
        self._answer(status, body)

    def _read(self, key: str, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path == "/v1/payments":
            return self.server.pay.search(key, query)
        if path == "/v1/refunds":
            return self.server.pay.search_refunds(key, query)
        found = _ONE.fullmatch(path)
        payment = self.server.pay.payment(key, found["id"]) if found else None
        if payment is None or found is None:
            return 404, {"code": "P0200", "description": "Not found"}
        if found["rest"] == "/events":
            return 200, {"payment_id": payment.id, "events": payment.events}
        if found["rest"] == "/refunds":
            return 200, {"payment_id": payment.id, "_embedded": {"refunds": payment.refunds}}
        return 200, self.server.pay.shown(payment)

    def _write(self, key: str, path: str, said: dict[str, Any]) -> tuple[int, Any]:
        if path == "/v1/payments":
            return self.server.pay.begin(key, said, self.headers.get("Idempotency-Key") or "")
        found = _ONE.fullmatch(path)
        payment = self.server.pay.payment(key, found["id"]) if found else None
        if payment is None or found is None:
            return 404, {"code": "P0500", "description": "Not found"}
        if found["rest"] == "/cancel":
            return self.server.pay.cancel(payment)
        if found["rest"] == "/refunds":
            return self.server.pay.refund(payment, said)
        return 405, {"code": "P0000", "description": "Not allowed"}

    def _page(self, token: str, typed: dict[str, list[str]]) -> None:
        payment = self.server.pay.open_page(token)
        if payment is None:
            self._answer(404, {"code": "P0000", "description": "Not found"})
            return
        wrong = ""
        if typed.get("do") == ["cancel"]:
            self.server.pay.give_up(payment)
        elif typed:
            wrong = self.server.pay.pay(payment, typed.get("cardNo", [""])[0])
        if payment.status in FINISHED:
            self.send_response(303)
            self.send_header("Location", payment.asked["return_url"])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send(200, page_of(payment, wrong=wrong), "text/html; charset=utf-8")

    def _answer(self, status: int, body: Any) -> None:
        self._send(status, b"" if status == 204 else json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: a card page's address is a secret."""


class _Server(ThreadingHTTPServer):
    """Serves one stand-in, each request in a thread of its own."""

    daemon_threads = True

    def __init__(self, port: int, pay: Pay) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pay = pay


@contextmanager
def running(*, webhook: str = "", port: int = 0, provider: str = "sandbox") -> Iterator[Pay]:
    """Run a stand-in on this machine until the block ends."""
    pay = Pay(webhook, provider)
    server = _Server(port, pay)
    pay.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield pay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until whoever started it is gone: its end of our standard input closes."""
    import sys

    asked = argparse.ArgumentParser(description="Stands in for GOV.UK Pay. No money moves.")
    asked.add_argument("--port", type=int, default=8010)
    asked.add_argument("--webhook", default="", help="where each event is told")
    asked.add_argument(
        "--provider", default="sandbox", choices=("sandbox", "stripe", "worldpay"), help="who moves the money"
    )
    wanted = asked.parse_args()
    with running(webhook=wanted.webhook, port=wanted.port, provider=wanted.provider):
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
