"""Reads what the imaginary councils look like: `profile.toml`, and the word lists in `words/`."""

import tomllib
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Generic, TypeVar

HERE = Path(__file__).parent

Thing = TypeVar("Thing")


class Mix(Generic[Thing]):
    """Things to pick from, each with its share."""

    def __init__(self, shares: Mapping[Thing, float]) -> None:
        self.things = list(shares)
        self.totals = list(accumulate(shares.values()))
        self.whole = self.totals[-1]

    def pick(self, rng: Random) -> Thing:
        """Return one of the things, by its share."""
        return self.things[bisect(self.totals, rng.random() * self.whole)]


def by_rank(things: Iterable[Thing]) -> Mix[Thing]:
    """Return a mix of things that stand in order, the commonest first."""
    return Mix({thing: 1 / (rank + 4) for rank, thing in enumerate(dict.fromkeys(things))})


class Fewest(Generic[Thing]):
    """Gives out things so that their shares come right soon: next is the one furthest below its share."""

    def __init__(self, shares: Mapping[Thing, float]) -> None:
        whole = sum(shares.values())
        self.shares = {thing: share / whole for thing, share in shares.items()}
        self.given = dict.fromkeys(shares, 0)
        self.all_given = 0

    def next(self, among: Callable[[Thing], bool] = lambda thing: True) -> Thing:
        """Return the thing of which most are lacking."""
        wanted = self.all_given + 1
        return max(filter(among, self.shares), key=lambda thing: self.shares[thing] * wanted - self.given[thing])

    def give(self, thing: Thing, count: int = 1) -> None:
        """Count things as given out."""
        self.given[thing] += count
        self.all_given += count


@cache
def profile() -> dict[str, Any]:
    """Return the whole of `profile.toml`."""
    return tomllib.loads((HERE / "profile.toml").read_text(encoding="utf-8"))


def mix(*path: str) -> Mix[str]:
    """Return the mix that stands in `profile.toml` under this path."""
    return Mix(_at(*path))


def numbered_mix(*path: str) -> Mix[int]:
    """Return a mix of numbers that stands in `profile.toml` under this path."""
    return Mix({int(number): share for number, share in _at(*path).items()})


def span_mix(*path: str) -> Mix[tuple[int, int]]:
    """Return a mix of spans such as "18-25": the first included, the last not."""
    return Mix({span(text): share for text, share in _at(*path).items()})


def span(text: str) -> tuple[int, int]:
    """Return the two numbers of a span such as "18-25"."""
    first, last = text.split("-")
    return int(first), int(last)


@cache
def rate(*path: str) -> float:
    """Return one number of `profile.toml`."""
    return float(_at(*path))


def chance(rng: Random, name: str) -> bool:
    """Say whether something happens that has this name among the chances of `profile.toml`."""
    return rng.random() < rate("chances", name)


@cache
def words(name: str) -> dict[str, list[str]]:
    """Return a word list by its headings."""
    lists: dict[str, list[str]] = {}
    heading = ""
    for line in (HERE / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[] ")
            lists[heading] = []
        elif line and not line.startswith("#"):
            lists[heading] += [word.strip() for word in line.split(",") if word.strip()]
    return lists


def _at(*path: str) -> Any:
    found: Any = profile()
    for step in path:
        found = found[step]
    return found
