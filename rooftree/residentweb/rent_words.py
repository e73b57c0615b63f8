"""What a resident's rent pages say in sentences: what is owed, why, and what comes next. In her language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooftree.pages.filters import long_date, pounds, short_date
from rooftree.record.rent import Expected
from rooftree.rents.owing import Paid, Standing, Why
from rooftree.rents.paying_queries import Planned

PARTS = {
    "rent": gettext_lazy("Rent, and what the tenancy calls rent"),
    "services": gettext_lazy("Other services"),
    "recharges": gettext_lazy("Repairs that you are asked to pay for"),
    "court_costs": gettext_lazy("Court costs"),
    "hb_overpayment": gettext_lazy("Housing Benefit paid to you by mistake"),
}
"""The parts of an account."""

PER = {
    "week": gettext_lazy("each week"),
    "month": gettext_lazy("each month"),
    "night": gettext_lazy("each night"),
}
EVERY = {
    "weekly": gettext_lazy("each week"),
    "fortnightly": gettext_lazy("every two weeks"),
    "four_weekly": gettext_lazy("every four weeks"),
    "monthly": gettext_lazy("each month"),
}


def standing(balance: Decimal) -> str:
    """Return how an account stands, in one sentence."""
    if balance > 0:
        return _("You owe %(pounds)s.") % {"pounds": pounds(balance)}
    if balance < 0:
        return _("You are %(pounds)s in credit.") % {"pounds": pounds(-balance)}
    return _("You owe nothing.")


def all_stand(balance: Decimal) -> str:
    """Return how several accounts stand together, in one sentence."""
    if balance > 0:
        return _("You owe %(pounds)s in all.") % {"pounds": pounds(balance)}
    if balance < 0:
        return _("You are %(pounds)s in credit in all.") % {"pounds": pounds(-balance)}
    return _("You owe nothing in all.")


def lived(from_on: dt.date, until_on: dt.date | None) -> str:
    """Return from which day to which day a home was hers; `until_on` is the first day on which it was not."""
    said = {"first": short_date(from_on)}
    if until_on is None:
        return _("since %(first)s") % said
    return _("from %(first)s to %(last)s") % {**said, "last": short_date(until_on - dt.timedelta(days=1))}


def part_stands(balance: Decimal) -> str:
    """Return how a part of an account stands, in a few words."""
    if balance > 0:
        return _("%(pounds)s owed") % {"pounds": pounds(balance)}
    return _("%(pounds)s in credit") % {"pounds": pounds(-balance)} if balance < 0 else _("nothing owed")


def because(why: Why, last: Paid | None) -> list[str]:
    """Return why it stands so and what was paid last, in sentences that can be checked against the statement."""
    said = [_sum_in_words(why)]
    said += [
        _("Your bank sent back a payment of %(pounds)s on %(day)s, so it counts as not paid.")
        % {"pounds": pounds(each.pounds), "day": long_date(each.posted_on)}
        for each in why.returned
    ]
    if why.taken_back:
        said.append(_("%(pounds)s of Housing Benefit was taken back.") % {"pounds": pounds(why.taken_back)})
    if last:
        paid = {"pounds": pounds(last.pounds), "day": long_date(last.paid_on)}
        said.append(_("The last payment was %(pounds)s, on %(day)s.") % paid)
    return [each for each in said if each]


def _sum_in_words(why: Why) -> str:
    if why.standing == Standing.CREDIT:
        return _("More has been paid than was charged so far.")
    if why.standing == Standing.NOTHING or why.since is None:
        return ""
    if why.is_latest_only and why.latest:
        said = {"pounds": pounds(why.latest.pounds), "day": long_date(why.latest.posted_on)}
        if why.balance == why.latest.pounds:
            return _("It is what was charged on %(day)s.") % said
        return _("It is what is left of the %(pounds)s that was charged on %(day)s.") % said
    return f"{_before(why)} {_since_then(why)}"


def _before(why: Why) -> str:
    assert why.since is not None, "A sum has a first day."
    said = {"day": long_date(why.since), "pounds": pounds(abs(why.before))}
    if why.before > 0:
        return _("Before %(day)s you owed %(pounds)s.") % said
    if why.before < 0:
        return _("Before %(day)s you were %(pounds)s in credit.") % said
    return _("Before %(day)s you owed nothing.") % said


def _since_then(why: Why) -> str:
    said = {"charged": pounds(why.charged), "paid": pounds(why.paid)}
    if not why.charged:
        return _("Since then %(paid)s was paid or taken off.") % said
    if not why.paid:
        return _("Since then %(charged)s was charged, and nothing was paid.") % said
    return _("Since then %(charged)s was charged, and %(paid)s was paid or taken off.") % said


def expected(benefit: Expected, called: str, *, on: dt.date) -> str:
    """Return what a benefit is expected to pay, and when, or that it did not come. `called` is its name."""
    said = {"benefit": called, "pounds": pounds(benefit.amount)}
    if not benefit.amount:
        return _("You have claimed %(benefit)s: we wait for what it will pay.") % said
    if benefit.kind == "uc":
        return _("%(benefit)s is paid to you, and you pay us from it.") % said
    if benefit.next_on and benefit.next_on < on:
        said |= {"day": long_date(benefit.next_on)}
        return _("We expected %(pounds)s from %(benefit)s on %(day)s, and it has not come yet.") % said
    if benefit.next_on:
        return _("We expect %(pounds)s from %(benefit)s on %(day)s.") % {**said, "day": long_date(benefit.next_on)}
    every = str(EVERY.get(benefit.every, ""))
    return _("We expect %(pounds)s from %(benefit)s %(every)s.") % {**said, "every": every}


def pays_by(called: str) -> str:
    """Return how she usually pays."""
    return _("You usually pay like this: %(way)s.") % {"way": called}


def collected(coming: Sequence[Planned]) -> str:
    """Return what a direct debit takes next, and when."""
    if not coming:
        return _("You pay by Direct Debit.")
    said = {"pounds": pounds(coming[0].amount), "day": long_date(coming[0].on)}
    return _("You pay by Direct Debit. We collect %(pounds)s on %(day)s.") % said


def what(code_in_words: str, posted_on: dt.date, effective_on: dt.date) -> str:
    """Return what a line of a statement is for, and for which day where that is another than its own."""
    if posted_on == effective_on:
        return code_in_words
    return _("%(what)s, for %(day)s") % {"what": code_in_words, "day": short_date(effective_on)}


def before(first_on: dt.date) -> str:
    """Return what the line is called that says what stood before the first day of a statement."""
    return _("Balance before %(day)s") % {"day": long_date(first_on)}


def all_of(balance: Decimal) -> str:
    """Return what the choice of paying all that is owed is called."""
    return _("All that I owe: %(pounds)s") % {"pounds": pounds(balance)}


WEEKDAYS = {
    1: gettext_lazy("every Monday"),
    2: gettext_lazy("every Tuesday"),
    3: gettext_lazy("every Wednesday"),
    4: gettext_lazy("every Thursday"),
    5: gettext_lazy("every Friday"),
}


def collected_when(every: str, day: int) -> str:
    """Return on which days a direct debit is collected."""
    if every == "week":
        return str(WEEKDAYS[day])
    return _("on day %(day)s of each month, or the next working day") % {"day": day}


@dataclass(frozen=True)
class Outcome:
    """What came of a payment by card: the heading, and what it means."""

    heading: Any
    words: Any


OUTCOMES = {
    "paid": Outcome(
        gettext_lazy("Your payment has been made"),
        gettext_lazy("It is on your rent account now. There is nothing else to do."),
    ),
    "asked": Outcome(
        gettext_lazy("Your payment is not finished yet"),
        gettext_lazy("We wait for the card service. Look again in a few minutes, before you pay a second time."),
    ),
    "open": Outcome(
        gettext_lazy("Your payment is not finished yet"),
        gettext_lazy("We wait for the card service. Look again in a few minutes, before you pay a second time."),
    ),
    "declined": Outcome(
        gettext_lazy("Your bank declined the payment"),
        gettext_lazy("No money was taken. You can try again, with another card, or pay in another way."),
    ),
    "expired": Outcome(
        gettext_lazy("The payment was not finished in time"),
        gettext_lazy("No money was taken. You can try again."),
    ),
    "cancelled": Outcome(
        gettext_lazy("The payment was cancelled"), gettext_lazy("No money was taken. You can try again.")
    ),
    "failed": Outcome(
        gettext_lazy("The payment could not be made"),
        gettext_lazy("Something went wrong at the card service. No money was taken. You can try again."),
    ),
}
"""By the status of the payment."""
