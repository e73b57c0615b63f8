"""Sets the statement of a rent account as a tagged PDF, in standard or in large print."""

from pathlib import Path
from typing import Any

from rooftree.correspondence import letters
from rooftree.foundations import money
from rooftree.foundations.dates import long_date, short_date
from rooftree.foundations.models import Council
from rooftree.rents.statements import Line, Statement, standing, stands

SHEET = Path(__file__).parent / "statement.typ"

COLUMNS = ("Date", "What", "Charged", "Paid", "Balance")
TITLE = "Statement of your rent account"
FOOT = (
    "“Charged” is what was added to what you owe, “paid” what was taken off it. A balance with a minus before "
    "it is in your credit.",
    "If something here looks wrong, or you find it hard to pay, tell us: we would rather help early.",
    "You can have your statements in large print, in Braille, in easy read, as a recording or in another "
    "language.",
)


def as_pdf(statement: Statement, *, council: Council, is_large: bool = False) -> bytes:
    """Return a statement as a tagged PDF (PDF/UA-1), with its words in large print if wanted.

    The same statement gives the same bytes. Needs the faces that bin/assets makes.
    """
    return letters.typeset_sheet(SHEET, "statement", _data(statement, council, is_large=is_large))


def _data(statement: Statement, council: Council, *, is_large: bool) -> dict[str, Any]:
    first, last = statement.period.starts, statement.last_day
    return {
        "council": council.name,
        "accent": council.accent,
        "title": TITLE,
        "reference": f"Payment reference {statement.payment_reference}",
        "standing": f"{standing(statement.closing)} at the end of {long_date(last)}.",
        "facts": [
            ["Payment reference", statement.payment_reference],
            ["Home", statement.address],
            *(
                [["Name" if len(statement.names) == 1 else "Names", ", ".join(statement.names)]]
                * bool(statement.names)
            ),
            ["From", long_date(first)],
            ["To", long_date(last)],
            ["Made on", long_date(statement.made_on)],
        ],
        "caption": "What was charged and paid",
        "columns": list(COLUMNS),
        "before": ["", f"Balance before {short_date(first)}", "", "", money.in_words(statement.opening)],
        "lines": [_row(line) for line in statement.lines],
        "nothing": "Nothing was charged or paid in this time.",
        "after": [
            *("", f"Balance at the end of {short_date(last)}"),
            *map(money.in_words, (statement.charged, statement.paid, statement.closing)),
        ],
        "parts": [[name, stands(balance)] for name, balance in statement.parts]
        if len(statement.parts) > 1
        else [],
        "parts_title": "What the balance is made of",
        "foot": list(FOOT),
        "page": "Page",
        "of": "of",
        "is_large": is_large,
        "points": letters.LARGE_POINTS if is_large else 10.5,
    }


def _row(line: Line) -> list[str]:
    """Return a line as the sheet wants it: its day, what it is, what is said of that, and the three sums."""
    sums = ("" if pounds is None else money.in_words(pounds) for pounds in (line.charged, line.paid))
    return [short_date(line.posted.posted_on), line.what, line.about, *sums, money.in_words(line.balance)]
