"""Gives names to imaginary people, true to where their families came from and when they were born."""

from functools import cache
from random import Random

from rooftree.demo.profile import Mix, by_rank, chance, mix, words

_FEMALE_ENDINGS = {"ski": "ska", "cki": "cka", "dzki": "dzka"}


@cache
def _forenames(origin: str, sex: str) -> list[tuple[range, Mix[str]]]:
    """Return the name mixes of an origin and sex, each with its years of birth."""
    found = []
    for heading, names in words("forenames").items():
        this_origin, this_sex, *years = heading.split()
        if (this_origin, this_sex) == (origin, sex):
            first, last = years[0].split("-")
            found.append((range(int(first), int(last) + 1), by_rank(names)))
    return found


@cache
def _surnames(heading: str) -> Mix[str]:
    return by_rank(words("surnames")[heading])


@cache
def _origins() -> Mix[str]:
    return mix("origins")


def origin(rng: Random) -> str:
    """Return where somebody's family came from."""
    return _origins().pick(rng)


def forename(rng: Random, *, family: str, sex: str, born: int) -> str:
    """Return a first name for somebody of this origin and sex born in this year."""
    return _names_of(family, sex, born).pick(rng)


@cache
def _names_of(family: str, sex: str, born: int) -> Mix[str]:
    choices = _forenames(family, sex)
    return next((names for years, names in choices if born in years), choices[-1][1])


def surname(rng: Random, *, family: str) -> str:
    """Return a surname for a family of this origin."""
    if family == "british" and chance(rng, "british_surname_from_stems"):
        return _built(rng)
    return _surnames(family).pick(rng)


def _built(rng: Random) -> str:
    lists = words("surnames")
    first, last = rng.choice(lists["british stems first"]), rng.choice(lists["british stems last"])
    return first + (last[1:] if first[-1] == last[0] else last)


def surname_of(name: str, *, sex: str) -> str:
    """Return the form of a family's surname that somebody of this sex bears."""
    for his, hers in _FEMALE_ENDINGS.items():
        if sex == "f" and name.endswith(his):
            return name.removesuffix(his) + hers
    return {"Singh": "Kaur"}.get(name, name) if sex == "f" else {"Kaur": "Singh", "Begum": "Ali"}.get(name, name)


def title(rng: Random, *, sex: str, married: bool) -> str:
    """Return how somebody is addressed; sometimes nobody asked."""
    if chance(rng, "no_usual_title"):
        return rng.choice(("", "Dr", "Mx", "Rev", ""))
    if sex == "m":
        return "Mr"
    return rng.choice(("Mrs", "Mrs", "Mrs", "Ms")) if married else rng.choice(("Miss", "Ms", "Ms", "Mrs"))


def odd(heading: str, *, turn: int) -> str:
    """Return a name that trips systems up, from `words/mess_names.txt`: each in turn."""
    found = words("mess_names")[heading]
    return found[turn % len(found)]
