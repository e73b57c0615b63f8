"""Keeps what GOV.UK Pay says reached the bank: each payment by card and each giving back, and the provider's fees.

Asked each morning for what is on its way. What it says is kept as it says it; only the fee is posted, from what
the provider holds for us (`card`) to what cards cost us (`card_fees`), once, when the money was paid out.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.db.models import Min, Q

from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.ledger import accounts, posting
from rooftree.rents import govuk_pay
from rooftree.rents.actions.card_refunds import CONTROL, RECEIPT
from rooftree.rents.govuk_pay import NotTaken, Settled, Unavailable
from rooftree.rents.models import CardPayment, CardSettlement

log = logging.getLogger("rooftree.rents")

FEES = "card_fees"
PAYS_OUT = "stripe"
"""The provider of which GOV.UK Pay says when it paid out, and what it kept."""
ALWAYS_ASKED = timedelta(days=7)
"""How far back is asked whatever we wait for: so what others took under our key is seen too."""
AT_MOST = timedelta(days=120)
"""What was not paid out by then is looked into by people: the check has told of it each night since a week."""
TOGETHER = 500

What = CardSettlement.What


def take_in(council: Council, *, at: datetime) -> int:
    """Ask GOV.UK Pay what reached the bank, and keep it; return how many payments and refunds it said news of.

    Done again it changes nothing. Where GOV.UK Pay does not say, it is asked again the next morning.
    """
    if not govuk_pay.is_set_up(council.code):
        return 0
    since = _since(council, at=at)
    news = 0
    try:
        for some in _some_at_a_time(govuk_pay.payments_made(council.code, since=since)):
            news += _keep(council, What.PAYMENT, some, at=at)
        for some in _some_at_a_time(govuk_pay.refunds_made(council.code, since=since)):
            news += _keep(council, What.REFUND, some, at=at)
    except (Unavailable, NotTaken) as error:
        log.warning("what cards brought to the bank is not known of %s: %s", council.code, error)
    return news


def _some_at_a_time(said: Iterator[Settled]) -> Iterator[list[Settled]]:
    while some := list(islice(said, TOGETHER)):
        yield some


def _since(council: Council, *, at: datetime) -> datetime:
    """Return since when to ask: since the first payment that is not known to have reached the bank."""
    paid = CardPayment.objects.filter(council=council, status=CardPayment.Status.PAID, started_at__gt=at - AT_MOST)
    ours = CardSettlement.objects.filter(council=council, what=What.PAYMENT, payment__isnull=False)
    first = paid.exclude(pk__in=ours.filter(_has_arrived()).values("payment")).aggregate(at=Min("started_at"))
    waiting = CardSettlement.objects.filter(council=council, payment__started_at__gt=at - AT_MOST)
    other = waiting.exclude(_has_arrived()).aggregate(at=Min("payment__started_at"))
    return min(filter(None, (first["at"], other["at"], at - ALWAYS_ASKED)))


def _has_arrived() -> Q:
    return Q(settled_on__isnull=False) | (~Q(provider=PAYS_OUT) & Q(taken_on__isnull=False))


@transaction.atomic
def _keep(council: Council, what: str, said: Iterable[Settled], *, at: datetime) -> int:
    """Keep some of what was said, and post the fees of what was paid out; return how much of it is news."""
    by_id = {each.provider_id: each for each in said}
    rows = CardSettlement.objects.select_for_update().filter(council=council, what=what, provider_id__in=by_id)
    known = {row.provider_id: row for row in rows.order_by("pk")}
    payments = {
        payment.provider_id: payment
        for payment in CardPayment.objects.filter(
            council=council, provider_id__in={each.payment_id for each in by_id.values()}
        )
    }
    new = [
        _row(council, what, each, payments.get(each.payment_id), at=at)
        for provider_id, each in by_id.items()
        if provider_id not in known
    ]
    changed = [row for provider_id, row in known.items() if _say(row, by_id[provider_id], at=at)]
    CardSettlement.objects.bulk_create(new)
    CardSettlement.objects.bulk_update(changed, ["taken_on", "settled_on", "fee", "said_at"])
    _post_fees(council, [*new, *changed], at=at)
    return len(new) + len(changed)


def _row(
    council: Council, what: str, said: Settled, payment: CardPayment | None, *, at: datetime
) -> CardSettlement:
    return CardSettlement(
        council=council,
        restricted_to=payment.restricted_to if payment else 0,
        what=what,
        payment=payment,
        provider_id=said.provider_id,
        reference=said.reference or (payment.reference if payment else ""),
        provider=said.provider or _provider_of(payment) or PAYS_OUT,
        amount=said.amount if what == What.PAYMENT else -said.amount,
        fee=said.fee,
        taken_on=said.taken_on,
        settled_on=said.settled_on,
        said_at=at,
    )


def _provider_of(payment: CardPayment | None) -> str:
    """Return who took a payment of which something was given back, as far as that is known."""
    if payment is None:
        return ""
    taken = CardSettlement.objects.filter(payment=payment, what=What.PAYMENT)
    return taken.values_list("provider", flat=True).first() or ""


def _say(row: CardSettlement, said: Settled, *, at: datetime) -> bool:
    """Write what is said now into a row, and say whether it is news. What was paid out stays so."""
    if row.settled_on is not None:
        return False
    news = (said.taken_on, said.settled_on, said.fee)
    if (row.taken_on, row.settled_on, row.fee) == news:
        return False
    row.taken_on, row.settled_on, row.fee = news
    row.said_at = at
    return True


def _post_fees(council: Council, rows: list[CardSettlement], *, at: datetime) -> None:
    """Post what the provider kept of each payment that it paid out, once each."""
    kept = [row for row in rows if row.settled_on and row.fee and row.fee > Decimal() and row.fee_movement is None]
    if not kept:
        return
    held, cost = accounts.control(council.pk, CONTROL), accounts.control(council.pk, FEES)
    on = london_day(at)
    posted = posting.post(
        [
            posting.Posting(
                debit=cost,
                credit=held,
                amount=row.fee or Decimal(),
                kind="journal",
                code=RECEIPT,
                effective_on=row.settled_on or on,
                key=f"card fee:{row.provider_id}",
                narrative="Fee of the card provider",
                reference=row.reference[:40],
                batch=f"card:{on.isoformat()}",
            )
            for row in kept
        ],
        council_id=council.pk,
        posted_on=on,
        at=at,
        who="card payments",
    )
    for row, movement in zip(kept, posted, strict=True):
        row.fee_movement = movement
    CardSettlement.objects.bulk_update(kept, ["fee_movement"])
