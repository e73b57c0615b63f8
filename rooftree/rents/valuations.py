"""Reads a file of what rents are reckoned from: one row a home, as a council's valuers or its old system give it.

Plain values in, plain values out: a CSV with headings. A row that cannot be right is told by its number and why.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from rooftree.foundations.refusals import Refused

NEEDED = ("place", "rent_type", "from_on", "source")
KNOWN = (*NEEDED, "value_1999", "county", "bedrooms", "is_supported", "market_rent", "market_on")
YES, NO = ("yes", "y", "true", "1"), ("", "no", "n", "false", "0")


@dataclass(frozen=True)
class Row:
    """One home of a file. Its place is a reference, ours or an old system's; its value pounds of January 1999."""

    number: int
    place: str
    rent_type: str
    from_on: date
    source: str
    value_1999: Decimal | None = None
    county: str = ""
    bedrooms: int | None = None
    is_supported: bool = False
    market_rent: Decimal | None = None
    market_on: date | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row, in a sentence. Row 0: the file."""

    number: int
    sentence: str


def read(lines: Iterable[str]) -> Iterator[Row | Fault]:
    """Yield each row of a file, or what is wrong with it, in order."""
    reader = csv.DictReader(lines, strict=True)
    try:
        headings = [heading.strip().lower() for heading in reader.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in headings]:
            yield Fault(0, f"The file has no column {', '.join(missing)}. The columns are {', '.join(KNOWN)}.")
            return
        if unknown := [name for name in headings if name not in KNOWN]:
            yield Fault(0, f"The column {unknown[0]} is not known. The columns are {', '.join(KNOWN)}.")
            return
        reader.fieldnames = headings
        for number, cells in enumerate(reader, start=1):
            yield _read(number, {name: (cells.get(name) or "").strip() for name in KNOWN})
    except csv.Error as error:
        yield Fault(0, f"The file is no CSV: {error}.")


def _read(number: int, cells: dict[str, str]) -> Row | Fault:
    try:
        return _row(number, cells)
    except Refused as refusal:
        return Fault(number, f"Row {number:,}: {refusal}")


def _row(number: int, cells: dict[str, str]) -> Row:
    """Return a row. Raises Refused for a cell that cannot be read."""
    for name in NEEDED:
        if not cells[name]:
            raise Refused(f"{name} is empty.")
    return Row(
        number=number,
        place=cells["place"],
        rent_type=cells["rent_type"].lower(),
        from_on=_day("from_on", cells["from_on"]),
        source=cells["source"][:100],
        value_1999=_sum("value_1999", cells["value_1999"]),
        county=cells["county"].lower().replace(" ", "_"),
        bedrooms=_bedrooms(cells["bedrooms"]),
        is_supported=_yes(cells["is_supported"]),
        market_rent=_sum("market_rent", cells["market_rent"]),
        market_on=_day("market_on", cells["market_on"]) if cells["market_on"] else None,
    )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{name} is a day such as 2026-04-06, not “{text}”.") from None


def _sum(name: str, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        pounds = Decimal(text.replace(",", "").removeprefix("£"))
    except InvalidOperation:
        raise Refused(f"{name} is a sum in pounds, not “{text}”.") from None
    if not pounds.is_finite() or not 0 < pounds < 10_000_000 or pounds != pounds.quantize(Decimal("0.01")):
        raise Refused(f"{name} is a sum in pounds and pence above nought, not “{text}”.")
    return pounds


def _bedrooms(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:4]) > 20:
        raise Refused(f"bedrooms is a number from 0 to 20, not “{text}”.")
    return int(text)


def _yes(text: str) -> bool:
    if text.lower() not in (*YES, *NO):
        raise Refused(f"is_supported is yes or no, not “{text}”.")
    return text.lower() in YES
