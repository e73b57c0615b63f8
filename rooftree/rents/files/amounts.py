"""Reads amounts and days as the senders of money files write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

_POUNDS = re.compile(
    r"(?P<sign>[-−+]?)£?(?P<pounds>\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(?P<pence>\d{1,2}))?(?P<end>-|CR|DR)?",
    re.ASCII,
)
_PENCE = re.compile(r"(?P<sign>[-−+]?)(?P<pence>\d{1,11})(?P<end>-|CR|DR)?", re.ASCII)
_PLAIN = re.compile(r"\d{1,9}\.\d\d", re.ASCII)

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
"""A day outside these is a mistake of the sender's, not a day on which somebody paid."""


def pounds(text: str) -> Decimal | None:
    """Return the pounds of an amount such as "54.20", "£1,054.2", "12.00-", "(12.00)", or None if it is none.

    CR and DR after the figure are the bank's: CR came in, DR went out and is below nought.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    bare = text.replace(" ", "").upper()
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = f"-{bare[1:-1]}"
    written = _POUNDS.fullmatch(bare)
    if not written:
        return None
    whole = Decimal(f"{written['pounds'].replace(',', '')}.{(written['pence'] or '').ljust(2, '0')}")
    return _signed(whole, written["sign"], written["end"])


def pence(text: str) -> Decimal | None:
    """Return the pounds of an amount written in whole pence, such as "00005420", or None if it is none."""
    written = _PENCE.fullmatch(text.replace(" ", "").upper())
    if not written:
        return None
    return _signed(Decimal(int(written["pence"])).scaleb(-2), written["sign"], written["end"])


def _signed(whole: Decimal, sign: str, end: str | None) -> Decimal | None:
    """Return the amount with its sign, or None where two signs stand there."""
    before, after = sign in ("-", "−"), end in ("-", "DR")
    if sign and end:
        return None
    return -whole if before or after else whole


def day(text: str, forms: Sequence[str]) -> date | None:
    """Return the day that is written in one of these forms, or None if it is none, or no likely day."""
    for form in forms:
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        # A day without its noughts may be a day that was cut off.
        return found if EARLIEST <= found < LATEST and len(found.strftime(form)) == len(text) else None
    return None


def iso_day(text: str) -> date | None:
    """Return the day of an ISO date or moment, such as "2026-11-20" or "2026-11-20T18:00:00Z", or None."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return found if EARLIEST <= found < LATEST else None
