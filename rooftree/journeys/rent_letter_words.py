"""What tenants are told of a new rent, in the language of the moment: each charge, and how it came about.

In English a reason stands as it was approved. In another language it is written anew from the same figures.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooftree.foundations.money import in_words
from rooftree.journeys.both_languages import ENGLISH, language, listed, long_date
from rooftree.rents import increases
from rooftree.rents.increase_queries import ChargeThen, ComingChange
from rooftree.rents.models import RentIncrease, RentIncreaseLine


def what_changes(change: ComingChange, called: Mapping[str, str], *, left: Decimal) -> dict[str, str]:
    """Return each charge before and after, what they come to, why, and what Universal Credit leaves (`left`)."""
    return {
        "starts": long_date(change.starts_on),
        "charges": "\n".join(_charge(each, _(called[each.code]), change) for each in change.charges),
        "old": _together(change, after=False),
        "new": _together(change, after=True),
        "why": "\n\n".join(_why(each, _(called[each.code]), change.increase) for each in change.changed),
        "year": _year(change.increase),
        "universal_credit": _universal_credit(left),
    }


def _charge(each: ChargeThen, called: str, change: ComingChange) -> str:
    """Return one charge as a point of the letter: what it is, before and after."""
    known = {
        "charge": called,
        "old": _each(each.old, each.per),
        "new": in_words(each.new),
        "day": long_date(change.starts_on),
    }
    if each.new == each.old:
        return _("* %(charge)s: %(old)s, as now") % known
    return _("* %(charge)s: %(old)s now, %(new)s from %(day)s") % known


def _each(amount: Decimal, per: str) -> str:
    sentence = {
        increases.PER_WEEK: _("%(sum)s each week"),
        increases.PER_MONTH: _("%(sum)s each month"),
        increases.PER_NIGHT: _("%(sum)s each night"),
    }[per]
    return sentence % {"sum": in_words(amount)}


def _together(change: ComingChange, *, after: bool) -> str:
    return listed([_each(amount, per) for per, amount in change.together(after=after).items()])


def _why(each: ChargeThen, called: str, increase: RentIncrease) -> str:
    line = each.line
    assert line is not None, "What changes has a line."
    if each.is_rent:
        return line.why if language() == ENGLISH else _why_rent(line, increase)
    if language() == ENGLISH:
        return f"{called}: {line.why[0].lower()}{line.why[1:]}"
    known = {"charge": called, "old": in_words(each.old), "new": in_words(each.new)}
    return _("%(charge)s changes from %(old)s to %(new)s, by what it costs.") % known


def _why_rent(line: RentIncreaseLine, increase: RentIncrease) -> str:
    """Say from its figures how a rent was reckoned, as `rents.increases` says it in English."""
    known = {
        "old": in_words(line.old),
        "uprated": in_words(line.uprated),
        "new": in_words(line.new),
        "most": _percent(increase.most),
        "cpi": _percent(increase.cpi),
        "margin": _percent(increase.most - increase.cpi),
        "convergence": in_words(line.convergence),
        "formula": in_words(line.formula or line.new),
        "cap": in_words(line.cap or line.new),
        "towards": in_words(min((each for each in (line.formula, line.cap) if each), default=line.new)),
    }
    return _sentence(line) % known


def _sentence(line: RentIncreaseLine) -> str:
    """Return the sentence that fits what became of a rent, to be filled in."""
    if line.exception in (increases.NOT_LIMITED, increases.BY_THE_NIGHT):
        return _("This rent stays as it is.")
    if line.exception == increases.WITH_SERVICES:
        return _(
            "This affordable rent of %(old)s a week becomes %(new)s, so that with its service charges it rises by "
            "%(most)s at most."
        )
    if line.exception == increases.ABOVE_FORMULA:
        return _(
            "This rent is above its formula rent of %(formula)s and what may be added to it, so it rises by CPI "
            "alone, %(cpi)s, to %(uprated)s."
        )
    if line.exception == increases.AT_CAP:
        return _("This rent of %(old)s a week becomes %(new)s: the rent cap is %(cap)s.")
    words = _("This rent of %(old)s a week rises by %(most)s (CPI of %(cpi)s and %(margin)s) to %(uprated)s")
    if line.convergence:
        words += _(", and by %(convergence)s more towards its formula rent of %(towards)s")
    return f"{words}."


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"


def _year(increase: RentIncrease) -> str:
    known = {"weeks": increase.weeks, "free": increase.free_weeks}
    if not increase.free_weeks:
        return _("The new rent year has %(weeks)s weeks; none of them is free.") % known
    sentence = ngettext(
        "The new rent year has %(weeks)s weeks; %(free)s of them is free.",
        "The new rent year has %(weeks)s weeks; %(free)s of them are free.",
        increase.free_weeks,
    )
    return sentence % known


def _universal_credit(left: Decimal) -> str:
    if not left:
        return _("It takes all weeks of this rent year into account.")
    return _("It never pays a 53rd week: in this rent year it leaves %(sum)s for you to pay.") % {
        "sum": in_words(left)
    }
