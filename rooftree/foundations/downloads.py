"""Writes tables for people to download, so that a spreadsheet takes every cell as text or a number.

A spreadsheet runs a cell that begins like a formula. What residents and callers wrote goes into our
tables, so a cell that could be run is given a leading apostrophe, which spreadsheets do not show.
Source: OWASP, CSV Injection.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from rooftree.foundations.dates import london

Cell = str | int | Decimal | bool | date | datetime | None

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the letters are UTF-8."""

_COULD_RUN = re.compile(r"[\s\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def csv_lines(heading: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Yield a table as the lines of a CSV file, the heading first, each as soon as its row is there.

    Lines end as RFC 4180 says; every text stands in quotes, so that no other separator splits it.
    """
    yield BYTE_ORDER_MARK + _line(heading)
    for row in rows:
        yield _line(row)


def safe_cell(cell: Cell) -> str | int | Decimal:
    """Return a cell as a spreadsheet may have it: never one that it would run.

    Numbers stay numbers. A moment is written as a London wall shows it.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | Decimal):
        return cell
    if isinstance(cell, datetime):
        return london(cell).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    text = _UNPRINTABLE.sub("", cell)
    if _COULD_RUN.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def safe_filename(words: str) -> str:
    """Return a name for a download, from words: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "download"


def _line(cells: Iterable[Cell]) -> str:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(map(safe_cell, cells))
    return line.getvalue()
