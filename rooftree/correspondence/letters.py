"""Sets a letter as a tagged PDF: from plain values to bytes, the same bytes for the same values.

What a letter says reaches the typesetter as data, never as part of its source, so no name and no
answer can be run there. The PDF is PDF/UA-1: its structure, language and title can be read aloud.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typst

from rooftree.foundations.colour import is_colour
from rooftree.foundations.dates import long_date
from rooftree.foundations.marks import blocks

FOLDER = Path(__file__).parent / "typst"
FONTS = FOLDER / "fonts"
"""Made by bin/assets."""
SHEET = FOLDER / "letter.typ"
TRIAL = FOLDER / "sign.typ"

FACES = (
    "Atkinson Hyperlegible Next",
    "Atkinson Hyperlegible Next Extended",
    "Libertinus Serif",
    "DejaVu Sans Mono",
)
"""Ours, the rest of it, and two that the typesetter brings, for Greek, Cyrillic, Arabic and the like."""

POINTS = 11.5
LARGE_POINTS = 18.0
"""Large print, and no smaller. Source: UK Association for Accessible Formats, Creating
clear print and large print documents: 16 points at least, 18 usual."""
ADDRESS_LINES = 7
"""What a window holds, and the Post Office reads: GOV.UK Notify and Royal Mail take no more."""
LONGEST_WORD = 40
LONGEST_LETTER = 60_000
"""Characters: beyond thirty pages nobody reads a letter."""
BLANK = "\u25a1"
"""Stands for a sign that none of our faces has."""
ENGLISH, WELSH = "en", "cy"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one letter says, and to whom."""

    council: str
    title: str
    address: tuple[str, ...]
    """Name first, then the lines of the address; the last is the postcode."""
    sent_on: date
    reference: str
    """To be quoted by whoever replies."""
    greeting: str
    body: str
    """Plain text with the marks of `foundations.marks`."""
    signed: tuple[str, ...]
    accent: str = "#1d5d5a"
    asks: str = ""
    """What the letter is really asking the person to do."""
    replies: tuple[str, ...] = ()
    """The ways to reply, one sentence each."""
    language: str = ENGLISH
    is_large: bool = False


WORDS = MappingProxyType(
    {
        ENGLISH: {
            "page": "Page",
            "of": "of",
            "reference": "Our reference",
            "asks": "What this letter is really asking you to do",
            "how_to_reply": "How to reply",
            "closing": "Yours sincerely",
            "formats": (
                "Would you rather have our letters in large print, in Braille, in easy read, as a recording "
                "or in another language? Tell us once, and we will send them like that."
            ),
        },
        WELSH: {
            "page": "Tudalen",
            "of": "o",
            "reference": "Ein cyfeirnod",
            "asks": "Beth mae’r llythyr hwn yn gofyn i chi ei wneud",
            "how_to_reply": "Sut i ateb",
            "closing": "Yn gywir",
            "formats": (
                "Hoffech chi gael ein llythyrau mewn print bras, mewn Braille, mewn iaith hawdd ei deall, fel "
                "recordiad neu mewn iaith arall? Dywedwch wrthym unwaith, a byddwn yn eu hanfon felly."
            ),
        },
    }
)
"""What stands on every letter, by language."""

_WELSH_MONTHS = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split()


def typeset(letter: Letter) -> bytes:
    """Return a letter as a tagged PDF (PDF/UA-1). The same letter gives the same bytes.

    A sign that none of our faces has becomes a blank box. Needs the faces that bin/assets makes.
    """
    return typeset_sheet(SHEET, "letter", _data(letter))


def typeset_sheet(sheet: Path, name: str, data: dict[str, Any]) -> bytes:
    """Return a sheet of whatever kind as a tagged PDF (PDF/UA-1): it finds its data in the input of this name.

    The data reach the sheet with `faces`, the names of the typefaces, and no sign that none of them has.
    """
    return _compile(sheet, name, {**data, "faces": list(FACES)}, shown=_shown)


def _data(letter: Letter) -> dict[str, Any]:
    """Return what the sheet is given."""
    assert letter.language in WORDS, "A letter is English or Welsh: another language goes to a translator."
    assert is_colour(letter.accent), "An accent is written #rrggbb."
    assert len(letter.body) <= LONGEST_LETTER, "Whoever writes the body keeps it to a length."
    words = WORDS[letter.language]
    given = asdict(letter)
    return {
        **{name: given[name] for name in ("council", "title", "accent", "reference", "asks", "language")},
        "address": window_lines(letter.address),
        "date": day_in_words(letter.sent_on, letter.language),
        "greeting": letter.greeting,
        "parts": blocks(letter.body),
        "signed": list(letter.signed),
        "replies": list(letter.replies),
        "formats": words["formats"],
        "words": dict(words),
        "is_large": letter.is_large,
        "points": LARGE_POINTS if letter.is_large else POINTS,
    }


def day_in_words(day: date, language: str) -> str:
    """Return a day as a letter is dated, in its language."""
    return f"{day.day} {_WELSH_MONTHS[day.month - 1]} {day.year}" if language == WELSH else long_date(day)


def window_lines(address: Iterable[str]) -> list[str]:
    """Return an address as the window of an envelope holds it: no empty line, the postcode last.

    What is too many lines is joined, the middle ones first.
    """
    lines = [" ".join(line.split()) for line in address if line.strip()]
    while len(lines) > ADDRESS_LINES:
        lines[2:4] = [f"{lines[2]}, {lines[3]}"]
    return lines


# --- Signs -----------------------------------------------------------------------------------------

_LATIN = re.compile(r"[\x20-\x7e\xa0-\xff\u0100-\u017f\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\u20ac]")
"""What our own faces have for certain; a test says so."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def _shown(text: str) -> str:
    """Return a text of which every sign can be shown: a box stands for each that none of our faces has."""
    return _broken("".join(sign if _LATIN.match(sign) or _has(sign) else BLANK for sign in _uncontrolled(text)))


def _plain(text: str) -> str:
    """Return a text with a box for whatever our own faces may not have."""
    return _broken("".join(sign if _LATIN.match(sign) else BLANK for sign in _uncontrolled(text)))


def _uncontrolled(text: str) -> str:
    """Return a text without signs that are not to be seen: those that control, or turn the writing round."""
    spaced = re.sub(r"\s", " ", unicodedata.normalize("NFC", text))
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)


def _broken(text: str) -> str:
    """Return a text whose words can be broken where they would run off the sheet."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\u200b", text)


@lru_cache(maxsize=20_000)
def _has(sign: str) -> bool:
    """Return whether one of the faces has a sign. It is tried, and remembered."""
    try:
        _set(TRIAL, {"sign": sign, "faces": json.dumps(FACES)})
    except typst.TypstError:
        return False
    return True


def _compile(sheet: Path, name: str, data: dict[str, Any], *, shown: Callable[[str], str]) -> bytes:
    """Return the PDF of what a sheet is given, every text made such that it can be shown."""
    try:
        return _set(sheet, {name: json.dumps(_each(data, shown))})
    except typst.TypstError as error:
        if shown is _plain or "could not be displayed" not in str(error):
            raise
        return _compile(
            sheet, name, data, shown=_plain
        )  # Signs that can be shown alone, but not one after the other.


def _set(sheet: Path, inputs: dict[str, str]) -> bytes:
    """Return a sheet as a PDF that can be read aloud. Raises TypstError where that cannot be."""
    made = typst.compile(
        sheet, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["ua-1"], sys_inputs=inputs
    )
    assert isinstance(made, bytes), "A PDF is one file."
    return made


def _each(data: Any, shown: Callable[[str], str]) -> Any:
    """Return data with every text in it changed."""
    if isinstance(data, str):
        return shown(data)
    if isinstance(data, dict):
        return {name: _each(value, shown) for name, value in data.items()}
    return [_each(each, shown) for each in data] if isinstance(data, list | tuple) else data
