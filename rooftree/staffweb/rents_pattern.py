"""The pattern of a rent account's year: week by week what was charged and paid, as a table and as a chart."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from rooftree.foundations.dates import long_date
from rooftree.foundations.money import NOUGHT, in_words
from rooftree.pages import charts
from rooftree.pages.charts import Column
from rooftree.record.account import AccountPage
from rooftree.rents.rent_year import MONDAY, WEEK, debit_day_of
from rooftree.rents.statements import stands

BENEFITS = frozenset({"RHB", "RUC", "RDT", "RHA"})
"""Codes of what benefits pay, and of what they take back."""
CHARGED = "D"
"""Codes of charges begin so (practice.md 4.2). One that was taken back counts against what was charged."""
WEEKS = 53


@dataclass(frozen=True)
class Week:
    """A week of the pattern: what was charged, what benefits paid, what others paid, and how it then stood."""

    starts_on: dt.date
    charged: Decimal
    benefits: Decimal
    paid: Decimal
    balance: Decimal

    @property
    def name(self) -> str:
        """The week and its figures in words."""
        return (
            f"Week of {long_date(self.starts_on)}: charged {in_words(self.charged)}, paid {in_words(self.paid)}, "
            f"by benefits {in_words(self.benefits)}; then {_inside(stands(self.balance))}"
        )


def pattern_of(page: AccountPage) -> list[Week]:
    """Return the last year by weeks, the oldest first, from the first week of the account on."""
    this_week = debit_day_of(page.on, debit_day=page.year.starts_on.isoweekday() if page.year else MONDAY)
    starts = [this_week - number * WEEK for number in range(WEEKS - 1, -1, -1)]
    starts = [each for each in starts if each + WEEK > page.account.from_on]
    lines = iter(page.posted)
    line = next(lines, None)
    balance, weeks = page.before, []
    for each in starts:
        charged = benefits = paid = NOUGHT
        while line is not None and line.posted_on < each + WEEK:
            if line.code in BENEFITS:
                benefits -= line.amount
            elif line.code.startswith(CHARGED):
                charged += line.amount
            else:
                paid -= line.amount
            balance, line = line.balance, next(lines, None)
        weeks.append(Week(each, charged, benefits, paid, balance))
    return weeks


def chart_of(weeks: list[Week]) -> Markup:
    """Return the pattern of a year as a chart."""
    columns, month = [], 0
    for week in weeks:
        tick = week.starts_on.strftime("%b") if week.starts_on.month != month else ""
        month = week.starts_on.month
        columns.append(Column(week.name, tick, *_rises_and_hangs(week), week.balance))
    charged, paid, benefits = (
        in_words(sum(sums, NOUGHT))
        for sums in zip(*((week.charged, week.paid, week.benefits) for week in weeks), strict=True)
    )
    words = (
        f"From {long_date(weeks[0].starts_on)} to now, week by week: {charged} charged, {paid} paid, {benefits} "
        f"by benefits. Now {_inside(stands(weeks[-1].balance))}. The table beside it has the figures."
    )
    return charts.columns(
        words, columns, line="Balance at the end of each week", stand="Charged above the line, paid below it"
    )


def _rises_and_hangs(week: Week) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Return what rises in a week and what hangs: what came back rises, what was charged too much hangs."""
    came_back = max(-week.paid, NOUGHT) + max(-week.benefits, NOUGHT)
    taken_off = max(week.paid, NOUGHT) + max(-week.charged, NOUGHT)
    return (max(week.charged, NOUGHT), came_back), (taken_off, max(week.benefits, NOUGHT))


def _inside(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]
