"""Cleans one cell of an extract: what it means, and what was wrong with it.

Plain values in, plain values out: no cell raises. A cleaner takes the cell's text, already without
spaces at its ends, and returns a `Cell`; a cell that cannot be read keeps its fault as a sentence.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from email_validator import EmailNotValidError, validate_email

from rooftree.foundations.dates import MONTHS


class Cell(NamedTuple):
    """What a cell means, and what was wrong with it: "" if nothing was."""

    value: Any = None
    fault: str = ""


Clean = Callable[[str], Cell]

BLANK = Cell()

_BLANKS = frozenset({"", "-", "--", "?", "n/a", "n.a.", "unknown", "not known", "none", "null", "#n/a"})
_BLANK_NAMES = frozenset({"", "-", "--", "?", "n/a", "n.a.", "unknown", "not known", "#n/a"})
_SPACES = re.compile(r"[ \t\u00a0]+")
_AROUND_NEWLINE = re.compile(r" *[\r\n]+ *")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_GUARDED = re.compile(r"'(?=[\s\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20])")


_TO_LOOK_AT = frozenset("' ")


def tidy(text: str) -> str:
    """Return a cell's text without stray spaces, unprintable characters, or the guard of our own downloads.

    A line break inside stays one. The guard is the apostrophe that `foundations.downloads` puts
    before what a spreadsheet would run, so that a mended download loads as it stood.
    """
    if text.isprintable() and "  " not in text and text[:1] not in _TO_LOOK_AT and text[-1:] != " ":
        return text
    text = _UNPRINTABLE.sub("", text)
    text = _SPACES.sub(" ", text).strip()
    if "\n" in text or "\r" in text:
        text = _AROUND_NEWLINE.sub("\n", text)
    return text[1:].strip() if _GUARDED.match(text) else text


def is_blank(text: str) -> bool:
    """Say whether a cell says nothing: empty, or one of the ways to write that nobody knows."""
    return text.lower() in _BLANKS


def is_blank_name(text: str) -> bool:
    """Say whether a name says nothing. None and Null are people's names; "unknown" is not."""
    return text.lower() in _BLANK_NAMES


def shown(text: str) -> str:
    """Return a cell as a sentence quotes it: shortened, on one line."""
    line = text.replace("\n", " / ")
    return f"“{line if len(line) <= 60 else line[:59] + '…'}”"


# --- Text -----------------------------------------------------------------------------------------


def text_of(longest: int) -> Clean:
    """Return the cleaner of plain text of at most so many characters."""

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        return cut(text, longest)

    return clean


def cut(text: str, longest: int) -> Cell:
    """Return text as a cell, shortened with a fault when it is too long."""
    if len(text) <= longest:
        return Cell(text)
    return Cell(text[:longest].rstrip(), f"{shown(text)} is longer than {longest} letters: the rest was left out.")


def reference(text: str) -> Cell:
    """Read a reference: text, kept as it was written."""
    if len(text) > 60:
        return Cell(None, f"{shown(text)} is longer than 60 letters, too long for a reference.")
    return Cell(text) if text else BLANK


def is_plain_reference(text: str) -> bool:
    """Say whether a reference needs no cleaning: letters and digits only."""
    return text.isalnum() and len(text) <= 60


def is_short_number(text: str) -> bool:
    """Say whether a text is digits only, and short."""
    return text.isascii() and text.isdigit() and len(text) <= 40


# --- Dates ----------------------------------------------------------------------------------------

DATE_COLUMNS_END = date(2100, 1, 1)
_NONE_DATES = frozenset({date(1900, 1, 1), date(2099, 12, 31)})
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d\d:\d\d.*)?")
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: \d\d?:\d\d.*)?")
_MONTH_NAME = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{1,6})(?:\.0+)?")
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


def date_of(today: date, *, formats: Iterable[str] = (), birth: bool = False) -> Clean:
    """Return the cleaner of dates.

    `formats` are those that the mapping names (`strptime`), tried first. A year of two digits means
    the latest such year up to 20 years ahead; for a `birth`, up to `today`. The first day of 1900 and
    the last of 2099 mean that there is none.
    """
    latest = today.year if birth else today.year + 20
    given = tuple(formats)

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        for form in given:
            found = _by_format(text, form, latest)
            if found is not None:
                return BLANK if found in _NONE_DATES else Cell(found)
        return _usual_date(text, latest)

    return clean


def _by_format(text: str, form: str, latest: int) -> date | None:
    try:
        found = datetime.strptime(text, form).date()
    except ValueError:
        return None
    return _of_century(found, latest) if "%y" in form else found


def _of_century(found: date, latest: int) -> date:
    """Return the day in the latest century that is not too late: 31 is 1931 for a birth."""
    year = latest - (latest - found.year) % 100
    try:
        return found.replace(year=year)
    except ValueError:
        return found


def _usual_date(text: str, latest: int) -> Cell:
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _BRITISH.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]), text)
    if match := _MONTH_NAME.fullmatch(text):
        month = _MONTH_NUMBERS.get(match[2][:3].lower(), 0)
        year = int(match[3])
        year = year if len(match[3]) == 4 else latest - (latest - year) % 100
        if month and _is_month_name(match[2]):
            return _day(year, month, int(match[1]), text, none_as_99=len(match[3]) == 2)
    if match := _SERIAL.fullmatch(text):
        return _serial(int(match[1]), text)
    return Cell(None, f"{shown(text)} is not a date.")


def _is_month_name(word: str) -> bool:
    return any(name.lower().startswith(word.lower()) for name in MONTHS) or word.lower() == "sept"


def _day(year: int, month: int, day: int, text: str, *, none_as_99: bool = False) -> Cell:
    try:
        found = date(year, month, day)
    except ValueError:
        if 1 <= month <= 12 and year:
            return Cell(None, f"{day} {MONTHS[month - 1]} {year} is not a date.")
        return Cell(None, f"{shown(text)} is not a date.")
    if found in _NONE_DATES:
        return BLANK
    if year < 1800 or found >= DATE_COLUMNS_END:
        return Cell(None, f"{shown(text)} is not a date that a record of today can hold.")
    return Cell(found)


def _serial(days: int, text: str) -> Cell:
    """Read the number that a spreadsheet keeps a day by."""
    if 1900 <= days <= 2099:
        return Cell(None, f"{text} is a year, not a date.")
    if days in (0, 1, 2):
        return BLANK
    found = _EXCEL_DAY_ZERO + timedelta(days=days) if days <= 80_000 else DATE_COLUMNS_END
    if found in _NONE_DATES:
        return BLANK
    if days < 1000 or found >= DATE_COLUMNS_END:
        return Cell(None, f"{shown(text)} is not a date.")
    return Cell(found)


# --- Yes and no, numbers, money -------------------------------------------------------------------

_YES = frozenset({"y", "yes", "t", "true", "1"})
_NO = frozenset({"n", "no", "f", "false", "0"})


def yes_or_no(text: str) -> Cell:
    """Read a yes or a no."""
    word = text.lower()
    if word in _YES:
        return Cell(True)
    if word in _NO:
        return Cell(False)
    return BLANK if is_blank(text) else Cell(None, f"{shown(text)} is neither yes nor no.")


_WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?")
_DIGITS = re.compile(r"\d+(?:\.0)?")


def whole_number(least: int, most: int) -> Clean:
    """Return the cleaner of whole numbers between two, both included."""

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        if not _WHOLE.fullmatch(text):
            return Cell(None, f"{shown(text)} is not a whole number.")
        number = int(text.partition(".")[0])
        if not least <= number <= most:
            return Cell(None, f"{number} is not between {least} and {most}.")
        return Cell(number)

    return clean


_floor_number = whole_number(-10, 200)


def floor(text: str) -> Cell:
    """Read the floor of a home: 0, or G, is the ground floor."""
    return Cell(0) if text.lower() in ("g", "gf", "ground", "ground floor") else _floor_number(text)


def uprn(text: str) -> Cell:
    """Read a unique property reference number: at most twelve digits."""
    if is_blank(text) or text == "0":
        return BLANK
    if not _DIGITS.fullmatch(text):
        return Cell(None, f"{shown(text)} is not a unique property reference number: it holds more than digits.")
    number = int(text.partition(".")[0])
    if number >= 10**12:
        return Cell(None, f"{text} is not a unique property reference number: it has more than 12 digits.")
    return Cell(number) if number else BLANK


_MONEY = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?|\.\d{1,2}")


def money(text: str) -> Cell:
    """Read pounds: `1,234.56`, `£12`, `(12.00)` and `12.00-` below zero, `12.00 CR` a credit."""
    if is_blank(text):
        return BLANK
    bare = text.replace("£", "").replace(" ", "").upper()
    credit = bare.endswith("CR")
    bare = bare.removesuffix("CR").removesuffix("DR")
    below = credit
    if bare.startswith("(") and bare.endswith(")"):
        bare, below = bare[1:-1], True
    elif bare.endswith("-") or bare.startswith("-"):
        bare, below = bare.strip("-"), not credit
    if not _MONEY.fullmatch(bare):
        return Cell(None, f"{shown(text)} is not an amount of money.")
    pounds = Decimal(bare.replace(",", "")).quantize(Decimal("0.01"))
    return Cell(-pounds if below and pounds else pounds)


def charge(text: str) -> Cell:
    """Read what is charged each week: pounds, not below nought, and nought for nothing."""
    cell = money(text)
    if cell.value is not None and cell.value < 0:
        return Cell(None, f"{shown(text)} is below nought, and nobody is charged less than nothing.")
    return cell if cell.value else Cell(None, cell.fault)


def moved(text: str) -> Cell:
    """Read the pounds that a transaction moves: above nought they are owed, below it they are paid."""
    cell = money(text)
    return Cell(None, "A transaction of £0.00 moves nothing.") if cell.value == 0 else cell


_HOURS = re.compile(r"\d{1,2}(?:\.\d{1,2})?")


def weekly_hours(text: str) -> Cell:
    """Read contracted hours a week."""
    if is_blank(text):
        return BLANK
    if not _HOURS.fullmatch(text) or Decimal(text) > 80:
        return Cell(None, f"{shown(text)} is not a number of hours a week.")
    return Cell(Decimal(text))


# --- Codes ----------------------------------------------------------------------------------------

Codes = Mapping[str, str]
"""What may be chosen: code to label."""


def code_of(codes: Codes, what: str) -> Clean:
    """Return the cleaner of one code of a list. `what` reads in a sentence: "a kind of place"."""
    by_word = _by_word(codes)

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        code = by_word.get(text.lower())
        return Cell(code) if code else Cell(None, f"{shown(text)} is not {what} that Rooftree knows.")

    return clean


def codes_of(codes: Codes, what: str) -> Clean:
    """Return the cleaner of several codes with semicolons between; those it does not know are left out."""
    by_word = _by_word(codes)

    def clean(text: str) -> Cell:
        known: list[str] = []
        unknown: list[str] = []
        for part in items(text):
            code = by_word.get(part.lower())
            (known if code else unknown).append(code or part)
        fault = ""
        if unknown:
            said = " and ".join(shown(part) for part in unknown)
            fault = f"{said} {'is' if len(unknown) == 1 else 'are'} not {what} that Rooftree knows."
        return Cell(list(dict.fromkeys(known)) or None, fault)

    return clean


def words_of(longest: int) -> Clean:
    """Return the cleaner of several words or phrases with semicolons between, each kept as written."""

    def clean(text: str) -> Cell:
        parts = [part[:longest].rstrip() for part in items(text)]
        return Cell(list(dict.fromkeys(parts)) or None)

    return clean


def items(text: str) -> list[str]:
    """Return the items of a cell with semicolons between them."""
    parts = (part.strip() for part in text.replace("\n", ";").split(";"))
    return [part for part in parts if part and not is_blank(part)]


def _by_word(codes: Codes) -> dict[str, str]:
    return {label.lower(): code for code, label in codes.items()} | {code.lower(): code for code in codes}


def word_of(codes: Codes, longest: int) -> Clean:
    """Return the cleaner of a code of a list, or of words that no list has, kept as they stand."""
    by_word = _by_word(codes)

    def clean(text: str) -> Cell:
        if is_blank(text):
            return BLANK
        code = by_word.get(text.lower())
        return Cell(code) if code else cut(text, longest)

    return clean


def not_after(today: date, clean: Clean, refusal: str) -> Clean:
    """Return a cleaner of dates that takes no later day. `refusal` is the sentence, with `{day}` in it."""

    def clean_past(text: str) -> Cell:
        cell = clean(text)
        if cell.value and cell.value > today:
            return Cell(
                None, refusal.format(day=f"{cell.value.day} {MONTHS[cell.value.month - 1]} {cell.value.year}")
            )
        return cell

    return clean_past


def energy_band(text: str) -> Cell:
    """Read an energy performance band: A to G."""
    return _band(text, "ABCDEFG", "an energy performance band")


def tax_band(text: str) -> Cell:
    """Read a council tax band: A to H."""
    return _band(text, "ABCDEFGH", "a council tax band")


def _band(text: str, letters: str, what: str) -> Cell:
    letter = text.upper().removeprefix("BAND ").strip()
    if len(letter) == 1 and letter in letters:
        return Cell(letter)
    return BLANK if is_blank(text) else Cell(None, f"{shown(text)} is not {what}.")


# --- Postcodes, National Insurance, email ---------------------------------------------------------

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")


is_postcode = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}").fullmatch


def postcode(text: str) -> Cell:
    """Read a postcode, in any spacing: capitals, one space."""
    if is_blank(text):
        return BLANK
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    if match := _POSTCODE.fullmatch(bare):
        return Cell(f"{match[1]} {match[2]}")
    if bare == "GIR0AA":
        return Cell("GIR 0AA")
    return Cell(None, f"{shown(text)} is not a postcode.")


_NI = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}[A-D]")
is_ni_number = _NI.fullmatch
_NOBODYS_NI = frozenset({"XX999999X", "ZZ999999Z", "AA000000A", "TBC", "NOTKNOWN", "NONE"})


def ni_number(text: str) -> Cell:
    """Read a National Insurance number. Source: HMRC, National Insurance Manual NIM39110."""
    if _NI.fullmatch(text):
        return Cell(text)
    if is_blank(text):
        return BLANK
    bare = re.sub(r"[\s.-]", "", text).upper()
    if bare in _NOBODYS_NI:
        return BLANK
    if _NI.fullmatch(bare):
        return Cell(bare)
    return Cell(None, f"{shown(text)} is not a National Insurance number.")


_PLAIN_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)


_PLAINEST_EMAIL = re.compile(r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,24}")


def is_plain_email(text: str) -> bool:
    """Say whether a cell is one email address that needs no cleaning."""
    return len(text) <= 64 and _PLAINEST_EMAIL.fullmatch(text) is not None


def email(text: str) -> Cell:
    """Read one email address: small letters."""
    if is_blank(text):
        return BLANK
    bare = text.strip("<>,;. ").removeprefix("mailto:").lower()
    if len(bare) <= 254 and len(bare.partition("@")[0]) <= 64 and _PLAIN_EMAIL.fullmatch(bare):
        return Cell(bare)
    if not bare.isascii():
        try:
            return Cell(validate_email(bare, check_deliverability=False).normalized)
        except EmailNotValidError:
            pass
    return Cell(None, f"{shown(text)} is not an email address.")


def emails(text: str) -> Cell:
    """Read one or more email addresses in one cell; what is none is left out."""
    if is_plain_email(text):
        return Cell([text])
    if is_blank(text):
        return BLANK
    found, faults = [], []
    for part in re.split(r"[;,\s]+(?:or |and |& )?|/", text):
        cell = email(part)
        if cell.value:
            found.append(cell.value)
        elif cell.fault:
            faults.append(part)
    if not found:
        return Cell(None, f"{shown(text)} is not an email address.")
    if faults:
        return Cell(list(dict.fromkeys(found)), f"{shown(' '.join(faults))} is not an email address.")
    return Cell(list(dict.fromkeys(found)))
