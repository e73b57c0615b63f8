"""Says in words why something was found: which of its words met what was typed, and how closely."""

import datetime as dt
from collections.abc import Iterable
from difflib import SequenceMatcher

from rooftree.foundations import dates
from rooftree.foundations.search import folded
from rooftree.record.found import Dwelling, PersonFound, PlaceFound
from rooftree.record.typed import Piece, street_words

NAME, OTHER_NAME, ADDRESS, LIVES, LIVED = "n", "f", "a", "l", "p"
POSTCODES = {"c": ADDRESS, "m": LIVES, "q": LIVED}
SAME, BEGINS, SLIP, SOUND = range(4)


def of_person(
    person: PersonFound, words: Iterable[str], pieces: Iterable[Piece], *, on: dt.date
) -> tuple[str, ...]:
    """Return why a person was found: a sentence for each kind of word that met what was typed.

    `words` are the entry's, each with its mark and council: "n7_okafor".
    """
    marked = [_unmarked(word) for word in words]
    reasons = [_person_reason(person, piece, marked, on) for piece in pieces]
    if person.merged:
        reasons.append(f"on the record {person.merged.reference}, joined to this one, as {person.merged.name}")
    return _without_repeats(reasons)


def of_place(place: PlaceFound, words: Iterable[str], pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Return why a place was found."""
    marked = [_unmarked(word) for word in words]
    reasons = []
    for piece in pieces:
        mark, word, closeness = _nearest(piece, marked)
        if mark in POSTCODES:
            reasons.append(f"postcode {_spaced(word)}")
        elif mark:
            where = place.address or place.name
            said = f"address {where}" if word in folded(where).split() else f"within {place.within or where}"
            reasons.append(said + _how(piece, closeness))
    return _without_repeats(reasons)


def _person_reason(person: PersonFound, piece: Piece, marked: list[tuple[str, str]], on: dt.date) -> str:
    mark, word, closeness = _nearest(piece, marked)
    if mark == "b":
        return f"born {dates.short_date(person.date_of_birth)}" if person.date_of_birth else "date of birth"
    if mark == NAME:
        return _named(person, word) + _how(piece, closeness)
    if mark == OTHER_NAME:
        return _otherwise_named(person, word) + _how(piece, closeness)
    if mark in POSTCODES:
        return _dwelling_reason(person, word, POSTCODES[mark], on)
    if mark:
        return _dwelling_reason(person, word, mark, on) + _how(piece, closeness)
    return ""


def _nearest(piece: Piece, marked: list[tuple[str, str]]) -> tuple[str, str, int]:
    """Return the mark, word and closeness of the word that meets a piece best; names before homes.

    A piece that meets no word as it stands was set right by the search: then it is the likest word.
    """
    met = [
        (closeness, _ORDER.index(mark), mark, word)
        for mark, word in marked
        if (closeness := _closeness(piece, mark, word)) is not None
    ]
    if met:
        closeness, _, mark, word = min(met)
        return mark, word, closeness
    if not piece.is_name_like:
        return "", "", SOUND
    letters = [(mark, word) for mark, word in marked if mark in (NAME, OTHER_NAME, ADDRESS, LIVES, LIVED)]
    if not letters:
        return "", "", SOUND
    mark, word = max(letters, key=lambda each: SequenceMatcher(None, piece.word, each[1]).ratio())
    return mark, word, SOUND


_ORDER = (NAME, OTHER_NAME, ADDRESS, LIVES, "b", "c", "m", LIVED, "q")


def _closeness(piece: Piece, mark: str, word: str) -> int | None:
    """Return how closely a stored word meets a piece, or None."""
    if mark == "b":
        return SAME if any(word.startswith(date) for date in piece.dates) else None
    if mark in POSTCODES:
        return SAME if piece.postcode and word.startswith(piece.postcode) else None
    if not piece.word:
        return None
    if word == piece.word or (mark in (ADDRESS, LIVES, LIVED) and word in street_words(piece.word)):
        return SAME
    if not piece.is_name_like:
        return None
    if word.startswith(piece.word):
        return BEGINS
    return SLIP if is_one_slip(piece.word, word) else None


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter left out, put in or changed, or two changed about, makes one word the other."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    typed, meant = typed[same:], meant[same:]
    return (
        typed[1:] == meant[1:]
        or typed[1:] == meant
        or typed == meant[1:]
        or (typed[1::-1] == meant[:2] and typed[2:] == meant[2:])
    )


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
    homes = sorted(person.homes, key=lambda home: home.is_current(on) != (mark == LIVES))
    for home in homes:
        if word in folded(home.address).split() or word in folded(home.address).replace(" ", ""):
            return _dwelling(home, on)
    return "lives within" if mark == LIVES else "lived within"


def _dwelling(home: Dwelling, on: dt.date) -> str:
    if home.is_current(on):
        return f"lives at {home.address}"
    if home.from_on > on:
        return f"will live at {home.address} from {dates.short_date(home.from_on)}"
    return f"lived at {home.address} until {dates.short_date(home.until_on)}" if home.until_on else "lived there"


def _written(text: str, word: str) -> str:
    """Return the part of a text that folds to a word, as it is written there; or nothing."""
    for part in text.split():
        if word in folded(part).split() or word == folded(part).replace(" ", ""):
            return part.strip(",")
    return text if word and word in folded(text).replace(" ", "") else ""


def _spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}".upper()


def _unmarked(word: str) -> tuple[str, str]:
    head, _, tail = word.partition("_")
    return head[0], tail


def _without_repeats(reasons: list[str]) -> tuple[str, ...]:
    """Return each reason once, and not where another says the same and more."""
    said = list(dict.fromkeys(filter(None, reasons)))
    return tuple(
        each for each in said if not any(other != each and other.startswith(f"{each},") for other in said)
    )
