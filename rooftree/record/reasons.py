"""Says in words why something was found: which of its words met what was typed, and how closely."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rooftree.foundations.search import folded
from rooftree.record.found import Dwelling, PersonFound, PlaceFound, day_in_words
from rooftree.record.typed import Piece, street_words

NAME, OTHER_NAME, BORN, ADDRESS, LIVES, LIVED = "n", "f", "b", "a", "l", "p"
POSTCODES = {"c": ADDRESS, "m": LIVES, "q": LIVED}
FARNESS = {"n": 0, "a": 0, "b": 0, "c": 0, "l": 1, "m": 1, "f": 2, "p": 3, "q": 3}
"""How far a kind of word is from the thing itself: its own name first, a former home last."""

SPELT = (NAME, OTHER_NAME, ADDRESS, LIVES, LIVED)
"""Marks of words that may be misspelt, the nearest first."""

ADDRESSES = (ADDRESS, LIVES, LIVED)

SAME, BEGINS, SLIP, SOUND = range(4)

Word = tuple[str, str]
"""A word of an entry with its mark."""


@dataclass(frozen=True)
class Reasons:
    """Why something was found, in sentences, and how far what met is from the thing itself."""

    sentences: tuple[str, ...]
    far: int


def of_person(person: PersonFound, words: Iterable[str], pieces: Sequence[Piece], *, on: dt.date) -> Reasons:
    """Return why a person was found: a sentence for each kind of word that met what was typed.

    `words` are the entry's, each with its mark and council: "n7_okafor".
    """
    marked = [_unmarked(word) for word in words]
    met = [_nearest(piece, marked) for piece in pieces]
    said = [_person_reason(person, piece, *meeting, on) for piece, meeting in zip(pieces, met, strict=True)]
    if person.merged:
        said.append(f"on the record {person.merged.reference}, joined to this one, as {person.merged.name}")
    return Reasons(_without_repeats(said), _farness(met))


def of_place(place: PlaceFound, words: Iterable[str], pieces: Sequence[Piece]) -> Reasons:
    """Return why a place was found."""
    marked = [_unmarked(word) for word in words]
    met = [_nearest(piece, marked) for piece in pieces]
    said = [_place_reason(place, piece, *meeting) for piece, meeting in zip(pieces, met, strict=True)]
    return Reasons(_without_repeats(said), _farness(met))


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter left out, put in or changed, or two changed about, makes one word the other."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    same = _same_start(typed, meant)
    typed, meant = typed[same:], meant[same:]
    return (
        typed[1:] == meant[1:]
        or typed[1:] == meant
        or typed == meant[1:]
        or (typed[1::-1] == meant[:2] and typed[2:] == meant[2:])
    )


# --- What met what --------------------------------------------------------------------------------


def _nearest(piece: Piece, marked: list[Word]) -> tuple[str, str, int]:
    """Return the mark, word and closeness of the word that meets a piece best; names before homes.

    A piece that meets none as it stands had its spelling set right by the search: then it is the word
    that has most of its beginning and end in common with it.
    """
    met = [
        (closeness, FARNESS[mark], mark, word)
        for mark, word in marked
        if (closeness := _closeness(piece, mark, word)) is not None
    ]
    if met:
        closeness, _, mark, word = min(met)
        return mark, word, closeness
    likely = [each for each in marked if each[0] in SPELT] if piece.is_name_like else []
    if not likely:
        return "", "", SOUND
    for mark, word in sorted(likely, key=lambda each: SPELT.index(each[0])):
        if is_one_slip(piece.word, word):
            return mark, word, SLIP
    mark, word = max(likely, key=lambda each: _in_common(piece.word, each[1]))
    return mark, word, SOUND


def _closeness(piece: Piece, mark: str, word: str) -> int | None:
    """Return how closely a stored word meets a piece as it was typed, or None."""
    if mark == BORN:
        return SAME if piece.dates and word.startswith(piece.dates) else None
    if mark in POSTCODES:
        return SAME if piece.postcode and word.startswith(piece.postcode) else None
    if not piece.word:
        return None
    if word == piece.word or (mark in ADDRESSES and word in street_words(piece.word)):
        return SAME
    return BEGINS if piece.is_name_like and word.startswith(piece.word) else None


def _farness(met: list[tuple[str, str, int]]) -> int:
    return sum(FARNESS.get(mark, 0) for mark, _, _ in met)


def _same_start(one: str, other: str) -> int:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def _in_common(one: str, other: str) -> float:
    return (_same_start(one, other) + _same_start(one[::-1], other[::-1])) / (len(one) + len(other))


# --- In words -------------------------------------------------------------------------------------


def _person_reason(person: PersonFound, piece: Piece, mark: str, word: str, closeness: int, on: dt.date) -> str:
    if mark == BORN:
        return f"born {person.born}" if person.born else ""
    if mark in POSTCODES:
        return _dwelling_reason(person, word, POSTCODES[mark], on)
    if closeness == SOUND and piece.word in folded(person.name).replace(" ", ""):
        return f"named {_written(person.name, piece.word)}, written together"
    said = {
        NAME: _named,
        OTHER_NAME: _otherwise_named,
        LIVES: lambda person, word: _dwelling_reason(person, word, LIVES, on),
        LIVED: lambda person, word: _dwelling_reason(person, word, LIVED, on),
    }.get(mark)
    return said(person, word) + _how(piece, closeness) if said else ""


def _place_reason(place: PlaceFound, piece: Piece, mark: str, word: str, closeness: int) -> str:
    where = place.address or place.name
    if mark in POSTCODES:
        return f"postcode {_spaced(word)}"
    if not mark:
        return ""
    if word in folded(where).split():
        return f"address {where}" + _how(piece, closeness)
    return f"within {place.within or where}" + _how(piece, closeness)


def _how(piece: Piece, closeness: int) -> str:
    return {
        SAME: "",
        BEGINS: f", which begins “{piece.shown}”",
        SLIP: f", one letter off “{piece.shown}”",
        SOUND: f", which is like “{piece.shown}”",
    }[closeness]


def _named(person: PersonFound, word: str) -> str:
    legal = _written(person.name, word)
    if not legal and (called := _written(person.preferred_name, word)):
        return f"known as {called}"
    return f"named {legal or person.name}"


def _otherwise_named(person: PersonFound, word: str) -> str:
    for name in person.other_names:
        if written := _written(name.full, word):
            return f"{'former name' if name.kind == 'former' else 'also known as'} {written}"
    return "another name"


def _dwelling_reason(person: PersonFound, word: str, mark: str, on: dt.date) -> str:
    for home in sorted(person.homes, key=lambda home: home.is_current(on) != (mark == LIVES)):
        address = folded(home.address)
        if word in address.split() or word in address.replace(" ", ""):
            return _dwelling(home, on)
    return f"lives at {person.home.address}" if person.home else ""


def _dwelling(home: Dwelling, on: dt.date) -> str:
    if home.is_current(on):
        return f"lives at {home.address}"
    if home.until_on is None or home.from_on > on:
        return f"will live at {home.address} from {day_in_words(home.from_on)}"
    return f"lived at {home.address} until {day_in_words(home.until_on - dt.timedelta(days=1))}"


def _written(text: str, word: str) -> str:
    """Return the part of a text that folds to a word, as it is written there; or nothing."""
    parts = text.split()
    for length in range(1, len(parts) + 1):
        for start in range(len(parts) - length + 1):
            part = " ".join(parts[start : start + length])
            plain = folded(part)
            if word in plain.split() or word == plain.replace(" ", ""):
                return part.strip(",")
    return ""


def _spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}".upper()


def _unmarked(word: str) -> Word:
    head, _, tail = word.partition("_")
    return head[0], tail


def _without_repeats(said: list[str]) -> tuple[str, ...]:
    """Return each sentence once, and not where another says the same and more."""
    once = list(dict.fromkeys(filter(None, said)))
    return tuple(
        each for each in once if not any(other != each and other.startswith(f"{each},") for other in once)
    )
