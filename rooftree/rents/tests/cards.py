"""Builders of card payments: one at each of its steps, what its payer does, and what the webhook is told."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import requests

from rooftree.rents.actions import card_payments
from rooftree.rents.models import CardPayment, RentAccount
from rooftree.rents.pay_stand_in import PAYS, Pay, secret_of
from rooftree.rents.tests.collecting import a_payer, acts, as_resident
from tests.builders import NOON

KEYS = {"alder": "stand_in_alder", "birch": "stand_in_birch"}
SECRETS = {code: secret_of(key) for code, key in KEYS.items()}
RETURN = "http://testserver/rent/paid/{reference}"
LATER = NOON + dt.timedelta(minutes=10)

CONTRACT = json.loads((Path(__file__).parent / "pay_contract" / "publicapi_spec.json").read_text())


def breaks(name: str, body: Any) -> list[str]:
    """What in a body breaks the published schema of this name."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": CONTRACT["components"]}
    return [error.message for error in jsonschema_rs.Draft7Validator(schema).iter_errors(body)]


def a_payment(account: RentAccount | None = None, amount: str = "50.00", **facts: Any) -> CardPayment:
    """A payment that a resident has begun, and not made."""
    if account is None:
        account, facts["person"] = a_payer()
    who = as_resident(facts["person"]) if facts.get("person") else None
    acting = {**acts(who), "at": NOON, "by": who}
    return card_payments.start_card_payment(
        account, Decimal(amount), **{"return_url": RETURN, "person": None, **acting, **facts}
    )


def pays(payment: CardPayment, number: str = PAYS) -> str:
    """Type a number on the card page; return where the browser is sent."""
    page = requests.get(payment.next_url, timeout=5)
    assert "no money moves" in page.text
    sent = {"cardNo": number, "do": "pay"}
    answer = requests.post(payment.next_url, data=sent, timeout=5, allow_redirects=False)
    return answer.headers.get("Location", answer.text)


def paid(**facts: Any) -> CardPayment:
    """A payment that was made and settled."""
    payment = a_payment(**facts)
    pays(payment)
    return card_payments.settle_card_payment(payment, at=LATER)


def messages(pay: Pay, event: str = "") -> list[tuple[bytes, str]]:
    """What the stand-in told, or would have told, the webhook; of one event alone if it is named."""
    return [each for each in pay.messages if not event or json.loads(each[0])["event_type"] == event]


def tell(client: Any, message: tuple[bytes, str]) -> int:
    """Hand a message to the webhook; return the status of its answer."""
    body, signature = message
    answer = client.post(
        "/payments/webhook/", data=body, content_type="application/json", headers={"Pay-Signature": signature}
    )
    return answer.status_code
