"""How long the law or a promise allows: how much, of what, and how it is counted."""

from dataclasses import dataclass, replace
from enum import StrEnum

from rooftree.foundations.calendars import EW, UK, WHERE
from rooftree.foundations.dates import MONTHS


class Unit(StrEnum):
    """What an allowance is counted in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class Counting(StrEnum):
    """Where counting begins, and which way it goes."""

    AFTER = "after"
    """The start is day 0."""
    BEGINNING_WITH = "beginning_with"
    """The start is day 1."""
    BEFORE = "before"
    """Back from a day to come: no later than so long before it."""
    CLEAR_BEFORE = "clear_before"
    """Back from a day to come, with so many clear days between."""


BACKWARDS = (Counting.BEFORE, Counting.CLEAR_BEFORE)
ONE = {
    Unit.HOURS: "hour",
    Unit.CALENDAR_DAYS: "day",
    Unit.WORKING_DAYS: "working day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
}


@dataclass(frozen=True)
class Allowance:
    """How long the law or a promise allows, and how it is counted."""

    amount: int
    unit: Unit
    counting: Counting = Counting.AFTER
    calendar: str = EW
    rolls_forward: bool = False
    not_counting: tuple[tuple[int, int], ...] = ()
    """Days of the year, as month and day, that an allowance in hours leaves out."""

    def __post_init__(self) -> None:
        assert self.amount > 0, "An allowance is one or more."
        assert self.unit is Unit.HOURS or not self.not_counting, "Only hours leave out days of the year."
        if self.unit is Unit.HOURS:
            assert self.counting is Counting.AFTER, "Hours are counted from a moment."
        if self.unit in (Unit.HOURS, Unit.WORKING_DAYS):
            assert not self.rolls_forward, "Only days that may not be working days roll forward."

    def longer_by(self, amount: int) -> "Allowance":
        """Return the allowance with an extension, in the same unit and counted from the same start."""
        return replace(self, amount=self.amount + amount)

    def in_words(self) -> str:
        """Return how it is counted, for the page of the rule book: "56 days, the first day counted"."""
        clear = "clear " if self.counting is Counting.CLEAR_BEFORE else ""
        words = [f"{self.amount} {clear}{plural(ONE[self.unit], self.amount)}{_HOW[self.counting]}"]
        if self.unit is Unit.WORKING_DAYS and self.calendar == UK:
            words.append(f"leaving out the bank holidays of {WHERE[UK]}")
        if self.rolls_forward:
            words.append("to the next working day if the last is not one")
        if self.not_counting:
            left_out = " and ".join(f"{day} {MONTHS[month - 1]}" for month, day in self.not_counting)
            words.append(f"leaving out {left_out}")
        return ", ".join(words)


_HOW = {
    Counting.AFTER: "",
    Counting.BEGINNING_WITH: ", the first day counted",
    Counting.BEFORE: " before",
    Counting.CLEAR_BEFORE: " before",
}


def plural(word: str, how_many: int) -> str:
    """Return the word as it stands beside a number: "1 week", "2 weeks"."""
    return word if how_many == 1 else f"{word}s"
