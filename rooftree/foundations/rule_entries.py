"""What the rule book holds: duties, limits, thresholds and lists, each in dated versions.

Plain values, as `rule_files` reads them and `rulebook` hands them out. `docs/rule-book.md` says what
each key of the files means.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from rooftree.foundations import deadlines
from rooftree.foundations.allowances import ONE, Allowance, plural
from rooftree.foundations.calendars import Calendar
from rooftree.foundations.dates import long_date
from rooftree.foundations.deadlines import Deadline, Pause
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused

SURE = MappingProxyType(
    {
        "V": "checked against the official text",
        "V2": "checked against two independent publications",
        "V1": "checked against one publication",
        "C": "checked against the published code of an official service",
        "GK": "general knowledge, to be checked",
        "DERIVED": "calculated from checked figures",
        "LOCAL": "not law: for the council to set",
    }
)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One dated version of an entry, national or a council's own."""

    kind: str
    code: str
    label: str
    applies_from: date
    applies_until: date | None
    source: str
    sure: str
    is_local: bool
    """Whether the source leaves this to the council."""
    note: str = ""
    where: str = ""
    """The file it stands in."""
    national_from: date
    local_rule: int | None = None
    """The id of the council's own version, if this is one."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def key(self) -> str:
        """What a case keeps, to find this very version again."""
        own = f"+{self.local_rule}" if self.local_rule else ""
        return f"{self.code}@{self.national_from.isoformat()}{own}"

    @property
    def period(self) -> Period:
        """The days on which it applies."""
        return Period(self.applies_from, self.applies_until)

    def in_words(self) -> str:
        """Return what it says, for the page of the rule book."""
        raise NotImplementedError


@dataclass(frozen=True)
class Extension:
    """How a duty may be given longer."""

    amount: int
    times: int
    only: str

    def in_words(self, allowance: Allowance) -> str:
        """Return it as the rule book's page says it: "up to 10 working days more, once"."""
        how_often = {1: "once", 2: "twice"}.get(self.times, f"{self.times} times")
        terms = f", {self.only}" if self.only else ""
        return f"up to {self.amount} {plural(ONE[allowance.unit], self.amount)} more, {how_often}{terms}"


@dataclass(frozen=True, kw_only=True)
class DutyVersion(Version):
    """Something that must be done in time."""

    allowance: Allowance
    start: str
    stop: str
    pause: str = ""
    extension: Extension | None = None
    at_most: int | None = None

    def deadline(self, start: datetime | date, *, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Deadline:
        """Count this duty from its start, on the calendar in force, and say the sum."""
        return deadlines.deadline(start, self.allowance, calendar=calendar, started=self.start, pauses=pauses)

    def in_words(self) -> str:
        """Return how it is counted: "5 working days; from received, until the acknowledgement is sent"."""
        words = [self.allowance.in_words(), f"from {self.start}, until {self.stop}"]
        if self.pause:
            words.append(f"stopped while {self.pause}")
        if self.extension:
            words.append(self.extension.in_words(self.allowance))
        return "; ".join(words)


@dataclass(frozen=True, kw_only=True)
class FigureVersion(Version):
    """A limit or a threshold: a number and what it counts."""

    value: Decimal
    unit: str
    at_most: Decimal | None = None
    at_least: Decimal | None = None

    def in_words(self) -> str:
        """Return the figure with its unit: "25 MB"."""
        first, _, rest = self.unit.partition(" ")
        one = first.removesuffix("s") if self.value == 1 else first
        return " ".join(filter(None, (f"{self.value:,f}", one, rest)))


@dataclass(frozen=True)
class Item:
    """One thing that can be chosen from a list."""

    code: str
    label: str
    hint: str
    flags: Mapping[str, bool | Decimal | int | str]
    period: Period


@dataclass(frozen=True, kw_only=True)
class ListVersion(Version):
    """A list of things that can be chosen, in the order in which they are shown."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {item.code: item for item in self.items})

    def __contains__(self, code: object) -> bool:
        return code in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    @property
    def _items(self) -> dict[str, Item]:
        found: dict[str, Item] = self.__dict__["_by_code"]
        return found

    def item(self, code: str) -> Item:
        """Return the item with this code, retired or not. Raises Refused if there is none."""
        if code not in self._items:
            raise Refused(f"“{code}” is not in the list “{self.label}”.")
        return self._items[code]

    def label_of(self, code: str) -> str:
        """Return what people read for this code. Raises Refused if there is no such item."""
        return self.item(code).label

    def flag(self, code: str, name: str) -> bool | Decimal | int | str:
        """Return a flag of an item, or the list's own value where the item says nothing."""
        flags = self.item(code).flags
        assert name in flags, f"The list {self.code} has no flag {name}."
        return flags[name]

    def choices(self, *, on: date) -> list[tuple[str, str]]:
        """Return the codes and labels that may be chosen on a day, for a form."""
        return [(item.code, item.label) for item in self.items if item.period.covers(on)]

    def in_words(self) -> str:
        """Return the labels, retired ones left out."""
        return "; ".join(item.label for item in self.items if item.period.until is None)


V = TypeVar("V", bound=Version)


@dataclass(frozen=True)
class Entry(Generic[V]):
    """All national versions of one code, in the order of their dates."""

    kind: str
    code: str
    versions: tuple[V, ...]

    def on(self, day: date) -> V:
        """Return the version in force on a day. Raises Refused if none was."""
        for version in self.versions:
            if version.period.covers(day):
                return version
        label = self.versions[-1].label
        raise Refused(f"The rule book has no “{label}” for {long_date(day)}.")

    def begun_on(self, day: date) -> V:
        """Return the version that begins on this very day."""
        return next(version for version in self.versions if version.applies_from == day)
