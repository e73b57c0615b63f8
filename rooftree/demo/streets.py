"""Names the imaginary streets and blocks, and numbers the houses along them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rooftree.demo.profile import Mix, words


@dataclass(slots=True)
class Street:
    """A street while homes are being put along it."""

    name: str
    stem: str
    block_names: Iterator[str]
    houses: int = 0

    def number(self) -> int:
        """Return the next house number: 1, 3, 5 and so on up one side, then 2, 4, 6 down the other."""
        self.houses += 1
        return self.houses * 2 - 1 if self.houses <= 60 else (self.houses - 60) * 2

    def block(self) -> str:
        """Return a name for the next block of flats."""
        return next(self.block_names)


class StreetNames:
    """Gives out street names, each once, with trees beside trees and poets beside poets."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        lists = words("places")
        self._kinds: Mix[str] = Mix({kind: 1.0 for kind in lists["street kinds"]})
        self._themes = [names for heading, names in lists.items() if heading.startswith("streets ")]
        self._block_kinds = lists["block kinds"]
        self._taken: set[str] = set()
        self._theme = self._themes[0]
        self._since_change = 0
        self._blocks = self._block_names()

    def next(self) -> Street:
        """Return a street that does not exist yet."""
        self._since_change += 1
        if self._since_change > 6:
            self._theme, self._since_change = self._rng.choice(self._themes), 0
        for _ in range(20):
            stem = self._rng.choice(self._theme)
            name = f"{stem} {self._kinds.pick(self._rng)}"
            if name not in self._taken:
                self._taken.add(name)
                return Street(name, stem, self._blocks)
        self._since_change = 99
        self._taken.add(name)
        return Street(name, stem, self._blocks) if len(self._taken) > 1200 else self.next()

    def _block_names(self) -> Iterator[str]:
        """Yield names of blocks for ever, each once until all are taken."""
        while True:
            names = [f"{stem} {kind}" for theme in self._themes for stem in theme for kind in self._block_kinds]
            self._rng.shuffle(names)
            yield from names
