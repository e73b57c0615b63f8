"""Finds the telephone numbers in a cell, and keeps what else the cell says as a note."""

import re
from typing import NamedTuple

import phonenumbers

from rooftree.migration.cells import BLANK, Cell, is_blank, shown

_PLAIN_UK = re.compile(r"(?:0|\+44 ?)([1-37-9]\d{9}|[1-37-9]\d{3} \d{6}|[1-37-9]\d{2} \d{3} \d{4})", re.ASCII)
_NUMBER = re.compile(r"(?:\+|\(?0)(?:[\s().-]*\d){4,16}|(?<!\d)[1-9]\d(?:[ -]?\d){6,12}")
_APART = re.compile(r"\s*(?:[/;,&|\n]|\bor\b|\band\b)\s*", re.IGNORECASE)
_EDGES = " \t\n-–:;,./()[]"
LONGEST_NOTE = 200


class Phone(NamedTuple):
    """A number in E.164, whether it is a mobile's, and what else the cell said."""

    kind: str
    value: str
    note: str = ""


def plain_phone(text: str) -> Phone | None:
    """Return the number of a cell that is one British number, as usually spaced, and nothing else; else None."""
    match = _PLAIN_UK.fullmatch(text)
    return _phone("+44" + match[1].replace(" ", "")) if match else None


def phones(text: str) -> Cell:
    """Read the numbers in a cell as a list of `Phone`; words beside them are kept as notes."""
    if plain := plain_phone(text):
        return Cell([plain])
    if is_blank(text):
        return BLANK
    found: list[Phone] = []
    loose: list[str] = []
    for part in _parts(text):
        number, words = _number_in(part)
        if number:
            found.append(_phone(number, words))
        elif words:
            loose.append(words)
    if not found:
        return Cell(None, f"{shown(text)} holds no telephone number.")
    if loose:
        note = "; ".join(filter(None, [found[0].note, *loose]))
        found[0] = found[0]._replace(note=note[:LONGEST_NOTE])
    return Cell(list(dict.fromkeys(found)))


def _parts(text: str) -> list[str]:
    """Return the pieces of a cell with one number each, where it has several."""
    pieces = [piece for piece in _APART.split(text) if piece.strip(_EDGES)]
    if sum(bool(_NUMBER.search(piece)) for piece in pieces) > 1:
        return pieces
    return [text]


def _number_in(text: str) -> tuple[str, str]:
    """Return the first possible number of a text, or "", and the words around it."""
    for match in _NUMBER.finditer(text):
        number = as_e164(match[0])
        if number:
            words = f"{text[: match.start()].strip(_EDGES)} {text[match.end() :].strip(_EDGES)}".strip()
            return number, " ".join(words.split())[:LONGEST_NOTE]
    return "", " ".join(text.strip(_EDGES).split())


def as_e164(text: str) -> str:
    """Return a number in E.164, or "" for what no telephone could have."""
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), "GB")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    if number.country_code == 44 and len(str(number.national_number)) < 9:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _phone(number: str, note: str = "") -> Phone:
    is_mobile = number[:4] == "+447" and number[4] not in "06"
    return Phone("mobile" if is_mobile else "landline", number, note)
