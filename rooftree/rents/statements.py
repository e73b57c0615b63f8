"""What a statement of a rent account says: each movement in plain words, and the balance after it.

A debit is above nought: a balance above nought is owed. A statement runs by the day on which a movement was
posted, so what it says of a past day never changes; what a charge is for stands beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.foundations import money
from rooftree.foundations.dates import long_date
from rooftree.foundations.downloads import Cell
from rooftree.foundations.periods import Period


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One movement on one part of an account, as the ledger keeps it, in pounds: a debit above nought."""

    movement_id: int
    posted_on: date
    effective_on: date
    """The day that it is for, or the first of its week."""
    kind: str
    code: str
    part: str
    pounds: Decimal
    narrative: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a statement: what was posted, in words, and the balance after it."""

    posted: Posted
    what: str
    """What the code is called in plain English."""
    balance: Decimal

    @property
    def charged(self) -> Decimal | None:
        """What was added to what is owed; nothing for what was taken off it."""
        return self.posted.pounds if self.posted.pounds > 0 else None

    @property
    def paid(self) -> Decimal | None:
        """What was taken off what is owed; nothing for what was added to it."""
        return -self.posted.pounds if self.posted.pounds < 0 else None

    @property
    def about(self) -> str:
        """What is said besides: what was noted of it, and the day that it is for where that is another."""
        return "; ".join(filter(None, (self.posted.narrative, self._other_day)))

    @property
    def _other_day(self) -> str:
        if self.posted.effective_on == self.posted.posted_on:
            return ""
        return f"{'for' if self.posted.pounds > 0 else 'of'} {long_date(self.posted.effective_on)}"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The statement of one account for a time: whose it is, what stood before, each line, what stands after."""

    payment_reference: str
    address: str
    names: tuple[str, ...]
    """Who holds the tenancy."""
    period: Period
    """The days that it covers; it has an end."""
    made_on: date
    opening: Decimal
    lines: tuple[Line, ...]
    parts: tuple[tuple[str, Decimal], ...]
    """What stands at the end on each part of the account, by what the part is called."""

    @property
    def closing(self) -> Decimal:
        """The balance at the end of its last day."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def charged(self) -> Decimal:
        """All that was added to what is owed."""
        return sum((line.charged or Decimal() for line in self.lines), Decimal())

    @property
    def paid(self) -> Decimal:
        """All that was taken off it."""
        return sum((line.paid or Decimal() for line in self.lines), Decimal())

    @property
    def last_day(self) -> date:
        """The last day that it covers."""
        last = self.period.last_day
        assert last is not None, "A statement has a last day."
        return last


@dataclass(frozen=True)
class StatementWords:
    """What codes and parts of an account are called on a statement."""

    code: Callable[[str], str]
    part: Callable[[str], str]


def lines_of(posted: Iterable[Posted], *, opening: Decimal, called: Callable[[str], str]) -> tuple[Line, ...]:
    """Return the lines of what was posted, in its order, from what stood before. `called` names a code."""
    lines: list[Line] = []
    balance = opening
    for each in posted:
        balance += each.pounds
        lines.append(Line(posted=each, what=called(each.code), balance=balance))
    return tuple(lines)


def standing(balance: Decimal) -> str:
    """Say how an account stands, to whoever it is of: "You owe £12.50", "You are £3.00 in credit"."""
    if balance > 0:
        return f"You owe {money.in_words(balance)}"
    return f"You are {money.in_words(-balance)} in credit" if balance < 0 else "You owe nothing"


def stands(balance: Decimal) -> str:
    """Say how an account stands, to others: "£12.50 owed", "£3.00 in credit", "Nothing owed"."""
    if balance > 0:
        return f"{money.in_words(balance)} owed"
    return f"{money.in_words(-balance)} in credit" if balance < 0 else "Nothing owed"


HEADING = (
    *("Posted", "For", "Code", "What", "About", "Part", "Charged", "Paid", "Balance", "Reference"),
    "Movement",
)
"""The columns of a statement as a table."""


def rows(statement: Statement, *, called: Callable[[str], str]) -> Iterator[Sequence[Cell]]:
    """Yield a statement as rows of a table, what stood before it first. `called` names a part of the account."""
    yield [statement.period.starts, None, "", "Balance before", "", "", None, None, statement.opening, "", None]
    for line in statement.lines:
        posted = line.posted
        yield [
            *(posted.posted_on, posted.effective_on, posted.code, line.what, posted.narrative),
            *(called(posted.part), line.charged, line.paid, line.balance, posted.reference, posted.movement_id),
        ]
