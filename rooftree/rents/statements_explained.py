"""Says of a charge why it is what it is: which week, which dated line, and how a part of a week was reckoned.

Plain values in, words out. The sum is that of `charging`, reckoned again from the lines as they stand now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.foundations.dates import long_date, short_date
from rooftree.foundations.money import NOUGHT, in_words, to_the_penny
from rooftree.foundations.periods import Period
from rooftree.rents.rent_year import MONDAY, Year, debit_day_of, month_of, night_of, week_from
from rooftree.rents.statements import Posted

PER = {"weekly": "a week", "monthly": "a month", "nightly": "a night"}


@dataclass(frozen=True)
class Ground:
    """A dated line that a charge can rest on: pounds for each whole week, month or night."""

    code: str
    amount: Decimal
    period: Period
    why: str


@dataclass(frozen=True)
class Reckoning:
    """What the charges of an account are reckoned from."""

    grounds: Sequence[Ground]
    charged_days: Sequence[Period]
    """The days on which it is charged: from the first of the account, without those that were suspended."""
    cycle: str
    years: Sequence[Year]

    def year_of(self, day: date) -> Year | None:
        """Return the rent year that a day is in, if it is known."""
        return next((year for year in self.years if year.starts_on <= day < year.until_on), None)

    def period_of(self, day: date) -> Period:
        """Return the week, month or night that is charged and that a day is in."""
        if self.cycle == "monthly":
            return month_of(day)
        if self.cycle == "nightly":
            return night_of(day)
        year = self.year_of(day)
        return week_from(debit_day_of(day, debit_day=year.starts_on.isoweekday() if year else MONDAY))


def explain(charge: Posted, reckoning: Reckoning) -> str:
    """Return in sentences why a charge is what it is; nothing for what is no charge."""
    if charge.kind != "charge":
        return ""
    period = reckoning.period_of(charge.effective_on)
    parts = list(_parts(charge, reckoning, period))
    reckoned = sum((part.pounds for part in parts), NOUGHT)
    said = [f"{_named(period, reckoning)}.", *(part.words for part in parts)]
    return " ".join([*said, *_difference(charge, parts, reckoned)])


@dataclass(frozen=True)
class _Part:
    """What one line comes to in some days of a period, and the sum in words."""

    pounds: Decimal
    words: str


def _parts(charge: Posted, reckoning: Reckoning, period: Period) -> Iterator[_Part]:
    per = PER.get(reckoning.cycle, "each time")
    for ground in reckoning.grounds:
        if ground.code != charge.code or not ground.period.overlaps(period):
            continue
        for charged in reckoning.charged_days:
            days = ground.period.common(period).common(charged)
            if not days.is_empty:
                yield _Part(to_the_penny(ground.amount * days.days / period.days), _sum(ground, days, period, per))


def _sum(ground: Ground, days: Period, period: Period, per: str) -> str:
    since = f"since {long_date(ground.period.starts)} ({ground.why[:1].lower()}{ground.why[1:]})"
    if days.days == period.days:
        return f"{in_words(ground.amount)} {per}, {since}."
    part = to_the_penny(ground.amount * days.days / period.days)
    return (
        f"{days.days} of {period.days} days, {_days(days)}: {in_words(ground.amount)} {per} × {days.days} ÷ "
        f"{period.days} = {in_words(part)}. {in_words(ground.amount)} {per} stands {since}."
    )


def _days(days: Period) -> str:
    last = days.last_day
    assert last is not None, "Days within a week have a last one."
    return short_date(days.starts) if days.days == 1 else f"{short_date(days.starts)} to {short_date(last)}"


def _named(period: Period, reckoning: Reckoning) -> str:
    if reckoning.cycle == "nightly":
        return f"The night of {long_date(period.starts)}"
    if reckoning.cycle == "monthly":
        return f"The month from {long_date(period.starts)}"
    year = reckoning.year_of(period.starts)
    which = f"Week {year.week_number(period.starts)} of {year.weeks}" if year else "The week"
    return f"{which}, from {long_date(period.starts)}"


def _difference(charge: Posted, parts: Sequence[_Part], reckoned: Decimal) -> Iterator[str]:
    if reckoned == charge.pounds:
        return
    if charge.pounds < 0:
        yield f"{in_words(-charge.pounds)} of what was charged before is taken back: the lines changed since."
    elif parts:
        yield (
            f"By the lines as they stand now the whole of it comes to {in_words(reckoned)}; here "
            f"{in_words(charge.pounds)} was charged, and other entries for the same days make up the rest."
        )
    else:
        yield "No line is kept for these days any more."
