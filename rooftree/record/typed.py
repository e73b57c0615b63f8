"""Understands what somebody typed into Find: names, addresses, numbers, dates, references.

Plain values in, plain values out: no database. What is typed is often several things at once
("1984" is a year, a house number, the end of a phone number and an old reference), so each piece
keeps all that it may be.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from rooftree.foundations import references
from rooftree.foundations.search import folded, plain_reference

LONGEST = 200
"""Characters of what was typed that are looked at."""

MOST_WORDS = 10

TITLES = frozenset(["mr", "mrs", "miss", "ms", "mx", "dr", "rev", "sir", "dame", "lady", "lord", "prof"])
LITTLE_WORDS = frozenset(["and", "at", "in", "the", "of"])

STREETS = {
    "ave": "avenue",
    "av": "avenue",
    "bldg": "building",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "crt": "court",
    "dr": "drive",
    "est": "estate",
    "gdn": "garden",
    "gdns": "gardens",
    "gn": "green",
    "gr": "grove",
    "gro": "grove",
    "hse": "house",
    "ho": "house",
    "la": "lane",
    "ln": "lane",
    "pl": "place",
    "pk": "park",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "str": "street",
    "tce": "terrace",
    "terr": "terrace",
    "wk": "walk",
    "wlk": "walk",
    "apt": "flat",
}

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_EMAIL = re.compile(r"\S*@\S*")
_NI_NUMBER = re.compile(r"\b([a-z]{2}) ?(\d\d) ?(\d\d) ?(\d\d) ?([a-d])?\b", re.IGNORECASE)
_DATE_IN_FIGURES = re.compile(r"\b(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_DATE_IN_WORDS = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({_MONTH})\b(?: (\d{{1,2}})(?:st|nd|rd|th)?\b)?,? (\d{{4}})\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_PHONE = re.compile(r"(?<![\w/])(?:\+|\(?)\d[\d ().-]{2,22}\d(?![\w/])")
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b", re.IGNORECASE)
_PART_OF_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?(?:\d[a-z]{0,2})?", re.IGNORECASE)
_OUTWARD_AND_FIGURE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) (\d[a-z]?)\b", re.IGNORECASE)

FIRST_YEAR, LAST_YEAR = 1880, 2040


@dataclass(frozen=True)
class Piece:
    """One thing that was typed. A piece is found if any of the things it may be is found."""

    shown: str
    word: str = ""
    dates: tuple[str, ...] = ()
    """Beginnings of a birth date, year first: "1984", "198403", "19840312"."""
    postcode: str = ""

    @cached_property
    def is_name_like(self) -> bool:
        """Whether it can be misspelt, or be the beginning of something longer."""
        return bool(self.word) and not _DIGITS.search(self.word)


@dataclass(frozen=True)
class Keys:
    """What may belong to one person, home or tenancy alone."""

    phone_starts: tuple[str, ...] = ()
    phone_ends: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    ni_numbers: tuple[str, ...] = ()
    uprns: tuple[int, ...] = ()
    own: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Typed:
    """What was typed, understood."""

    text: str
    pieces: tuple[Piece, ...] = ()
    keys: Keys = field(default_factory=Keys)
    beside_keys: tuple[Piece, ...] = ()
    """The pieces that are not part of a phone number, an email, a National Insurance number or a reference."""
    is_certain: bool = False
    """Nothing but a key was typed, and it can be nothing else."""
    wrong_reference: bool = False
    """It looks like one of our references, and its check character is wrong."""


def understand(text: str) -> Typed:
    """Return what was typed, as everything that it may be."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST]
    reading = _Reading(text)
    return reading.typed()


class _Reading:
    """One reading of a text from left to right: the surest things are taken out first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = text
        self.pieces: list[tuple[int, Piece]] = []
        self.spent: list[range] = []
        self.found: dict[str, list] = {}
        self.sure = False

    def typed(self) -> Typed:
        self._take_emails()
        self._take_ni_numbers()
        self._take_dates()
        self._see_phones()
        self._take_postcodes()
        self._see_references()
        self._take_words()
        in_order = sorted(self.pieces, key=lambda at: at[0])
        pieces = tuple(_without_little_words([piece for _, piece in in_order]))
        beside = tuple(
            _without_little_words(
                [piece for at, piece in in_order if not any(at in spent for spent in self.spent)]
            )
        )
        return Typed(
            self.text,
            pieces[:MOST_WORDS],
            Keys(**{name: tuple(dict.fromkeys(found)) for name, found in self.found.items()}),
            beside[:MOST_WORDS] if self.spent else (),
            is_certain=self.sure and not beside,
            wrong_reference=_looks_like_ours(self.text) and not references.is_valid(self.text),
        )

    def _take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Give each match, and leave room where it stood, so that places in the text stay the same."""
        yield from pattern.finditer(self.rest)
        self.rest = pattern.sub(lambda match: " " * len(match[0]), self.rest)

    def _key(self, name: str, *values: object) -> None:
        self.found.setdefault(name, []).extend(values)

    def _take_emails(self) -> None:
        for match in self._take(_EMAIL):
            if len(match[0]) > 2:
                self._key("emails", match[0].lower().strip("<>,;"))
                self.spent.append(range(match.start(), match.end()))
                self.sure = True

    def _take_ni_numbers(self) -> None:
        for match in self._take(_NI_NUMBER):
            stem, end = "".join(match.groups()[:4]).upper(), (match[5] or "").upper()
            self._key("ni_numbers", *([stem + end] if end else [stem, *(stem + letter for letter in "ABCD")]))
            self._see_reference(match[0])
            self.spent.append(range(match.start(), match.end()))
            self.sure = True

    def _take_dates(self) -> None:
        for match in list(_DATE_IN_FIGURES.finditer(self.rest)):
            if days := _days(match[1], match[3], match[4]):
                self._add_date(match, days)
        for match in list(_DATE_IN_WORDS.finditer(self.rest)):
            month, day, year = _MONTHS[match[2].lower()], match[1] or match[3], int(match[4])
            if not day:
                self._add_date(match, [f"{year:04}{month:02}"])
            elif date := _date(year, month, int(day)):
                self._add_date(match, [date])

    def _add_date(self, match: re.Match[str], beginnings: list[str]) -> None:
        self.pieces.append((match.start(), Piece(match[0], dates=tuple(beginnings))))
        self.rest = self.rest[: match.start()] + " " * len(match[0]) + self.rest[match.end() :]

    def _see_phones(self) -> None:
        """Note what may be a phone number or a part of one; its figures stay, for they may be else."""
        for match in _PHONE.finditer(self.rest):
            digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
            if len(digits) < 4 or (len(digits) < 6 and " " in match[0].strip()):
                continue
            self._key("phone_starts", *_e164_beginnings(digits, international=match[0].startswith("+")))
            self._key("phone_ends", digits[-10:] if len(digits) > 10 else digits)
            self.spent.append(range(match.start(), match.end()))
            if len(digits) >= 10 and (digits[0] == "0" or match[0][0] == "+" or digits[:2] == "44"):
                self.sure = True
                self.rest = self.rest[: match.start()] + " " * len(match[0]) + self.rest[match.end() :]

    def _take_postcodes(self) -> None:
        for pattern in (_POSTCODE, _OUTWARD_AND_FIGURE):
            for match in self._take(pattern):
                joined = (match[1] + match[2]).lower()
                self.pieces.append((match.start(), Piece(match[0].upper(), postcode=joined)))

    def _see_references(self) -> None:
        has_figures = any(map(str.isdigit, self.text))
        if has_figures or " " not in self.text or references.is_valid(self.text):
            self._see_reference(self.text)
        for match in re.finditer(r"\S+", self.rest):
            if any(map(str.isdigit, match[0])):
                if match[0] != self.text:
                    self._see_reference(match[0])
                if len(match[0]) > 4:
                    self.spent.append(range(match.start(), match.end()))

    def _see_reference(self, text: str) -> None:
        if plain := plain_reference(text)[:60]:
            self._key("plain", plain)
        if references.is_valid(text):
            self._key("own", references.parse(text))
            self.sure = self.sure or text == self.text
        self._key("own", text.upper()[:12])
        if text.isdigit() and 5 <= len(text) <= 12:
            self._key("uprns", int(text))

    def _take_words(self) -> None:
        for match in re.finditer(r"\S+", self.rest):
            for word in folded(match[0]).split():
                self.pieces.append((match.start(), _piece(word, match[0])))


def _piece(word: str, shown: str) -> Piece:
    if not _DIGITS.search(word):
        return Piece(shown, word=word)
    postcode = word if _PART_OF_POSTCODE.fullmatch(word) else ""
    return Piece(shown, word=word, dates=tuple(_dates_in(word)), postcode=postcode)


def _dates_in(digits: str) -> list[str]:
    """Return the birth dates that begin as these figures may say: a year, or a day without strokes."""
    if not digits.isascii() or not digits.isdigit():
        return []
    if len(digits) == 4:
        return [digits] if FIRST_YEAR <= int(digits) <= LAST_YEAR else []
    if len(digits) == 6:
        return _days(digits[:2], digits[2:4], digits[4:])
    if len(digits) == 8:
        return _days(digits[:2], digits[2:4], digits[4:]) + _days(digits[:4], digits[4:6], digits[6:])
    return []


def _days(first: str, month: str, last: str) -> list[str]:
    """Return the days that three figures may mean: day first as we write, or year first."""
    if len(first) == 4:
        found = [_date(int(first), int(month), int(last))] if len(last) <= 2 else []
    elif len(first) > 2:
        found = []
    else:
        years = [int(last)] if len(last) == 4 else [1900 + int(last), 2000 + int(last)]
        found = [_date(year, int(month), int(first)) or _date(year, int(first), int(month)) for year in years]
    return [day for day in found if day]


@cache
def _date(year: int, month: int, day: int) -> str:
    try:
        return f"{dt.date(year, month, day):%Y%m%d}" if FIRST_YEAR <= year <= LAST_YEAR else ""
    except ValueError:
        return ""


def _e164_beginnings(digits: str, *, international: bool) -> list[str]:
    """Return how a number that begins like this is kept: +44 for the 0 of a British one."""
    if international:
        return ["+" + digits]
    if digits.startswith("00"):
        return ["+" + digits[2:]]
    if digits.startswith("0"):
        return ["+44" + digits[1:]] if len(digits) > 1 else []
    if digits.startswith("44") and len(digits) > 9:
        return ["+" + digits]
    if len(digits) == 10:
        return ["+44" + digits]
    return []


def _looks_like_ours(text: str) -> bool:
    """Whether this is written as our references are: a letter or two, and two fours of characters."""
    return bool(re.fullmatch(r"[A-Za-z]{1,2}[- ][A-Za-z0-9]{4}[- ][A-Za-z0-9]{4}", text))


def _without_little_words(pieces: list[Piece]) -> list[Piece]:
    """Leave out titles and little words, unless nothing else was typed."""
    kept = [piece for piece in pieces if piece.word not in TITLES | LITTLE_WORDS]
    return kept or pieces


def street_words(word: str) -> tuple[str, ...]:
    """Return an address word with its other spellings, where it is a kind of street."""
    return _STREET_WORDS.get(word) or (word,)


_STREET_WORDS = {short: (short, full) for short, full in STREETS.items()} | {
    full: (full, *(short for short, meant in STREETS.items() if meant == full)) for full in STREETS.values()
}
