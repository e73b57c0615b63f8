"""Decides where the mess falls, and does it to cells. What is done here is noted in `truth.json`.

A kind of mess falls at about its rate, and at least once in one of the two councils, however few the
homes are. One row gets one kind at most, so that what is wrong with it can be said.
"""

import heapq
from collections.abc import Callable, Mapping
from random import Random

from rooftree.demo.sheets import DATE_STYLES, EXCEL_DAY_ZERO, Row, Sheet

Suits = Callable[[str], bool]


class Turns:
    """Says, candidate after candidate, which kind of mess falls on it."""

    def __init__(self, rates: Mapping[str, float], *, rng: Random, part: int, parts: int) -> None:
        """Promise an early turn to every kind that belongs to this part of `parts`."""
        self._rng = rng
        self._rates = rates
        self._seen = 0
        self._waiting: list[str] = []
        self._due: list[tuple[int, str]] = []
        for place, (kind, rate) in enumerate(rates.items()):
            promised = place % parts == part
            heapq.heappush(self._due, (1 + place if promised else self._gap(rate), kind))

    def _gap(self, rate: float) -> int:
        """Return how many candidates pass until the next turn: more or less evenly spread, so that rates hold."""
        return max(1, round(self._rng.uniform(0.4, 1.6) / rate))

    def next(self, suits: Suits = lambda kind: True) -> str:
        """Return the kind of mess that falls on this candidate, or "" for none."""
        self._seen += 1
        while self._due and self._due[0][0] <= self._seen:
            self._waiting.append(heapq.heappop(self._due)[1])
        for kind in self._waiting:
            if suits(kind):
                self._waiting.remove(kind)
                heapq.heappush(self._due, (self._seen + self._gap(self._rates[kind]), kind))
                return kind
        return ""


# --- What is done to the cells of a person ---------------------------------------------------------

Spoil = Callable[[Row, Sheet, int, Random], None]
"""Writes mess into a row that will have this number, and notes it in the sheet's truth."""

PERSON_MESS: dict[str, Spoil] = {}


def _spoils(kind: str) -> Callable[[Spoil], Spoil]:
    def keep(spoil: Spoil) -> Spoil:
        PERSON_MESS[kind] = spoil
        return spoil

    return keep


def _tidy(sheet: Sheet, number: int, kind: str, row: Row, column: str, cell: str, means: str | None) -> None:
    row[column] = cell
    sheet.truth.tidy(number, kind, column, cell, means)


def _warn(sheet: Sheet, number: int, kind: str, row: Row, column: str, cell: str) -> None:
    row[column] = cell
    sheet.truth.warn(number, kind, column, cell)


@_spoils("capitals")
def _capitals(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    row["forenames"] = row["forenames"].upper()
    _tidy(sheet, number, "capitals", row, "surname", row["surname"].upper(), row["surname"])


@_spoils("capital_apostrophe")
def _capital_apostrophe(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    name = rng.choice(("O'Brien", "O'Neill", "O'Hara", "D'Souza"))
    _tidy(sheet, number, "capital_apostrophe", row, "surname", name.upper(), name)


@_spoils("spaced_mac")
def _spaced_mac(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "spaced_mac", row, "surname", rng.choice(("Mc Donald", "Mc Carthy", "Mac Leod")), None)


@_spoils("trailing_spaces")
def _trailing_spaces(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    row["person_ref"] += " "
    _tidy(sheet, number, "trailing_spaces", row, "surname", row["surname"] + "   ", row["surname"])


@_spoils("double_spaces")
def _double_spaces(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    names = f"{row['forenames']} Ann"
    _tidy(sheet, number, "double_spaces", row, "forenames", names.replace(" ", "  "), names)


@_spoils("title_in_surname")
def _title_in_surname(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    title, row["title"] = rng.choice(("Mr", "Mrs", "Miss", "Ms", "MRS", "Mr.")), ""
    _tidy(sheet, number, "title_in_surname", row, "surname", f"{title} {row['surname']}", row["surname"])


@_spoils("two_numbers_one_cell")
def _two_numbers_one_cell(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    one, other = drama_mobile(rng), drama_landline(rng)
    cell = rng.choice((f"{one} / {other}", f"{one} or {other}", f"{one}, {other}"))
    _tidy(sheet, number, "two_numbers_one_cell", row, "mobile", cell, f"{one}; {other}")


@_spoils("note_with_number")
def _note_with_number(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    mobile = drama_mobile(rng)
    note = rng.choice(("ring daughter {}", "{} (son, after 6)", "neighbour {} will pass on", "{} TEXT ONLY"))
    _tidy(sheet, number, "note_with_number", row, "mobile", note.format(mobile), mobile)


@_spoils("note_without_number")
def _note_without_number(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    note = rng.choice(("no phone, write instead", "disconnected", "refused to give", "ask at Flat 3"))
    _warn(sheet, number, "note_without_number", row, "mobile", note)


@_spoils("number_too_short")
def _number_too_short(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _warn(sheet, number, "number_too_short", row, "mobile", "07700 90")


@_spoils("placeholder_na")
def _placeholder_na(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "placeholder_na", row, "email", rng.choice(("n/a", "N/A")), "")


@_spoils("placeholder_unknown")
def _placeholder_unknown(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "placeholder_unknown", row, "phone", rng.choice(("unknown", "UNKNOWN")), "")


@_spoils("placeholder_ni")
def _placeholder_ni(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "placeholder_ni", row, "ni_number", "XX999999X", "")


@_spoils("ni_too_short")
def _ni_too_short(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _warn(sheet, number, "ni_too_short", row, "ni_number", f"GH{rng.randrange(1000, 9999)}B")


@_spoils("ni_with_spaces")
def _ni_with_spaces(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    if ni := row["ni_number"]:
        spaced = f"{ni[:2]} {ni[2:4]} {ni[4:6]} {ni[6:8]} {ni[8]}".lower()
        _tidy(sheet, number, "ni_with_spaces", row, "ni_number", spaced, ni)


@_spoils("born_1900")
def _born_1900(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "born_1900", row, "date_of_birth", "01/01/1900", "")


@_spoils("died_2099")
def _died_2099(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _tidy(sheet, number, "died_2099", row, "deceased_on", "31/12/2099", "")


def _other_style(kind: str, style: str) -> Spoil:
    def spoil(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
        born = EXCEL_DAY_ZERO + rng.randrange(11000, 36000)
        _tidy(sheet, number, kind, row, "date_of_birth", DATE_STYLES[style](born), DATE_STYLES["%Y-%m-%d"](born))

    return spoil


OTHER_BIRTH_DATES = {
    "serial_birth_date": "serial",
    "month_name_birth_date": "%d-%b-%y",
    "iso_birth_date": "%Y-%m-%d",
}
"""Kinds of mess that write another birth date, and in which form."""

PERSON_MESS.update({kind: _other_style(kind, form) for kind, form in OTHER_BIRTH_DATES.items()})


@_spoils("email_broken")
def _email_broken(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _warn(sheet, number, "email_broken", row, "email", rng.choice(("jo.smith@", "jo.smith.example.org", "@none")))


@_spoils("two_emails")
def _two_emails(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    one, other = f"home{number}@example.org", f"work{number}@mail.test"
    _tidy(sheet, number, "two_emails", row, "email", f"{one}; {other}", f"{one}; {other}")


@_spoils("interpreter_words")
def _interpreter_words(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _warn(sheet, number, "interpreter_words", row, "interpreter", rng.choice(("sometimes", "daughter helps")))


@_spoils("need_unknown")
def _need_unknown(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    _warn(sheet, number, "need_unknown", row, "needs", "large_print;see red file")


@_spoils("newline_in_address")
def _newline_in_address(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
    address = f"c/o Mrs Hewlett\n{rng.randrange(2, 90)} Sallow Lane\nTamberley"
    _tidy(sheet, number, "newline_in_address", row, "correspondence_address", address, None)


def _reject(kind: str, column: str, cell: Callable[[Row, Sheet, Random], str]) -> Spoil:
    def spoil(row: Row, sheet: Sheet, number: int, rng: Random) -> None:
        row[column] = cell(row, sheet, rng)
        sheet.truth.reject(number, kind, column, row[column])

    return spoil


REJECTED_PEOPLE: dict[str, Spoil] = {
    "two_people_one_row": _reject("two_people_one_row", "title", lambda row, sheet, rng: "MR & MRS"),
    "two_people_in_surname": _reject(
        "two_people_in_surname", "surname", lambda row, sheet, rng: f"MR & MRS {row['surname'].upper()}"
    ),
    "born_in_future": _reject("born_in_future", "date_of_birth", lambda row, sheet, rng: "14/03/2067"),
    "impossible_birth_date": _reject(
        "impossible_birth_date", "date_of_birth", lambda row, sheet, rng: rng.choice(("30/02/2001", "31/06/1988"))
    ),
    "surname_missing": _reject("surname_missing", "surname", lambda row, sheet, rng: ""),
}
"""Mess for which a whole row is refused. It falls on former tenants, and on others who are no tenants."""

# --- Numbers and words ------------------------------------------------------------------------------


def drama_mobile(rng: Random) -> str:
    """Return a mobile number of the thousand kept for drama."""
    number = rng.randrange(1000)
    return rng.choice(("07700 900{:03}", "07700 900{:03}", "07700900{:03}", "+44 7700 900{:03}")).format(number)


def drama_landline(rng: Random) -> str:
    """Return a landline number of the thousand kept for drama."""
    return f"01632 960{rng.randrange(1000):03}"


def mistyped(rng: Random, name: str) -> str:
    """Return a name with one slip of the keyboard: two letters swapped, one dropped or one doubled."""
    at = rng.randrange(1, max(2, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    slips = [swapped, name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]]
    return rng.choice([slip for slip in slips if slip != name])
