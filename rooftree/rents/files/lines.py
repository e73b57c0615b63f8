"""What every file of money has in common: lines, what the file says of itself, and what is wrong with it.

A reader gives one line after another, so that the largest file takes no more memory than a small one. What
a file says of itself (its totals, its number in the series) often stands at its end: it is compared when the
last line has been read. Plain values; nothing here knows of the database.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import compress, islice
from typing import Any, BinaryIO, NamedTuple

from rooftree.foundations import money

FAULTS_SHOWN = 100
"""Faults that are kept in words. A file with more is the wrong file: the rest are counted."""
REFERENCE_AT_MOST = 40
PAYER_AT_MOST = 100
TEXT_AT_MOST = 300
BLOCK = 300
"""Lines that are looked at together: few enough to stay in a processor's own memory."""
AMOUNT_BELOW = Decimal(10) ** 10
"""Pounds: no line is as large. An amount of this size is a reference in the wrong column."""
TOTAL_BELOW = Decimal(10) ** 11
"""Pounds: no file brings as much, or sends as much back. Amounts that make it are of the wrong column too."""
PARTS_AT_MOST = 1_000
"""Accounts of a bank, or of who collects, in one file. One with more is no day's file of a council."""


class Line(NamedTuple):
    """One amount of money in a file."""

    number: int
    """Where it stands in the file: the line's number, or the how manieth entry."""
    code: str
    """The transaction code with which it is posted: RCP, RBP, RHB."""
    reference: str
    """What the payer quoted, without spaces. Empty if nothing was quoted."""
    amount: Decimal
    """Pounds. Above nought came in; below nought went back: a returned cheque, an unpaid direct debit."""
    paid_on: date
    payer: str = ""
    text: str = ""
    source_id: str = ""
    """What the sender calls this line, where it has a name for it."""
    control: str = ""
    """The control account to which the whole line belongs, for money that another file brings to accounts."""
    part: int = 0
    """Which of the file's parts it stands in, counted from nought."""


class Lines(NamedTuple):
    """Some lines of a file, fact by fact, as `Line` has them: what is alike in all of them is looked at once."""

    number: Sequence[int]
    code: Sequence[str]
    reference: Sequence[str]
    amount: Sequence[Decimal]
    paid_on: Sequence[date]
    payer: Sequence[str]
    text: Sequence[str]
    source_id: Sequence[str]
    control: Sequence[str]
    part: Sequence[int]


def together(lines: Iterable[Line]) -> Lines:
    """Return lines fact by fact."""
    columns: list[Any] = list(zip(*lines, strict=True)) or [()] * len(Lines._fields)
    return Lines(*columns)


class Fault(NamedTuple):
    """Something wrong with a file, in a sentence. `number` is the line's, or nought for the whole file."""

    number: int
    sentence: str


class Total(NamedTuple):
    """How many lines, and the pounds that they add up to."""

    lines: int
    pounds: Decimal


NOTHING = Total(0, Decimal())


@dataclass
class Part:
    """One series of numbered deliveries in a file: most files have one; a bank's has one an account."""

    feed: str
    """Which series it belongs to: a cash office, a bank account, a service user number."""
    sequence: int | None = None
    """Its number in the series, which goes up by one each time. None where the sender does not number."""
    made_on: date | None = None
    name: str = ""
    """What the sender calls it: a statement's id."""
    said: Total | None = None
    """What the sender says that there is."""
    said_of: dict[str, Total] = field(default_factory=dict)
    """What the sender says that there is of each code."""
    opening: Decimal | None = None
    closing: Decimal | None = None
    found: Total = field(default_factory=lambda: NOTHING)
    found_of: dict[str, Total] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        """Compare what is there with what the sender says is there, and yield each difference."""
        about = f"{self.name}: " if self.name else ""
        if self.said is not None:
            yield from _differences(about, "", self.said, self.found)
        for code in sorted({*self.said_of, *(self.found_of if self.said_of else ())}):
            said, found = self.said_of.get(code, NOTHING), self.found_of.get(code, NOTHING)
            yield from _differences(about, f" of {code}", said, found)
        if self.opening is not None and self.closing is not None:
            reckoned = self.opening + self.found.pounds
            if reckoned != self.closing:
                yield Fault(
                    0,
                    f"{about}The opening balance and the entries make {money.in_words(reckoned)}, "
                    f"but the closing balance is {money.in_words(self.closing)}.",
                )


def _differences(about: str, of: str, said: Total, found: Total) -> Iterator[Fault]:
    if said.lines != found.lines:
        yield Fault(
            0, f"{about}The file says that it has {said.lines:,} lines{of}, but {found.lines:,} are there."
        )
    if said.pounds != found.pounds:
        yield Fault(
            0,
            f"{about}The file says that its lines{of} add up to {money.in_words(said.pounds)}, "
            f"but they add up to {money.in_words(found.pounds)}.",
        )


class Reading(ABC):
    """A file while it is read. Go through it once, by lines or by blocks; then ask for `parts` and `faults`.

    No content makes it raise: whatever is wrong becomes a fault, and a file with a fault is refused whole.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.parts: list[Part] = []
        self.faults: list[Fault] = []
        self.more_faults = 0
        """Faults beyond those that are kept in words."""

    def __iter__(self) -> Iterator[Line]:
        for block in self.blocks():
            yield from map(Line, *block)

    def blocks(self) -> Iterator[Lines]:
        """Yield the lines, up to three hundred together."""
        try:
            yield from self._tallied()
        except RecursionError:
            self.fault(0, "The file is nested too deeply to be read.")
        for part in self.parts:
            for each in part.faults():
                self.fault(*each)
        if not self.parts and not self.faults:
            self.fault(0, "There is nothing in the file.")

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """Yield the lines; put what is wrong into `faults`, and what the file says of itself into `parts`."""

    def begin(self, part: Part) -> bool:
        """Begin a part of the file, and return whether to read on: a file of too many parts is at fault."""
        self.parts.append(part)
        if len(self.parts) <= PARTS_AT_MOST:
            return True
        self.fault(0, f"The file has more than {PARTS_AT_MOST:,} parts, so it is no file of one day.")
        return False

    def fault(self, number: int, sentence: str) -> None:
        """Keep that something is wrong."""
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(Fault(number, sentence))
        else:
            self.more_faults += 1

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def _together(self) -> Iterator[Lines]:
        lines = self.lines()
        while block := list(islice(lines, BLOCK)):
            yield together(block)

    def _tallied(self) -> Iterator[Lines]:
        tallies: dict[tuple[int, str], Total] = {}
        moved = Decimal()
        for block in self._together():
            if moved >= TOTAL_BELOW:
                continue
            before, moved = moved, moved + sum(map(abs, block.amount), Decimal())
            if moved >= TOTAL_BELOW:
                block = self._up_to_the_absurd(block, before)
            for key, pounds in _by_part_and_code(block):
                before_it = tallies.get(key, NOTHING)
                tallies[key] = Total(before_it.lines + len(pounds), sum(pounds, before_it.pounds))
            yield block
        for (number, code), total in tallies.items():
            self.parts[number].found_of[code] = total
        for part in self.parts:
            totals = part.found_of.values()
            part.found = Total(
                sum(each.lines for each in totals), sum((each.pounds for each in totals), Decimal())
            )

    def _up_to_the_absurd(self, block: Lines, moved: Decimal) -> Lines:
        """Return what comes before the line with which a file makes more than any does, and say so."""
        for place, (number, pounds) in enumerate(zip(block.number, block.amount, strict=True)):
            moved += abs(pounds)
            if moved >= TOTAL_BELOW:
                self.fault(number, f"Up to line {number:,} it makes {money.in_words(moved)}: too much.")
                before: list[Any] = [each[:place] for each in block]
                return Lines(*before)
        return block


def _by_part_and_code(block: Lines) -> Iterator[tuple[tuple[int, str], Sequence[Decimal]]]:
    """Yield the amounts of each part of a file and each code."""
    for number in set(block.part):
        codes, amounts = block.code, block.amount
        if len(set(block.part)) > 1:
            is_of_part = [each == number for each in block.part]
            codes, amounts = list(compress(codes, is_of_part)), list(compress(amounts, is_of_part))
        for code in set(codes):
            yield (number, code), list(compress(amounts, map(code.__eq__, codes)))


def tidy(text: str, at_most: int) -> str:
    """Return a sender's words on one line, without what cannot be shown or kept, and not too long."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else " " for each in text)
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    return text[:at_most]
