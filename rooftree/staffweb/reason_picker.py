"""The reasons for which people get in touch, as an adviser chooses among them.

The common ones stand first, then all by the part of the service that they go to. A few words leave only
those that they fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rooftree.contact import rules
from rooftree.foundations.rule_entries import Item, ListVersion

COMMON = 8
"""As many as one sees at a glance."""
FALLS_TO = "contact"
"""Customer contact takes what nobody else does, so it stands above no other part of the service."""


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons that stand together, as the design system's radios take them."""

    code: str
    heading: str
    items: tuple[dict[str, object], ...]
    is_open: bool
    """Shown at once, and not only when asked for."""


@dataclass(frozen=True)
class Reasons:
    """The lists that the call screen chooses from, as a council has them on a day."""

    on: date
    reasons: ListVersion
    functions: ListVersion

    @classmethod
    def of(cls, council_id: int, *, on: date) -> "Reasons":
        """Return the lists of a council. Two queries."""
        return cls(
            on,
            rules.REASONS.version(on=on, council=council_id),
            rules.FUNCTIONS.version(on=on, council=council_id),
        )

    def choices(self) -> list[tuple[str, str]]:
        """Return every reason that can be chosen, by part of the service, for a list to choose from."""
        parts = {item.code: number for number, item in enumerate(self.functions)}
        listed = sorted(self._chosen_from(), key=lambda item: parts.get(self._function(item), len(parts)))
        return [(item.code, f"{self._part(item)}: {item.label}") for item in listed]

    def groups(self, *, chosen: str, words: str, common: Iterable[str]) -> list[ReasonGroup]:
        """Return the reasons in groups: what was looked for, else the common ones; then the rest by function."""
        offered = list(self._chosen_from())
        sought = words.lower().split()
        if sought:
            first = [item for item in offered if all(word in self._text(item) for word in sought)]
            heading = f"With “{words}”" if first else f"No reason has the words “{words}”"
        else:
            order = {code: number for number, code in enumerate(common)}
            first = sorted((item for item in offered if item.code in order), key=lambda item: order[item.code])
            heading = "Most common"
        groups = [self._group("first", heading, first, chosen, is_open=True)] if first or sought else []
        shown = {item.code for item in first}
        for function in self.functions:
            rest = [item for item in offered if self._area(item) == function.code and item.code not in shown]
            if rest:
                is_open = any(item.code == chosen for item in rest)
                groups.append(self._group(function.code, function.label, rest, chosen, is_open=is_open))
        return groups

    def flag(self, code: str, name: str) -> str:
        """Return a flag of a reason as text; nothing for a reason that is none."""
        return str(self.reasons.flag(code, name)) if code in self.reasons else ""

    def is_urgent(self, code: str) -> bool:
        """Whether it cannot wait in a queue."""
        return code in self.reasons and self.reasons.flag(code, "urgent") is True

    def _chosen_from(self) -> Iterator[Item]:
        return (item for item in self.reasons if item.period.covers(self.on))

    def _function(self, item: Item) -> str:
        return str(item.flags["function"])

    def _area(self, item: Item) -> str:
        """Return the function that takes over, in the end, from the one that a reason goes to: "Repairs"."""
        here, seen = self._function(item), {FALLS_TO}
        while (after := str(self.functions.flag(here, "else_to"))) and after not in seen:
            seen.add(here)
            here = after
        return here

    def _part(self, item: Item) -> str:
        function = self._function(item)
        return self.functions.label_of(function) if function in self.functions else function

    def _text(self, item: Item) -> str:
        said = (item.label, item.code, item.hint, self._part(item), str(item.flags["route_words"]))
        return " ".join(said).lower()

    def _group(self, code: str, heading: str, items: Sequence[Item], chosen: str, *, is_open: bool) -> ReasonGroup:
        return ReasonGroup(code, heading, tuple(_radio(item, chosen) for item in items), is_open)


def _radio(item: Item, chosen: str) -> dict[str, object]:
    """Return a reason as the design system's radios take it, with what the adviser must know at once."""
    radio: dict[str, object] = {"value": item.code, "text": item.label, "checked": item.code == chosen}
    urgent = "Urgent" if item.flags["urgent"] is True else ""
    said = [str(each) for each in (urgent, item.flags["prompt"], item.flags["clock"], item.hint) if each]
    return radio | ({"hint": {"text": ". ".join(said)}} if said else {})
