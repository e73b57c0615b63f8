"""How a delimited file of money is laid out: our own layouts, and what a council's mapping says differently.

A layout is a small TOML text. Columns are named by their heading, or counted from 1 where a file has no
headings. `docs/money-in.md` has the layouts with examples.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rooftree.foundations.refusals import Refused

Where = str | int
"""A column: its heading, or its place counted from 1."""

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = ("utf-8", "cp1252")
AMOUNTS = ("pounds", "pence")

DETAIL = ("reference", "amount", "paid_on", "type", "payer", "text", "source_id")
NEEDED = ("reference", "amount", "paid_on")
HEADER = ("feed", "sequence", "made_on")
TRAILER = ("count", "total")
SUBTOTAL = ("type", "count", "total")


@dataclass(frozen=True)
class Record:
    """Where one kind of line has its facts. `mark` is what its first cell says."""

    mark: str
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """How one kind of file is written by one sender."""

    delimiter: str = ","
    encoding: str = "utf-8"
    dates: tuple[str, ...] = ("%Y-%m-%d", "%d/%m/%Y")
    amounts: str = "pounds"
    has_headings: bool = False
    """Whether the first line of details names the columns."""
    feed: str = ""
    """The series, where the file does not name it."""
    type: str = ""
    """The type of every line, where lines do not say."""
    detail: Mapping[str, Where] = field(default_factory=dict)
    mark: str = ""
    """What the first cell of a detail says, where lines are marked."""
    header: Record | None = None
    trailer: Record | None = None
    subtotal: Record | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    """The sender's types, in capitals, and our transaction codes."""


CASH_RECEIPTS = """
mark = "D"
codes = { CARD = "RCP", COUNTER = "RCO", CASH = "RCO", CHEQUE = "RQP", PAYPOINT = "RPY", POSTOFFICE = "RPY", \
BANK = "RBP", SO = "RSO", POSTAL = "RPO", WAGES = "RDP", RETURNED = "RRC", AGENT = "RBA" }
[columns]
type = 2
reference = 3
amount = 4
paid_on = 5
payer = 6
text = 7
source_id = 8
[header]
mark = "H"
feed = 2
sequence = 3
made_on = 4
[subtotal]
mark = "S"
type = 2
count = 3
total = 4
[trailer]
mark = "T"
count = 2
total = 3
"""

HOUSING_BENEFIT = """
mark = "D"
feed = "Housing Benefit"
codes = { PAYMENT = "RHB", RECOVERY = "RHA" }
[columns]
type = 2
reference = 3
amount = 4
paid_on = 5
payer = 6
text = 7
source_id = 8
[header]
mark = "H"
feed = 2
sequence = 3
made_on = 4
[trailer]
mark = "T"
count = 2
total = 3
"""

UNIVERSAL_CREDIT = """
headings = true
feed = "Universal Credit"
codes = { "MANAGED PAYMENT" = "RUC", "RENT ARREARS" = "RDT", "RECOVERY" = "RDT" }
[columns]
reference = "Landlord reference"
amount = "Amount"
paid_on = "Payment date"
type = "Payment type"
payer = "Claimant"
text = "Address"
source_id = "Schedule line"
[trailer]
mark = "TOTAL"
count = 2
total = 3
"""

_KEYS = {
    "delimiter",
    "encoding",
    "dates",
    "amounts",
    "headings",
    "feed",
    "type",
    "mark",
    "columns",
    "header",
    "trailer",
    "subtotal",
    "codes",
}


def read(text: str) -> Layout:
    """Return the layout that a TOML text describes; raise Refused, saying what is wrong with it."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"This is not a mapping: {error}.") from None
    if unknown := sorted(set(said) - _KEYS):
        raise Refused(
            f"“{unknown[0]}” is not a setting of a mapping. The settings are {', '.join(sorted(_KEYS))}."
        )
    has_headings = _of(said, "headings", bool, False)
    layout = Layout(
        delimiter=_delimiter(_of(said, "delimiter", str, ",")),
        encoding=_one_of(_of(said, "encoding", str, "utf-8").lower(), ENCODINGS, "encoding"),
        dates=tuple(_dates(said.get("dates", list(Layout.dates)))),
        amounts=_one_of(_of(said, "amounts", str, "pounds"), AMOUNTS, "amounts"),
        has_headings=has_headings,
        feed=_of(said, "feed", str, ""),
        type=_of(said, "type", str, ""),
        detail=_columns(_of(said, "columns", dict, {}), DETAIL, "columns", has_headings=has_headings),
        mark=_of(said, "mark", str, ""),
        header=_record(said, "header", HEADER),
        trailer=_record(said, "trailer", TRAILER),
        subtotal=_record(said, "subtotal", SUBTOTAL),
        codes={key.upper(): code for key, code in _codes(_of(said, "codes", dict, {})).items()},
    )
    _check(layout)
    return layout


def _check(layout: Layout) -> None:
    for needed in NEEDED:
        if needed not in layout.detail:
            raise Refused(f"The mapping does not say which column is the {needed}. Every line needs one.")
    if "type" not in layout.detail and not layout.type:
        raise Refused("The mapping says neither which column is the type nor one type for every line.")
    if not layout.feed and not (layout.header and "feed" in layout.header.columns):
        raise Refused("The mapping says neither what the feed is called nor where the header names it.")
    if not layout.mark and not layout.has_headings and (layout.header or layout.trailer):
        raise Refused("Lines with a header or a trailer among them need a mark, or headings, to be told apart.")


def _of(said: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = said.get(key, default)
    if not isinstance(value, kind):
        words = {str: "a text", bool: "true or false", dict: "a table"}[kind]
        raise Refused(f"“{key}” of the mapping is {words}.")
    return value


def _delimiter(said: str) -> str:
    one = DELIMITERS.get(said, said)
    if len(one) != 1 or one in '\r\n"':
        raise Refused("“delimiter” is one character, or comma, semicolon, tab or pipe.")
    return one


def _one_of(said: str, words: tuple[str, ...], key: str) -> str:
    if said not in words:
        raise Refused(f"“{key}” of the mapping is {' or '.join(words)}.")
    return said


def _dates(said: Any) -> list[str]:
    if not isinstance(said, list) or not said or not all(isinstance(each, str) and "%" in each for each in said):
        raise Refused('“dates” of the mapping is a list of forms, such as ["%d/%m/%Y"].')
    return said


def _codes(said: Mapping[str, Any]) -> Mapping[str, str]:
    for kind, code in said.items():
        if not isinstance(code, str) or len(code) != 3 or not code.isupper():
            raise Refused(f"“codes” of the mapping gives {kind} no transaction code of three letters.")
    return said


def _columns(
    said: Mapping[str, Any], known: tuple[str, ...], where: str, *, has_headings: bool
) -> dict[str, Where]:
    for name, column in said.items():
        if name not in known:
            raise Refused(f"“{name}” is no column of {where}. The columns are {', '.join(known)}.")
        by_name = isinstance(column, str) and has_headings
        by_place = isinstance(column, int) and not isinstance(column, bool) and 0 < column <= 200
        if not by_name and not by_place:
            raise Refused(
                f"“{name}” of {where} is its place, counted from 1, or its heading where there are headings."
            )
    return dict(said)


def _record(said: Mapping[str, Any], key: str, known: tuple[str, ...]) -> Record | None:
    if key not in said:
        return None
    table = dict(_of(said, key, dict, {}))
    mark = table.pop("mark", "")
    if not isinstance(mark, str) or not mark:
        raise Refused(f"“{key}” of the mapping needs a mark: what its first cell says.")
    columns = _columns(table, known, key, has_headings=False)
    return Record(mark, {name: int(place) for name, place in columns.items()})
