"""What the reader hands over of what is held on somebody: things with their words, and what was left out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One thing held on a person: which row, what people call it, what it says, and why somebody should look.

    `groups` are the restricted groups that it belongs to, at most two; `take_out` are words that are taken
    out when it is given without names; `file_id` is a kept file that goes with it.
    """

    table: str
    row_id: int
    kind: str
    facts: tuple[tuple[str, str], ...]
    groups: tuple[int, ...] = ()
    calls: frozenset[str] = frozenset()
    take_out: tuple[str, ...] = ()
    file_id: int | None = None


@dataclass(frozen=True)
class Everything:
    """All that is held on a person, and what was left out, each with its reason, in words."""

    things: tuple[Held, ...]
    left_out: tuple[tuple[str, str], ...]
