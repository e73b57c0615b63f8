"""Makes the files that letters are set with from the typeface of the pages.

The typeface comes from npm in two parts, Latin and the rest of Latin, and packed for browsers. What
sets letters takes it unpacked, and knows a face by its family: so the second part gets a family of
its own, and stands in where the first has no such letter. `bin/assets` runs this.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "Atkinson Hyperlegible Next"
FAMILY_OF_THE_REST = f"{FAMILY} Extended"
"""Of ŵ, ŷ, ł and the like. Its licence (OFL 1.1) reserves no name, and lets it be changed."""

PARTS = {"latin": FAMILY, "latin-ext": FAMILY_OF_THE_REST}
CUTS = ("400-normal", "400-italic", "600-normal")
_NAMES_OF_FAMILY = (1, 4, 16)


def unpack(packed: Path, into: Path, *, family: str) -> None:
    """Write one cut of the typeface unpacked, under the name of a family."""
    with TTFont(packed, recalcTimestamp=False) as cut:
        cut.flavor = None
        for name in cut["name"].names:
            if name.nameID in _NAMES_OF_FAMILY:
                name.string = str(name).replace(FAMILY, family)
        cut.save(into)


def make(packed: Path, into: Path) -> None:
    """Write every cut that letters use, from the folder that npm fills into another."""
    into.mkdir(parents=True, exist_ok=True)
    for part, family in PARTS.items():
        for cut in CUTS:
            name = f"atkinson-hyperlegible-next-{part}-{cut}"
            unpack(packed / f"{name}.woff", into / f"{name}.ttf", family=family)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
