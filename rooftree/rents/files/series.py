"""Whether a delivery is the next of its series, comes too early, or was there before."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from rooftree.foundations.dates import short_date
from rooftree.foundations.money import in_words
from rooftree.rents.files.lines import Part


class Turn(Enum):
    """What the place of a delivery in its series says of it."""

    NEXT = "next"
    EARLY = "early"  # It can wait for those before it.
    AGAIN = "again"  # It is refused.


@dataclass(frozen=True)
class Series:
    """What was posted of one series so far. Empty at its beginning."""

    last: int | None = None
    """The number of the latest delivery."""
    last_on: date | None = None
    """The day of the latest delivery."""
    same: str = ""
    """The name of the file that was posted with the same number."""
    alike: str = ""
    """The name of a file of the same day with as many lines and as many pounds, where none is numbered."""
    closing: Decimal | None = None
    """The balance with which the one before ended."""


@dataclass(frozen=True)
class Placed:
    """The turn of a delivery, and why, in a sentence: "" when it is the next."""

    turn: Turn
    because: str = ""


NEXT = Placed(Turn.NEXT)


def place(part: Part, series: Series) -> Placed:
    """Return the turn of a delivery in its series.

    One whose number was posted is refused. One before or after its turn waits: for those that are
    missing, or for two people to say that it is posted all the same: so does the first number of a sender
    that counts anew each year. Those after it follow by themselves.
    """
    if part.sequence is not None:
        return _numbered(part, part.sequence, series)
    if series.alike:
        return Placed(
            Turn.EARLY,
            f"It has the same day, as many lines and the same total as “{series.alike}” of {part.feed}, which was "
            "posted. It may be the same money again.",
        )
    if part.made_on and series.last_on and part.made_on < series.last_on:
        return Placed(
            Turn.EARLY,
            f"It is of {short_date(part.made_on)}, but one of {part.feed} of {short_date(series.last_on)} "
            "was posted.",
        )
    return NEXT


def after(series: Series, earlier: Part) -> Series:
    """Return a series as it stands after a part that comes before in the same file: a statement a day, say."""
    if earlier.sequence is None:
        return series
    last = max(earlier.sequence, series.last or earlier.sequence)
    return replace(series, last=last, closing=earlier.closing)


def _numbered(part: Part, number: int, series: Series) -> Placed:
    feed = part.feed
    if series.last is not None and number <= series.last and _is_of_a_later_year(part, series):
        return Placed(
            Turn.EARLY,
            f"It is number {number} of {feed} in another year than number {series.last}, the last one. If "
            f"{feed} counts anew each year, two people say so.",
        )
    if series.same:
        return Placed(
            Turn.AGAIN,
            f"Number {number} of {feed} was posted, as “{series.same}”, with other contents. "
            "Ask its sender which is right: what was posted is corrected by a reversal.",
        )
    if series.last is None or number == series.last + 1:
        return NEXT
    if number < series.last:
        return Placed(Turn.EARLY, f"It is number {number} of {feed}, but number {series.last} was posted.")
    missing = series.last + 1
    which = f"{missing} has" if number == missing + 1 else f"{missing} to {number - 1} have"
    return Placed(Turn.EARLY, f"It is number {number} of {feed}, but number {which} not come.")


def _is_of_a_later_year(part: Part, series: Series) -> bool:
    return part.made_on is not None and series.last_on is not None and part.made_on.year > series.last_on.year


def balance_fault(part: Part, series: Series) -> str:
    """Return what is wrong with the balance from which a statement goes on; "" if nothing is."""
    if part.opening is None or series.closing is None or part.opening == series.closing:
        return ""
    return (
        f"Statement {part.name} opens with {in_words(part.opening)}, but the one before it closed with "
        f"{in_words(series.closing)}."
    )
