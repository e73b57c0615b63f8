"""Who is charged what for a period: dated lines, shared by the day among those who had the home.

Plain values in, plain values out. `sql/due.sql` says the same for a whole council at a time, and a test
holds the two together. A line that does not run through its whole period, and a payer who does not,
count by the day. Whoever has the home for a part of a period is charged for those days, rounded once;
the void account takes what is left, so that the parts always make the whole, to the penny.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.foundations.money import to_the_penny
from rooftree.foundations.periods import Period

VOID = 0
"""Stands for the void account of the home, among payers."""


@dataclass(frozen=True)
class Line:
    """A dated line of what is charged: pounds for each whole period."""

    code: str
    amount: Decimal
    period: Period


@dataclass(frozen=True)
class Payer:
    """An account that is charged for a home, and from when until when. `account` is above nought."""

    account: int
    period: Period


@dataclass(frozen=True)
class Due:
    """What one account is charged under one code for one period, in pounds, and the first day it is for."""

    account: int
    code: str
    effective_on: date
    amount: Decimal


def whole_of(line: Line, period: Period) -> Decimal:
    """Return the pounds of a line in a period, whoever pays them: by the day where it does not run throughout."""
    return to_the_penny(line.amount * line.period.common(period).days / period.days)


def due_of_home(lines: Iterable[Line], payers: Sequence[Payer], period: Period) -> list[Due]:
    """Return what is due for a home in a period, by account and code. The payers do not overlap."""
    parts = [part for line in lines for part in _shared(line, payers, period)]
    return _together(parts)


def due_of_account(lines: Iterable[Line], payer: Payer, period: Period) -> list[Due]:
    """Return what is due in a period of the lines of one account alone: nobody takes what is left."""
    parts = []
    for line in lines:
        days = line.period.common(period).common(payer.period)
        parts.append(Due(payer.account, line.code, days.starts, _by_the_day(line, days, period)))
    return _together(parts)


def _shared(line: Line, payers: Sequence[Payer], period: Period) -> Iterable[Due]:
    """Yield the parts of one line: each payer's in order, and last the rest."""
    charged = line.period.common(period)
    if charged.is_empty:
        return
    left, day, first_empty = whole_of(line, period), charged.starts, None
    pieces = [(payer.account, payer.period.common(charged)) for payer in payers]
    pieces = sorted((piece for piece in pieces if not piece[1].is_empty), key=lambda piece: piece[1].starts)
    for account, days in pieces:
        if first_empty is None and days.starts > day:
            first_empty = day
        day = days.until or day
        is_last = days == pieces[-1][1] and first_empty is None and day == charged.until
        part = left if is_last else min(left, _by_the_day(line, days, period))
        left -= part
        yield Due(account, line.code, days.starts, part)
    yield Due(VOID, line.code, first_empty or day, left)


def _by_the_day(line: Line, days: Period, period: Period) -> Decimal:
    return to_the_penny(line.amount * days.days / period.days)


def _together(parts: Iterable[Due]) -> list[Due]:
    """Return one sum for each account and code, leaving out nought."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    firsts: dict[tuple[int, str], date] = {}
    for part in parts:
        if part.amount:
            sums[part.account, part.code] += part.amount
            first = firsts.get((part.account, part.code), part.effective_on)
            firsts[part.account, part.code] = min(first, part.effective_on)
    return [Due(account, code, firsts[account, code], amount) for (account, code), amount in sums.items()]


def without(period: Period, left_out: Iterable[Period]) -> list[Period]:
    """Return what is left of a period without these: the days on which an account is charged."""
    remaining = [period]
    for gap in left_out:
        remaining = [part for each in remaining for part in _cut(each, gap)]
    return remaining


def _cut(period: Period, gap: Period) -> list[Period]:
    common = period.common(gap)
    if common.is_empty:
        return [period]
    before = Period(period.starts, common.starts)
    after = [] if common.until is None or common.until == period.until else [Period(common.until, period.until)]
    return [each for each in (before, *after) if not each.is_empty]
