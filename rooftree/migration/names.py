"""Makes the names in an extract readable, and finds the titles and the second people hidden in them."""

import re
import unicodedata

from rooftree.migration.cells import BLANK, Cell, Clean, cut, is_blank, is_blank_name, shown

_TITLES = {
    "mr": "Mr",
    "mrs": "Mrs",
    "ms": "Ms",
    "miss": "Miss",
    "mx": "Mx",
    "mstr": "Master",
    "master": "Master",
    "dr": "Dr",
    "prof": "Prof",
    "professor": "Professor",
    "rev": "Rev",
    "revd": "Rev",
    "reverend": "Reverend",
    "fr": "Fr",
    "sir": "Sir",
    "lady": "Lady",
    "lord": "Lord",
    "dame": "Dame",
    "cllr": "Cllr",
    "capt": "Capt",
    "major": "Major",
    "sister": "Sister",
}
_NAMES_TOO = frozenset({"major", "master", "sister", "lord", "lady", "dame", "sir", "rev"})
"""Titles that are surnames as well: taken for a title only with a full stop, or before two names."""

_MAC = [
    "alister",
    "allister",
    "andrew",
    "arthur",
    "askill",
    "aulay",
    "bean",
    "beth",
    "bride",
    "callum",
    "cormack",
    "cormick",
    "crae",
    "culloch",
    "dermott",
    "diarmid",
    "donald",
    "donnell",
    "dougal",
    "dougall",
    "duff",
    "eachern",
    "ewan",
    "ewen",
    "fadyen",
    "farlane",
    "fie",
    "gillivray",
    "gowan",
    "gregor",
    "innes",
    "intosh",
    "intyre",
    "iver",
    "ivor",
    "kay",
    "kellar",
    "kenna",
    "kenzie",
    "kinlay",
    "kinley",
    "kinnon",
    "lachlan",
    "laren",
    "laughlin",
    "lean",
    "lellan",
    "lennan",
    "leod",
    "mahon",
    "master",
    "millan",
    "nab",
    "nair",
    "namara",
    "naughton",
    "neil",
    "neill",
    "nicol",
    "phail",
    "phee",
    "pherson",
    "quarrie",
    "queen",
    "rae",
    "ritchie",
    "sween",
    "swiney",
    "taggart",
    "tavish",
    "vicar",
    "vitie",
    "william",
]
"""What follows Mac in names that are two words run together: MacDonald, but Mackey, Machin, Macey."""

_MC_APART = re.compile(r"\b(Mc|Mac|MC|MAC) (?=[A-Z])")
_AND = re.compile(r"(?:^|\s)(?:&|\+|and)(?:\s|$)|&", re.IGNORECASE)
_TWO_TITLES = re.compile(r"\b(mr|mrs|ms|miss|dr)\.?\s*(?:&|\+|/|,|and\b)\s*(mr|mrs|ms|miss|dr)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s\-'’(]+")
_NUMERAL = re.compile(r"II|III|IV")


def readable(name: str) -> str:
    """Return a name in capitals as a person would write it; one in mixed case as it stands.

    `O'BRIEN` is O'Brien, `MCDONALD` McDonald, `SMITH-JONES` Smith-Jones; `Mc Donald` is McDonald in any case.
    """
    name = _MC_APART.sub(r"\1", name)
    if name != name.upper() or name == name.lower() or sum(letter.isalpha() for letter in name) < 2:
        return name
    return _WORD.sub(lambda word: _in_small(word[0]), name)


def _in_small(word: str) -> str:
    if _NUMERAL.fullmatch(word):
        return word
    small = word[0] + word[1:].lower()
    if small.startswith("Mc") and len(small) > 3:
        return "Mc" + small[2].upper() + small[3:]
    if small.startswith("Mac") and small[3:] in _MAC:
        return "Mac" + small[3].upper() + small[4:]
    return small


def name_of(longest: int) -> Clean:
    """Return the cleaner of names of at most so many letters."""

    def clean(text: str) -> Cell:
        if is_blank_name(text):
            return BLANK
        if text.isalpha() and not text.isupper() and len(text) <= longest:
            return Cell(text)
        if holds_two(text):
            return Cell(None, two_people(text))
        return cut(readable(text.replace("\n", " ")), longest)

    return clean


def title(text: str) -> Cell:
    """Read a title. Two in one cell are two people."""
    if is_blank(text):
        return BLANK
    if _TWO_TITLES.search(text) or holds_two(text):
        return Cell(None, two_people(text))
    known = _TITLES.get(text.rstrip(".").lower())
    return Cell(known) if known else cut(readable(text), 30)


def surname(text: str) -> Cell:
    """Read a surname as (surname, title): the title is what stood before it in the same cell, or ""."""
    if text.isalpha() and not text.isupper() and len(text) <= 120 and not is_blank_name(text):
        return Cell((text, ""))
    if is_blank_name(text):
        return BLANK
    if _TWO_TITLES.search(text) or holds_two(text):
        return Cell(None, two_people(text))
    first, _, rest = text.partition(" ")
    found = _TITLES.get(first.rstrip(".").lower(), "")
    if not rest or not found or (first.lower() in _NAMES_TOO and " " not in rest):
        found, rest = "", text
    if is_blank_name(rest):
        return BLANK
    cell = cut(readable(rest.replace("\n", " ")), 120)
    return Cell((cell.value, found), cell.fault)


def holds_two(text: str) -> bool:
    """Say whether a name is of two people: "John & Mary"."""
    return bool(_AND.search(text))


def two_people(text: str) -> str:
    """Return the sentence that refuses two people in one row."""
    return f"{shown(text)} is two people. Give each a row, with a reference of their own."


# --- Keys, by which names are compared --------------------------------------------------------------

_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i"}
)


def name_key(name: str) -> str:
    """Return what is left of a name when case, accents, spaces and marks are not looked at.

    The database's `name_key` says the same of every name (a test compares them).
    """
    if name.isascii():
        if name.isalpha():
            return name.lower()
        return "".join(filter(str.isalnum, name.lower()))
    apart = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    return "".join(letter for letter in apart if letter.isalnum())


def first_key(forenames: str) -> str:
    """Return the key of the first of somebody's forenames."""
    return name_key(forenames.partition(" ")[0])
