"""The demo's payments by card: begun and settled through the action, with the answers of the stand-in.

Some who pay by card do so on the website, through GOV.UK Pay; the others ring the cash office, which sends a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from rooftree.demo import providers
from rooftree.demo.payers import Account, tenants_of
from rooftree.demo.profile import profile
from rooftree.foundations.dates import LONDON
from rooftree.foundations.models import Council
from rooftree.rents import pay_stand_in
from rooftree.rents.actions import card_payments
from rooftree.rents.models import CardPayment, RentAccount
from rooftree.rents.pay_stand_in import DECLINED, PAYS, Pay

EVENING = time(18, 40)
MINUTE = timedelta(minutes=1)
RETURN = "http://localhost/rent/paid/{reference}/"
IN_TURN = ("pays", "declined", "gives up", "pays", "runs out of time", "pays", "pays", "pays", "pays", "pays")
"""What becomes of one payment after another, over and over. Who is declined tries another card."""


@contextmanager
def stand_in() -> Iterator[Pay]:
    """Run the stand-in for GOV.UK Pay until the block ends, with the settings by which the councils find it."""
    with pay_stand_in.running() as pay:
        wanted = {
            "GOVUK_PAY_URL": pay.url,
            "GOVUK_PAY_API_KEYS": providers.keys(),
            "BACS_USERS": providers.bacs_users(),
        }
        before = {name: getattr(settings, name) for name in wanted}
        try:
            _set(wanted)
            yield pay
        finally:
            _set(before)


def _set(values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


def online(accounts: Sequence[Account]) -> list[Account]:
    """Return those who pay by card on the website: at most as many as the profile says."""
    by_card = [each for each in accounts if each.way == "card" and each.own_pence > 0]
    return by_card[: profile()["accounts"]["online"]]


@dataclass(frozen=True)
class Cards:
    """The payments by card of one council."""

    council: Council
    pay: Pay
    accounts: Sequence[Account]
    at: datetime

    def pay_week(self, number: int, day: date) -> None:
        """Let those who pay in a week of this number do so, on the evening of a day, a minute after each other."""
        paying = [each for each in self.accounts if each.pays_in(number)]
        people = tenants_of(paying, open_to_all=True)
        before = sum(bool(each.pays_in(earlier)) for each in self.accounts for earlier in range(number))
        for offset, each in enumerate(paying):
            at = self._moment(day) + offset * MINUTE
            what = IN_TURN[(before + offset) % len(IN_TURN)]
            key = f"demo cards: {number} {each.id}"
            self._pay(each, number, what, people, at=at, key=key)
            if what == "declined":
                self._pay(each, number, "pays", people, at=at + 5 * MINUTE, key=f"{key} again")

    def _moment(self, day: date) -> datetime:
        return min(datetime.combine(day, EVENING, LONDON), self.at - timedelta(hours=4))

    def _pay(self, each: Account, number: int, what: str, people: dict, *, at: datetime, key: str) -> None:
        payment = card_payments.start_card_payment(
            RentAccount.objects.get(pk=each.id),
            each.pays_in(number),
            return_url=RETURN,
            person=people.get(each.id),
            by=None,
            at=at,
            key=key,
        )
        if not payment.has_ended:
            self._do(payment, what)
            card_payments.settle_card_payment(payment, at=at + 2 * MINUTE)

    def _do(self, payment: CardPayment, what: str) -> None:
        """Do on the card page what a payer does. Whom the stand-in forgot, as it does at its end, does nothing."""
        known = self.pay.payments.get(payment.provider_id)
        if known is None:
            return
        self.pay.open_page(known.token)
        match what:
            case "gives up":
                self.pay.give_up(known)
            case "runs out of time":
                self.pay.expire(known)
            case _:
                self.pay.pay(known, DECLINED if what == "declined" else PAYS)
