"""What payers by direct debit are told, in the language of the moment: how much is collected, when and why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooftree.foundations.dates import london_day
from rooftree.foundations.money import in_words
from rooftree.journeys.both_languages import listed, long_date, weekday
from rooftree.rents import direct_debits as rules
from rooftree.rents.actions.mandates import NoticeDue
from rooftree.rents.direct_debits import AmountToCollect
from rooftree.rents.models import Mandate
from rooftree.rents.paying_queries import Move, Planned

ENDINGS = (
    gettext_lazy("The tenancy has ended."),
    gettext_lazy("The payer cancelled it on the website"),
)
"""Reasons that are ours: in the reader's language. A bank's and an officer's stand as they were said."""


def what_is_collected(mandate: Mandate, due: NoticeDue) -> dict[str, str]:
    """Return how much is collected, on which days, from which day on, from which account, and what for."""
    return {
        "bank": _account(mandate),
        "amount": in_words(due.amount) if due.amount else _("nothing"),
        "when": _when(mandate),
        "first": long_date(due.first_on),
        "because": _because(due.found) if due.found else due.because,
    }


def what_moves(mandate: Mandate, due: NoticeDue, before: Mandate, move: Move) -> dict[str, str]:
    """Return what is collected from another bank account, and what comes from the one before until then."""
    account = {"account": _account(before)}
    from_before = move.on_its_way + (move.planned if before.goes_on else [])
    words = []
    if from_before:
        known = account | {"sums": _sums(from_before)}
        words.append(_("From the %(account)s we still collect %(sums)s.") % known)
        words.append(_("Keep enough money in it until then."))
    if move.planned and not before.goes_on:
        words.append(
            _("We do not collect %(sums)s. Please pay that in another way.") % {"sums": _sums(move.planned)}
        )
    until_then = " ".join(words) or _("We collect nothing more from the %(account)s.") % account
    return {**what_is_collected(mandate, due), "bank_before": _account(before), "until_then": until_then}


def how_it_ended(mandate: Mandate) -> dict[str, str]:
    """Return on which day a direct debit ended, and why."""
    assert mandate.cancelled_at is not None, "What has ended ended on a day."
    return {"ended": long_date(london_day(mandate.cancelled_at)), "because": _(mandate.cancelled_because)}


def _account(mandate: Mandate) -> str:
    return _("account ending %(digits)s") % {"digits": mandate.last_four}


def _when(mandate: Mandate) -> str:
    if mandate.every == rules.EVERY_WEEK:
        return _("each %(weekday)s") % {"weekday": weekday(mandate.day)}
    return _("on day %(day)s of each month") % {"day": mandate.day}


def _because(found: AmountToCollect) -> str:
    words = _("%(sum)s of rent and charges in the year, in %(times)s equal parts") % {
        "sum": in_words(found.yearly),
        "times": found.times,
    }
    if found.benefit_yearly:
        words += _(", after %(sum)s of benefit paid to us") % {"sum": in_words(found.benefit_yearly)}
    if found.more:
        words += _("; and %(sum)s each time towards what is owed") % {"sum": in_words(found.more)}
    return f"{words}."


def _sums(planned: Iterable[Planned]) -> str:
    return listed(
        [
            _("%(sum)s on %(day)s") % {"sum": in_words(each.amount), "day": long_date(each.on)}
            for each in sorted(planned, key=lambda each: each.on)
        ]
    )
