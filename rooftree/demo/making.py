"""What everybody who makes one council's extracts shares: the dice, the day, the truth."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from rooftree.demo.mess import Turns
from rooftree.demo.profile import profile
from rooftree.demo.truth import Truth


@dataclass(frozen=True)
class Making:
    """One council's extracts in the making. `as_at` is the ordinal of the day they are taken."""

    council: dict[str, Any]
    system: str
    homes: int
    as_at: int
    rng: Random
    truth: Truth
    part: int = 0
    parts: int = 1
    seed: int = 0

    def turns(self, stream: str, *, shared: bool = True) -> Turns:
        """Return the turns that mess takes in rows of one kind.

        Where the councils share a kind of row, each is promised its own part of the kinds of mess at
        once; else the first council is promised all.
        """
        rates = profile()["mess"][stream]
        return Turns(rates, rng=self.rng, part=self.part, parts=self.parts if shared else 1)


def making(council: dict[str, Any], *, system: str, homes: int, seed: int, as_at: date) -> Making:
    """Return the beginning of a council's extracts: one seed gives the same dice."""
    councils = profile()["council"]
    return Making(
        council,
        system,
        homes,
        as_at.toordinal(),
        Random(f"{seed}:{council['code']}"),
        Truth(council["code"], as_at.isoformat()),
        councils.index(council),
        len(councils),
        seed,
    )
